"""Offers whose time is over."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.registration.store.registrations import Row, read_many
from shared.db import Tx

LAPSED_WORKSHOPS = """
select distinct registration.workshop_id
from registration join seat on seat.workshop_id = registration.workshop_id
where registration.state = 'offered' and registration.answer_by <= $1 and seat.state = 'published'
limit 20
"""
LAPSED = """
select id from registration where workshop_id = $1 and state = 'offered' and answer_by <= $2
order by id for update
"""


async def workshops_with_lapsed_offers(tx: Tx, now: datetime) -> list[UUID]:
    """Those that still take place: in a cancelled one there is no seat to give to anybody."""
    return [row["workshop_id"] for row in await tx.fetch(LAPSED_WORKSHOPS, now)]


async def lapsed_offers(tx: Tx, workshop_id: UUID, now: datetime) -> list[Row]:
    """Offers of one workshop whose time is over, locked."""
    return await read_many(tx, [row["id"] for row in await tx.fetch(LAPSED, workshop_id, now)])
