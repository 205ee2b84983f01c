"""What a programme's form takes."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from services.scheduling.web.forms.fields import Day, Line, Nip, Words
from shared.i18n import N_


class ProgrammeForm(BaseModel):
    title: Words = Field(min_length=3, max_length=200, title=N_("Nama kegiatan"))
    year: int = Field(ge=2000, le=2100, title=N_("Tahun anggaran"))
    code: Line = Field("", title=N_("Kode untuk nomor sertifikat"))
    funding: Line = Field("", title=N_("Sumber dana"))
    program_code: Line = Field("", title=N_("Kode program"))
    program_name: Line = Field("", title=N_("Nama program"))
    main_activity_code: Line = Field("", title=N_("Kode kegiatan"))
    main_activity_name: Line = Field("", title=N_("Nama kegiatan dalam anggaran"))
    activity_code: Line = Field("", title=N_("Kode sub kegiatan"))
    activity_name: Line = Field("", title=N_("Nama sub kegiatan"))
    account_code: Line = Field("", title=N_("Kode rekening"))
    budget_number: Line = Field("", title=N_("Nomor DPA/DIPA"))
    officer: Line = Field("", title=N_("Nama pejabat"))
    officer_role: Literal["", "PPTK", "PPK", "KPA"] = Field("", title=N_("Kedudukan pejabat"))
    officer_nip: Nip = Field("", title=N_("NIP pejabat"))
    decree_number: Line = Field("", title=N_("Nomor SK panitia"))
    decree_date: Day | None = Field(None, title=N_("Tanggal SK panitia"))
