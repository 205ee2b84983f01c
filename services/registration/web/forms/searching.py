"""Looking for a person by NIK: sent in a body, so that no address ever holds it."""

from __future__ import annotations

from pydantic import BaseModel, Field

from services.registration.web.forms.fields import Nik
from shared.i18n import N_


class NikForm(BaseModel):
    nik: Nik = Field(title=N_("NIK"), min_length=1)
