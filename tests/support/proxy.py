"""A line to PostgreSQL that can be cut at the worst moment."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from enum import Enum
from pathlib import Path

COMMIT = b"commit\x00"  # as it stands in a simple query message
SOCKET = ".s.PGSQL.5432"


class Cut(Enum):
    """Where the next COMMIT is lost."""

    NOWHERE = "it passes"
    BEFORE = "the server never sees it"
    AFTER = "the server commits, its answer is lost"


class Line:
    """Passes everything on, until told otherwise."""

    def __init__(self, server: Path, folder: Path) -> None:
        self._server = server / SOCKET
        self._socket = folder / SOCKET
        self.folder = folder
        self.cut = Cut.NOWHERE
        self.cuts = 0
        self._listener: asyncio.Server | None = None
        self._passes = asyncio.Event()
        self._passes.set()
        self._writers: set[asyncio.StreamWriter] = set()

    async def open(self) -> None:
        """Let connections through."""
        self._listener = await asyncio.start_unix_server(self._serve, self._socket)

    def freeze(self) -> None:
        """As when the server's machine hangs: connections stay, nothing is answered. `thaw` ends it."""
        self._passes.clear()

    def thaw(self) -> None:
        self._passes.set()

    async def close(self) -> None:
        """As when the server is away: nothing connects, and what was connected is cut."""
        if self._listener is not None:
            self._listener.close()
            self._socket.unlink(missing_ok=True)
            self._listener = None
        self.hang_up()
        await asyncio.sleep(0)

    def hang_up(self) -> None:
        """Cut every connection there is now."""
        for writer in list(self._writers):
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server_reader, server_writer = await asyncio.open_unix_connection(self._server)
        self._writers |= {writer, server_writer}
        answers = asyncio.create_task(_pass_on(server_reader, writer))
        with suppress(OSError):
            while data := await reader.read(65536):
                await self._passes.wait()
                if self.cut is not Cut.NOWHERE and COMMIT in data:
                    await self._lose(data, answers, server_reader, server_writer)
                    break
                server_writer.write(data)
        answers.cancel()
        for one in (writer, server_writer):
            self._writers.discard(one)
            one.transport.abort()

    async def _lose(
        self,
        data: bytes,
        answers: asyncio.Task[None],
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        after, self.cut = self.cut is Cut.AFTER, Cut.NOWHERE
        self.cuts += 1
        answers.cancel()
        with suppress(asyncio.CancelledError):
            await answers
        if after:
            writer.write(data)
            await reader.read(1)  # the answer has begun: it is committed


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
        writer.close()


@asynccontextmanager
async def line_to(server: Path) -> AsyncIterator[Line]:
    """An open line to the server whose socket lies in this folder."""
    folder = Path(tempfile.mkdtemp(prefix="bimtek-line-", dir="/tmp"))
    line = Line(server, folder)
    await line.open()
    try:
        yield line
    finally:
        await line.close()
        shutil.rmtree(folder, ignore_errors=True)
