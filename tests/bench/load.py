"""A lean load generator in a process of its own: raw sockets, HTTP/1.1, connections kept alive.

An HTTP client library costs as much as the server it measures, and takes the server's core for it.
Requests are made beforehand, byte for byte, and played as fast as the answers come.
"""

from __future__ import annotations

import asyncio
import json
import pickle
import sys
import tempfile
import time
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles


@dataclass(frozen=True)
class Played:
    """What came back."""

    seconds: float
    statuses: dict[str, int]
    p50: float  # seconds from asking (with a rate: from the moment it was due) to the last byte answered
    p99: float

    @property
    def rate(self) -> float:
        """Answers in a second."""
        return sum(self.statuses.values()) / self.seconds

    def rate_of(self, status: int) -> float:
        """The rate; AssertionError if any answer had another status."""
        assert set(self.statuses) == {str(status)}, self.statuses
        return self.rate


async def play(
    port: int,
    requests: Sequence[bytes],
    *,
    connections: int,
    rate: float = 0.0,
    address: str = "127.0.0.1",
) -> Played:
    """Send each request once, over so many connections, from another process to this machine.

    `rate`: so many a second, whether answers come or not; 0: the next one when an answer has come.
    """
    with tempfile.NamedTemporaryFile(suffix=".requests") as file:
        file.write(pickle.dumps(list(requests)))
        file.flush()
        given = (address, str(port), file.name, str(connections), str(rate))
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", "tests.bench.load", *given),
            stdout=asyncio.subprocess.PIPE,
            env={"PYTHONPATH": str(Path(__file__).parents[2])},
        )
        answer, _ = await process.communicate()
    assert process.returncode == 0
    return Played(**json.loads(answer))


def get(path: str, **headers: str) -> bytes:
    """A GET as a browser on localhost sends it."""
    return _request("GET", path, {"Accept-Encoding": "br, gzip", **headers})


def post(path: str, body: bytes, **headers: str) -> bytes:
    """A form sent from our own page."""
    own = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
    return _request("POST", path, {**own, "Content-Length": str(len(body)), **headers}) + body


def post_json(path: str, body: bytes, **headers: str) -> bytes:
    """A JSON call of a page of ours."""
    own = {"Content-Type": "application/json", "Sec-Fetch-Site": "same-origin"}
    return _request("POST", path, {**own, "Content-Length": str(len(body)), **headers}) + body


def _request(method: str, path: str, headers: dict[str, str]) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", *(f"{n}: {v}" for n, v in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


class _Connection(asyncio.Protocol):
    """Sends the next request when the answer to the last one is complete."""

    def __init__(self, player: _Player) -> None:
        self._player = player
        self._buffer = b""
        self._left = 0  # bytes of the answer's body still to come
        self._due = 0.0
        self._status = ""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._player.next(self)

    def send(self, request: bytes, due: float) -> None:
        assert self._transport is not None
        self._due = due
        self._transport.write(request)

    def close(self) -> None:
        assert self._transport is not None
        self._transport.close()

    def data_received(self, data: bytes) -> None:
        if self._left:
            self._left -= len(data)
        else:
            self._buffer += data
            head, found, body = self._buffer.partition(b"\r\n\r\n")
            if not found:
                return
            self._buffer = b""
            self._status = head[9:12].decode()
            self._left = _length(head) - len(body)
        if self._left <= 0:
            self._left = 0
            self._player.note(self._status, time.perf_counter() - self._due)
            self._player.next(self)

    def connection_lost(self, error: Exception | None) -> None:
        self._player.gone()


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


class _Player:
    """Hands out the requests: as fast as answers come, or each at its own moment.

    With a `rate`, a request that finds every connection busy waits for one, and its time counts from the
    moment it was due: a server that stalls is not spared the requests of that time.
    """

    def __init__(self, requests: Sequence[bytes], connections: int, rate: float) -> None:
        self._open = connections
        self._due: deque[tuple[bytes, float]] = deque()
        self._idle: deque[_Connection] = deque()
        self._falling_due = asyncio.create_task(self._fall_due(requests, rate)) if rate else None
        if not rate:
            self._due.extend((request, 0.0) for request in requests)
        self.statuses: Counter[str] = Counter()
        self.took: list[float] = []
        self.done = asyncio.get_running_loop().create_future()

    async def _fall_due(self, requests: Sequence[bytes], rate: float) -> None:
        start = time.perf_counter()
        for number, request in enumerate(requests):
            moment = start + number / rate
            if (early := moment - time.perf_counter()) > 0:
                await asyncio.sleep(early)
            self._due.append((request, moment))
            if self._idle:
                self.next(self._idle.popleft())
        self._falling_due = None
        while self._idle:
            self._idle.popleft().close()

    def next(self, connection: _Connection) -> None:
        if self._due:
            request, moment = self._due.popleft()
            connection.send(request, moment or time.perf_counter())
        elif self._falling_due:
            self._idle.append(connection)
        else:
            connection.close()

    def note(self, status: str, seconds: float) -> None:
        self.statuses[status] += 1
        self.took.append(seconds)

    def gone(self) -> None:
        self._open -= 1
        if not self._open:
            self.done.set_result(None)


async def _play(
    address: str, port: int, requests: list[bytes], connections: int, rate: float
) -> dict[str, object]:
    player = _Player(requests, connections, rate)
    loop = asyncio.get_running_loop()
    started = time.perf_counter()
    for _ in range(connections):
        await loop.create_connection(lambda: _Connection(player), address, port)
    await player.done
    seconds = time.perf_counter() - started
    cuts = quantiles(player.took, n=100)
    missing = len(requests) - len(player.took)
    statuses = {**player.statuses, **({"none": missing} if missing else {})}
    return {"seconds": seconds, "statuses": statuses, "p50": cuts[49], "p99": cuts[98]}


if __name__ == "__main__":
    address, port, path, connections, rate = sys.argv[1:]
    requests = pickle.loads(Path(path).read_bytes())
    print(json.dumps(asyncio.run(_play(address, int(port), requests, int(connections), float(rate)))))
