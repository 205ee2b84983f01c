"""Who may sign in, and how long a wrong password makes one wait."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from services.scheduling.domain.refusals import Invalid
from services.scheduling.settings import (
    FIRST_WAIT,
    FREE_FAILURES,
    LONGEST_WAIT,
    PASSWORD_LONGEST,
    PASSWORD_SHORTEST,
)

ROLES = ("admin", "organizer", "approver", "operator", "viewer")


class Actor(Protocol):
    """Who does something: the signed-in member of staff. The office is always theirs."""

    @property
    def staff_id(self) -> UUID: ...
    @property
    def organization_id(self) -> UUID: ...
    @property
    def name(self) -> str: ...


def who(by: Actor) -> str:
    """The person as the audit trail names them."""
    return f"Staff/{by.staff_id}"


def wait_left(failures: int, last_at: datetime, now: datetime) -> timedelta:
    """How long before the next try: nothing for the first five failures, then 30 s doubling to 15 minutes."""
    if failures < FREE_FAILURES:
        return timedelta()
    doublings = min(failures - FREE_FAILURES, 20)
    wait: timedelta = min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)
    return max(last_at + wait - now, timedelta())


def checked_password(password: str, *, name: str, email: str) -> str:
    """The password, if it can protect anything. Raises Invalid."""
    if len(password) < PASSWORD_SHORTEST:
        raise Invalid("password", "password_short")
    if len(password) > PASSWORD_LONGEST:
        raise Invalid("password", "password_long")
    obvious = {name.lower(), email.lower(), email.split("@")[0].lower(), "bimtek"}
    if len(set(password)) < 4 or password.lower().strip("0123456789 ") in obvious:
        raise Invalid("password", "password_obvious")
    return password
