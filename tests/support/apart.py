"""An installation on several machines, on this one: a process for each replica behind the shipped proxy.

Every replica has a loopback address of its own, and a small name server answers for the services as a
container engine's does.
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from services.cli.apart import NAMES, Name
from shared.settings import CHECKOUT
from tests.support import server
from tests.support.names import Names
from tests.support.rabbitmq import Broker

START_SECONDS = 180.0  # eight processes at once on a busy machine
# Only the database's administrator comes without a password, over the socket.
HBA = "local all postgres trust\nhost all all 127.0.0.1/32 scram-sha-256\n"


class NoProgram(RuntimeError):
    """A program of the distribution is missing; the text says which package has it."""


def program(name: str) -> str:
    """The path of an installed program. Raises NoProgram."""
    found = shutil.which(name)
    if found is None:
        raise NoProgram(f"this test needs {name}: install the package {name} (Debian)")
    return found


def command(*arguments: str) -> list[str]:
    """The command line of the product."""
    return [sys.executable, "-P", "-m", "services.cli", *arguments]


def environment(**settings: str) -> dict[str, str]:
    """The shell's without its settings, and these instead."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("BIMTEK_")}
    return {
        **own,
        "PYTHONPATH": str(CHECKOUT),
        **{f"BIMTEK_{name}": value for name, value in settings.items()},
    }


