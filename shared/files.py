"""Files kept in the database, beside the rows that name them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from uuid import UUID

from shared.db import Tx
from shared.ids import new_id


@dataclass(frozen=True, slots=True)
class File:
    """What was kept, byte for byte."""

    id: UUID
    sha256: bytes
    media_type: str
    data: bytes


KEEP = "insert into file (id, sha256, media_type, bytes) values ($1, $2, $3, $4)"
GET = "select id, sha256, media_type, bytes from file where id = $1"
DELETE = "delete from file where id = $1"


async def keep(tx: Tx, data: bytes, media_type: str) -> UUID:
    """Store the bytes and return the file's id."""
    id = new_id()
    await tx.execute(KEEP, id, hashlib.sha256(data).digest(), media_type, data)
    return id


async def get(tx: Tx, id: UUID) -> File | None:
    """The file, or None."""
    row = await tx.fetchrow(GET, id)
    return File(row["id"], row["sha256"], row["media_type"], row["bytes"]) if row else None


async def delete(tx: Tx, id: UUID) -> None:
    """Remove the file; nothing happens when there is none."""
    await tx.execute(DELETE, id)
