"""An office's own words in its mails, as programs read and write them."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field


class TextAnswer(BaseModel):
    purpose: str = Field(description="Of the mail, as the list of mails has it")
    language: Literal["id", "en"]
    subject: str
    opening: str
    closing: str
    placeholders: list[str] = Field(description="What can stand between braces in this mail")
    changed_at: datetime | None = Field(description="null: the product's own text")
    changed_by: str


class TextsAnswer(BaseModel):
    items: list[TextAnswer]


class TriedAnswer(BaseModel):
    sent_to: str
