"""A registration, as programs read it."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel

from shared.events.registration import RegistrationState


class RegistrationAnswer(BaseModel):
    state: RegistrationState
    place_in_line: int  # 1 is next; 0 when not waiting
    card_code: str
    full_name: str
    workshop: str  # slug
    answer_by: datetime | None  # of an open offer whose time has begun
    url: str  # the person's own page: whoever has it can change the registration
