"""The forms in which an office says what counts, gives points, and keeps a list."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, Field, StringConstraints

from services.registration.domain.selection import MOST_CODES, MOST_WEIGHT, Criterion, Fault, Kind
from services.registration.web.forms.fields import Line
from shared.i18n import N_, _

KINDS = {
    Kind.HAND: N_("Dinilai panitia, 0 sampai 5"),
    Kind.NEW: N_("Peserta baru: belum pernah mendapat kursi di instansi ini"),
    Kind.NEW_SUBJECT: N_("Baru di materi ini: belum pernah dilatih materi yang sama oleh instansi ini"),
    Kind.DISTRICT: N_("Berasal dari kecamatan atau kabupaten/kota tertentu"),
    Kind.WOMAN: N_("Perempuan"),
    Kind.CENTRE: N_("Anggota sentra"),
    Kind.BUSINESS: N_("Punya usaha"),
    Kind.NIB: N_("Punya NIB"),
    Kind.ANSWER: N_("Jawaban formulir tertentu"),
}
FAULTS = {
    Fault.WEIGHT: N_("Nilainya 1 sampai 100."),
    Fault.LABEL: N_("Tulis nama kriterianya."),
    Fault.CODES: N_("Pilih paling sedikit satu yang dihitung."),
    Fault.QUESTION: N_("Pertanyaan atau jawaban ini tidak ada di formulir. Pilih lagi."),
    Fault.MANY: N_("Paling banyak 12 kriteria. Hapus dahulu yang tidak dipakai."),
    Fault.TWICE: N_("Kriteria ini sudah ada. Ubah nilainya di sana."),
}
FIELD_OF = {
    Fault.WEIGHT: "weight",
    Fault.LABEL: "label",
    Fault.CODES: "kind",
    Fault.QUESTION: "answer",
    Fault.TWICE: "kind",
}
Code = Annotated[str, StringConstraints(max_length=130)]


class CriterionForm(BaseModel):
    label: Line = Field(title=N_("Nama kriteria"), min_length=1, max_length=80)
    kind: Kind = Field(title=N_("Yang dihitung"))
    weight: int = Field(title=N_("Nilai penuh"), ge=1, le=MOST_WEIGHT)
    place: list[Code] = Field(default_factory=list, max_length=MOST_CODES, title=N_("Kecamatan"))
    answer: list[Code] = Field(default_factory=list, max_length=MOST_CODES, title=N_("Jawaban"))  # key=answer

    def criterion(self, key: str) -> Criterion:
        codes: tuple[str, ...] = ()
        question = ""
        if self.kind is Kind.DISTRICT:
            codes = tuple(sorted(set(self.place)))
        if self.kind is Kind.ANSWER:
            pairs = [one.partition("=") for one in self.answer]
            question = pairs[0][0] if pairs else ""
            codes = tuple(answer for key_, _equals, answer in pairs if key_ == question)
        return Criterion(key, self.kind, self.label, self.weight, codes, question)


def values_of_criterion(one: Criterion) -> dict[str, Any]:
    return {
        "label": one.label,
        "kind": one.kind.value,
        "weight": str(one.weight),
        "place": list(one.codes) if one.kind is Kind.DISTRICT else [],
        "answer": [f"{one.question}={code}" for code in one.codes],
    }


def _in_our_calendar(given: date) -> date:
    if not 2000 <= given.year <= 2100:
        raise ValueError(_("Pilih tanggal antara tahun 2000 dan 2100."))
    return given


class PaperForm(BaseModel):
    number: Line = Field("", title=N_("Nomor"), max_length=80)
    dated: Annotated[date, AfterValidator(_in_our_calendar)] = Field(title=N_("Tanggal"))
    reserve: Literal["", "1"] = ""
