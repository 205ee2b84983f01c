"""The two clocks.

Business time (`Clock.now()`) decides dates people act by: the sign-up window, offers, reminders,
auto-close, the year in a number, printed dates. It is passed into every action, so the demo and
the tests can move it. Everything that proves or protects something (cookies, tokens, leases,
versions, seals, mail dates) uses `wall()` or the database's own clock and can never be moved.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol


def wall() -> datetime:
    """The real time now, in UTC."""
    return datetime.now(UTC)


class Clock(Protocol):
    """Tells the business time as an aware datetime in UTC."""

    def now(self) -> datetime: ...


class SystemClock:
    """Business time is the real time: what every installation runs on."""

    def now(self) -> datetime:
        return wall()


class MovedClock:
    """Business time that starts at another moment and runs on from there; demo and tests only."""

    def __init__(self, start: datetime) -> None:
        self._shift = timedelta()
        self.move_to(start)

    def now(self) -> datetime:
        return wall() + self._shift

    def move_to(self, moment: datetime) -> None:
        """Make `now()` continue from `moment` (aware)."""
        if moment.tzinfo is None:
            raise ValueError("the business clock needs a moment with a time zone")
        self._shift = moment.astimezone(UTC) - wall()

    def return_to_today(self) -> None:
        """Make business time the real time again."""
        self._shift = timedelta()
