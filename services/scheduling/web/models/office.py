"""The office's own details and its people, as the JSON API takes and answers them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field

from services.scheduling.web.forms.accounts import StaffForm
from services.scheduling.web.forms.fields import Email, RoleName, Words
from services.scheduling.web.forms.office import OfficeDetails


class OfficeBody(OfficeDetails):
    """All details anew; the emblem and the signature blocks stay. `version` is the one that was seen."""


class OfficeAnswer(BaseModel):
    version: int
    name: str
    short_name: str
    letterhead: list[str]  # lines above the name, from the top
    address: str
    town: str
    province_code: str
    zone: str
    phone: str
    email: str
    jp_rounding: str
    number_template: str
    number_unit: str
    number_classification: str
    approves_certificates: bool
    example: bool
    has_emblem: bool


class NewStaffBody(BaseModel):
    """The invitation goes by mail: its link is seen by nobody else."""

    name: Words = Field(min_length=2, max_length=120)
    email: Email
    role: RoleName


class StaffBody(StaffForm):
    pass


class StaffAnswer(BaseModel):
    id: UUID
    name: str
    email: str
    role: RoleName
    disabled: bool
    invited: bool  # has not set a password yet
    codes: bool  # signs in with codes too
    signed_in_at: datetime | None


class People(BaseModel):
    items: list[StaffAnswer]
    total: int
