"""Numbers of letters: the office's template for each signature block, and what fills its fields."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from string import Formatter

from services.scheduling.domain.refusals import Invalid
from shared.events.scheduling import PaperKind
from shared.indonesia import roman

FIELDS = ("urut", "klasifikasi", "unit", "kegiatan", "bulan", "bulan_romawi", "tahun")
LONGEST = 80  # characters; a number has to fit one line
_WIDTH = re.compile(r"0[1-9]")
_TEMPLATE = "{klasifikasi}/{urut:03}/{unit}/{bulan_romawi}/{tahun}"


@dataclass(frozen=True)
class Numbering:
    """How letters under one signature block are numbered."""

    template: str
    unit: str
    classification: str

    @property
    def fields(self) -> set[str]:
        return {field for _text, field, _spec, _conversion in Formatter().parse(self.template) if field}


@dataclass(frozen=True)
class Series:
    """What one counter counts: a unit's letters of one kind in one year; no unit where none is shown."""

    unit: str
    year: int


# 005 undangan, 094 perjalanan dinas: the classification many regional archives still use. Offices put theirs.
USUAL: Mapping[PaperKind, str] = {PaperKind.INVITATION_LETTER: "005", PaperKind.ASSIGNMENT_LETTER: "094"}


def usual(paper: PaperKind, unit: str) -> Numbering:
    """The rule that comes with Bimtek; `unit` is the office's own code."""
    return Numbering(_TEMPLATE, unit, USUAL[paper])


def check(numbering: Numbering) -> None:
    """Raise Invalid unless the template has {urut} and {tahun}, only fields we know, and all of them filled.

    Without the year two years' numbers would be the same, because every counter starts again.
    """
    try:
        parts = [part for part in Formatter().parse(numbering.template) if part[1] is not None]
    except ValueError:
        raise Invalid("template", "number_braces") from None
    for _text, field, spec, conversion in parts:
        if field not in FIELDS:
            raise Invalid("template", "number_field")
        if conversion or (spec and (field != "urut" or not _WIDTH.fullmatch(spec))):
            raise Invalid("template", "number_spec")
    if not {"urut", "tahun"} <= numbering.fields:
        raise Invalid("template", "number_lacks")
    if "unit" in numbering.fields and not numbering.unit:
        raise Invalid("unit", "number_unit")
    if "klasifikasi" in numbering.fields and not numbering.classification:
        raise Invalid("classification", "number_classification")
    if len(number(numbering, date(2028, 8, 31), 999, "")) > LONGEST:
        raise Invalid("template", "number_long")


def series(numbering: Numbering, day: date) -> Series:
    """The counter a letter of that day takes its number from."""
    return Series(numbering.unit if "unit" in numbering.fields else "", day.year)


def number(numbering: Numbering, day: date, ordinal: int, programme: str) -> str:
    """The number as it is printed; the numbering was checked."""
    return numbering.template.format(
        urut=ordinal,
        klasifikasi=numbering.classification,
        unit=numbering.unit,
        kegiatan=programme,
        bulan=f"{day.month:02}",
        bulan_romawi=roman(day.month),
        tahun=day.year,
    ).strip()
