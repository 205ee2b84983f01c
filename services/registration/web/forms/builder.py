"""The form in which an office writes a question, and the words for what cannot be asked."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field

from services.registration.domain.business import BusinessPart
from services.registration.domain.questions import Fault, Kind, Moment, Question, Unsound
from services.registration.web.forms.fields import Line, Lines
from shared.i18n import N_, _

KINDS = {
    Kind.SHORT: N_("Jawaban singkat"),
    Kind.LONG: N_("Jawaban panjang"),
    Kind.NUMBER: N_("Angka"),
    Kind.DATE: N_("Tanggal"),
    Kind.ONE: N_("Pilih satu"),
    Kind.SEVERAL: N_("Pilih beberapa"),
    Kind.YES_NO: N_("Ya atau tidak"),
    Kind.DISTRICT: N_("Kecamatan"),
    Kind.FILE: N_("Foto atau PDF"),
}
MOMENTS = {Moment.SIGN_UP: N_("Saat mendaftar"), Moment.CHECK_IN: N_("Saat hadir, mulai hari pertama")}
PARTS = {
    BusinessPart.NAME: N_("Nama usaha"),
    BusinessPart.NIB: N_("NIB"),
    BusinessPart.PRODUCT: N_("Produk"),
    BusinessPart.WORKERS: N_("Jumlah pekerja"),
    BusinessPart.CAPACITY: N_("Kapasitas sebulan"),
    BusinessPart.PIRT: N_("P-IRT"),
    BusinessPart.HALAL: N_("Sertifikat halal"),
    BusinessPart.KBLI: N_("KBLI"),
}
FAULTS = {
    Fault.UNKNOWN: N_("Pertanyaan ini tidak ada, atau sudah dihapus."),
    Fault.NO_LABEL: N_("Tulis pertanyaannya."),
    Fault.FEW_OPTIONS: N_("“{label}”: tulis paling sedikit dua pilihan, satu di setiap baris."),
    Fault.MANY_OPTIONS: N_("“{label}”: paling banyak 30 pilihan."),
    Fault.SAME_OPTIONS: N_("“{label}”: ada pilihan yang sama. Hapus salah satu."),
    Fault.MANY_QUESTIONS: N_("Paling banyak 40 pertanyaan. Hapus dahulu yang tidak perlu."),
    Fault.MANY_FILES: N_("Paling banyak 3 pertanyaan berkas."),
    Fault.WHEN_UNKNOWN: N_("“{label}” bergantung pada pertanyaan yang tidak ditanyakan sebelumnya."),
    Fault.WHEN_KIND: N_("“{label}” tidak dapat bergantung pada pertanyaan rahasia atau yang tanpa pilihan."),
    Fault.WHEN_ANSWER: N_("“{label}” bergantung pada jawaban yang tidak ada lagi."),
    Fault.ANSWERED: N_(
        "Jenis dan kerahasiaan “{label}” tidak dapat diubah, karena sudah ada yang menjawab. "
        "Hapus pertanyaan ini dan buat yang baru."
    ),
}


class QuestionForm(BaseModel):
    label: Line = Field(title=N_("Pertanyaan"), min_length=1)
    kind: Kind = Field(title=N_("Jenis jawaban"))
    hint: Line = Field("", title=N_("Petunjuk"))
    options: Lines = Field("", title=N_("Pilihan"))
    required: Literal["", "1"] = ""
    sensitive: Literal["", "1"] = ""
    moment: Moment = Field(Moment.SIGN_UP, title=N_("Ditanyakan"))
    when: Line = Field("", title=N_("Hanya bila"))  # "key=answer"

    def question(self, key: str) -> Question:
        source, _equals, answer = self.when.partition("=")
        lines = [" ".join(line.split())[:100] for line in self.options.splitlines()]
        with_options = self.kind in (Kind.ONE, Kind.SEVERAL)
        return Question(
            key=key,
            kind=self.kind,
            label=self.label,
            hint=self.hint,
            options=tuple(filter(None, lines)) if with_options else (),
            required=bool(self.required),
            sensitive=bool(self.sensitive),
            moment=self.moment,
            when_key=source if answer else "",
            when_answer=answer,
        )


class BusinessForm(BaseModel):
    part: list[BusinessPart] = Field(default_factory=list, title=N_("Data usaha"))


class CopyForm(BaseModel):
    source_id: UUID = Field(title=N_("Sumber"))


class SetForm(BaseModel):
    name: Line = Field(title=N_("Nama susunan"), min_length=1, max_length=100)


def sentence(unsound: Unsound) -> str:
    return _(FAULTS[unsound.fault], label=unsound.label)


def values_of_question(one: Question) -> dict[str, str]:
    return {
        "label": one.label,
        "kind": one.kind.value,
        "hint": one.hint,
        "options": "\n".join(one.options),
        "required": "1" if one.required else "",
        "sensitive": "1" if one.sensitive else "",
        "moment": one.moment.value,
        "when": f"{one.when_key}={one.when_answer}" if one.when_key else "",
    }
