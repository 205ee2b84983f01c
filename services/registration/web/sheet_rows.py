"""What becomes of each row of a list of people: new, a change of somebody known, or what is to be mended."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from aiohttp import web
from multidict import MultiDict
from pydantic import ValidationError

from services.registration.actions import own
from services.registration.actions.answers import prepared
from services.registration.actions.imports import Coming, Given
from services.registration.actions.sign_up import NIK_PURPOSE
from services.registration.domain.importing import Doubt, Known, Marks, People, Rows, Unclear
from services.registration.domain.people import Person
from services.registration.store import registrations
from services.registration.store.registrations import Row
from services.registration.web import views
from services.registration.web.centres import chosen
from services.registration.web.forms.people import LISTED_FORM_OF, ListedForm, asked_only, values_of
from services.registration.web.forms.questions import Read, read_answers, typed_values
from services.registration.web.kept import Asked
from services.registration.web.sheet_changes import given_of
from services.registration.web.sheet_table import CARD, REGENCY, home_of, questions_of
from services.registration.web.villages import village_code
from shared.events.scheduling import NikRule
from shared.i18n import N_, _
from shared.ids import new_id
from shared.ids import shown as shown_code
from shared.indonesia import check_nik, normal_phone
from shared.sheets import Table
from shared.sheets.importing import (
    CHANGED,
    NEW,
    UNCHANGED,
    WRONG,
    Change,
    Mapped,
    Planned,
    placed,
    read_cells,
)
from shared.sheets.reading import Sheet
from shared.web import running
from shared.web.forms import sentences
from shared.web.rendering import route_url

DOUBTS = {
    Doubt.UNKNOWN_CARD: N_(
        "Kode kartu ini tidak ada di Bimtek ini. Periksa, atau kosongkan untuk menambahkannya sebagai baru."
    ),
    Doubt.OTHER_NIK: N_("Kode kartu ini milik {name} ({code}), tetapi NIK-nya lain. Periksa keduanya."),
    Doubt.TAKEN_NIK: N_(
        "NIK ini milik {name} ({code}), bukan pemilik kode kartu di baris ini. Periksa keduanya; bila orang "
        "yang sama, gabungkan dahulu."
    ),
    Doubt.SEVERAL: N_(
        "Orang ini terdaftar lebih dari sekali, misalnya sebagai {name} ({code}). Gabungkan dahulu, atau isi "
        "kolom Kode kartu."
    ),
    Doubt.ENDED: N_(
        "{name} ({code}) pernah mendaftar di sini, sekarang: {state}. Bila memang ikut lagi, daftarkan lewat "
        "formulir pendaftaran."
    ),
    Doubt.ALIKE: N_(
        "Sudah ada {name} ({code}) dari kecamatan yang sama. Bila orang yang sama, isi kode kartunya; bila "
        "orang lain, isi nomor HP atau NIK keduanya."
    ),
}


@dataclass(frozen=True, slots=True)
class Typed:
    """One row as it was read: what is given, what cannot be, and whom it means."""

    number: int
    cells: tuple[str, ...]
    values: Mapping[str, Any]  # by field; nothing that was left empty
    problems: dict[str, str]
    marks: Marks
    known: Known | None = None
    doubt: str = ""

    @property
    def wrong(self) -> bool:
        return bool(self.problems or self.doubt)


@dataclass
class _Answers:
    read: Read
    village: str = ""
    centre: UUID | None = None
    problems: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Judge:
    """Judges the rows of one sheet. `closed`: why nobody new can come in, a sentence; empty: they can.
    `settled`: why nobody's data can be changed any more, likewise. `changes`: whoever is known is changed;
    else they stay as they are."""

    request: web.Request
    asked: Asked
    province: str
    table: Table[Any]
    mapped: Mapped
    people: People
    closed: str = ""
    settled: str = ""
    changes: bool = True

    async def judged(self, sheet: Sheet) -> list[Planned[Coming]]:
        """Each row with its fate. A row that means whom one above it means is wrong."""
        typed = [self._typed(number, cells) for number, cells in sheet.rows]
        ids = [one.known.id for one in typed if one.known is not None and self.changes]
        async with running(self.request).db.read() as tx:
            known = {row.id: row for row in await registrations.read_many(tx, ids)} if ids else {}
        rows, planned = Rows(), []
        for at, one in enumerate(typed):
            if at % 25 == 24:
                await asyncio.sleep(0)  # others are served meanwhile
            fate = await self._fate(one, known.get(one.known.id) if one.known else None)
            if fate.state != WRONG and (twice := rows.earlier(one.number, one.marks, one.known)):
                fate = fate.refused(_("Baris ini sama dengan baris {n}. Hapus salah satunya.", n=twice))
            planned.append(fate)
        return planned

    def _typed(self, number: int, cells: tuple[str, ...]) -> Typed:
        read, problems = read_cells(self.table, cells, self.mapped)
        values = {key: value for key, value in read.items() if value not in ("", [], None)}
        regency = str(values.pop(REGENCY, ""))
        if "district_code" in values:
            try:
                values["district_code"] = home_of(self.province, str(values["district_code"]), regency)
            except ValueError as error:
                problems["district_code"] = str(error)
        marks, known, doubt = self._marks(values), None, ""
        if not problems:
            try:
                known = self.people.meant(marks)
            except Unclear as unclear:
                doubt = _doubt(unclear, cards=self.changes)
        return Typed(number, cells, values, problems, marks, known, doubt)

    def _marks(self, values: Mapping[str, Any]) -> Marks:
        nik = "".join(filter(str.isdigit, str(values.get("nik", ""))))
        keys = running(self.request).keys
        try:
            phone = normal_phone(str(values.get("phone", "")))
        except ValueError:
            phone = ""
        district = str(values.get("district_code", ""))
        return Marks(
            str(values.get(CARD, "")),
            keys.index(nik, purpose=NIK_PURPOSE) if nik and not check_nik(nik).problem else None,
            phone,
            str(values.get("full_name", "")),
            district if district[:1].isdigit() else "",
        )

    async def _fate(self, one: Typed, before: Row | None) -> Planned[Coming]:
        if one.doubt:
            return Planned(one.number, one.cells, WRONG, problems=(("", one.doubt),))
        if one.known is not None and not self.changes and not one.problems:
            after = Coming(one.known.id, one.known.marks.full_name)
            return Planned(one.number, one.cells, UNCHANGED, after=after)
        model, problems = self._model(one, before)
        answers = await self._answers(one, model, before)
        problems = {**problems, **answers.problems, **one.problems}
        if problems or model is None:
            return Planned(one.number, one.cells, WRONG, problems=placed(problems, one.number, self.mapped))
        person = model.person._replace(village_code=answers.village, centre_id=answers.centre)
        if before is None:
            return self._new(one, person, answers.read)
        after, changes = await self._changed(one, person, answers.read, before)
        link = route_url(self.request, "participant", id=before.id)
        if changes and self.settled:
            return Planned(one.number, one.cells, WRONG, problems=(("", self.settled),))
        state = CHANGED if changes else UNCHANGED
        return Planned(one.number, one.cells, state, after=after, changes=changes, link=link)

    def _new(self, one: Typed, person: Person, read: Read) -> Planned[Coming]:
        if self.closed:
            return Planned(one.number, one.cells, WRONG, problems=(("", self.closed),))
        answered = prepared(running(self.request).keys, questions_of(self.asked), read.given)
        person = asked_only(self.asked.form, person._replace(answers=answered.answers))
        after = Coming(new_id(), person.full_name, person, Given(answered=answered))
        return Planned(one.number, one.cells, NEW, after=after)

    async def _changed(
        self, one: Typed, person: Person, read: Read, before: Row
    ) -> tuple[Coming, tuple[Change, ...]]:
        assert one.known is not None, "who is known stands in a row"
        nik = str(one.values.get("nik", "")) if one.known.marks.nik_index is None else ""
        given, changes = await given_of(self.request, self.asked, one.values, person, read, before, nik)
        return Coming(before.id, before.full_name, given=given), changes

    def _model(self, one: Typed, before: Row | None) -> tuple[ListedForm | None, dict[str, str]]:
        """The row by the form that people fill in; what is left empty is as it was before."""
        rule = self.asked.workshop.nik
        if before is not None and rule is NikRule.REQUIRED:
            rule = NikRule.OPTIONAL  # theirs is there already, and is not shown
        form = LISTED_FORM_OF[rule]
        stands = values_of(own.person_of(before)) if before is not None else {}
        given = {**{name: text for name, text in stands.items() if text}, **one.values, "centre": ""}
        known = {name: value for name, value in given.items() if name in form.model_fields}
        try:
            return form.model_validate(known), {}
        except ValidationError as error:
            return None, sentences(error, form)

    async def _answers(self, one: Typed, model: ListedForm | None, before: Row | None) -> _Answers:
        """What is looked up beside the form: village, centre, and the answers to the office's questions."""
        questions = questions_of(self.asked)
        stored = before.answers if before is not None else {}
        posted = {**typed_values(questions, stored), **one.values}
        fields: MultiDict[str] = MultiDict()
        for question in questions:
            value = posted.get(question.field, [])
            for text in value if isinstance(value, list) else [value]:
                fields.add(question.field, str(text))
        read = await read_answers(self.request, questions, stored, posted=fields, uploads={})
        problems = read.problems
        if before is not None:  # what they have not answered so far is not this row's to mend
            problems = {name: text for name, text in problems.items() if name in one.values}
        found = _Answers(read, problems=problems)
        if model is not None and "village" in one.values:
            found.village, wrong = await village_code(self.request, model)
            found.problems |= wrong
        elif before is not None and model is not None and model.district_code == before.district_code:
            found.village = before.village_code
        found.centre, wrong = self._centre(str(one.values.get("centre", "")), before)
        found.problems |= wrong
        return found

    def _centre(self, name: str, before: Row | None) -> tuple[UUID | None, dict[str, str]]:
        stands = before.centre_id if before is not None else None
        if not name:
            return stands, {}
        ids = [id for id, known in self.asked.centres if known.casefold() == name.casefold()]
        return chosen(ids[0] if ids else name, self.asked.centres, stands)


def _doubt(unclear: Unclear, *, cards: bool) -> str:
    if unclear.known is None:
        return _(DOUBTS[unclear.doubt])
    if not cards:
        return _(
            "Sudah ada {name} di daftar ini dan tidak dapat dibedakan. Bila orang lain, isi HP atau NIK.",
            name=unclear.known.marks.full_name,
        )
    marks = unclear.known.marks
    state = _(views.STATE_WORDS[unclear.known.state][1])
    name, code = marks.full_name, shown_code(marks.card_code)
    return _(DOUBTS[unclear.doubt], name=name, code=code, state=state)
