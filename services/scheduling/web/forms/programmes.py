"""What a programme's form takes."""

from __future__ import annotations

from pydantic import BaseModel, Field

from services.scheduling.web.forms.fields import Line, Words
from shared.i18n import N_


class ProgrammeForm(BaseModel):
    title: Words = Field(min_length=3, max_length=200, title=N_("Nama kegiatan"))
    year: int = Field(ge=2000, le=2100, title=N_("Tahun anggaran"))
    code: Line = Field("", title=N_("Kode untuk nomor sertifikat"))
    funding: Line = Field("", title=N_("Sumber dana"))
    activity_code: Line = Field("", title=N_("Kode sub kegiatan"))
    activity_name: Line = Field("", title=N_("Nama sub kegiatan"))
    account_code: Line = Field("", title=N_("Kode rekening"))
    budget_number: Line = Field("", title=N_("Nomor DPA/DIPA"))
    officer: Line = Field("", title=N_("PPTK atau PPK"))
    decree_number: Line = Field("", title=N_("Nomor SK panitia"))
