"""A workshop's certificates as the office sees them: everybody, with verdict and paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.certificates.actions.approval import Signing, printable, usual_signing
from services.certificates.domain.eligibility import Waiting, missing_facts
from services.certificates.domain.refusals import Refused
from services.certificates.domain.states import State
from services.certificates.settings import TRIES
from services.certificates.store import certificates, copies, eligibility
from shared import staff
from shared.db import Tx
from shared.events.certificates import Eligibility, Verdict
from shared.events.registration import Registration
from shared.events.scheduling import Organization, Workshop


@dataclass(frozen=True, slots=True)
class Line:
    """One person."""

    person: Registration | None
    verdict: Eligibility | None
    certificate: certificates.Row | None

    @property
    def name(self) -> str:
        if self.certificate:
            return self.certificate.name
        return self.person.full_name if self.person else ""

    @property
    def jp_short(self) -> int:
        return max(0, self.verdict.jp_needed - self.verdict.jp_reached) if self.verdict else 0

    @property
    def stuck(self) -> bool:
        """Whether the file could not be made and nobody tries any more."""
        row = self.certificate
        return row is not None and row.being_made and row.tries >= TRIES


@dataclass(frozen=True, slots=True)
class Board:
    """One workshop's page."""

    workshop: Workshop
    office: Organization
    waiting: Waiting
    people: dict[UUID, Registration]
    lines: list[Line]
    signing: Signing
    refused: Refused | None  # why what waits cannot be approved now

    def count(self, *states: State) -> int:
        return sum(1 for line in self.lines if line.certificate and line.certificate.state in states)

    @property
    def drafts(self) -> int:
        return self.count(State.DRAFT)

    @property
    def submitted(self) -> int:
        return self.count(State.SUBMITTED)

    @property
    def to_approve(self) -> int:
        return self.count(State.DRAFT, State.SUBMITTED)

    @property
    def numbered(self) -> int:
        return self.count(State.APPROVED, State.ISSUED, State.REVOKED)

    @property
    def in_work(self) -> int:
        """Files somebody is making now; those that are stuck wait for a person instead."""
        rows = (line for line in self.lines if line.certificate and not line.stuck)
        return sum(1 for line in rows if line.certificate and line.certificate.being_made)

    @property
    def made(self) -> int:
        return self.numbered - self.in_work

    @property
    def short(self) -> int:
        return sum(1 for line in self.lines if line.verdict and line.verdict.verdict is Verdict.SHORT)

    @property
    def undelivered(self) -> int:
        return sum(1 for line in self.lines if line.certificate and line.certificate.delivery == "failed")


async def read(
    tx: Tx, now: datetime, organization_id: UUID, workshop_id: UUID, public_url: str
) -> Board | None:
    """The office's workshop, or None; also None for another office's."""
    workshop = await copies.WORKSHOPS.get(tx, workshop_id)
    office = await staff.organization(tx, organization_id)
    if workshop is None or office is None or workshop.organization_id != organization_id:
        return None
    sheet = await copies.SHEETS.get(tx, workshop_id)
    people = await copies.people(tx, workshop_id)
    verdicts = await eligibility.of_workshop(tx, workshop_id)
    rows = await certificates.of_workshop(tx, workshop_id)
    signing = usual_signing(office, now)
    try:
        printable(office, workshop, "peserta", signing, public_url)
        refused = None
    except Refused as error:
        refused = error
    owners = {row.registration_id for row in rows}
    lines = [Line(people.get(row.registration_id), verdicts.get(row.registration_id), row) for row in rows]
    others = [id for id in verdicts if id not in owners and id in people and people[id].state.attends]
    others.sort(key=lambda id: people[id].full_name.casefold())
    lines += [Line(people[id], verdicts[id], None) for id in others]
    waiting = missing_facts(workshop, sheet, people)
    return Board(workshop, office, waiting, people, lines, signing, refused)
