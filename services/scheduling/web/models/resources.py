"""Trainers, venues, blocked days and roads, as the JSON API takes and answers them."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field

from services.scheduling.web.forms.fields import (
    Clock,
    ClockTime,
    Day,
    District,
    EmailOrNone,
    Line,
    Nip,
    Phone,
    Text,
    WebAddress,
    Words,
)
from services.scheduling.web.models.answers import Row


class TrainerBody(BaseModel):
    name: Words = Field(min_length=2, max_length=120)
    skills: list[Words] = Field([], max_length=30)
    district_code: District = ""
    home: Line = ""
    phone: Phone = ""
    email: EmailOrNone = ""
    note: Text = ""
    nip: Nip = ""
    rank: Line = ""
    position: Line = ""
    institution: Line = ""
    archived: bool = False


class TrainerRow(Row):
    """What everybody who may read sees."""

    id: UUID
    name: str
    skills: list[str]
    district_code: str
    home: str
    institution: str
    archived: bool


class Trainers(BaseModel):
    items: list[TrainerRow]
    total: int


class TrainerAnswer(TrainerRow):
    """All of one trainer but the papers, for organizers."""

    phone: str
    email: str
    note: str
    nip: str
    rank: str
    position: str


class VenueBody(BaseModel):
    name: Words = Field(min_length=2, max_length=120)
    address: Text = ""
    district_code: District = Field(min_length=1)
    capacity: int = Field(ge=1, le=10_000)
    equipment: Text = ""
    internet: bool = False
    map_url: WebAddress = ""
    contact: Line = ""
    contact_phone: Phone = ""
    archived: bool = False


class VenueRow(Row):
    """What everybody who may read sees."""

    id: UUID
    name: str
    address: str
    district_code: str
    capacity: int
    equipment: str
    internet: bool
    map_url: str
    archived: bool


class Venues(BaseModel):
    items: list[VenueRow]
    total: int


class VenueAnswer(VenueRow):
    """All of one venue, for organizers."""

    contact: str
    contact_phone: str


class ArchiveBody(BaseModel):
    ids: list[UUID] = Field(min_length=1, max_length=200)
    archived: bool = True


class Kept(BaseModel):
    """Something that was not archived, because workshops need it."""

    name: str
    sessions: int
    workshops: list[str]


class Archived(BaseModel):
    done: int
    refused: list[Kept]


class BlockBody(BaseModel):
    resource_kind: Literal["trainer", "venue"]
    resource_id: UUID
    first_day: Day
    last_day: Day
    starts: Clock | None = None
    ends: Clock | None = None
    note: Line = ""


class BlockAnswer(Row):
    """Days, last one included; with clock times only that part of each of them."""

    id: UUID
    first_day: date
    last_day: date
    starts: ClockTime | None
    ends: ClockTime | None
    note: str


class Blocks(BaseModel):
    items: list[BlockAnswer]


class RoadBody(BaseModel):
    one_district: District = Field(min_length=1)
    other_district: District = Field(min_length=1)
    minutes: int | None = Field(None, ge=0, le=2880)


class Road(BaseModel):
    minutes: int | None
