"""A TCP wire to a server that can be held, so that bytes go nowhere, or cut."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress


class Wire:
    """Passes everything on until told otherwise."""

    def __init__(self, port: int) -> None:
        self._server_port = port
        self._gates = [_opened()]  # the last one is that of connections to come
        self._writers: set[asyncio.StreamWriter] = set()
        self.port = 0

    def hold(self) -> None:
        """From now on nothing arrives on either side, and neither learns of it."""
        self._gates[-1].clear()

    def silence(self) -> None:
        """The same for the connections there are now; new ones get through."""
        self._gates[-1].clear()
        self._gates.append(_opened())

    def release(self) -> None:
        for gate in self._gates:
            gate.set()

    def cut(self) -> int:
        """End all connections at once; how many sides. New ones may be made."""
        cut = list(self._writers)
        for writer in cut:
            writer.transport.abort()
        self._writers.clear()
        return len(cut)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            server_reader, server_writer = await asyncio.open_connection("127.0.0.1", self._server_port)
        except OSError:
            writer.transport.abort()
            return
        self._writers |= {writer, server_writer}
        gate = self._gates[-1]
        await asyncio.gather(
            self._pass_on(reader, server_writer, gate), self._pass_on(server_reader, writer, gate)
        )
        for one in (writer, server_writer):
            self._writers.discard(one)
            one.transport.abort()

    async def _pass_on(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, gate: asyncio.Event
    ) -> None:
        with suppress(OSError):
            while data := await reader.read(65536):
                await gate.wait()
                writer.write(data)
            writer.close()


def _opened() -> asyncio.Event:
    gate = asyncio.Event()
    gate.set()
    return gate


@asynccontextmanager
async def wire_to(port: int) -> AsyncIterator[Wire]:
    """An open wire to what listens on that port of this machine."""
    wire = Wire(port)
    listener = await asyncio.start_server(wire.serve, "127.0.0.1", 0)
    wire.port = listener.sockets[0].getsockname()[1]
    try:
        yield wire
    finally:
        wire.release()
        listener.close()
        wire.cut()
