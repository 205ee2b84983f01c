"""Files kept in the database, beside the rows that name them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
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
KEEP_MANY = """
insert into file (id, sha256, media_type, bytes)
select id, sha256, media_type, bytes
from unnest($1::uuid[], $2::bytea[], $3::text[], $4::bytea[]) as new (id, sha256, media_type, bytes)
"""
DELETE_MANY = "delete from file where id = any($1::uuid[])"
GET = "select id, sha256, media_type, bytes from file where id = $1"
DELETE = "delete from file where id = $1"


async def keep(tx: Tx, data: bytes, media_type: str) -> UUID:
    """Store the bytes and return the file's id."""
    id = new_id()
    await tx.execute(KEEP, id, hashlib.sha256(data).digest(), media_type, data)
    return id


def made(data: bytes, media_type: str) -> File:
    """A file that `keep_many` will store, with its id already."""
    return File(new_id(), hashlib.sha256(data).digest(), media_type, data)


async def keep_many(tx: Tx, made: Sequence[File]) -> None:
    """Store several in one statement."""
    if made:
        columns = zip(*((one.id, one.sha256, one.media_type, one.data) for one in made), strict=True)
        await tx.execute(KEEP_MANY, *columns)


async def delete_many(tx: Tx, ids: Sequence[UUID]) -> None:
    """Remove those of the files that are there."""
    if ids:
        await tx.execute(DELETE_MANY, list(ids))


async def get(tx: Tx, id: UUID) -> File | None:
    """The file, or None."""
    row = await tx.fetchrow(GET, id)
    return File(row["id"], row["sha256"], row["media_type"], row["bytes"]) if row else None


async def delete(tx: Tx, id: UUID) -> None:
    """Remove the file; nothing happens when there is none."""
    await tx.execute(DELETE, id)
