"""What was told of each person: the versions of their PersonAttendance documents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from shared.db import Tx

MAKE = """
insert into person (registration_id, workshop_id, organization_id)
select id, $2, $3 from unnest($1::uuid[]) as given (id) order by id
on conflict (registration_id) do nothing
"""
LOCK = """
select registration_id, sent_sha256 from person
where registration_id = any($1::uuid[]) order by registration_id for update
"""
SENT = """
update person set version = next_version(version), sent_sha256 = given.sha256
from unnest($1::uuid[], $2::bytea[]) as given (id, sha256)
where registration_id = given.id
returning registration_id, version
"""


async def lock(
    tx: Tx, ids: Iterable[UUID], workshop_id: UUID, organization_id: UUID
) -> dict[UUID, bytes | None]:
    """Lock the people's rows in the order of their ids; returns the hash of what was told of each."""
    people = list(ids)
    await tx.execute(MAKE, people, workshop_id, organization_id)
    return {row["registration_id"]: row["sent_sha256"] for row in await tx.fetch(LOCK, people)}


async def sent(tx: Tx, hashes: Mapping[UUID, bytes]) -> dict[UUID, int]:
    """Remember what is being told of each person; returns the versions of their documents."""
    rows = await tx.fetch(SENT, list(hashes), list(hashes.values()))
    return {row["registration_id"]: row["version"] for row in rows}


AFTER = """
select registration_id, workshop_id from person
where version > 0 and ($1::uuid is null or registration_id > $1)
order by registration_id limit $2 for update
"""


async def after(tx: Tx, registration_id: UUID | None, most: int) -> list[tuple[UUID, UUID]]:
    """The next people of whom anything was ever told, with their workshops, locked, in the order of ids."""
    rows = await tx.fetch(AFTER, registration_id, most)
    return [(row["registration_id"], row["workshop_id"]) for row in rows]
