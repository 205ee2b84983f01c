"""Addresses that every service links to, whichever service answers them."""

from __future__ import annotations

from dataclasses import dataclass

from shared.events.scheduling import Role
from shared.i18n import N_, _
from shared.web.access import ADMIN, OPERATOR, VIEWER, Access

SIGN_IN = "/masuk"
SIGN_OUT = "/keluar"
DESK = "/kelola"
OFFICE = "/kelola/instansi"
OWN_ACCOUNT = "/kelola/pengguna/saya"

PUBLIC_LINKS = (
    ("/", N_("Daftar Bimtek")),
    ("/pendaftaran", N_("Kartu saya")),
    ("/sertifikat", N_("Cek sertifikat")),
)


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the desk's list."""

    path: str
    text: str
    icon: str
    access: Access


DESK_LINKS = (
    Place(DESK, N_("Ruang kerja"), "desk", VIEWER),
    Place("/kelola/kegiatan", N_("Kegiatan"), "folder", VIEWER),
    Place("/kelola/jadwal", N_("Jadwal"), "calendar", VIEWER),
    Place("/kelola/peserta", N_("Peserta"), "people", VIEWER),
    Place("/kelola/kehadiran", N_("Kehadiran"), "check", OPERATOR),
    Place("/kelola/sertifikat", N_("Sertifikat"), "certificate", VIEWER),
    Place("/kelola/narasumber", N_("Narasumber"), "trainer", VIEWER),
    Place("/kelola/tempat", N_("Tempat"), "place", VIEWER),
    Place("/kelola/usulan", N_("Usulan"), "mail", VIEWER),
    Place("/kelola/surat", N_("Surat"), "letter", VIEWER),
    Place("/kelola/pengguna", N_("Pengguna"), "key", ADMIN),
    Place(OFFICE, N_("Instansi"), "office", ADMIN),
)

WORKSHOP_TABS = (
    ("jadwal", N_("Jadwal")),
    ("peserta", N_("Peserta")),
    ("kehadiran", N_("Kehadiran")),
    ("sertifikat", N_("Sertifikat")),
)

# Each service keeps the audit trail of its own acts.
HISTORIES = (
    ("/kelola/riwayat", N_("Jadwal dan instansi")),
    ("/kelola/peserta/riwayat", N_("Peserta")),
    ("/kelola/kehadiran/riwayat", N_("Kehadiran")),
    ("/kelola/sertifikat/riwayat", N_("Sertifikat")),
)

THREAD = (
    ("plan", N_("Rencana")),
    ("sign_up", N_("Pendaftaran")),
    ("running", N_("Pelaksanaan")),
    ("closing", N_("Penutupan")),
    ("certificates", N_("Sertifikat")),
)

ROLE_NAMES = {
    Role.ADMIN: N_("Admin"),
    Role.ORGANIZER: N_("Panitia"),
    Role.APPROVER: N_("Penyetuju"),
    Role.OPERATOR: N_("Petugas kehadiran"),
    Role.VIEWER: N_("Pembaca"),
}


def desk_links(role: Role) -> list[tuple[Place, str]]:
    """What this role finds in the list, with the words in the language in use."""
    return [(place, _(place.text)) for place in DESK_LINKS if place.access.allows(role)]


def workshop_tabs(role: Role) -> list[tuple[str, str]]:
    """A workshop's tabs this role may open: (area, word)."""
    allowed = {place.path for place in DESK_LINKS if place.access.allows(role)}
    return [(area, _(word)) for area, word in WORKSHOP_TABS if f"{DESK}/{area}" in allowed]


def current(path: str) -> str:
    """The entry of the list the path belongs to: the longest that it starts with.

    The pages of history are one page with four parts; all of them are reached from the office's.
    """
    if any(path == history for history, _word in HISTORIES):
        return OFFICE
    fits = [place.path for place in DESK_LINKS if path == place.path or path.startswith(place.path + "/")]
    return max(fits, key=len, default="")


def safe_next(target: str) -> str:
    """A path on this site to go on to after signing in; anything else becomes the desk.

    `//host`, `/\\host` and control characters are what open redirects are made of.
    """
    plain = target.startswith("/") and not target.startswith("//") and "\\" not in target
    return target if plain and target.isprintable() and len(target) <= 500 else DESK
