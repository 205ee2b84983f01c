"""How far a person has come: JP reached, JP needed, sessions missed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from math import ceil
from uuid import UUID

from shared.events.attendance import PersonAttendance, Status
from shared.events.certificates import Eligibility
from shared.events.scheduling import Session, Workshop


@dataclass(frozen=True, slots=True)
class Standing:
    """Figures in JP (45 minutes each). `decided` says whether the office's rule was already applied."""

    reached: int
    needed: int
    total: int
    missed: tuple[Session, ...]  # counting sessions that earned nothing, once they are over
    decided: bool

    @property
    def short_by(self) -> int:
        return max(0, self.needed - self.reached)


def standing(
    workshop: Workshop, attendance: PersonAttendance | None, verdict: Eligibility | None, now: datetime
) -> Standing:
    """What the person's page says; the verdict's own figures win over what is counted here."""
    marks: dict[UUID, Status | None] = (
        {mark.session_id: mark.status for mark in attendance.marks} if attendance else {}
    )
    counting = [session for session in workshop.sessions if session.kind.counts and session.held is not False]
    earned = [session for session in counting if (status := marks.get(session.id)) and status.earns]
    missed = [
        session
        for session in counting
        if session.ends_at <= now and (status := marks.get(session.id)) and not status.earns
    ]
    if verdict is not None:
        gone = set(verdict.missed_sessions)
        missed = [session for session in workshop.sessions if session.id in gone]
        return Standing(verdict.jp_reached, verdict.jp_needed, verdict.jp_total, tuple(missed), True)
    total = workshop.total_jp
    needed = ceil(workshop.rule.percent * total / 100)
    return Standing(sum(session.jp for session in earned), needed, total, tuple(missed), False)
