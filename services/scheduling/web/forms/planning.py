"""What the forms of classes, copies and kept timetables take."""

from __future__ import annotations

from datetime import time
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field

from services.scheduling.domain.classes import MOST_CLASSES
from services.scheduling.web.forms.fields import Day, Words, one_line
from shared.i18n import N_, _


def _clock(text: str) -> str:
    typed = text.strip().replace(".", ":")
    if typed:
        try:
            time.fromisoformat(typed)
        except ValueError as error:
            raise ValueError(_("Tulis jam seperti 08.30.")) from error
    return typed


Clock = Annotated[str, Field(max_length=8), AfterValidator(_clock)]
Label = Annotated[str, BeforeValidator(one_line), Field(min_length=1, max_length=60)]
Seats = Annotated[int, Field(ge=1, le=2000)]


class ClassesForm(BaseModel):
    """Several classes: every list has one entry for each class, the last two one for each class and each
    venue or trainer of the workshop they are made from."""

    own_label: Words = Field("", max_length=60, title=N_("Nama kelas ini"))
    label: list[Label] = Field(min_length=1, max_length=MOST_CLASSES, title=N_("Kelas atau angkatan"))
    capacity: list[Seats] = Field(min_length=1, max_length=MOST_CLASSES, title=N_("Jumlah kursi"))
    first_day: list[Day] = Field(min_length=1, max_length=MOST_CLASSES, title=N_("Hari pertama"))
    starts: list[Clock] = Field([], max_length=MOST_CLASSES, title=N_("Jam mulai"))
    venue_ids: list[UUID] = Field([], max_length=500, title=N_("Tempat"))
    trainer_ids: list[UUID | Literal[""]] = Field([], max_length=500, title=N_("Narasumber"))


class CopyProgrammeForm(BaseModel):
    title: Words = Field(min_length=3, max_length=200, title=N_("Nama kegiatan"))
    year: int = Field(ge=2000, le=2100, title=N_("Tahun anggaran"))
    first_day: Day = Field(title=N_("Hari pertama"))
    workshop_ids: list[UUID] = Field([], max_length=200, title=N_("Bimtek"))


class CopyWorkshopForm(BaseModel):
    programme_id: UUID = Field(title=N_("Kegiatan"))
    title: Words = Field(min_length=3, max_length=160, title=N_("Judul Bimtek"))
    class_label: Words = Field("", max_length=60, title=N_("Kelas atau angkatan"))
    first_day: Day = Field(title=N_("Hari pertama"))


class TimetableForm(BaseModel):
    name: Words = Field(min_length=2, max_length=80, title=N_("Nama susunan acara"))


class PlaceForm(BaseModel):
    venue_id: UUID = Field(title=N_("Tempat"))
