"""Retention, as programs read and set it."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, Field

from services.registration.web.forms.retention import Months


class Counts(BaseModel):
    nik: int
    needs: int
    disability: int
    phone: int
    email: int
    village: int
    business: int
    answers: int


class RetentionAnswer(BaseModel):
    months: Months
    due: Counts = Field(description="How many people would lose what if it were erased now")
    done_on: date | None = Field(description="The day everything due was erased last; null: not yet")
