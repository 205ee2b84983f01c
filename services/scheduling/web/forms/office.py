"""What the office's own page takes."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, Field, ValidationInfo, field_validator

from services.scheduling.web.forms.fields import Day, EmailOrNone, Line, Nip, Text, Words, Zone
from shared.events.scheduling import PaperKind, SignatureBlock
from shared.i18n import N_, _


class OfficeDetails(BaseModel):
    version: int
    name: Words = Field(min_length=3, max_length=200, title=N_("Nama instansi"))
    short_name: Words = Field(min_length=2, max_length=60, title=N_("Nama singkat"))
    letterhead: str = Field("", max_length=600, title=N_("Baris kop di atas nama"))
    address: Text = Field("", title=N_("Alamat"))
    town: Words = Field(min_length=2, max_length=100, title=N_("Kota tempat surat ditandatangani"))
    province_code: str = Field(pattern=r"^\d{2}$", title=N_("Provinsi"))
    zone: Zone = Field(title=N_("Zona waktu"))
    phone: Line = Field("", title=N_("Telepon"))
    email: EmailOrNone = Field("", title=N_("Email"))
    jp_rounding: Literal["nearest", "down", "up"] = Field(title=N_("Pembulatan JP"))
    number_template: Words = Field(min_length=1, max_length=200, title=N_("Pola nomor sertifikat"))
    number_unit: Line = Field("", title=N_("Kode unit"))
    number_classification: Line = Field("", title=N_("Kode klasifikasi"))
    approves_certificates: bool = False
    example: bool = False


class OfficeForm(OfficeDetails):
    remove_emblem: bool = False


class SignerForm(BaseModel):
    """One signature block. `version` is the office's, as it was when the form was opened."""

    version: int
    papers: list[PaperKind] = Field(min_length=1, title=N_("Dokumen"))
    prefix: Literal["", "Plt.", "Plh.", "a.n.", "u.b."] = Field("", title=N_("Awalan"))
    position: str = Field(min_length=2, max_length=200, title=N_("Jabatan"))
    name: Words = Field(min_length=2, max_length=120, title=N_("Nama dengan gelar"))
    rank: Words = Field("", max_length=80, title=N_("Pangkat"))
    nip: Nip = Field("", title=N_("NIP"))
    valid_from: Day = Field(title=N_("Berlaku sejak"))
    valid_to: Day | None = Field(None, title=N_("Berlaku sampai"))

    @field_validator("position")
    @classmethod
    def _two_lines(cls, text: str) -> str:
        lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
        if len(lines) > 2:
            raise ValueError(_("Jabatan paling banyak dua baris."))
        return "\n".join(lines)

    @field_validator("valid_to")
    @classmethod
    def _not_before(cls, day: date | None, info: ValidationInfo) -> date | None:
        if day is not None and "valid_from" in info.data and day < info.data["valid_from"]:
            raise ValueError(_("Hari terakhir tidak boleh sebelum hari pertama."))
        return day

    @property
    def blocks(self) -> tuple[SignatureBlock, ...]:
        """The same person for each of the papers chosen."""
        common = self.model_dump(exclude={"version", "papers", "position"})
        return tuple(
            SignatureBlock(paper=paper, position=tuple(self.position.splitlines()), **common)
            for paper in self.papers
        )


class RemoveSignerForm(BaseModel):
    version: int
