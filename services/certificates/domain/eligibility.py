"""The rule: who has earned a certificate, and what must be known before anybody can say so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from shared.events.attendance import SessionMark, Sheet
from shared.events.certificates import Verdict
from shared.events.registration import Registration, RegistrationState
from shared.events.scheduling import Workshop, WorkshopState


@dataclass(frozen=True, slots=True)
class Outcome:
    """The verdict on one person with its figures, in JP of 45 minutes."""

    verdict: Verdict
    jp_reached: int
    jp_needed: int
    jp_total: int
    missed_sessions: tuple[UUID, ...]  # in order of time, of those that count JP or are mandatory
    missed_mandatory: tuple[UUID, ...]

    @property
    def jp_short(self) -> int:
        return max(0, self.jp_needed - self.jp_reached)


def jp_needed(percent: int, total: int) -> int:
    """The office's share of the workshop's JP, rounded up: 75 % of 31 are 24."""
    return -(-percent * total // 100)


def decide(workshop: Workshop, marks: Iterable[SessionMark]) -> Outcome:
    """Apply the workshop's rule to one person's marks.

    A session that was not held counts for nobody and is missed by nobody. JP are earned by hadir and
    terlambat; a mandatory session must be earned, however many JP the others gave.
    """
    earned = {mark.session_id for mark in marks if mark.status is not None and mark.status.earns}
    held = [session for session in workshop.sessions if session.held is not False]
    reached = sum(session.jp for session in held if session.id in earned)
    needed = jp_needed(workshop.rule.percent, workshop.total_jp)
    missed = [session for session in held if session.id not in earned and (session.jp or session.mandatory)]
    mandatory = tuple(session.id for session in missed if session.mandatory)
    return Outcome(
        verdict=Verdict.EARNED if reached >= needed and not mandatory else Verdict.SHORT,
        jp_reached=reached,
        jp_needed=needed,
        jp_total=workshop.total_jp,
        missed_sessions=tuple(session.id for session in missed),
        missed_mandatory=mandatory,
    )


def resolved(id: UUID, registrations: Mapping[UUID, Registration]) -> UUID:
    """The registration that `id` stands for now, following merges; itself where none is known."""
    seen = {id}
    while (found := registrations.get(id)) and found.merged_into and found.merged_into not in seen:
        id = found.merged_into
        seen.add(id)
    return id


@dataclass(frozen=True, slots=True)
class Waiting:
    """Why nothing, or not everything, can be decided yet. Empty: every fact is there."""

    workshop: bool = False
    cancelled: bool = False
    sheet_missing: bool = False
    sheet_open: bool = False
    unknown_people: tuple[UUID, ...] = ()  # on the sheet, but not heard of from registration
    unlisted_people: tuple[UUID, ...] = ()  # registered, but not on the sheet

    @property
    def everything(self) -> bool:
        """Whether nobody can be decided on."""
        return self.workshop or self.cancelled or self.sheet_missing or self.sheet_open

    @property
    def anything(self) -> bool:
        return self.everything or bool(self.unknown_people or self.unlisted_people)


def missing_facts(
    workshop: Workshop | None, sheet: Sheet | None, registrations: Mapping[UUID, Registration]
) -> Waiting:
    """What has to arrive before the rule can be applied to the whole workshop."""
    listed = {resolved(line.registration_id, registrations) for line in sheet.lines} if sheet else set()
    return Waiting(
        workshop=workshop is None,
        cancelled=workshop is not None and workshop.state is WorkshopState.CANCELLED,
        sheet_missing=sheet is None,
        sheet_open=sheet is not None and not sheet.closed,
        unknown_people=tuple(sorted(listed - registrations.keys())),
        unlisted_people=tuple(
            sorted(id for id, person in registrations.items() if person.state.attends and id not in listed)
        )
        if sheet and sheet.closed
        else (),
    )


def decided_people(
    workshop: Workshop, sheet: Sheet, registrations: Mapping[UUID, Registration]
) -> Sequence[tuple[Registration, Outcome]]:
    """Everybody on the closed sheet who is known and takes part, with the verdict, by id.

    Two lines of one merged person count together: what either of them was marked for is earned.
    """
    marks: dict[UUID, list[SessionMark]] = {}
    for line in sheet.lines:
        marks.setdefault(resolved(line.registration_id, registrations), []).extend(line.marks)
    return [
        (registrations[id], decide(workshop, marks[id]))
        for id in sorted(marks)
        if id in registrations and registrations[id].state is RegistrationState.CONFIRMED
    ]
