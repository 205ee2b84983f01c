"""RabbitMQ for tests: a private node of the distribution's own server, or a broker somebody names.

The node shares nothing with a RabbitMQ that may run on this machine: own name, ports, folders, cookie
and name service (epmd). All of it ends with the test run.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import aio_pika

from shared.bus.rabbitmq.topology import DEAD, EXCHANGE, queue_of
from tests.support.databases import SERVICES

ELSEWHERE = "BIMTEK_TEST_AMQP_URL"  # a broker whose `bimtek` exchange and queues tests may throw away
START_SECONDS = 60.0
SERVERS = (Path("/usr/lib/rabbitmq/bin/rabbitmq-server"), Path("/opt/rabbitmq/sbin/rabbitmq-server"))
PACKAGE = "rabbitmq-server"
CONFIG = """\
listeners.tcp.1 = 127.0.0.1:{port}
raft.wal_max_size_bytes = 33554432
disk_free_limit.absolute = 50MB
log.console = false
"""
# One scheduler for each of few cores, and none that burns them while it waits. Quorum queues count what
# they hold at each tick, every 5 s if nobody asks for more: too old a number to say that all is done.
BEAM = "+S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none -rabbit quorum_tick_interval 200"


class NoBroker(RuntimeError):
    """There is no RabbitMQ to test with; the text says what to install."""


@dataclass
class Broker:
    """A running node that can be stopped, killed and started again with what it has stored."""

    folder: Path
    port: int
    epmd_port: int
    dist_port: int
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)  # epmd, then the node

    @property
    def url(self) -> str:
        return f"amqp://guest:guest@127.0.0.1:{self.port}/"

    @property
    def pid(self) -> int:
        return self.running[-1].pid

    def start(self) -> None:
        """Start the node and wait until it takes connections."""
        node = self._run([str(server()), "-noinput"], "node.log")
        deadline = time.monotonic() + START_SECONDS
        while not _answers(self.port):
            if node.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((self.folder / "node.log").read_text(errors="replace")[-4000:])
            time.sleep(0.05)

    def stop(self) -> None:
        """End it in order: connections are closed with a word, everything is stored."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End it as a power cut does."""
        self._end(signal.SIGKILL)

    def control(self, *words: str) -> str:
        """What `rabbitmqctl` answers."""
        command = [str(server().with_name("rabbitmqctl")), "--quiet", *words]
        done = subprocess.run(command, env=self._environment(), capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(done.stderr)
        return done.stdout

    def megabytes(self) -> float:
        """Its resident memory."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        (line,) = [line for line in status.splitlines() if line.startswith("VmRSS")]
        return int(line.split()[1]) / 1024

    def _end(self, how: signal.Signals) -> None:
        node = self.running.pop()
        node.send_signal(how)
        node.wait(START_SECONDS)

    def _run(self, command: list[str], log: str) -> subprocess.Popen[bytes]:
        with (self.folder / log).open("ab") as output:
            started = subprocess.Popen(
                command,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd="/",
                start_new_session=True,
                preexec_fn=_end_with_parent,
            )
        self.running.append(started)
        return started

    def _environment(self) -> dict[str, str]:
        own = {
            "HOME": str(self.folder),  # the cookie lies there
            "ERL_EPMD_PORT": str(self.epmd_port),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODENAME": f"bimtek-{self.port}@localhost",
            "RABBITMQ_NODE_PORT": str(self.port),
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_DIST_PORT": str(self.dist_port),
            "RABBITMQ_MNESIA_BASE": str(self.folder / "data"),
            "RABBITMQ_LOG_BASE": str(self.folder / "log"),
            "RABBITMQ_CONFIG_FILE": str(self.folder / "rabbitmq.conf"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self.folder / "enabled_plugins"),
            "RABBITMQ_CONF_ENV_FILE": "/dev/null",
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": BEAM,
            # The start script then becomes the node, so its process id is the node's.
            "RABBITMQ_ALLOW_INPUT": "true",
        }
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("RABBITMQ_", "ERL_"))
        }
        return {**kept, **own}


def server() -> Path:
    """The server's own start script; the one in PATH changes the user and reads the machine's settings."""
    for path in SERVERS:
        if path.exists():
            return path
    raise NoBroker(
        f"The tests of the transport on RabbitMQ need its server: install the package {PACKAGE} (Debian), "
        f"or name a broker in {ELSEWHERE}"
    )


@contextmanager
def node() -> Iterator[Broker]:
    """A fresh node for the block."""
    folder = Path(tempfile.mkdtemp(prefix="bimtek-mq-", dir="/tmp"))
    port, epmd_port, dist_port = _free_ports(3)
    broker = Broker(folder, port, epmd_port, dist_port)
    try:
        (folder / "rabbitmq.conf").write_text(CONFIG.format(port=port))
        (folder / "enabled_plugins").write_text("[].\n")
        # In our hands, because the one that a node would start by itself stays for ever.
        broker._run([_epmd(), "-port", str(epmd_port), "-address", "127.0.0.1"], "epmd.log")
        broker.start()
        yield broker
    finally:
        while broker.running:
            with suppress(OSError, subprocess.TimeoutExpired):
                broker.kill()
        shutil.rmtree(folder, ignore_errors=True)


async def sweep(url: str, services: Iterable[str] = (*SERVICES, "example")) -> None:
    """Leave nothing of ours on that broker."""
    connection = await aio_pika.connect(url)
    async with connection:
        channel = await connection.channel()
        for queue in (*map(queue_of, services), DEAD):
            await channel.queue_delete(queue)
        for exchange in (EXCHANGE, DEAD):
            await channel.exchange_delete(exchange)


def _epmd() -> str:
    found = shutil.which("epmd")
    if found is None:
        raise NoBroker("RabbitMQ needs epmd, which comes with Erlang")
    return found


def _free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    try:
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]
    finally:
        for one in sockets:
            one.close()


def _answers(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


def _end_with_parent() -> None:
    """A killed test run leaves no broker behind."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
