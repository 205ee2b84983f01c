"""Copies of what registration and certificates said, kept to count heads."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from shared.bus import Copies
from shared.db import Tx
from shared.events.certificates import Certificate
from shared.events.registration import Registration

REGISTRATIONS = Copies("registration_copy", Registration)
CERTIFICATES = Copies("certificate_copy", Certificate)


@dataclass(frozen=True)
class Heads:
    """People of one workshop. An open offer holds a seat, so it counts as confirmed."""

    confirmed: int
    waiting: int
    pending: int
    issued: int  # certificates


HEADS = """
select (select count(*) filter (where state in ('confirmed', 'offered')) from registration_copy
        where workshop_id = $1) as confirmed,
       (select count(*) from registration_copy where workshop_id = $1 and state = 'waitlisted') as waiting,
       (select count(*) from registration_copy where workshop_id = $1 and state = 'pending') as pending,
       (select count(*) from certificate_copy where workshop_id = $1 and state = 'issued') as issued
"""


async def heads(tx: Tx, workshop_id: UUID) -> Heads:
    row = await tx.fetchrow(HEADS, workshop_id)
    assert row is not None
    return Heads(**row)
