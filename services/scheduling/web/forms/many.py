"""What is sent about several rows of a list at once."""

from __future__ import annotations

from uuid import UUID

from pydantic import BaseModel, Field

from shared.i18n import N_

MOST_AT_ONCE = 200


class ManyForm(BaseModel):
    chosen: list[UUID] = Field(min_length=1, max_length=MOST_AT_ONCE, title=N_("Pilihan"))


class ArchiveForm(ManyForm):
    archived: bool = Field(title=N_("Tindakan"))
