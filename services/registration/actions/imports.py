"""A list of people from a spreadsheet: who is new comes in by the door of everybody, who is known is changed.

Each row has its own outcome, and what was done is not done again: a new person's row is a key of `once`, a
change that was made is none any more.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from services.registration.actions import own
from services.registration.actions.answers import NOTHING, Answered
from services.registration.actions.moving import hold
from services.registration.actions.office import By
from services.registration.actions.sign_up import NIK_PURPOSE, SCOPE, Admission, Admitted, Wish, make_wish
from services.registration.domain.people import Person
from services.registration.domain.refusals import NotPossible, Reason
from services.registration.settings import IMPORTED_AT_ONCE
from services.registration.store import imports
from services.registration.store.registrations import Row
from shared import audit
from shared.crypto import Keys
from shared.db import Busy, Database, KeyReused, Tx
from shared.db.once import Claim, known_many
from shared.sheets import kept
from shared.sheets.importing import CHANGED, NEW, STATES, WRONG, Planned
from shared.sheets.kept import Kept, Place

CHANNEL = "import"
TRIES = 3  # of a row that found no turn in a crowd


@dataclass(frozen=True, slots=True)
class Given:
    """What a row says anew of somebody known; what they need is sealed."""

    fields: Mapping[str, Any] = field(default_factory=dict)  # of the person
    business: Mapping[str, Any] = field(default_factory=dict)
    answered: Answered = NOTHING
    nik: tuple[bytes, bytes] | None = None  # sealed, and its index; only where there is none

    def over(self, row: Row) -> Person:
        """The person as they are afterwards."""
        before = own.person_of(row)
        return before._replace(business={**before.business, **self.business}, **self.fields)

    @property
    def names(self) -> list[str]:
        """What changes, for the audit trail: never what it was or is."""
        answers = [f"q_{key}" for key in (*self.answered.answers, *self.answered.dropped)]
        said = [name for name in self.fields if name != "needs_sealed"]
        return [*said, *self.business, *answers, *(["nik"] if self.nik else [])]


@dataclass(frozen=True, slots=True)
class Coming:
    """What a good row is: a person to sign up, or what changes of a known one."""

    id: UUID  # of whom it changes
    name: str
    person: Person | None = None
    given: Given | None = None


Rows = Sequence[Planned[Coming]]


def said(keys: Keys, cells: Iterable[str]) -> bytes:
    """The fingerprint of a row as it came."""
    return keys.index("\x00".join(cells), purpose="request")


def sealed_nik(keys: Keys, nik: str) -> tuple[bytes, bytes]:
    return keys.encrypt(nik, purpose=NIK_PURPOSE), keys.index(nik, purpose=NIK_PURPOSE)


async def done_before(tx: Tx, keys: Keys, upload: Kept, prefix: str) -> set[int]:
    """The rows whose people were signed up by an earlier attempt at the same upload; `prefix` begins the keys
    of its rows."""
    rows = upload.sheet.rows
    claims = {Claim(f"{prefix}:{number}", said(keys, cells)): number for number, cells in rows}
    return {claims[claim] for claim in await known_many(tx, SCOPE, claims)}


def prefix_of(upload: Kept) -> str:
    """Of the keys of an office's rows."""
    return f"import:{upload.id}"


@dataclass(frozen=True, slots=True)
class Doing:
    """One import under way: of which upload, into which workshop, and who says that its people agreed."""

    db: Database
    admission: Admission
    keys: Keys
    by: By
    workshop_id: UUID
    upload: Kept
    now: datetime

    async def sign_up(self, rows: Rows) -> dict[int, str]:
        """Sign the new people up in their order; why not, by number of the row, as a Refusal or "busy"."""
        refused: dict[int, str] = {}
        for some in some_of(rows):
            outcomes = await asyncio.gather(*map(self._admitted, some))
            refused |= {row.number: why for row, why in zip(some, outcomes, strict=True) if why}
            await self.db.run(kept.renew, self.upload.id)
        return refused

    async def _admitted(self, row: Planned[Coming]) -> str:
        """Handed over in one turn of the loop, so those of one batch stand in line as in the sheet."""
        for _try in range(TRIES):
            try:
                outcome = await self.admission.sign_up(self._wish(row))
            except Busy:
                continue
            except KeyReused:
                return "reused"
            return "" if isinstance(outcome, Admitted) else outcome.value
        return "busy"

    def _wish(self, row: Planned[Coming]) -> Wish:
        assert row.after is not None and row.after.person is not None, "a row that is new has a person"
        answered = row.after.given.answered if row.after.given else NOTHING
        return make_wish(
            self.keys,
            self.workshop_id,
            row.after.person,
            self.now,
            key=f"{prefix_of(self.upload)}:{row.number}",
            fingerprint=said(self.keys, row.cells),
            channel=CHANNEL,
            by=self.by.who,
            files=answered.files,
        )

    async def change(self, rows: Rows) -> dict[int, Reason]:
        """Change the known people, some in one transaction; why not, by number of the row."""
        refused: dict[int, Reason] = {}
        for some in some_of(rows):
            refused |= await self.db.run(change_some, self.now, self.by, self.workshop_id, some)
            await self.db.run(kept.renew, self.upload.id)
        return refused


def some_of(rows: Rows) -> Iterator[Rows]:
    """As many as are handed over together."""
    return (rows[at : at + IMPORTED_AT_ONCE] for at in range(0, len(rows), IMPORTED_AT_ONCE))


async def change_some(tx: Tx, now: datetime, by: By, workshop_id: UUID, rows: Rows) -> dict[int, Reason]:
    """A refusal comes before anything is written, so it stays one row's."""
    refused = {}
    for row in rows:
        assert row.after is not None and row.after.given is not None, "a row that changes has what it changes"
        try:
            await _change(tx, now, by, workshop_id, row.after.id, row.after.given)
        except NotPossible as error:
            refused[row.number] = error.reason
    return refused


async def _change(tx: Tx, now: datetime, by: By, workshop_id: UUID, id: UUID, given: Given) -> None:
    seat, row = await hold(tx, id, by.organization_id)
    if row.workshop_id != workshop_id:
        raise NotPossible(Reason.OTHER_WORKSHOP)
    answered = given.answered if given.answered.answers or given.answered.dropped else None
    await own.correct(tx, now, seat, row, given.over(row), answered, CHANNEL)
    if given.nik:
        await imports.fill_nik(tx, id, *given.nik)
    told = {"fields": ", ".join(given.names)}
    await audit.record(tx, by.who, by.organization_id, "changed by import", row.subject, {}, told)


async def finish(tx: Tx, place: Place, by: By | None, upload: Kept, rows: Rows, before: int) -> None:
    """Keep how it went and the wrong rows; `before`: people whom an earlier attempt signed up."""
    counts = {state: sum(row.state == state for row in rows) for state in STATES}
    outcome = {**counts, NEW: counts[NEW] + before}
    wrong = [(row.number, row.returned) for row in rows if row.state == WRONG]
    held = await kept.find(tx, place, upload.id, lock=True)
    if held is None or held.outcome is not None:
        return
    await kept.apply(tx, place, upload, outcome, wrong)
    if by is not None:
        told = {"added": outcome[NEW], "changed": outcome[CHANGED], "wrong": outcome[WRONG]}
        what = "participants imported"
        await audit.record(tx, by.who, by.organization_id, what, place.subject, {}, told)
