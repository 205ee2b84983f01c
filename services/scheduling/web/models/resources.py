"""Trainers, venues, blocked days and roads, as the JSON API takes and answers them."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field

from services.scheduling.web.forms.fields import Day, District, Email, Line, Phone, Text, WebAddress, Words
from services.scheduling.web.models.answers import Row


class TrainerBody(BaseModel):
    name: Words = Field(min_length=2, max_length=120)
    skills: list[Words] = Field([], max_length=30)
    district_code: District = ""
    home: Line = ""
    phone: Phone = ""
    email: Email | Literal[""] = ""
    note: Text = ""


class TrainerAnswer(Row):
    id: UUID
    name: str
    skills: list[str]
    district_code: str
    home: str


class Trainers(BaseModel):
    items: list[TrainerAnswer]


class VenueBody(BaseModel):
    name: Words = Field(min_length=2, max_length=120)
    address: Text = ""
    district_code: District = Field(min_length=1)
    capacity: int = Field(ge=1, le=10_000)
    equipment: Text = ""
    internet: bool = False
    map_url: WebAddress = ""
    contact: Line = ""


class VenueAnswer(Row):
    id: UUID
    name: str
    address: str
    district_code: str
    capacity: int


class Venues(BaseModel):
    items: list[VenueAnswer]


class BlockBody(BaseModel):
    resource_kind: Literal["trainer", "venue"]
    resource_id: UUID
    first_day: Day
    last_day: Day
    note: Line = ""


class RoadBody(BaseModel):
    one_district: District = Field(min_length=1)
    other_district: District = Field(min_length=1)
    minutes: int | None = Field(None, ge=0, le=2880)


class Road(BaseModel):
    minutes: int | None
