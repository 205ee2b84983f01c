"""Small actions on the table `counter(id, n)`."""

from __future__ import annotations

from typing import Any

from shared.db import Database, Tx


async def put(tx: Tx, id: int, n: int = 0) -> None:
    await tx.execute("insert into counter (id, n) values ($1, $2)", id, n)


async def add(tx: Tx, id: int, n: int = 1) -> int:
    return int(await tx.fetchval("update counter set n = n + $2 where id = $1 returning n", id, n))


async def add_keyed(tx: Tx, id: int) -> dict[str, Any]:
    return {"n": await add(tx, id)}


async def read(db: Database, id: int) -> int | None:
    async with db.read() as tx:
        n: int | None = await tx.fetchval("select n from counter where id = $1", id)
        return n
