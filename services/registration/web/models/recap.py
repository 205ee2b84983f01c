"""Counts of people, as programs read them."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field


class RecapQuery(BaseModel):
    kegiatan: UUID | Literal[""] = Field("", description="Id of a programme")
    tahun: int = Field(0, ge=0, le=2100, description="Budget year; 0: every one")


class CountAnswer(BaseModel):
    value: str  # as registrations hold it: "P", "yes", "19.02.01"; empty: not said
    people: int


class CountsAnswer(BaseModel):
    counts: list[CountAnswer]
    rest: int | None  # people of all values not told, so that small counts stay hidden; null: all are told
    total: int


class RecapAnswer(BaseModel):
    gender: CountsAnswer
    disability: CountsAnswer
    needs: CountsAnswer
    district: CountsAnswer
    centre: CountsAnswer  # by name; empty: of none
