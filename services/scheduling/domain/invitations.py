"""What a trainer was told of a workshop against what is so now, and what that means for their answer."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, TypedDict

# What a state asks of people: an answer, nothing, a substitute, a decision, nothing any more.
STATES = ("asked", "confirmed", "declined", "proposed", "withdrawn")
_COUNTED_FROM = 1_483_228_800  # 1 January 2017: RFC 5545 gives SEQUENCE 31 bits, which then last until 2085

# One session as a trainer is told of it, in the form of the view `teaching`: id, subject, starts_at,
# ends_at (ISO 8601, UTC), place, address, map_url. It is JSON in rows, mails and tasks alike.
Told = Mapping[str, Any]
_MATTERS = ("subject", "starts_at", "ends_at", "place", "address")
_TIMES = ("starts_at", "ends_at")


class Change(TypedDict):
    """One session that is new, another than it was told, or gone."""

    subject: str
    before: Told | None
    after: Told | None


def starts_at(session: Told) -> datetime:
    return datetime.fromisoformat(session["starts_at"])


def ends_at(session: Told) -> datetime:
    return datetime.fromisoformat(session["ends_at"])


def to_come(sessions: Sequence[Told], now: datetime) -> list[Told]:
    """Those that have not begun."""
    return [session for session in sessions if starts_at(session) > now]


def changes(told: Sequence[Told], current: Sequence[Told], now: datetime) -> list[Change]:
    """What the trainer does not know yet, in order of time.

    What is over only changes on paper (who really taught, the actual times), so it is left out.
    """
    before = {session["id"]: session for session in told}
    after = {session["id"]: session for session in current}
    found = []
    for key, known in sorted({**before, **after}.items(), key=lambda item: (starts_at(item[1]), item[0])):
        old, new = before.get(key), after.get(key)
        upcoming = max(starts_at(one) for one in (old, new) if one) > now
        if upcoming and _seen(old) != _seen(new):
            found.append(Change(subject=known["subject"], before=old, after=new))
    return found


def asks_again(found: Sequence[Change], agreed: Collection[str] = ()) -> bool:
    """Whether a trainer has to confirm anew: a session more, or another time than they said yes to.

    `agreed`: ids of sessions whose new time the trainer asked for.
    """
    for change in found:
        old, new = change["before"], change["after"]
        if new is None or new["id"] in agreed:
            continue
        if old is None or any(old[name] != new[name] for name in _TIMES):
            return True
    return False


def next_sequence(version: int, before: int = -1) -> int:
    """The iCal SEQUENCE of what is told now: that of the feeds, and always more than the last one told.

    `version` is the workshop's, microseconds; in seconds it fits.
    """
    return max(feed_sequence(version), before + 1)


def feed_sequence(version: int) -> int:
    """The SEQUENCE every feed gives the sessions of a workshop of this version."""
    return max(version // 1_000_000 - _COUNTED_FROM, 0)


def _seen(session: Told | None) -> tuple[Any, ...] | None:
    return None if session is None else tuple(session[name] for name in _MATTERS)
