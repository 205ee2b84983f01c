"""The mail server of the promise `mail`: keeps what it takes, cuts connections, and has senders killed.

Each replica has a port of its own, so the server knows whom it speaks with.
"""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from tests.support.mailing import MESSAGE_ID

CUTS = 0.03  # share of messages each: cut and forgotten, cut and kept, put off
SLOWEST = 0.02  # seconds until an answer
OCCASION = re.compile(rb"/pendaftaran/([0-9a-z-]+)")


@dataclass
class Taken:
    """One message the server kept. `settled`: its sender had the answer and went on, so it had marked it."""

    message_id: bytes
    occasion: bytes
    content: bytes
    settled: bool = False


@dataclass
class Catcher:
    """`kill(replica)` ends that process; it is asked for at the messages counted in `kill_at`."""

    dice: random.Random
    kill_at: Collection[int]
    kill: Callable[[int], Awaitable[None]]
    taken: list[Taken] = field(default_factory=list)
    begun: int = 0  # messages
    cuts: int = 0
    kills: int = 0

    async def talk(self, replica: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 ready\r\n")
        last: Taken | None = None
        try:
            while line := (await reader.readline()).decode().strip():
                if last is not None:
                    last.settled, last = True, None
                verb = line.split(" ")[0].upper()
                if verb != "DATA":
                    writer.write(b"250 OK\r\n")
                    if verb == "QUIT":
                        return
                    continue
                writer.write(b"354 go on\r\n")
                last, goes_on = await self._message(replica, reader, writer)
                if not goes_on:
                    return
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _message(
        self, replica: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> tuple[Taken | None, bool]:
        """Take one message, or not; what was answered with "taken", and whether the connection stays."""
        self.begun += 1
        fate = self.dice.random()
        if self.begun in self.kill_at:
            self.kills += 1
            if fate < 1 / 4:  # after the claim, before the message
                await self.kill(replica)
                return None, False
            content = await reader.readuntil(b"\r\n.\r\n")
            if fate < 1 / 2:  # the sender dies and so does what it sent
                await self.kill(replica)
                return None, False
            kept = self._keep(content)
            if fate > 3 / 4:  # it may just have read the answer, or even marked
                writer.write(b"250 taken\r\n")
                await writer.drain()
            await self.kill(replica)
            return kept, False
        content = await reader.readuntil(b"\r\n.\r\n")
        await asyncio.sleep(self.dice.random() * SLOWEST)
        if fate < CUTS:
            self.cuts += 1
            return None, False
        if fate < 2 * CUTS:
            self.cuts += 1
            self._keep(content)
            return None, False
        if fate < 3 * CUTS:
            writer.write(b"451 later\r\n")
            return None, True
        kept = self._keep(content)
        writer.write(b"250 taken\r\n")
        return kept, True

    def _keep(self, content: bytes) -> Taken:
        message_id, occasion = MESSAGE_ID.search(content), OCCASION.search(content)
        assert message_id is not None and occasion is not None
        self.taken.append(Taken(message_id[1], occasion[1], content))
        return self.taken[-1]


@asynccontextmanager
async def listening(catcher: Catcher, replicas: int) -> AsyncIterator[list[int]]:
    """The port of each replica."""
    servers = []
    for replica in range(replicas):

        async def talk(
            reader: asyncio.StreamReader, writer: asyncio.StreamWriter, replica: int = replica
        ) -> None:
            await catcher.talk(replica, reader, writer)

        servers.append(await asyncio.start_server(talk, "127.0.0.1", 0))
    try:
        yield [server.sockets[0].getsockname()[1] for server in servers]
    finally:
        for server in servers:
            server.close()
