"""Sentra: the recognised clusters of small businesses that an office lets people choose from."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from shared.db import Tx


@dataclass(frozen=True, slots=True)
class Centre:
    id: UUID
    name: str
    retired: bool  # stays with those who chose it, is no longer offered


MOST = 500  # of one office
OF_OFFICE = """
select id, name, retired from centre where organization_id = $1 order by retired, lower(name) limit $2
"""


async def of_office(tx: Tx, organization_id: UUID) -> list[Centre]:
    """All of an office, the ones people can choose first."""
    return [Centre(**row) for row in await tx.fetch(OF_OFFICE, organization_id, MOST)]


async def names(tx: Tx, organization_id: UUID) -> dict[str, str]:
    """Names by id, for the words of quotas."""
    return {str(centre.id): centre.name for centre in await of_office(tx, organization_id)}


OFFERED = """
select id, name from centre where organization_id = $1 and not retired order by lower(name)
"""


async def offered(tx: Tx, organization_id: UUID) -> tuple[tuple[str, str], ...]:
    """Id and name of those people can choose now."""
    return tuple((str(row["id"]), row["name"]) for row in await tx.fetch(OFFERED, organization_id))


LOCK = "select id, name, retired from centre where organization_id = $1 order by id for update"


async def lock(tx: Tx, organization_id: UUID) -> list[Centre]:
    """All of an office, locked; two who add at once are told apart by the index on names."""
    return [Centre(**row) for row in await tx.fetch(LOCK, organization_id)]


ADD = """
insert into centre (id, organization_id, name) values ($1, $2, $3)
on conflict (organization_id, lower(name)) where not retired do nothing
"""


async def add(tx: Tx, id: UUID, organization_id: UUID, name: str) -> bool:
    """False where the office offers one of this name already."""
    return bool((await tx.execute(ADD, id, organization_id, name)).endswith(" 1"))


SET = "update centre set name = $2, retired = $3 where id = $1"


async def keep(tx: Tx, centre: Centre) -> None:
    """Store the name and whether it is offered; the caller holds the office's rows."""
    await tx.execute(SET, centre.id, centre.name, centre.retired)


PEOPLE = """
select centre_id, count(*) as people from registration
where organization_id = $1 and centre_id is not null and state not in ('merged', 'erased')
group by centre_id
"""


async def people(tx: Tx, organization_id: UUID) -> dict[UUID, int]:
    """How many registrations name each centre."""
    return {row["centre_id"]: row["people"] for row in await tx.fetch(PEOPLE, organization_id)}
