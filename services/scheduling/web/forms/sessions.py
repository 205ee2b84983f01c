"""What a session's forms take, as planned and as it took place."""

from __future__ import annotations

from itertools import zip_longest
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field, field_validator

from services.scheduling.domain.hours import LEAD
from services.scheduling.web.forms.fields import Day, Kind, Line, Moment, TrainerRoleName, Words
from shared.i18n import N_, _


class TrainersForm(BaseModel):
    """Rows of a trainer and what they do; a row without a trainer says nothing."""

    trainer_ids: list[UUID | Literal[""]] = Field([], max_length=20, title=N_("Narasumber"))
    trainer_roles: list[TrainerRoleName] = Field([], max_length=20, title=N_("Peran"))

    @field_validator("trainer_ids")
    @classmethod
    def _each_once(cls, given: list[UUID | Literal[""]]) -> list[UUID | Literal[""]]:
        chosen = [one for one in given if one]
        if len(chosen) != len(set(chosen)):
            raise ValueError(_("Satu orang dipilih dua kali dalam sesi yang sama. Pilih satu peran saja."))
        return given

    @property
    def chosen(self) -> dict[UUID, str]:
        """What each trainer does, in the order of the rows; without a role given they lead."""
        rows = zip_longest(self.trainer_ids, self.trainer_roles, fillvalue="")
        return {trainer_id: role or LEAD for trainer_id, role in rows if isinstance(trainer_id, UUID)}


class SessionForm(TrainersForm):
    kind: Kind = Field(title=N_("Jenis sesi"))
    subject: Words = Field(min_length=2, max_length=200, title=N_("Materi atau acara"))
    day: Day = Field(title=N_("Hari"))
    starts: str = Field(min_length=1, max_length=10, title=N_("Jam mulai"))
    ends: str = Field(min_length=1, max_length=10, title=N_("Jam selesai"))
    venue_id: UUID = Field(title=N_("Tempat"))
    mandatory: bool = False
    note: Line = Field("", title=N_("Catatan"))
    reason: Line = Field("", title=N_("Alasan perubahan"))
    # The buttons of what else is free: another time, another venue, one trainer for another ("old:new").
    use_next: Moment | None = None
    use_venue: UUID | None = None
    use_trainer: str = Field("", pattern=r"^$|^[0-9a-f-]{36}:[0-9a-f-]{36}$")


class HeldForm(TrainersForm):
    how: Literal["planned", "other", "not_held"] = Field(title=N_("Pelaksanaan"))
    starts: str = Field("", max_length=10, title=N_("Jam mulai"))
    ends: str = Field("", max_length=10, title=N_("Jam selesai"))


class AssignForm(TrainersForm):
    session_ids: list[UUID] = Field(min_length=1, max_length=200, title=N_("Sesi"))
    reason: Line = Field("", title=N_("Alasan perubahan"))
