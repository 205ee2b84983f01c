"""Every answer of a race, and whether each refusal could have been true when it was given."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime
from math import inf
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class State:
    """How a session stands, or is wished to."""

    workshop: UUID
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    venue: UUID | None = None
    trainers: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class Entry:
    """One request; times in seconds of one clock."""

    what: str
    session: str
    workshop: str
    state: State | None
    sent: float
    back: float
    status: int
    answer: dict[str, Any]

    @property
    def accepted(self) -> bool:
        return self.status < 300


class Log:
    """What was asked and answered, beside the sessions there were before."""

    def __init__(self, known: dict[str, State]) -> None:
        self._known = known
        self._entries: list[Entry] = []

    def keep(self, *values: Any) -> None:
        self._entries.append(Entry(*values))

    @property
    def longest(self) -> float:
        """Seconds the most patient waited."""
        return max(entry.back - entry.sent for entry in self._entries)

    @property
    def broken(self) -> int:
        return sum(entry.status >= 500 for entry in self._entries)

    @property
    def counts(self) -> Counter[str]:
        accepted = sum(entry.accepted for entry in self._entries)
        return Counter({"accepted": accepted, "refused": len(self._entries) - accepted - self.broken})

    def unjustified(self) -> int:
        """Refusals that nothing which was or may have been so at the time explains."""
        stood = self._states()
        changed = {entry.session for entry in self._entries if entry.what == "delete"}
        found = 0
        for entry in self._entries:
            if entry.accepted or entry.status >= 500:
                continue
            if entry.status == 404:  # somebody else may have taken the session out before
                found += entry.session not in changed
            elif entry.status == 409:
                found += not self._collides(entry, stood)
            else:  # a room that is, or would be, too small: only where rooms change
                found += not any(
                    error["field"] in ("venue_id", "capacity") for error in entry.answer["errors"]
                )
        return found

    def _collides(self, entry: Entry, stood: dict[str, list[tuple[State, float, float]]]) -> bool:
        """Whether everything named as in the way may have stood there and then."""
        named = entry.answer.get("collisions", [])
        moved = self._main_venues()
        return bool(named) and all(self._stood(entry, one, stood, moved) for one in named)

    def _stood(
        self,
        entry: Entry,
        named: dict[str, Any],
        stood: dict[str, list[tuple[State, float, float]]],
        moved: dict[str, set[str]],
    ) -> bool:
        starts, ends = (datetime.fromisoformat(named[name]) for name in ("starts_at", "ends_at"))
        wanted = entry.state
        if wanted and wanted.ends_at and not starts < wanted.ends_at:
            return False
        if wanted and wanted.starts_at and not wanted.starts_at < ends:
            return False
        for state, since, until in stood.get(named["session_id"], ()):
            if not (since <= entry.back and entry.sent <= until):
                continue
            if (state.starts_at, state.ends_at) != (starts, ends):
                continue
            venues = {str(state.venue), *moved.get(str(state.workshop), ())}
            has = {
                "class": {str(state.workshop)},
                "venue": venues,
                "trainer": {str(trainer) for trainer in state.trainers},
            }
            if named["resource_id"] in has[named["kind"]]:
                return True
        return False

    def _states(self) -> dict[str, list[tuple[State, float, float]]]:
        """How each session may have stood: from when that was asked until something else was answered."""
        changes: dict[str, list[Entry]] = defaultdict(list)
        for entry in self._entries:
            if entry.accepted and (entry.session or entry.what == "add"):
                changes[entry.session or str(entry.answer["id"])].append(entry)
        found: dict[str, list[tuple[State, float, float]]] = defaultdict(list)
        for session in {*self._known, *changes}:
            entries = changes.get(session, [])
            first = [(self._known[session], -inf)] if session in self._known else []
            for state, since in [*first, *((entry.state, entry.sent) for entry in entries)]:
                others = [entry.back for entry in entries if entry.sent != since and entry.back >= since]
                if state is not None:
                    found[session].append((state, since, max(others, default=inf)))
        return found

    def _main_venues(self) -> dict[str, set[str]]:
        """Where a workshop's sessions may have moved with its main venue."""
        found: dict[str, set[str]] = defaultdict(set)
        for entry in self._entries:
            if entry.what == "main venue" and entry.accepted and entry.state is not None:
                found[entry.workshop].add(str(entry.state.venue))
        return found
