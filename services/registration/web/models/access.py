"""Opening a sealed field, for programs."""

from __future__ import annotations

from pydantic import BaseModel, Field

from services.registration.domain.access import FIELD, Purpose
from services.registration.web.forms.fields import Line


class OpenBody(BaseModel):
    """Each opening is written into the access log, which the person may read."""

    field: str = Field(
        pattern=f"^(?:{FIELD})$", description="`nik`, `needs`, `disability`, or `q_` and a question's key"
    )
    purpose: Purpose
    reason: Line = Field("", description="In words; a must for the purpose `other`")


class OpenedAnswer(BaseModel):
    field: str
    value: str  # in words; of a file its name
    file_base64: str = ""  # the file itself
    media_type: str = ""
