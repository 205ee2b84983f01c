"""What people have to be told: the difference between what they were last told of a workshop and now.

A difference of two documents, not a list of edits: what was changed back is no change, twenty edits of one
session are one, and it does not matter in which order or how often anybody looks.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.scheduling.settings import URGENT_QUIET, URGENT_WITHIN
from shared.events.notices import SessionChange, SessionFacts, TermChange
from shared.events.scheduling import Session, SessionKind, Workshop

# Of no use to somebody who waits for a seat; they read it when they get one.
_FOR_THE_SEATED = frozenset({"bring", "provided", "group_link"})


@dataclass(frozen=True)
class Changes:
    """What people were not told yet."""

    sessions: tuple[SessionChange, ...]
    terms: tuple[TermChange, ...]

    def __bool__(self) -> bool:
        return bool(self.sessions or self.terms)

    def __len__(self) -> int:
        return len(self.sessions) + len(self.terms)

    @property
    def seated_only(self) -> bool:
        """Whether only people with a seat are touched."""
        return not self.sessions and all(change.term in _FOR_THE_SEATED for change in self.terms)

    @property
    def digest(self) -> str:
        """Names exactly these changes: what somebody saw before they pressed the button."""
        text = "\n".join(change.model_dump_json() for change in (*self.sessions, *self.terms))
        return hashlib.sha256(text.encode()).hexdigest()[:32]

    def touches_at(self, now: datetime) -> datetime | None:
        """When the first session to come begins that they touch, as planned before or now."""
        facts = [one for change in self.sessions for one in (change.before, change.after) if one]
        return min((one.starts_at for one in facts if one.starts_at > now), default=None)


def changes(known: Workshop, current: Workshop, now: datetime) -> Changes:
    """What matters to people and is otherwise than they were told.

    It matters where, when and with whom a session to come is held, what it is about and whether it has to
    be attended; and what else the terms below say. A break does not matter, nor a corrected name of a
    trainer, a note, a place more, or what was written down after a session was held.
    """
    return Changes(tuple(_sessions(known, current, now)), tuple(_terms(known, current)))


def is_urgent(touches_at: datetime | None, now: datetime) -> bool:
    """Whether somebody may soon stand at the wrong door."""
    return touches_at is not None and touches_at - now <= URGENT_WITHIN


def due_at(changed_at: datetime, touches_at: datetime | None, quiet: timedelta) -> datetime:
    """When people are told by itself unless the changes change again or the office decides earlier.

    The quiet time of the office after the last change; what touches a session of the next 24 hours does
    not wait longer than ten minutes, nor longer than a quarter of the time that is left until it begins.
    """
    due = changed_at + quiet
    if touches_at is None:
        return due
    soon = changed_at + min(URGENT_QUIET, (touches_at - changed_at) / 4)
    return min(due, max(soon, touches_at - URGENT_WITHIN))


def _sessions(known: Workshop, current: Workshop, now: datetime) -> list[SessionChange]:
    before = {session.id: session for session in known.sessions}
    after = {session.id: session for session in current.sessions}
    found = []
    for session in sorted({**before, **after}.values(), key=lambda one: (one.starts_at, one.id)):
        old, new = before.get(session.id), after.get(session.id)
        both = [one for one in (old, new) if one]
        over = max(one.starts_at for one in both) <= now or (new is not None and new.held is not None)
        if not over and not all(_is_break(one) for one in both) and _matters(old) != _matters(new):
            found.append(SessionChange(session_id=session.id, before=_facts(old), after=_facts(new)))
    return found


def _is_break(session: Session) -> bool:
    return session.kind is SessionKind.ISTIRAHAT


def _matters(session: Session | None) -> object:
    """Trainers by who they are: a title that was added to a name is no other trainer."""
    if session is None:
        return None
    who = {trainer.trainer_id for trainer in session.trainers}
    place = (session.place.name, session.place.address)
    return session.subject, session.starts_at, session.ends_at, place, who, session.mandatory


def _facts(session: Session | None) -> SessionFacts | None:
    if session is None:
        return None
    return SessionFacts(
        subject=session.subject,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        place=session.place.name,
        address=session.place.address,
        trainers=tuple(trainer.name for trainer in session.trainers),
        mandatory=session.mandatory,
    )


def _terms(known: Workshop, current: Workshop) -> list[TermChange]:
    before, after = _said(known), _said(current)
    return [
        TermChange(term=term, before=before[term], after=after[term])
        for term in after
        if before[term] != after[term]
    ]


def _said(workshop: Workshop) -> dict[str, str]:
    contact = workshop.contact
    number = f"+{contact.whatsapp}" if contact.whatsapp else ""
    return {
        "title": workshop.full_title,
        "contact": ", ".join(part for part in (contact.name, number, contact.hours) if part),
        "requirements": workshop.requirements,
        "rule": str(workshop.rule.percent),
        "bring": workshop.bring,
        "provided": workshop.provided,
        "group_link": workshop.group_link,
    }
