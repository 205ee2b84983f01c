"""What blocks a timetable, in people's words, each with what can be done about it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from services.scheduling.domain.suggesting.wishes import Wishes
from shared.i18n import N_, _, date_range

Names = Mapping[UUID, str]  # of trainers, venues and workshops


def blocked_texts(blocked: dict[str, Any], wishes: Wishes, names: Names) -> list[tuple[str, str]]:
    """(what stands in the way, what can be done) for each constraint of the set."""
    when = span_text(wishes.first_day, wishes.last_day)
    return [
        _text(row["kind"], names.get(UUID(str(row["about"])), ""), row["word"], when)
        for row in blocked["constraints"]
    ]


def span_text(first_day: date, last_day: date) -> str:
    return date_range(first_day, last_day)


# By kind of constraint: what stands in the way, and what can be done about it.
WORDS = {
    "skill": (
        N_("{name} butuh narasumber dengan keahlian {skill} pada {when}."),
        N_("Tandai narasumber lain dengan keahlian itu, atau lepas keahliannya dari sesi."),
    ),
    "with": (N_("{name} tetap mengajar sesinya."), N_("Izinkan narasumber lain untuk sesi itu.")),
    "in": (N_("{name} tetap dipakai."), N_("Izinkan tempat lain untuk kelas itu.")),
    "away": (
        N_("{name} berhalangan pada sebagian tanggal itu."),
        N_("Pilih tanggal lain, atau tanyakan apakah halangannya dapat dipindah."),
    ),
    "booked": (
        N_("{name} sudah dijadwalkan di Bimtek lain."),
        N_("Pindahkan sesinya yang lain, atau pilih tanggal lain."),
    ),
    "closed": (
        N_("{name} tidak dapat dipakai pada sebagian tanggal itu."),
        N_("Pilih tanggal lain, atau tambah tempat."),
    ),
    "used": (
        N_("{name} sudah dipakai Bimtek lain."),
        N_("Pindahkan sesi yang memakainya, atau tambah tempat."),
    ),
    "people": (
        N_("Sebagian tempat terlalu kecil untuk {name}."),
        N_("Kurangi kursinya, bagi menjadi dua kelas, atau tambah tempat yang lebih besar."),
    ),
    "days": (
        N_("{name} hanya boleh pada hari dan jam yang dipilih ({when})."),
        N_("Tambah hari, atau perpanjang jamnya."),
    ),
    "order": (N_("Urutan sesi {name} dipertahankan."), N_("Izinkan urutan lain.")),
    "holidays": (N_("Hari libur dan cuti bersama tidak dipakai."), N_("Izinkan hari libur.")),
    "prayer": (N_("Waktu salat Jumat dikosongkan."), N_("Pilih hari selain Jumat.")),
    "limit": (
        N_("Jam mengajar seorang narasumber sehari dibatasi."),
        N_("Naikkan batasnya di data instansi, atau tambah narasumber."),
    ),
    "travel": (
        N_("Narasumber butuh waktu untuk pindah tempat."),
        N_("Pilih tempat yang berdekatan, atau perbaiki waktu tempuhnya."),
    ),
}


def _text(kind: str, name: str, word: str, when: str) -> tuple[str, str]:
    blocks, mends = WORDS[kind]
    return _(blocks, name=name, skill=word, when=when), _(mends)
