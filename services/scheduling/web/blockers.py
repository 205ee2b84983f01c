"""What blocks a timetable, in people's words, each with what can be done about it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from services.scheduling.domain.suggesting.wishes import Wishes
from shared.i18n import _, date_range

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


def _text(kind: str, name: str, word: str, when: str) -> tuple[str, str]:
    match kind:
        case "skill":
            return (
                _(
                    "{name} butuh narasumber dengan keahlian {skill} pada {when}.",
                    name=name,
                    skill=word,
                    when=when,
                ),
                _("Tandai narasumber lain dengan keahlian itu, atau lepas keahliannya dari sesi."),
            )
        case "with":
            return (
                _("{name} tetap mengajar sesinya.", name=name),
                _("Izinkan narasumber lain untuk sesi itu."),
            )
        case "in":
            return _("{name} tetap dipakai.", name=name), _("Izinkan tempat lain untuk kelas itu.")
        case "away":
            return (
                _("{name} berhalangan pada sebagian tanggal itu.", name=name),
                _("Pilih tanggal lain, atau tanyakan apakah halangannya dapat dipindah."),
            )
        case "booked":
            return (
                _("{name} sudah dijadwalkan di Bimtek lain.", name=name),
                _("Pindahkan sesinya yang lain, atau pilih tanggal lain."),
            )
        case "closed":
            return (
                _("{name} tidak dapat dipakai pada sebagian tanggal itu.", name=name),
                _("Pilih tanggal lain, atau tambah tempat."),
            )
        case "used":
            return (
                _("{name} sudah dipakai Bimtek lain.", name=name),
                _("Pindahkan sesi yang memakainya, atau tambah tempat."),
            )
        case "people":
            return (
                _("Sebagian tempat terlalu kecil untuk {name}.", name=name),
                _("Kurangi kursinya, bagi menjadi dua kelas, atau tambah tempat yang lebih besar."),
            )
        case "days":
            return (
                _("{name} hanya boleh pada hari dan jam yang dipilih ({when}).", name=name, when=when),
                _("Tambah hari, atau perpanjang jamnya."),
            )
        case "order":
            return (
                _("Urutan sesi {name} dipertahankan.", name=name),
                _("Izinkan urutan lain."),
            )
        case "holidays":
            return _("Hari libur dan cuti bersama tidak dipakai."), _("Izinkan hari libur.")
        case "prayer":
            return _("Waktu salat Jumat dikosongkan."), _("Pilih hari selain Jumat.")
        case "limit":
            return (
                _("Jam mengajar seorang narasumber sehari dibatasi."),
                _("Naikkan batasnya di data instansi, atau tambah narasumber."),
            )
    return (
        _("Narasumber butuh waktu untuk pindah tempat."),
        _("Pilih tempat yang berdekatan, atau perbaiki waktu tempuhnya."),
    )
