"""What the lists and calls of the JSON API may be asked in their address: the names of the pages' own."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from services.scheduling.web.forms.fields import Line, RoleName
from services.scheduling.web.forms.letters import KindName
from shared.web.queries import Listed

Area = Annotated[
    str,
    Field(
        "",
        max_length=13,
        pattern=r"^[0-9.]*$",
        description="Code of a kecamatan (19.02.01), or of a kabupaten for all of it",
    ),
]


class Workshops(Listed):
    status: Literal["", "draft", "published", "completed", "cancelled"] = ""
    kegiatan: UUID | Literal[""] = Field("", description="Id of a programme")
    urut: Literal["", "first", "title"] = Field(
        "", description="The latest first, or first: what begins first on top, or by title"
    )

    @property
    def programme_id(self) -> UUID | None:
        return self.kegiatan or None


class _Resources(Listed):
    arsip: Literal["", "0", "1"] = Field("", description="1: archived ones too, after the others")
    kecamatan: Area


class Trainers(_Resources):
    keahlian: str = Field("", max_length=100, description="A skill, as it is written")
    urut: Literal["name", "district"] = "name"

    @property
    def filters(self) -> dict[str, object]:
        return {"district": self.kecamatan, "skill": self.keahlian.strip()}


class Venues(_Resources):
    muat: int = Field(0, ge=0, le=99_999, description="Least capacity")
    urut: Literal["name", "district", "capacity"] = "name"

    @property
    def filters(self) -> dict[str, object]:
        return {"district": self.kecamatan, "capacity": self.muat}


class Requests(Listed):
    status: Literal["", "submitted", "studied", "merged", "scheduled", "declined", "withdrawn"] = ""
    kecamatan: Area
    komoditas: str = Field("", max_length=80, description="A commodity, as it is written")
    urut: Literal["", "lama", "orang"] = Field(
        "", description="The newest first, or lama: the oldest, orang: the most people"
    )


class Letters(Listed):
    jenis: KindName | Literal[""] = ""
    status: Literal["", "draft", "making", "ready", "queued", "sent", "failed", "handed", "void"] = ""
    bimtek: UUID | Literal[""] = Field("", description="Id of a workshop")
    urut: Literal["", "number", "date", "name"] = Field(
        "", description="The newest first, or by number, by date (the latest on top) or by addressee"
    )

    @property
    def workshop_id(self) -> UUID | None:
        return self.bimtek or None


class Tasks(Listed):
    tentang: Literal["", "trainer_invitation", "trainer_changed", "trainer_cancelled", "trainer_reminder"] = (
        Field("", description="What they are to be told")
    )
    urut: Literal["", "name"] = Field("", description="The oldest first, or by name")


class Programmes(Listed):
    tahun: int = Field(0, ge=0, le=2100, description="Budget year; 0: every one")
    arsip: Literal["", "0", "1"] = Field("", description="1: archived ones too, after the others")
    urut: Literal["", "title"] = Field("", description="The newest year first, or by title")


class People(Listed):
    peran: RoleName | Literal[""] = ""
    status: Literal["", "active", "invited", "disabled"] = ""
    urut: Literal["", "role", "seen"] = Field("", description="By name, by role, or who was last seen first")


class Reason(BaseModel):
    reason: Line = Field("", description="Why, as people read it; needed once the workshop is published")


class Version(BaseModel):
    version: int = Field(ge=0, le=2**53, description="Of the office, as it was when this was decided on")
