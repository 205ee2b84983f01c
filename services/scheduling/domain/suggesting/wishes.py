"""What an organizer asks of a suggestion; kept with it, so that it can be worked on later and elsewhere."""

from __future__ import annotations

from datetime import date, time, timedelta
from uuid import UUID

from pydantic import BaseModel, Field

DEFAULT_HOURS = ((time(8, 0), time(12, 0)), (time(13, 0), time(16, 30)))
MOST_DAYS = 120
LONGEST_SKILL = 100  # characters


class SessionWish(BaseModel):
    """How a session of the draft may be taught: by its own trainers, or by whoever has the skill."""

    id: UUID
    keep_trainers: bool = False
    skill: str = Field("", max_length=LONGEST_SKILL)  # "" anybody


class NewSession(BaseModel):
    """A session that is not in the draft yet."""

    id: UUID
    kind: str
    subject: str
    minutes: int = Field(ge=15, le=600)
    skill: str = Field("", max_length=LONGEST_SKILL)


class ClassWish(BaseModel):
    """One class: the wishes for its sessions, and the venue it must have (None: any that is large enough)."""

    id: UUID
    venue_id: UUID | None = None
    sessions: list[SessionWish] = []
    added: list[NewSession] = []


class Wishes(BaseModel):
    """Classes, and the days and hours they may have. Times are local to each class."""

    classes: list[ClassWish]
    first_day: date
    last_day: date
    weekdays: list[int] = [0, 1, 2, 3, 4]  # 0 is Monday
    hours: list[tuple[time, time]] = list(DEFAULT_HOURS)
    holidays: bool = False
    prayers: bool = False
    keep_order: bool = True
    seconds: int = Field(30, ge=1, le=600)
    seed: int = 1

    @property
    def days(self) -> list[date]:
        """The allowed days, holidays still among them."""
        span = (self.last_day - self.first_day).days + 1
        days = (self.first_day + timedelta(days=number) for number in range(span))
        return [day for day in days if day.weekday() in self.weekdays]