def once(*arguments: str, **settings: str) -> str:
    """Run a command to its end; what it printed. AssertionError with its complaint when it failed."""
    done = subprocess.run(
        command(*arguments), cwd="/", env=environment(**settings), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{arguments}: {done.stderr}"
    return done.stdout.strip()


def end_with_parent() -> None:
    """A killed test run leaves nothing behind."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def free_port() -> int:
    """A port that nobody listens on, on any address."""
    with socket.socket() as probe:
        probe.bind(("0.0.0.0", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Replica:
    """One process of one service."""

    service: str
    address: str
    port: int
    log: Path
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        return f"http://{self.address}:{self.port}"

    async def ready(self) -> None:
        """Wait until it answers; AssertionError with its log when it ended instead."""
        give_up = time.monotonic() + START_SECONDS
        async with aiohttp.ClientSession() as session:
            while True:
                with contextlib.suppress(OSError, aiohttp.ClientError):
                    async with session.get(f"{self.url}/readyz/{self.service}") as answer:
                        if answer.status == 200:
                            return
                said = self.log.read_text(errors="replace")[-3000:]
                assert self.process.poll() is None, said
                assert time.monotonic() < give_up, f"{self.service} is not ready: {said}"
                await asyncio.sleep(0.1)

    def kill(self) -> None:
        """As a power cut does."""
        self.process.kill()
        self.process.wait(START_SECONDS)

    def stop(self) -> tuple[int, float]:
        """In order; the exit code and how many seconds it took."""
        begun = time.monotonic()
        self.process.terminate()
        return self.process.wait(START_SECONDS), time.monotonic() - begun

    def megabytes(self) -> float:
        """Its resident memory."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        (line,) = [line for line in status.splitlines() if line.startswith("VmRSS")]
        return int(line.split()[1]) / 1024


@dataclass
class Installation:
    """All that runs, and how to run more of it."""

    folder: Path
    public_url: str
    port: int  # of every replica
    settings: dict[str, str]  # of every process
    names: Names
    resolver: int  # the port on which the names are answered
    broker: Broker | None  # None: events travel through PostgreSQL
    replicas: list[Replica] = field(default_factory=list)
    administrator: str = ""  # the DSN of PostgreSQL's own superuser

    def secrets(self, service: str) -> dict[str, str]:
        """The settings that hold passwords, as files; `owner` for whoever migrates."""
        user = "migrate" if service == "owner" else service
        files = {"DATABASE_URL_FILE": f"database_url_{service}", "AMQP_URL_FILE": f"amqp_url_{user}"}
        if self.broker is None:
            del files["AMQP_URL_FILE"]
        return {name: str(self.folder / "secrets" / file) for name, file in files.items()}

    @property
    def owner(self) -> str:
        """The DSN of whoever looks after the database."""
        return (self.folder / "secrets" / "database_url_owner").read_text().strip()

    def start(self, service: Name, *, role: str | None = None, announced: bool = True) -> Replica:
        """One more process of a service; behind the proxy if it answers requests."""
        address = f"127.77.{NAMES.index(service)}.{len(self.replicas) + 1}"
        log = self.folder / f"{service}-{address}.log"
        options = ["--role", role] if role else []
        with log.open("wb") as output:
            process = subprocess.Popen(
                command("serve", service, *options),
                cwd="/",
                env=environment(**self.settings, **self.secrets(service), LISTEN=address),
                stdout=output,
                stderr=subprocess.STDOUT,
                preexec_fn=end_with_parent,
            )
        replica = Replica(service, address, self.port, log, process)
        self.replicas.append(replica)
        if announced and role != "worker":
            self.names.addresses[service].append(address)
        return replica

    def kill(self, replica: Replica) -> None:
        """As a power cut does; the name server learns of it a second later, as a container engine's does."""
        replica.kill()
        announced = self.names.addresses[replica.service]
        asyncio.get_running_loop().call_later(1.0, announced.remove, replica.address)

    def of(self, service: str) -> list[Replica]:
        """The processes of a service that run."""
        return [one for one in self.replicas if one.service == service and one.process.poll() is None]


@contextmanager
def database(folder: Path, *, durable: bool = False) -> Iterator[server.Server]:
    """A PostgreSQL that asks for passwords; `durable`: one that waits for the disk."""
    hba = folder / "pg_hba.conf"
    hba.write_text(HBA)
    hba.chmod(0o644)
    port = str(free_port())
    disk = "on" if durable else "off"
    with server.running(
        server.embedded_binaries(),
        listen_addresses="127.0.0.1",
        port=port,
        hba_file=str(hba),
        fsync=disk,
        full_page_writes=disk,
    ) as running:
        yield running


@asynccontextmanager
async def installation(
    broker: Broker | None, *, smtp_url: str, migrated: bool = True, durable: bool = False
) -> AsyncIterator[Installation]:
    """Database, broker with its users, name server and proxy; no service yet.

    Everything was made by the product's own commands, as docs/operations.md tells.
    """
    folder = Path(tempfile.mkdtemp(prefix="bimtek-apart-", dir="/tmp"))
    folder.chmod(0o755)
    proxy_port, port = free_port(), free_port()
    public_url = f"http://localhost:{proxy_port}"
    names = Names()
    loop = asyncio.get_running_loop()
    resolver, _protocol = await loop.create_datagram_endpoint(lambda: names, ("127.0.0.1", 0))
    common = {
        "PUBLIC_URL": public_url,
        "PORT": str(port),
        "SMTP_URL": smtp_url,
        "FILL_SECONDS": "0",  # people of a test fill a form in at once
        "KEYS": str(folder / "keys"),
        "TRUSTED_PROXIES": "1",
        "MAIL_FROM": "bimtek@contoh.example",
    }
    resolver_port: int = resolver.get_extra_info("sockname")[1]
    running = Installation(folder, public_url, port, common, names, resolver_port, broker)
    try:
        with database(folder, durable=durable) as postgres:
            running.administrator = postgres.dsn("bimtek")
            await asyncio.to_thread(_prepare, running, postgres)
            if migrated:
                await asyncio.to_thread(lambda: once("migrate", **common, **running.secrets("owner")))
            with _proxy(running, public_url):
                yield running
                for replica in running.replicas:
                    replica.process.terminate()
                for replica in running.replicas:
                    await asyncio.to_thread(replica.process.wait, START_SECONDS)
    finally:
        for replica in running.replicas:
            replica.kill()
        resolver.close()
        shutil.rmtree(folder, ignore_errors=True)


def _prepare(place: Installation, postgres: server.Server) -> None:
    secrets, broker = place.folder / "secrets", place.broker
    once(
        *("secrets", str(secrets), "--postgres", f"127.0.0.1:{postgres.port}/bimtek"),
        *("--rabbitmq", f"127.0.0.1:{broker.port if broker else 0}", "--smtp", place.settings["SMTP_URL"]),
    )
    administrator = {"PGHOST": str(postgres.socket), "PGPORT": str(postgres.port), "PGUSER": "postgres"}
    psql = [str(postgres.binaries / "psql"), "-q", "-v", "ON_ERROR_STOP=1"]
    make, roles = (
        ["-d", "postgres", "-c", "create database bimtek"],
        ["-d", "bimtek", "-f", secrets / "roles.sql"],
    )
    for words in (make, roles):
        subprocess.run([*psql, *words], env={**os.environ, **administrator}, check=True)
    if broker:
        broker.control("import_definitions", str(secrets / "rabbitmq_definitions.json"))


@contextmanager
def _proxy(place: Installation, public_url: str) -> Iterator[None]:
    """The distribution's Caddy with the file that is shipped."""
    folder = place.folder
    own = {
        "BIMTEK_PUBLIC_URL": public_url,
        "BIMTEK_PORT": str(place.port),
        "CADDY_BIND": "127.0.0.1",
        "CADDY_RESOLVER": f"udp/127.0.0.1:{place.resolver}",
        "HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder / "caddy"),
        "XDG_DATA_HOME": str(folder / "caddy"),
    }
    with (folder / "caddy.log").open("wb") as log:
        process = subprocess.Popen(
            [program("caddy"), "run", "--config", str(CHECKOUT / "Caddyfile"), "--adapter", "caddyfile"],
            env={**os.environ, **own},
            cwd="/",
            stdout=log,
            stderr=subprocess.STDOUT,
            preexec_fn=end_with_parent,
        )
    _host, _colon, own_port = public_url.removeprefix("http://").partition(":")
    try:
        give_up = time.monotonic() + START_SECONDS
        while process.poll() is None and time.monotonic() < give_up:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", int(own_port)), 1):
                break
            time.sleep(0.05)
        assert process.poll() is None, (folder / "caddy.log").read_text()
        yield
    finally:
        process.terminate()
        process.wait(START_SECONDS)
