"""Answers to the office's own questions as pages and files show them; sensitive ones are masked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.registration.actions.answers import file_of, is_sealed
from services.registration.domain.questions import Form, Kind, Question
from services.registration.web.forms.fields import OUTSIDE
from shared.i18n import N_, _, date_long
from shared.indonesia import district
from shared.sheets import Column

MASK = "••••••"


@dataclass(frozen=True, slots=True)
class Shown:
    """One answer in words. `masked`: opened with a reason only; `file`: handed out as a download."""

    key: str
    label: str
    text: str
    masked: bool
    file: bool


def text_of(question: Question, value: Any) -> str:
    """An answer in words; empty where there is none."""
    if value is None:
        return ""
    if is_sealed(value):
        return MASK
    if file_of(value):
        return str(value["name"])
    if isinstance(value, bool):
        return _("Ya") if value else _("Tidak")
    if isinstance(value, list):
        return "; ".join(value)
    if question.kind is Kind.DISTRICT:
        place = district(str(value))
        return _("luar provinsi") if value == OUTSIDE else place.full_name if place else str(value)
    if question.kind is Kind.DATE:
        return date_long(date.fromisoformat(str(value)))
    return str(value).replace(".", ",") if isinstance(value, float) else str(value)


def shown(form: Form, answers: Mapping[str, Any]) -> list[Shown]:
    """Everything somebody answered, in the order it was asked; also what is no longer asked."""
    return [
        Shown(
            one.key,
            one.label,
            text_of(one, answers[one.key]),
            is_sealed(answers[one.key]),
            file_of(answers[one.key]) is not None,
        )
        for one in form.questions
        if answers.get(one.key) is not None
    ]


BUSINESS = {
    "nib": N_("NIB"),
    "product": N_("Produk"),
    "workers_female": N_("Pekerja perempuan"),
    "workers_male": N_("Pekerja laki-laki"),
    "monthly_capacity": N_("Kapasitas sebulan"),
    "capacity_unit": N_("Satuan"),
    "pirt": N_("Nomor P-IRT"),
    "halal": N_("Nomor sertifikat halal"),
    "kbli": N_("KBLI"),
}


def business_shown(business: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What somebody said of their business, (label, text); the name stands elsewhere."""
    return [(_(label), str(business[name])) for name, label in BUSINESS.items() if name in business]


def columns(form: Form) -> list[Column]:
    """A column of a list or file for each part of a business that is asked, and for each question: also for
    those that are no longer asked."""
    business = [Column(_(BUSINESS[name]), 18) for name in _business_asked(form)]
    return [*business, *(Column(one.label, 24) for one in form.questions)]


def choosable(form: Form) -> dict[str, str]:
    """What can stand in the list beside the person, by field: their business as asked, and answers that are
    not sealed."""
    asked = {one.field: one.label for one in form.questions if not one.sensitive}
    return {**{name: _(BUSINESS[name]) for name in _business_asked(form)}, **asked}


def said(form: Form, field: str, business: Mapping[str, Any], answers: Mapping[str, Any]) -> str:
    """What one person said there; empty where nothing."""
    one = next((one for one in form.questions if one.field == field), None)
    return text_of(one, answers.get(one.key)) if one else str(business.get(field, ""))


def cells(form: Form, business: Mapping[str, Any], answers: Mapping[str, Any]) -> list[str | int]:
    """What stands in these columns for one person. A NIB is text: its first digit may be 0."""
    said = [business.get(name, "") for name in _business_asked(form)]
    return [*said, *(text_of(one, answers.get(one.key)) for one in form.questions)]


def _business_asked(form: Form) -> list[str]:
    return [name for name in form.business_fields if name in BUSINESS]
