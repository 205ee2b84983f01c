"""Whoever changes the schedule waits in a line of this process, not for a connection to the database.

A thousand people who book at once would take every connection, and most would be told to come back (503)
although their turn was seconds away. A few at a time also finish sooner: they wait less for each other's
locks.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from shared.db import Busy
from shared.service import Running

ABREAST = 6  # of ten connections: the others stay for people who do something else
PATIENCE = 55.0  # seconds; a browser and a proxy wait 60


class Line:
    """First come, first served."""

    def __init__(self, abreast: int = ABREAST, patience: float = PATIENCE) -> None:
        self._places = asyncio.Semaphore(abreast)
        self._patience = patience

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for a place and keep it for the block. Raises Busy when patience ends."""
        try:
            async with asyncio.timeout(self._patience):
                await self._places.acquire()
        except TimeoutError as error:
            raise Busy("too many people change the schedule at once") from error
        try:
            yield
        finally:
            self._places.release()


def line_of(running: Running) -> Line:
    """This process's line."""
    for part in running.parts:
        if isinstance(part, Line):
            return part
    running.parts.append(Line())
    return running.part(Line)
