"""How often the database is asked: lists ask it equally often however many rows they show."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any
from unittest.mock import patch

from shared.db import Tx
from shared.db.pool import Pool


@contextmanager
def statements() -> Iterator[list[str]]:
    """Every statement that any of our databases is asked inside the block."""
    asked: list[str] = []
    usual = Pool.connection

    def listen(query: Any) -> None:
        asked.append(query.query)

    @asynccontextmanager
    async def listened(pool: Pool) -> AsyncIterator[Tx]:
        async with usual(pool) as tx:
            tx.add_query_logger(listen)
            try:
                yield tx
            finally:
                tx.remove_query_logger(listen)

    with patch.object(Pool, "connection", listened):
        yield asked
