"""`./bimtek` on machines as they are: old Pythons, spaces in paths, several starts, no rights."""

from __future__ import annotations

import ast
import errno
import importlib.util
import os
import pwd
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType

import pytest

from shared.settings import CHECKOUT

LAUNCHER = CHECKOUT / "bimtek"
# What a real command line would be: it says what it was given.
COMMAND_LINE = "import sys\nprint('ran', sys.argv[1:], sys.prefix)\n"


@pytest.fixture
def checkout() -> Iterator[Path]:
    """A checkout in a path with a space, whose locks name two small packages only."""
    folder = Path(tempfile.mkdtemp(prefix="bimtek launcher ", dir="/tmp"))
    folder.chmod(0o755)
    shutil.copy(LAUNCHER, folder)
    lock(folder, "idna", "uv")
    (folder / "services" / "cli").mkdir(parents=True)
    (folder / "services" / "cli" / "__main__.py").write_text(COMMAND_LINE)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def lock(folder: Path, *names: str) -> None:
    """Locks with these packages as the real ones pin them."""
    for name, wanted in (
        ("requirements.lock", names),
        ("requirements-solver.lock", (*names, "absl-py")),
        ("requirements-test.lock", (*names, "absl-py", "iniconfig")),
    ):
        blocks = re.split(r"^(?=[a-z0-9])", (CHECKOUT / "requirements-test.lock").read_text(), flags=re.M)
        chosen = [block for block in blocks if block.split("==")[0] in wanted]
        assert len(chosen) == len(wanted)
        (folder / name).write_text("".join(chosen))


def start(folder: Path, *arguments: str, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(folder / "bimtek"), *arguments],
        cwd="/",
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(folder: Path, *arguments: str, **environment: str) -> tuple[int, str, str]:
    with start(folder, *arguments, **environment) as process:
        out, err = process.communicate()
    return process.returncode, out, err


def installed(folder: Path) -> set[str]:
    places = (folder / ".venv").glob("lib/python*/site-packages/*.dist-info")
    return {place.name.split("-")[0] for place in places} - {"pip", "setuptools"}


def launcher() -> ModuleType:
    loader = SourceFileLoader("launcher", str(LAUNCHER))
    spec = importlib.util.spec_from_loader("launcher", loader)
    assert spec
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


def test_the_environment_is_made_once_and_follows_the_lock(checkout: Path) -> None:
    together = [start(checkout, "up", "--port", "8010") for _ in range(2)]
    answers = [process.communicate() for process in together]
    for process, (out, err) in zip(together, answers, strict=True):
        assert process.returncode == 0, err
        assert out.startswith("ran ['up', '--port', '8010'] ")
        assert str(checkout) in out
    told = "".join(err for _out, err in answers)
    assert told.count("Preparing the environment") == 1
    assert "waiting for it" in told
    assert installed(checkout) == {"idna", "uv"}

    code, _out, err = run(checkout, "up")
    assert (code, err) == (0, ""), "a second start prepares nothing"

    lock(checkout, "idna", "six", "uv")
    assert run(checkout, "up")[0] == 0
    assert installed(checkout) == {"idna", "six", "uv"}

    assert run(checkout, "solver")[0] == 0
    assert installed(checkout) == {"absl_py", "idna", "six", "uv"}
    lock(checkout, "idna", "uv")
    assert run(checkout, "up")[0] == 0
    assert installed(checkout) == {"absl_py", "idna", "uv"}, "the solver once installed stays"

    assert run(checkout, "test")[0] == 0
    assert "iniconfig" in installed(checkout)
    lock(checkout, "idna", "six", "uv")
    assert run(checkout, "up")[0] == 0
    assert installed(checkout) == {"absl_py", "idna", "iniconfig", "six", "uv"}, "so do the tools"


def test_a_package_that_is_not_as_locked_is_refused(checkout: Path) -> None:
    for name in ("requirements.lock", "requirements-solver.lock", "requirements-test.lock"):
        text = (checkout / name).read_text()
        idna, others = re.split(r"^(?=uv==)", text, flags=re.M)
        (checkout / name).write_text(re.sub(r"sha256:\w{4}", "sha256:0000", idna) + others)
    code, out, err = run(checkout, "up")
    assert (code, out) == (2, "")
    assert "The packages could not be installed: ERROR: THESE PACKAGES DO NOT MATCH THE HASHES" in err
    assert "Traceback" not in err


def test_without_ensurepip_the_package_is_named(checkout: Path, tmp_path: Path) -> None:
    (tmp_path / "ensurepip.py").write_text("raise ImportError\n")
    code, out, err = run(checkout, "up", PYTHONPATH=str(tmp_path))
    assert (code, out) == (2, "")
    assert err.splitlines()[-1].startswith("This Python cannot make environments (no ensurepip); install")
    assert "python3" in err.splitlines()[-1]
    assert "Traceback" not in err


def test_an_old_python_is_told_what_is_needed(tmp_path: Path) -> None:
    stub = tmp_path / "python3.13"  # as version managers leave one for a version that is not in use
    stub.write_text("#!/bin/sh\necho not in use >&2; exit 127\n")
    stub.chmod(0o755)
    run_it = f"runpy.run_path({str(LAUNCHER)!r}, run_name='__main__')"
    old = f"import runpy, sys; sys.version_info = (3, 9, 2); {run_it}"
    done = subprocess.run(
        [sys.executable, "-c", old],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr == f"Bimtek needs Python 3.11 or newer; {sys.executable} is Python 3.9.2.\n"


def test_an_old_python_can_read_the_launcher() -> None:
    ast.parse(LAUNCHER.read_text(), feature_version=(3, 7))
    assert "f'" not in LAUNCHER.read_text() and 'f"' not in LAUNCHER.read_text()


def test_a_checkout_of_somebody_else_is_one_clear_line(checkout: Path) -> None:
    checkout.chmod(0o555)
    become = pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else None
    python = "/usr/bin/python3" if os.access("/usr/bin/python3", os.X_OK) else sys.executable
    command = [python, str(checkout / "bimtek"), "up"]
    done = subprocess.run(command, cwd="/", capture_output=True, text=True, check=False, user=become)
    checkout.chmod(0o755)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "cannot be written by you" in done.stderr or "no ensurepip" in done.stderr


def test_a_full_disk_is_one_clear_line() -> None:
    full = OSError(errno.ENOSPC, "No space left on device", "/srv/bimtek/.venv")
    assert launcher().explained(full).startswith("No space left on the disk of /srv/bimtek/.venv")
