"""What the people of a workshop are told of its changes; a part of the Workshop document.

Fields that a later version may add words to are plain text, so that an older receiver still reads the
document and only passes over the change it does not know.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from shared.events.envelope import Part


class SessionFacts(Part):
    """What people know of one session: enough to be there on time."""

    subject: str
    starts_at: datetime
    ends_at: datetime
    place: str
    address: str = ""
    trainers: tuple[str, ...] = ()  # with titles
    mandatory: bool = False


class SessionChange(Part):
    """One session that is otherwise than people were told."""

    session_id: UUID
    before: SessionFacts | None = None  # None: a new one
    after: SessionFacts | None = None  # None: it will not take place


class TermChange(Part):
    """Something else people were told of the workshop that is otherwise now."""

    term: str  # "title" | "contact" | "requirements" | "bring" | "provided" | "rule" | "group_link"
    before: str = ""
    after: str = ""


class Notice(Part):
    """One message to the people of a workshop: all that changed since they were last told."""

    id: UUID  # nobody is mailed twice for one
    at: datetime
    reason: str = ""  # as people read it
    sessions: tuple[SessionChange, ...] = ()  # in order of time
    terms: tuple[TermChange, ...] = ()
    seated_only: bool = False  # True: of no use to those who wait for a seat
