"""The command line as somebody meets it: refusals in one line, and an installation that comes and goes."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from shared.settings import CHECKOUT


@pytest.fixture
def home() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="bimtek-home-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def start(*arguments: str, **environment: str) -> subprocess.Popen[str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("BIMTEK_")}
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "services.cli", *arguments],
        cwd="/",
        env={**own, "PYTHONPATH": str(CHECKOUT), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@contextmanager
def started(*arguments: str, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """Like `start`; what still runs at the end of the block is told to end."""
    with start(*arguments, **environment) as process:
        try:
            yield process
        finally:
            process.terminate()


def run(*arguments: str, **environment: str) -> tuple[int, str, str]:
    with started(*arguments, **environment) as process:
        out, err = process.communicate(timeout=60)
    return process.returncode, out, err


def test_a_busy_port_is_named_with_a_free_one() -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        code, out, err = run("up", "--port", str(port))
    assert (code, out) == (1, "")
    told = re.fullmatch(rf"Port {port} is in use\. Try: \./bimtek up --port (\d+)\n", err)
    assert told, err
    with socket.create_server(("127.0.0.1", int(told[1]))):
        pass  # it is free


@pytest.mark.parametrize(
    ("variables", "told"),
    [
        ({"BIMTEK_PORT": "delapan"}, "BIMTEK_PORT: "),
        ({"BIMTEK_PROT": "8000"}, "BIMTEK_PROT: there is no such setting"),
        ({"BIMTEK_LISTEN": "tidak-ada.invalid"}, "BIMTEK_LISTEN: tidak-ada.invalid: "),
        ({"BIMTEK_HOME": "/etc/passwd/bimtek"}, "/etc/passwd/bimtek"),
        ({"BIMTEK_PG_BIN": "/nowhere"}, "BIMTEK_PG_BIN: /nowhere holds no initdb"),
        ({"BIMTEK_AMQP_URL": "amqp://localhost"}, "BIMTEK_AMQP_URL: "),
        ({"BIMTEK_DATABASE_URL": "postgresql://127.0.0.1:1/bimtek"}, "The database cannot be reached: "),
    ],
)
def test_what_cannot_be_used_is_one_line(variables: dict[str, str], told: str, home: Path) -> None:
    code, out, err = run("up", **{"BIMTEK_HOME": str(home), "BIMTEK_PORT": "0", **variables})
    assert code == 1
    assert out == ""
    assert err.startswith(told)
    assert err.count("\n") == 1


def test_looking_after_an_installation_that_is_not_there(home: Path) -> None:
    code, _out, err = run("events", "parked", BIMTEK_HOME=str(home / "none"))
    assert (code, err) == (1, f"There is no installation in {home / 'none'} (BIMTEK_HOME, --port)\n")


def test_an_empty_installation_comes_up_is_looked_after_and_goes(home: Path) -> None:
    place = {"BIMTEK_HOME": str(home)}
    with started("up", "--port", "0", **place) as process:
        assert process.stdout
        url = re.search(r"http://localhost:\d+", process.stdout.readline())
        assert url
        token = process.stdout.readline()
        assert re.search(r"First admin, opens once: http://localhost:\d+/masuk/\w{26}$", token.strip())
        for path in ("/", "/readyz/certificates"):
            with urllib.request.urlopen(f"{url[0]}{path}") as answer:
                assert answer.status == 200
        # Beside the running one, in its database.
        assert run("events", "parked", **place) == (0, "Nothing is parked.\n", "")
        code, _out, err = run("sign-in-link", "tidak.ada@contoh.example", **place)
        assert (code, "Nobody signs in with tidak.ada@contoh.example" in err) == (1, True)
        code, link, _err = run("sign-in-link", "--new-office", **place)
        with urllib.request.urlopen(url[0] + link.strip()[link.index("/masuk/") :]) as answer:
            assert (code, "Siapkan instansi Anda" in answer.read().decode()) == (0, True)
        second = run("up", "--port", "0", **place)
        assert second[0] == 1
        assert second[2].startswith("Another Bimtek runs in ")
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
    assert not (home / "postgres" / "data" / "postmaster.pid").exists()
    # And without it, on a server of its own.
    assert run("events", "parked", **place) == (0, "Nothing is parked.\n", "")
