"""Why a sealed field is opened."""

from __future__ import annotations

from pydantic import BaseModel, Field

from services.registration.domain.access import Purpose
from services.registration.web.forms.fields import Line
from shared.i18n import N_


class OpenForm(BaseModel):
    purpose: Purpose = Field(title=N_("Alasan"))
    reason: Line = Field("", title=N_("Penjelasan"))
