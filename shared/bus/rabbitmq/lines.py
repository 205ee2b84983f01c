"""Connections that are made when needed and again when they broke, and questions that end in time."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable
from contextlib import suppress
from typing import TypeVar

import aio_pika
from aio_pika.abc import AbstractChannel, AbstractConnection
from aiormq.exceptions import AMQPError, ChannelNotFoundEntity
from yarl import URL

from shared.bus.transport import TransportAway

T = TypeVar("T")

ANSWERED = 5.0  # seconds for a connection, or for the answer to a question
HEARTBEAT = 10  # seconds; a line that went dead without a word is left after three of them
# They report every connection that breaks, with tracebacks; we say once what is missing.
for _library in ("aiormq", "aio_pika"):
    logging.getLogger(_library).setLevel(logging.CRITICAL)
# RuntimeError is what the library says of a connection or a channel that closed a moment ago.
AWAY = (AMQPError, RuntimeError, OSError, EOFError, TimeoutError)


class NotThere(TransportAway):
    """The broker has no such queue or exchange."""


async def answer(question: Awaitable[T], *, within: float = ANSWERED) -> T:
    """What the broker answers. TransportAway when it does not, or refuses."""
    # In a task of its own: the library ends what waits on a closing connection with a CancelledError,
    # which would end our loops as if somebody had stopped them.
    asking = asyncio.ensure_future(question)
    try:
        await asyncio.wait({asking}, timeout=within)
    finally:
        asking.cancel()
    if not asking.done() or asking.cancelled():
        raise TransportAway("the broker does not answer")
    error = asking.exception()
    if isinstance(error, ChannelNotFoundEntity):
        raise NotThere(str(error)) from error
    if isinstance(error, AWAY):
        raise TransportAway(f"{type(error).__name__}: {error}") from error
    return asking.result()


class Line:
    """One connection to the broker."""

    def __init__(self, url: str, purpose: str) -> None:
        """`purpose` is what the broker's own pages call the connection."""
        self._url = URL(url).update_query(heartbeat=HEARTBEAT, name=f"bimtek {purpose}")
        self._turn = asyncio.Lock()
        self._connection: AbstractConnection | None = None

    async def channel(self, *, confirms: bool = False) -> AbstractChannel:
        """A new channel; with `confirms` the broker says what became of each message. TransportAway."""
        async with self._turn:
            if self._connection is None or not self._connection.connected.is_set():
                await self.close()
                self._connection = await self._connected()
            connection = self._connection
        channel = connection.channel(publisher_confirms=confirms, on_return_raises=confirms)
        await answer(channel.initialize())
        return channel

    async def _connected(self) -> AbstractConnection:
        connection = aio_pika.Connection(self._url)
        try:
            await answer(connection.connect())
        except BaseException:
            # Else its destructor closes it, in a task that nobody waits for.
            await connection.close()
            raise
        return connection

    async def close(self) -> None:
        """Say goodbye; a broker that does not answer is left without."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(TransportAway):
                await answer(connection.close())
