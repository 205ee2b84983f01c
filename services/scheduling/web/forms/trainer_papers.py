"""What the page of a trainer's private papers takes."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field

from shared.i18n import N_, _


def _npwp(text: str) -> str:
    """15 digits, or 16 since 2024 (PMK 112/PMK.03/2022), however they are grouped."""
    digits = text.replace(" ", "").replace(".", "").replace("-", "")
    if digits and not (digits.isascii() and digits.isdecimal() and len(digits) in (15, 16)):
        raise ValueError(_("NPWP terdiri dari 15 atau 16 angka. Kosongkan untuk menghapusnya."))
    return digits


class PaperForm(BaseModel):
    kind: Literal["cv", "npwp", "other"] = Field(title=N_("Jenis berkas"))


class NpwpForm(BaseModel):
    npwp: Annotated[str, Field(max_length=30), AfterValidator(_npwp)] = Field("", title=N_("Nomor NPWP"))
