"""Why two registrations should be compared, in words."""

from __future__ import annotations

from collections.abc import Sequence

from services.registration.domain.comparing import Ground, Likeness
from services.registration.store.comparing import Flag
from shared.i18n import N_, _

CHIPS = {
    Ground.OVERLAP: N_("Jadwal bertabrakan"),
    Ground.SEAT_THIS_YEAR: N_("Sudah punya kursi tahun ini"),
    Ground.CERTIFICATE_THIS_YEAR: N_("Sudah bersertifikat tahun ini"),
}
LIKE = {
    Likeness.SAME_NIK: N_("NIK sama"),
    Likeness.SAME_NAME_AND_PHONE: N_("Nama dan HP sama"),
}
SENTENCES = {
    Ground.TWICE: N_(
        "Mungkin orang yang sama mendaftar dua kali. Bila ya, gabungkan; kursi yang tidak terpakai "
        "diberikan kepada urutan berikutnya."
    ),
    Ground.OVERLAP: N_("Juga terdaftar di {workshop}, yang sesinya bertabrakan dengan Bimtek ini."),
    Ground.SEAT_THIS_YEAR: N_("Sudah punya kursi di {workshop}, Bimtek sejenis pada tahun yang sama."),
    Ground.CERTIFICATE_THIS_YEAR: N_(
        "Sudah mendapat sertifikat dari {workshop}, Bimtek sejenis pada tahun yang sama."
    ),
}


def chip(flag: Flag) -> str:
    """The reason in a word or two."""
    ground = flag.grounds[0]
    return _(LIKE[flag.likeness]) if ground is Ground.TWICE else _(CHIPS[ground])


def sentences(flag: Flag) -> list[str]:
    """Every reason as a sentence that says what it means."""
    return [_(SENTENCES[ground], workshop=flag.workshop) for ground in flag.grounds]


def text(flags: Sequence[Flag], people: str) -> str:
    """All of them for the cell of a file; `people` is the address that an id completes."""
    return "; ".join(
        f"{chip(flag)} ({_(LIKE[flag.likeness])}): {flag.full_name}, {flag.workshop}, {people}/{flag.id}"
        for flag in flags
    )
