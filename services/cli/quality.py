"""`test`, `bench` and `prove`: what shows that a change is good."""

from __future__ import annotations

import importlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shared.settings import CHECKOUT

ANOTHER_BROKER = "BIMTEK_TEST_AMQP_URL"  # instead of a private node; tests throw away what is Bimtek's there


@dataclass(frozen=True)
class Program:
    """What the tests drive and no Python package brings."""

    purpose: str
    names: tuple[str, ...]  # any of them, in PATH or whole
    package: str  # Debian's

    def found(self) -> bool:
        return any(shutil.which(name) for name in self.names)


BROWSER = Program(
    "The browser tests need Chromium", ("chromium", "chromium-browser", "google-chrome"), "chromium"
)
BROKER = Program(
    f"The tests of events over RabbitMQ need its server, or a broker in {ANOTHER_BROKER}",
    ("/usr/lib/rabbitmq/bin/rabbitmq-server", "/opt/rabbitmq/sbin/rabbitmq-server"),
    "rabbitmq-server",
)

PROXY = Program("The tests on several machines need Caddy", ("caddy",), "caddy")
COMPOSE = Program("The check of compose.yaml needs docker-compose", ("docker-compose",), "docker-compose")

# Every core has a share. A file stays whole, for what it starts once for all its tests; files begin in the
# order of tests/conftest.py and not those with the most tests first.
WHOLE = ("--durations=15", "--numprocesses=auto", "--dist=loadfile", "--no-loadscope-reorder")


@dataclass(frozen=True)
class Gate:
    """One check: a command that must succeed, run in the checkout."""

    title: str
    command: tuple[str, ...]


def gates() -> Iterator[Gate]:
    """All checks but the tests, quickest first."""
    python = (sys.executable, "-P", "-m")
    yield Gate("requirements follow pyproject", (*python, "services.cli.locking"))
    yield Gate("ruff: code", (*python, "ruff", "check", "--quiet"))
    yield Gate("ruff: format", (*python, "ruff", "format", "--check", "--quiet"))
    contracts = "from importlinter.cli import lint_imports_command as run; run()"
    yield Gate("import contracts", (sys.executable, "-c", contracts))
    migrations = sorted(str(path) for path in CHECKOUT.glob("*/**/migrations/*.sql"))
    yield Gate("squawk: migrations", (str(Path(sys.executable).parent / "squawk"), *migrations))
    yield Gate("pages made from the code", (*python, "services.cli", "docs", "--check"))
    yield Gate("mypy --strict", (*python, "mypy"))


def test(arguments: Sequence[str]) -> int:
    """Every gate, then every test; 0 only if all hold. With arguments only pytest, given these."""
    broker = () if os.environ.get(ANOTHER_BROKER) else (BROKER,)
    for program in (BROWSER, *broker, PROXY, COMPOSE):
        if problem := _lacking(program):
            print(problem, file=sys.stderr)
            return 1
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    # The settings of the shell must not leak into tests.
    for name in [name for name in environment if name.startswith("BIMTEK_") and name != ANOTHER_BROKER]:
        del environment[name]
    failed = [] if arguments else [gate.title for gate in gates() if not _holds(gate, environment)]
    pytest = [sys.executable, "-P", "-m", "pytest", *(arguments or WHOLE)]
    code = subprocess.run(pytest, cwd=CHECKOUT, env=environment, check=False).returncode
    if failed:
        print(f"Gates that failed: {', '.join(failed)}", file=sys.stderr)
        return 1
    return code


def figures(module: str, row: str | None, **options: Any) -> int:
    """Run one of the doors for figures: `main(row, **options)` of that module, an exit code or nothing."""
    main: Callable[..., int | None] = importlib.import_module(module).main
    return main(row, **options) or 0


def _holds(gate: Gate, environment: dict[str, str]) -> bool:
    started = time.monotonic()
    done = subprocess.run(
        gate.command,
        cwd=CHECKOUT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    good = done.returncode == 0
    print(f"{'ok  ' if good else 'FAIL'} {gate.title:<32} {time.monotonic() - started:5.1f} s", flush=True)
    if not good:
        print(done.stdout, flush=True)
    return good


def _lacking(program: Program) -> str | None:
    """Install the program where we may; what to install where we may not."""
    if program.found():
        return None
    needed = f"{program.purpose}: install the package {program.package} (Debian), then again."
    become_root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if not shutil.which("apt-get") or (become_root and not shutil.which("sudo")):
        return needed
    print(f"Installing {program.package} for the tests…", flush=True)
    install = [*become_root, "apt-get", "install", "--yes", "--no-install-recommends", program.package]
    for command in ([*become_root, "apt-get", "update", "--quiet"], install):
        done = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
        if done.returncode:
            lines = done.stderr.strip().splitlines()
            return f"{needed} (apt-get: {lines[-1] if lines else 'failed'})"
    return None if program.found() else needed
