"""Every statement is a constant that PostgreSQL understands, on the oldest and the newest version."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from types import ModuleType

import asyncpg
import pytest

from shared.bus import Copies
from shared.db.pool import role_of
from tests.support import databases, server

ROOT = databases.ROOT
STATEMENT = re.compile(r"\s*(--[^\n]*\n\s*)*(select|insert|update|delete|with|merge)\b", re.IGNORECASE)
METHODS = {"execute", "executemany", "fetch", "fetchrow", "fetchval", "fetchmany", "cursor", "prepare"}
NOT_STORES = {"shared/db/migrate.py"}  # speaks DDL about the schemas it is given
HANDED_ON = "statement"  # the one name for a constant of the same module that a function is given


def sql_modules() -> dict[str, str]:
    """Every module that speaks SQL, with the schema it speaks to."""
    found: dict[str, str] = {}
    for service in databases.SERVICES:
        folder = ROOT / "services" / service
        for path in [*folder.glob("store.py"), *folder.glob("store/*.py")]:
            found[_module(path)] = service
    for pattern in (
        "audit.py",
        "files.py",
        "staff.py",
        "db/once.py",
        "bus/*.py",
        "mail/*.py",
        "sheets/kept.py",
    ):
        found.update({_module(path): "example" for path in (ROOT / "shared").glob(pattern)})
    return found


def _module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def statements(module: ModuleType) -> Iterator[tuple[str, str]]:
    """Name and text of each SQL constant, and those that its `Copies` were made with."""
    for name, value in vars(module).items():
        if isinstance(value, Copies):
            yield from ((f"{name}[{at}]", statement) for at, statement in enumerate(value.statements))
        elif name.isupper() and isinstance(value, str) and STATEMENT.match(value) and "{" not in value:
            yield name, value


AVAILABLE = {
    "embedded": server.embedded_binaries(),
    **({"15": debian} if (debian := server.debian_binaries(15)) else {}),
}


@pytest.fixture(scope="module", params=AVAILABLE)
async def owner(request: pytest.FixtureRequest) -> AsyncIterator[asyncpg.Connection[asyncpg.Record]]:
    """A connection to a migrated database of each version there is."""
    with server.running(AVAILABLE[request.param]) as running:
        await databases.make_template(running)
        connection = await asyncpg.connect(running.dsn(databases.TEMPLATE), statement_cache_size=0)
        yield connection
        await connection.close()


async def test_every_statement_can_be_prepared(owner: asyncpg.Connection[asyncpg.Record]) -> None:
    wrong: list[str] = []
    prepared = 0
    for place, schema, sql in every_statement():
        await owner.execute(f"reset role; set search_path = {schema}; set role {role_of(schema)}")
        prepared += 1
        try:
            await owner.prepare(sql)
        except asyncpg.PostgresError as error:
            wrong.append(f"{place} in {schema}: {error}")
    assert not wrong, "\n".join(wrong)
    assert prepared > 100


async def test_a_wrong_statement_is_found(owner: asyncpg.Connection[asyncpg.Record]) -> None:
    """Negative control: a column that is not there, and another service's table."""
    await owner.execute(f"reset role; set search_path = registration; set role {role_of('registration')}")
    with pytest.raises(asyncpg.UndefinedColumnError):
        await owner.prepare("select no_such_column from once")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await owner.execute("select id from scheduling.staff")


def every_statement() -> Iterator[tuple[str, str, str]]:
    """Place, schema and text of every statement there is: constants, and literals where they are sent."""
    for name, schema in sql_modules().items():
        for constant, sql in statements(importlib.import_module(name)):
            yield f"{name}.{constant}", schema, sql
    for path in sources():
        parts = path.relative_to(ROOT).parts
        schema = parts[1] if parts[1] in databases.SERVICES else "example"
        for line, argument in sent(ast.parse(path.read_text())):
            text = argument.value if isinstance(argument, ast.Constant) else None
            if isinstance(text, str) and STATEMENT.match(text):
                yield f"{path.relative_to(ROOT)}:{line}", schema, text


def sources() -> list[Path]:
    found = [*(ROOT / "services").rglob("*.py"), *(ROOT / "shared").rglob("*.py")]
    return [path for path in found if str(path.relative_to(ROOT)) not in NOT_STORES]


def sent(tree: ast.AST) -> Iterator[tuple[int, ast.expr]]:
    """Line and first argument of every call that sends a statement."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            on = node.func.value
            if node.func.attr in METHODS and isinstance(on, ast.Name) and on.id in ("tx", "connection"):
                yield node.lineno, node.args[0]


def is_constant(argument: ast.expr) -> bool:
    if isinstance(argument, ast.Constant):
        return True
    name = argument.id if isinstance(argument, ast.Name) else getattr(argument, "attr", "")
    # `self._insert` is what Copies made of its constants, once, by replacing the table's name.
    return name.isupper() or name.startswith("_") or name == HANDED_ON


def test_every_statement_is_a_constant() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in sources()
        for line, argument in sent(ast.parse(path.read_text()))
        if not is_constant(argument)
    ]
    assert not wrong, "SQL that no test can prepare: " + ", ".join(wrong)


def test_a_statement_made_of_pieces_is_found() -> None:
    """Negative control."""
    tree = ast.parse("tx.fetch(f'select * from {t}')\ntx.execute('delete from ' + t)\ntx.execute(UPDATE)")
    assert [is_constant(sql) for _, sql in sent(tree)] == [False, False, True]
