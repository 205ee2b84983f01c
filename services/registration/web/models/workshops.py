"""Workshops, as programs read them."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel

from shared.events.scheduling import SessionKind


class SessionAnswer(BaseModel):
    subject: str
    kind: SessionKind
    starts_at: datetime
    ends_at: datetime
    jp: int  # 45 minutes each
    place: str
    trainers: list[str]


class WorkshopAnswer(BaseModel):
    slug: str
    title: str
    starts_at: datetime
    ends_at: datetime
    zone: str
    place: str
    district_code: str
    seats: int
    free: int  # what a newcomer can still get; 0 while somebody waits
    waiting: int
    open: bool  # whether sign-ups are taken now
    closes_at: datetime
    url: str
    sessions: list[SessionAnswer]


class WorkshopsAnswer(BaseModel):
    workshops: list[WorkshopAnswer]
