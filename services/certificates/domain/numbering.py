"""Certificate numbers: the office's template, and what fills its fields."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from string import Formatter

from services.certificates.domain.refusals import Reason, Refused
from shared.events.scheduling import Organization, Workshop
from shared.indonesia import roman

FIELDS = ("urut", "klasifikasi", "unit", "kegiatan", "bulan", "bulan_romawi", "tahun", "angkatan")
LONGEST = 80  # characters; a number has to fit one line of the front
_WIDTH = re.compile(r"0[1-9]")


@dataclass(frozen=True, slots=True)
class Series:
    """What one counter counts: an office's unit in one year; no unit where its numbers show none."""

    unit: str
    year: int


def check_template(template: str) -> None:
    """Raise Refused unless the template has {urut}, {tahun} and only fields we know.

    Without the year two years' numbers would be the same, because every counter starts again.
    """
    try:
        parts = [part for part in Formatter().parse(template) if part[1] is not None]
    except ValueError:
        raise Refused(Reason.TEMPLATE_BRACES) from None
    for _text, field, spec, conversion in parts:
        if field not in FIELDS:
            known = ", ".join(f"{{{name}}}" for name in FIELDS)
            raise Refused(Reason.TEMPLATE_FIELD, field=f"{{{field}}}", known=known)
        if conversion or (spec and (field != "urut" or not _WIDTH.fullmatch(spec))):
            raise Refused(Reason.TEMPLATE_SPEC, field=f"{{{field}}}")
    for wanted in ("urut", "tahun"):
        if wanted not in {field for _text, field, _spec, _conversion in parts}:
            raise Refused(Reason.TEMPLATE_LACKS, field=f"{{{wanted}}}")


def series(office: Organization, signing_date: date) -> Series:
    """The counter a certificate signed on that day takes its number from."""
    shown = {field for _text, field, _spec, _conversion in Formatter().parse(office.number_template)}
    return Series(office.number_unit if "unit" in shown else "", signing_date.year)


def number(office: Organization, workshop: Workshop, signing_date: date, ordinal: int) -> str:
    """The number as it is printed. Raises Refused for a template or result we cannot use."""
    check_template(office.number_template)
    text = office.number_template.format(
        urut=ordinal,
        klasifikasi=office.number_classification,
        unit=office.number_unit,
        kegiatan=workshop.programme.code,
        bulan=f"{signing_date.month:02}",
        bulan_romawi=roman(signing_date.month),
        tahun=signing_date.year,
        angkatan=workshop.class_label,
    ).strip()
    if len(text) > LONGEST:
        raise Refused(Reason.NUMBER_LONG, length=len(text), most=LONGEST)
    return text
