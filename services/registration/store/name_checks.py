"""Who said that the name of their certificate is right. A name that changed since counts as not looked at."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.registration.store.registrations import Row
from shared.db import Tx

KEEP = """
insert into name_check (registration_id, name, at) values ($1, $2, $3)
on conflict (registration_id) do update set name = excluded.name, at = excluded.at
"""
OF_PEOPLE = "select registration_id, name, at from name_check where registration_id = any($1::uuid[])"
FORGET = "delete from name_check where registration_id = any($1::uuid[])"


async def keep(tx: Tx, row: Row, now: datetime) -> None:
    """Note that the person has looked at the name as it is in this row."""
    await tx.execute(KEEP, row.id, row.name_on_certificate, now)


async def checked(tx: Tx, rows: Sequence[Row]) -> dict[UUID, datetime]:
    """When each of these said that the name which stands there now is right."""
    names = {row.id: row.name_on_certificate for row in rows}
    return {
        found["registration_id"]: found["at"]
        for found in await tx.fetch(OF_PEOPLE, list(names))
        if names[found["registration_id"]] == found["name"]
    }


async def forget(tx: Tx, ids: Sequence[UUID]) -> None:
    await tx.execute(FORGET, list(ids))
