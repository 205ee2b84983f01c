"""Quotas on the seat row, read and written under its lock, and what they say of everybody's row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from services.registration.domain.quotas import (
    Of,
    Profile,
    Quota,
    Rule,
    Tally,
    Traits,
    next_release,
)
from services.registration.store.registrations import Row, read_many
from shared.db import Tx
from shared.events.registration import RegistrationState


def read_all(rules: Sequence[Mapping[str, Any]]) -> tuple[Quota, ...]:
    """The rules as the column holds them."""
    return tuple(
        Quota(
            key=rule["key"],
            rule=Rule(rule["rule"]),
            number=rule["number"],
            of=Of(rule["of"]),
            codes=tuple(rule["codes"]),
            until=datetime.fromisoformat(rule["until"]) if rule["until"] else None,
            released=rule["released"],
        )
        for rule in rules
    )


def written(quotas: Sequence[Quota]) -> list[dict[str, Any]]:
    return [
        {
            "key": quota.key,
            "rule": quota.rule.value,
            "number": quota.number,
            "of": quota.of.value,
            "codes": list(quota.codes),
            "until": quota.until.isoformat() if quota.until else None,
            "released": quota.released,
        }
        for quota in quotas
    ]


def read_tally(tally: Mapping[str, Mapping[str, int]]) -> Tally:
    return Tally(*({int(key): n for key, n in tally[part].items()} for part in ("seated", "waiting")))


def written_tally(tally: Tally) -> dict[str, dict[str, int]]:
    seated, waiting = ({str(key): n for key, n in part.items()} for part in (tally.seated, tally.waiting))
    return {"seated": seated, "waiting": waiting}


KEEP = "update seat set quotas = $2, tally = $3, next_release = $4 where workshop_id = $1"


async def keep(tx: Tx, workshop_id: UUID, quotas: Sequence[Quota], tally: Tally) -> None:
    """Put these rules in the place of the old ones; the caller holds the row."""
    rules, counts = (written(quotas), written_tally(tally)) if quotas else (None, None)
    await tx.execute(KEEP, workshop_id, rules, counts, next_release(quotas))


class Counted(NamedTuple):
    """Somebody whom quotas look at."""

    id: UUID
    state: RegistrationState
    traits: Traits
    profile: Profile


PEOPLE = """
select id, state, district_code, gender, centre_id, disability, quota_profile
from registration where workshop_id = $1 and state in ('pending', 'confirmed', 'waitlisted', 'offered')
order by id for update
"""


async def people(tx: Tx, workshop_id: UUID) -> list[Counted]:
    """Everybody of a workshop who has a seat or may get one, locked; the caller holds the seat row."""
    return [
        Counted(
            row["id"],
            RegistrationState(row["state"]),
            Traits(row["district_code"], row["gender"], str(row["centre_id"] or ""), row["disability"]),
            row["quota_profile"],
        )
        for row in await tx.fetch(PEOPLE, workshop_id)
    ]


SET_PROFILES = """
update registration set quota_profile = given.profile
from unnest($1::uuid[], $2::int[]) as given (id, profile)
where registration.id = given.id
"""


async def set_profiles(tx: Tx, profiles: Mapping[UUID, Profile]) -> None:
    """Note which quotas count each of these people."""
    if profiles:
        await tx.execute(SET_PROFILES, list(profiles), list(profiles.values()))


DUE = "select workshop_id from seat where next_release <= $1 order by workshop_id limit 20"


async def due_releases(tx: Tx, now: datetime) -> list[UUID]:
    """Workshops where seats that were held back become free for all."""
    return [row["workshop_id"] for row in await tx.fetch(DUE, now)]


NEXT_OF_PROFILES = """
select id from registration
where workshop_id = $1 and state = 'waitlisted' and quota_profile = any($2::int[]) and queue > $3
order by queue limit $4 for update
"""


async def next_of_profiles(
    tx: Tx, workshop_id: UUID, profiles: Sequence[Profile], after: int, most: int
) -> list[Row]:
    """Who waits longest of those whom quotas let pass, behind a place in the queue, locked."""
    found = await tx.fetch(NEXT_OF_PROFILES, workshop_id, list(profiles), after, most)
    return await read_many(tx, [row["id"] for row in found])
