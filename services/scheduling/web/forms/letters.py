"""What the forms of letters take: a new act, a correction, numbers, the wording, the numbering."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field

from services.scheduling.domain.letter_numbers import LONGEST
from services.scheduling.domain.letter_texts import check as check_text
from services.scheduling.domain.letter_texts import parts_of
from services.scheduling.domain.letters import MOST_LETTERS, Details
from services.scheduling.web import letter_words
from services.scheduling.web.forms.fields import Day, Line, Text, Words
from shared.i18n import N_, _

KindName = Literal["trainer_invitation", "participant_request", "committee_assignment", "trainer_assignment"]
Nature = Literal["Biasa", "Penting", "Segera", "Rahasia"]


def _lines(words: str) -> str:
    """As a text area sends it, with the line ends of every system the same."""
    return "\n".join(line.rstrip() for line in words.splitlines()).strip()


Wording = Annotated[Text, AfterValidator(_lines)]


class WordingForm(BaseModel):
    """The parts of a letter; which of them a kind has, domain/letter_texts.py says."""

    subject: Wording = Field("", title=letter_words.PARTS["subject"])
    opening: Wording = Field("", title=letter_words.PARTS["opening"])
    request: Wording = Field("", title=letter_words.PARTS["request"])
    terms: Wording = Field("", title=letter_words.PARTS["terms"])
    considering: Wording = Field("", title=letter_words.PARTS["considering"])
    basis: Wording = Field("", title=letter_words.PARTS["basis"])
    task: Wording = Field("", title=letter_words.PARTS["task"])
    closing: Wording = Field("", title=letter_words.PARTS["closing"])
    copies: Wording = Field("", title=letter_words.PARTS["copies"])

    def text(self, kind: str) -> dict[str, str]:
        """Part → wording, of the parts this kind has."""
        return self.model_dump(include=set(parts_of(kind)))


class LetterForm(WordingForm):
    """What the letters of one act share."""

    letter_date: Day = Field(title=N_("Tanggal surat"))
    signed_at: Words = Field(min_length=2, max_length=100, title=N_("Kota tempat surat ditandatangani"))
    nature: Nature = Field("Biasa", title=N_("Sifat"))
    held_on: Line = Field("", title=N_("Hari/Tanggal"))
    hours: Line = Field("", title=N_("Waktu"))
    place: Line = Field("", title=N_("Tempat"))
    event: Line = Field("", title=N_("Acara"))
    asked: int | None = Field(None, ge=1, le=2000, title=N_("Peserta dari tiap penerima"))
    schedule: bool = False

    def details(self, kind: str) -> Details:
        return Details(
            letter_date=self.letter_date,
            signed_at=self.signed_at,
            nature=self.nature,
            held_on=self.held_on,
            hours=self.hours,
            place=self.place,
            event=self.event,
            people=self.asked,
            schedule=self.schedule,
            text=self.text(kind),
        )


class NewLettersForm(LetterForm):
    """Beside that, to whom: what a kind does not ask for stays empty."""

    trainers: list[UUID] = Field([], max_length=MOST_LETTERS, title=N_("Narasumber"))
    places: list[str] = Field([], max_length=MOST_LETTERS, title=N_("Desa atau kecamatan"))
    addressees: Text = Field("", title=N_("Penerima lain"))
    known: list[str] = Field([], max_length=200, title=N_("Panitia"))
    people: Text = Field("", title=N_("Panitia lain"))
    together: Literal["1", "0"] = Field("1", title=N_("Bentuk surat"))


class CorrectForm(LetterForm):
    to: Text = Field("", title=N_("Penerima"))
    people: Text = Field("", title=N_("Yang ditugaskan"))
    reason: Words = Field(min_length=3, max_length=200, title=N_("Alasan perbaikan"))


class FinalForm(BaseModel):
    numbers: list[str] = Field([], max_length=MOST_LETTERS, title=N_("Nomor"))


class VoidForm(BaseModel):
    reason: Words = Field(min_length=3, max_length=200, title=N_("Alasan"))


class HandedForm(BaseModel):
    to: Words = Field(min_length=2, max_length=120, title=N_("Diterima oleh"))


class NumberingForm(BaseModel):
    template: Words = Field(min_length=1, max_length=LONGEST, title=N_("Pola nomor"))
    unit: Words = Field("", max_length=40, title=N_("Kode unit"))
    classification: Words = Field("", max_length=40, title=N_("Kode klasifikasi"))


def wording_problems(kind: str, text: dict[str, str]) -> dict[str, str]:
    """Part → what has to be mended in it, naming the field nobody fills."""
    problems: dict[str, str] = {}
    for wrong in check_text(kind, text):
        sentence = _(letter_words.INVALID[f"text_{wrong.problem}"])
        if wrong.field:
            sentence = _(
                "{field} tidak dikenal. Pilih dari kata yang dapat dipakai, di bawah naskah.",
                field=f"{{{wrong.field}}}",
            )
        problems.setdefault(wrong.part, sentence)
    return problems
