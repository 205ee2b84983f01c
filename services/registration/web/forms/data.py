"""What is asked about one's own data, and how the office answers."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints

from services.registration.domain.data_requests import Kind
from services.registration.web.forms.fields import Line
from shared.i18n import N_

Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]


class AskForm(BaseModel):
    kind: Kind = Field(title=N_("Permintaan"))
    words: Words = Field("", title=N_("Yang perlu diperbaiki"))


class DecisionForm(BaseModel):
    decision: Literal["done", "refused"] = Field(title=N_("Tindakan"))
    reason: Line = Field("", title=N_("Alasan"))
