"""The forms in which an office sets quotas and names its centres."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, StringConstraints

from services.registration.domain.quotas import MOST_CODES, MOST_SEATS, Of, Quota, Rule
from services.registration.web.forms.fields import Line
from shared.i18n import N_, _


class Who(StrEnum):
    """Whom a quota is for, as the form offers it: the two sexes apart, everything else by its list."""

    WOMEN = "P"
    MEN = "L"
    DISABILITY = "disability"
    DISTRICT = "district"
    CENTRE = "centre"


WHO = {
    Who.WOMEN: N_("Perempuan"),
    Who.MEN: N_("Laki-laki"),
    Who.DISABILITY: N_("Penyandang disabilitas"),
    Who.DISTRICT: N_("Orang dari kecamatan atau kabupaten/kota tertentu"),
    Who.CENTRE: N_("Anggota sentra tertentu"),
}
RULES = {
    Rule.RESERVED: N_("Kursi disediakan untuk mereka"),
    Rule.AT_MOST: N_("Paling banyak sekian dari mereka"),
}


def _moment(value: Any) -> Any:
    """An input that was left empty sends an empty text."""
    return value or None


def in_our_calendar(given: datetime | None) -> datetime | None:
    """Raises ValueError for years of which some moments are none in every zone."""
    if given is not None and not 2000 <= given.year <= 2100:
        raise ValueError(_("Pilih tanggal antara tahun 2000 dan 2100."))
    return given


def _local(given: datetime | None) -> datetime | None:
    given = in_our_calendar(given)
    return given.replace(tzinfo=None) if given else None


# A moment where the workshop is, as a date and time input sends it.
LocalMoment = Annotated[datetime | None, BeforeValidator(_moment), AfterValidator(_local)]
Code = Annotated[str, StringConstraints(max_length=36)]


class QuotaForm(BaseModel):
    rule: Rule = Field(title=N_("Aturan"))
    number: int = Field(title=N_("Jumlah kursi"), ge=1, le=MOST_SEATS)
    who: Who = Field(title=N_("Untuk siapa"))
    place: list[Code] = Field(default_factory=list, max_length=MOST_CODES, title=N_("Kecamatan"))
    centre: list[Code] = Field(default_factory=list, max_length=MOST_CODES, title=N_("Sentra"))
    until: LocalMoment = Field(None, title=N_("Disediakan sampai"))

    def quota(self, key: str, zone: str) -> Quota:
        codes = {Who.WOMEN: ("P",), Who.MEN: ("L",), Who.DISABILITY: ()}
        of = {Who.DISABILITY: Of.DISABILITY, Who.DISTRICT: Of.DISTRICT, Who.CENTRE: Of.CENTRE}
        listed = {Who.DISTRICT: _whole(self.place), Who.CENTRE: tuple(sorted(self.centre))}
        held = self.until if self.rule is Rule.RESERVED else None
        return Quota(
            key=key,
            rule=self.rule,
            number=self.number,
            of=of.get(self.who, Of.SEX),
            codes={**codes, **listed}[self.who],
            until=held.replace(tzinfo=ZoneInfo(zone)) if held else None,
        )


def _whole(places: Sequence[str]) -> tuple[str, ...]:
    """Without the kecamatan of a kabupaten that is ticked as a whole."""
    chosen = sorted(set(places))
    return tuple(code for code in chosen if not any(code.startswith(f"{other}.") for other in chosen))


def values_of_quota(quota: Quota, zone: str) -> dict[str, Any]:
    """A quota as its form shows it; one whose seats were set free has no moment any more."""
    who = {Of.DISABILITY: Who.DISABILITY, Of.DISTRICT: Who.DISTRICT, Of.CENTRE: Who.CENTRE}
    held = quota.until.astimezone(ZoneInfo(zone)) if quota.until and not quota.released else None
    return {
        "rule": quota.rule.value,
        "number": str(quota.number),
        "who": who[quota.of].value if quota.of in who else quota.codes[0],
        "place": list(quota.codes) if quota.of is Of.DISTRICT else [],
        "centre": list(quota.codes) if quota.of is Of.CENTRE else [],
        "until": f"{held:%Y-%m-%dT%H:%M}" if held else "",
    }


class CentreForm(BaseModel):
    name: Line = Field(title=N_("Nama sentra"), min_length=2, max_length=120)


# Which field of the quota's form a contradiction is shown at.
FIELD_OF = {
    "number": "number",
    "codes": "who",
    "unknown": "who",
    "twice": "who",
    "more_than_most": "number",
    "over_capacity": "number",
}


def until_problem(quota: Quota, now: datetime) -> dict[str, str]:
    """A moment that is over would hold nothing back."""
    if quota.until and quota.until <= now:
        return {"until": _("Pilih waktu yang akan datang, atau kosongkan.")}
    return {}


class HandOverForm(BaseModel):
    """Whether people may hand their seats over."""

    allowed: Literal["", "1"] = Field("", title=N_("Penyerahan kursi"))
