"""Minutes on the road between two districts, as the office knows them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from shared.db import Tx


@dataclass(frozen=True)
class TravelTime:
    one_district: str
    other_district: str
    minutes: int


TRAVEL_TIMES = """
select one_district, other_district, minutes
from travel_time
where organization_id = $1
order by one_district, other_district
"""
SET_TRAVEL_TIME = """
insert into travel_time (organization_id, one_district, other_district, minutes)
values ($1, least($2::text, $3::text), greatest($2::text, $3::text), $4)
on conflict (organization_id, one_district, other_district) do update set minutes = excluded.minutes
"""
DELETE_TRAVEL_TIME = """
delete from travel_time
where organization_id = $1 and one_district = least($2::text, $3::text)
  and other_district = greatest($2::text, $3::text)
"""


async def travel_times(tx: Tx, organization_id: UUID) -> list[TravelTime]:
    return [TravelTime(**row) for row in await tx.fetch(TRAVEL_TIMES, organization_id)]


async def set_travel_time(tx: Tx, organization_id: UUID, one: str, other: str, minutes: int) -> None:
    await tx.execute(SET_TRAVEL_TIME, organization_id, one, other, minutes)


async def delete_travel_time(tx: Tx, organization_id: UUID, one: str, other: str) -> None:
    await tx.execute(DELETE_TRAVEL_TIME, organization_id, one, other)
