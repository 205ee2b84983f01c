"""What people agreed to: the texts as they stood, and what was given or taken back later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.registration.domain.people import Person
from services.registration.store.registrations import Row
from shared.db import Tx


@dataclass(frozen=True, slots=True)
class Change:
    """Given or taken back after signing up."""

    purpose: str  # "photo" | "contact"
    given: bool
    version: str
    channel: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Said:
    """How somebody agreed when they signed up; `by` is who of the office said so for them, or empty."""

    channel: str
    at: datetime
    by: str


SAID = """
select r.consent_channel as channel, r.consent_at as at, coalesce(s.document ->> 'name', '') as by
from registration r left join staff s on r.consent_by = 'Staff/' || s.id
where r.id = $1
"""
WORDS = "select purpose, words from consent_text where version = $1 and language = $2"
NOTE = """
insert into consent_change (registration_id, purpose, given, version, channel, at)
select $1, purpose, given, $4, $5, $6 from unnest($2::text[], $3::bool[]) as changed (purpose, given)
"""
OF_PERSON = """
select purpose, given, version, channel, at from consent_change where registration_id = $1 order by id
"""
FORGET = "delete from consent_change where registration_id = any($1::uuid[])"


async def said(tx: Tx, registration_id: UUID) -> Said:
    row = await tx.fetchrow(SAID, registration_id)
    assert row is not None, "the caller has just read it"
    return Said(**row)


async def words(tx: Tx, version: str, language: str) -> dict[str, str]:
    """By purpose, what somebody read who agreed to this version."""
    return {row["purpose"]: row["words"] for row in await tx.fetch(WORDS, version, language)}


async def note(tx: Tx, now: datetime, before: Row, after: Person, version: str, channel: str) -> None:
    """Add what has changed between the two; nothing where nothing has."""
    changed = {
        purpose: given
        for purpose, was, given in (
            ("photo", before.consent_photo, after.consent_photo),
            ("contact", before.consent_contact, after.consent_contact),
        )
        if was != given
    }
    if changed:
        await tx.execute(NOTE, before.id, list(changed), list(changed.values()), version, channel, now)


async def of_person(tx: Tx, registration_id: UUID) -> tuple[Change, ...]:
    """What was changed since they signed up, the oldest first."""
    return tuple(Change(**row) for row in await tx.fetch(OF_PERSON, registration_id))


async def forget(tx: Tx, registration_ids: Sequence[UUID]) -> None:
    await tx.execute(FORGET, list(registration_ids))
