"""Notices of changes, as programs read them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel


class DeliveryAnswer(BaseModel):
    id: UUID
    at: datetime
    reason: str
    text: list[str]  # each change in words
    people: int  # told when it was heard
    delivered: int  # the server of the address took the mail
    contacted: int  # told by somebody of the office
    waiting: int  # mails under way
    to_contact: int  # tasks "Perlu dihubungi"
    failed: int


class DeliveriesAnswer(BaseModel):
    notices: list[DeliveryAnswer]  # the newest first
