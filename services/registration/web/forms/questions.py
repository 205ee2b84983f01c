"""What people answer to the office's own questions, read from a form or from JSON by the same rules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from aiohttp import web
from multidict import MultiDict
from pydantic import BaseModel

from services.registration.domain.questions import Kind, Question, applying
from services.registration.web.forms.fields import OUTSIDE
from services.registration.web.uploads import Papers
from shared.i18n import _
from shared.indonesia import district
from shared.papers import Unfit
from shared.web import Upload, running
from shared.web.context import FILES, FORM
from shared.web.forms import check_text

LONGEST = {Kind.SHORT: 200, Kind.LONG: 2000}
_NUMBER = re.compile(r"-?\d{1,12}(?:,\d{1,4})?", re.ASCII)
_GROUPED = re.compile(r"-?\d{1,3}(?:\.\d{3})+(?:,\d+)?", re.ASCII)  # 1.250.000 as people write it
_DAY = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})", re.ASCII)


@dataclass
class Read:
    """`values` to show again, `given` by key, `problems` by field; `dropped`: answers no longer asked for."""

    values: dict[str, Any] = field(default_factory=dict)
    given: dict[str, Any] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    dropped: set[str] = field(default_factory=set)


async def read_answers(
    request: web.Request,
    questions: Sequence[Question],
    before: Mapping[str, Any] | None = None,
    *,
    all_questions: Sequence[Question] = (),
    posted: MultiDict[str] | None = None,
    uploads: Mapping[str, Upload] | None = None,
    blank: bool = False,
) -> Read:
    """Read the answers to `questions`; which of them apply is decided here, from what was answered.

    `before` are stored answers: a sealed one and a file stay when nothing new is given. `all_questions`
    has those that conditions hang on beside `questions`. `blank`: what is left empty is kept as None.
    """
    if not questions and not before:
        return Read()
    posted = request[FORM] if posted is None else posted
    files = request.get(FILES, {}) if uploads is None else uploads
    before = before or {}
    read = Read()
    texts: dict[str, list[str]] = {}
    for one in questions:
        if one.kind is not Kind.FILE:
            texts[one.key] = [text.strip() for text in posted.getall(one.field, []) if text.strip()]
            read.values[one.field] = (
                texts[one.key] if one.kind is Kind.SEVERAL else "".join(texts[one.key][:1])
            )
    read.problems = check_text({one.field: texts.get(one.key, []) for one in questions})
    found: dict[str, Any] = {}
    for one in questions:
        if one.field not in read.problems and texts.get(one.key):
            try:
                found[one.key] = _value(one, texts[one.key], before.get(one.key))
            except ValueError as error:
                read.problems[one.field] = str(error)
    own = {one.key for one in questions}
    # What was answered earlier counts for conditions, but not where this form has just asked again.
    known = {**{key: value for key, value in before.items() if key not in own}, **found}
    apply = {one.key for one in applying(all_questions or questions, known)}
    for one in questions:
        if one.key not in apply:
            read.problems.pop(one.field, None)
            if one.key in before and _source_changed(one, all_questions or questions, before, known):
                read.dropped.add(one.key)
            continue
        await _take(request, one, found, files, before, read, blank=blank)
    return read


def _source_changed(
    one: Question, questions: Sequence[Question], before: Mapping[str, Any], now: Mapping[str, Any]
) -> bool:
    """An answer goes when its condition went; not because the office has since changed the question."""
    source = next((other for other in questions if other.key == one.when_key), None)
    return source is not None and before.get(source.key) != now.get(source.key)


async def _take(
    request: web.Request,
    one: Question,
    found: Mapping[str, Any],
    files: Mapping[str, Upload],
    before: Mapping[str, Any],
    read: Read,
    *,
    blank: bool,
) -> None:
    stored = before.get(one.key)
    if one.kind is Kind.FILE and (upload := files.get(one.field)) is not None and upload.data:
        try:
            read.given[one.key] = await running(request).part(Papers).taken(upload)
        except Unfit as unfit:
            read.problems[one.field] = unfit.text
    elif one.key in found:
        read.given[one.key] = found[one.key]
    elif one.field in read.problems or isinstance(stored, dict):
        return  # nothing new in the place of what is sealed or a file
    elif one.required:
        read.problems[one.field] = needed(one)
    elif blank:
        read.given[one.key] = None
    elif stored is not None:
        read.dropped.add(one.key)


def needed(one: Question) -> str:
    if one.kind is Kind.FILE:
        return _("Pilih berkas untuk “{label}”.", label=one.label)
    return _("Jawab “{label}”.", label=one.label)


def _value(one: Question, texts: list[str], stored: Any) -> Any:
    """What is stored. Raises ValueError with the sentence that mends it."""
    text = texts[0]
    match one.kind:
        case Kind.SHORT | Kind.LONG:
            if len(text) > LONGEST[one.kind]:
                raise ValueError(
                    _("Terlalu panjang. Ringkas menjadi paling banyak {n} huruf.", n=LONGEST[one.kind])
                )
            return " ".join(text.split()) if one.kind is Kind.SHORT else text
        case Kind.NUMBER:
            return _number(text)
        case Kind.DATE:
            return _day(text)
        case Kind.YES_NO:
            if text not in ("yes", "no"):
                raise ValueError(_("Pilih Ya atau Tidak."))
            return text == "yes"
        case Kind.ONE:
            # An option that the office has since taken away may stay with whoever chose it.
            if text not in one.options and text != stored:
                raise ValueError(_("Pilih salah satu jawaban dari daftar."))
            return text
        case Kind.SEVERAL:
            allowed = {*one.options, *(stored if isinstance(stored, list) else ())}
            if not set(texts) <= allowed:
                raise ValueError(_("Pilih jawaban dari daftar."))
            return list(dict.fromkeys(texts))
        case _:
            if text != OUTSIDE and district(text) is None:
                raise ValueError(_("Pilih kecamatan dari daftar, atau “Di luar provinsi ini”."))
            return text


def _number(text: str) -> int | float:
    plain = text.replace(" ", "")
    if _GROUPED.fullmatch(plain):
        plain = plain.replace(".", "")
    plain = plain if "," in plain else plain.replace(".", ",")
    if not _NUMBER.fullmatch(plain):
        raise ValueError(_("Tulis dengan angka saja, misalnya 1.250 atau 2,5."))
    return float(plain.replace(",", ".")) if "," in plain else int(plain)


def _day(text: str) -> str:
    typed = _DAY.fullmatch(text)
    try:
        day = date(int(typed[3]), int(typed[2]), int(typed[1])) if typed else date.fromisoformat(text)
    except ValueError:
        day = date.min
    if not 1900 <= day.year <= 2100:
        raise ValueError(_("Tulis tanggal yang benar, misalnya 25-04-2017."))
    return day.isoformat()


def fits(one: Question, value: object) -> bool:
    """Whether JSON of this form can answer the question: a number is no text of digits."""
    match one.kind:
        case Kind.YES_NO:
            return isinstance(value, bool)
        case Kind.NUMBER:
            return isinstance(value, int | float) and not isinstance(value, bool)
        case Kind.SEVERAL:
            return isinstance(value, list)
        case Kind.FILE:
            return isinstance(value, BaseModel)
    return isinstance(value, str)


def as_typed(value: object) -> list[str]:
    """A JSON answer as a form would send it."""
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    if isinstance(value, list):
        return [str(one) for one in value]
    if isinstance(value, float):
        return [f"{value:.4f}".rstrip("0").rstrip(".").replace(".", ",")]
    return [str(value)]


def typed_values(questions: Iterable[Question], answers: Mapping[str, Any]) -> dict[str, Any]:
    """Stored answers as the form shows them; what is sealed or a file is not shown there."""
    values: dict[str, Any] = {}
    for one in questions:
        value = answers.get(one.key)
        if value is None or isinstance(value, dict):
            continue
        if isinstance(value, bool):
            value = "yes" if value else "no"
        values[one.field] = (
            value
            if isinstance(value, list)
            else str(value).replace(".", ",")
            if isinstance(value, float)
            else str(value)
        )
    return values


def condition(one: Question, questions: Iterable[Question]) -> str:
    """When the question is asked, in words; empty when always."""
    source = next((other for other in questions if other.key == one.when_key), None)
    if source is None:
        return ""
    answer = {"yes": _("Ya"), "no": _("Tidak")}.get(one.when_answer, one.when_answer)
    if source.kind is not Kind.YES_NO:
        answer = one.when_answer
    return _("Diisi hanya bila “{label}” dijawab “{answer}”.", label=source.label, answer=answer)
