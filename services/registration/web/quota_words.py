"""Quotas in words: for the organizer with their counts, for everybody without revealing anybody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from services.registration.domain.quotas import Of, Quota, Rule
from services.registration.domain.seats import NotPromoted, Seats, Why
from services.registration.web import views
from shared import i18n
from shared.i18n import N_, _
from shared.indonesia import district, regency_name

Names = Mapping[str, str]  # of centres, by id

FAULTS = {
    "number": N_("Jumlahnya paling sedikit 1."),
    "codes": N_("Pilih untuk siapa kuota ini: paling sedikit satu, paling banyak 60."),
    "unknown": N_("Kecamatan, kabupaten, atau sentra ini tidak ada di daftar. Pilih lagi."),
    "twice": N_("Aturan yang sama sudah ada. Ubah jumlahnya di sana."),
    "more_than_most": N_(
        "Kursi yang disediakan tidak boleh lebih banyak daripada “paling banyak” orang yang sama."
    ),
    "too_many": N_("Paling banyak 12 kuota untuk satu Bimtek. Hapus dahulu yang tidak dipakai."),
    "too_many_reserved": N_("Paling banyak 6 kuota “kursi disediakan”. Hapus atau lepaskan satu dahulu."),
    "over_capacity": N_("Semua kursi yang disediakan bersama-sama melebihi kapasitas. Kurangi jumlahnya."),
}


def people(quota: Quota, names: Names) -> str:
    """Whom the quota counts: "perempuan", "Kecamatan Membalong dan Badau"."""
    match quota.of:
        case Of.SEX:
            return _("perempuan") if quota.codes == ("P",) else _("laki-laki")
        case Of.DISABILITY:
            return _("penyandang disabilitas")
        case Of.CENTRE:
            return _and([names.get(code) or _("sentra tertentu") for code in quota.codes])
        case Of.DISTRICT:
            return _and([place(code) for code in quota.codes])


def place(code: str) -> str:
    """ "Kecamatan Membalong", "Kabupaten Belitung"."""
    found = district(code)
    return _("Kecamatan {name}", name=found.name) if found else regency_name(code) or code


def _and(words: list[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return _("{first} dan {last}", first=", ".join(words[:-1]), last=words[-1])


def rule(quota: Quota, names: Names) -> str:
    """ "Paling banyak 7 orang: perempuan", "3 kursi disediakan untuk Kecamatan Membalong"."""
    if quota.rule is Rule.AT_MOST:
        return _("Paling banyak {n} untuk {people}", n=quota.number, people=people(quota, names))
    return _("{n} kursi disediakan untuk {people}", n=quota.number, people=people(quota, names))


def until(quota: Quota, zone: str) -> str:
    """Until when seats are held back."""
    if quota.rule is Rule.AT_MOST:
        return ""
    if quota.released:
        return _("sudah dilepas untuk semua")
    if quota.until is None:
        return _("sampai panitia melepasnya")
    return _("sampai {when}, lalu untuk semua", when=i18n.date_time(quota.until, zone))


def filled(row: Seats, at: int) -> str:
    """ "7 dari 10"; of a rule that holds seats back, those beyond sit on seats for all."""
    return _("{taken} dari {seats}", taken=row.tally.counted(at), seats=row.quotas[at].number)


def why(found: Why, zone: str, names: Names) -> str:
    """Why nobody, or why this person, was promoted, as one sentence that names the quota."""
    if found.reason is not NotPromoted.QUOTA:
        return _(views.NOT_PROMOTED[found.reason])
    parts = []
    for quota in found.quotas:
        if quota.rule is Rule.AT_MOST:
            parts.append(
                _(
                    "kuota paling banyak {n} untuk {people} sudah terisi",
                    n=quota.number,
                    people=people(quota, names),
                )
            )
        else:
            parts.append(f"{rule(quota, names)} {until(quota, zone)}")
    return _("Belum naik: masih ada kursi kosong, tetapi {rules}.", rules=_and(parts))


def held_back(found: Why, zone: str, names: Names) -> str:
    """Why free seats do not come to this waiting person, as they themselves read it; empty: no quota does.

    How many people with a disability have a seat is nobody's to know: such a rule is not told in numbers.
    """
    if found.reason is not NotPromoted.QUOTA:
        return ""
    if any(quota.of is Of.DISABILITY for quota in found.quotas):
        return _("Kursi yang masih kosong mengikuti aturan kuota Bimtek ini, jadi belum dapat Anda tempati.")
    return why(found, zone, names)


def against(quotas: Sequence[Quota], names: Names) -> str:
    """Which rules keep somebody from a seat that is handed to them; empty where one is of disability."""
    if any(quota.of is Of.DISABILITY for quota in quotas):
        return ""
    rules = _and([rule(quota, names) for quota in quotas])
    return _("Aturannya: {rules}.", rules=rules) if rules else ""


def public(row: Seats, zone: str, names: Names) -> list[str]:
    """What quotas mean for whoever wants to sign up; nothing that tells of one person's disability."""
    ledger, lines = row.ledger, []
    for at, quota in enumerate(row.quotas):
        whom = people(quota, names)
        if quota.rule is Rule.AT_MOST:
            left = max(0, min(quota.number - row.tally.counted(at), ledger.free))
            if quota.of is Of.DISABILITY:
                lines.append(_("Paling banyak {n} kursi untuk {people}.", n=quota.number, people=whom))
            elif left:
                lines.append(
                    i18n.ngettext(
                        "Sisa {n} kursi untuk {people}.", "Sisa {n} kursi untuk {people}.", left, people=whom
                    )
                )
            else:
                lines.append(
                    _("Kursi untuk {people} sudah penuh; pendaftar berikutnya menunggu.", people=whom)
                )
        elif quota.holds_back:
            left = max(0, min(quota.number - row.tally.counted(at), ledger.free))
            if quota.of is Of.DISABILITY:
                text = _("{n} kursi disediakan untuk {people}", n=quota.number, people=whom)
            elif left:
                text = i18n.ngettext(
                    "Sisa {n} kursi disediakan untuk {people}",
                    "Sisa {n} kursi disediakan untuk {people}",
                    left,
                    people=whom,
                )
            else:
                continue
            when = (
                _("sampai {when}, lalu untuk semua", when=i18n.date_time(quota.until, zone))
                if quota.until
                else ""
            )
            lines.append(f"{text} {when}".strip() + ".")
    return lines
