"""Trainers and venues as spreadsheets: what is written is what can be read back."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from services.scheduling.store.trainers import Trainer
from services.scheduling.store.venues import Venue
from shared import indonesia
from shared.i18n import N_, _
from shared.sheets import Field, Table
from shared.sheets.cells import district_code, district_text, yes

_ID = N_("ID (jangan diubah)")


@cache
def trainers_table(province: str) -> Table[Trainer]:
    """The trainers of an office in this province (Kemendagri code "19")."""
    return Table(
        "narasumber",
        N_("Narasumber"),
        (
            Field("id", _ID, lambda one: str(one.id), ("id",), 12),
            Field(
                "name",
                N_("Nama dengan gelar"),
                lambda one: one.name,
                ("nama", "nama lengkap", "nama narasumber", "narasumber", "name", "full name", "trainer"),
                32,
            ),
            Field(
                "skills",
                N_("Keahlian"),
                lambda one: ", ".join(one.skills),
                ("bidang keahlian", "bidang", "kompetensi", "skill", "skills", "expertise"),
                28,
            ),
            Field(
                "district_code",
                N_("Kecamatan asal"),
                lambda one: district_text(one.district_code, province),
                ("kecamatan", "asal kecamatan", "kode kecamatan", "district", "home district"),
                30,
                read=_district_of(province),
            ),
            Field(
                "home",
                N_("Kota asal di luar provinsi"),
                lambda one: one.home,
                ("kota asal", "asal", "kota", "alamat", "home", "town", "city"),
                22,
            ),
            Field(
                "phone",
                N_("Nomor HP"),
                lambda one: indonesia.shown_phone(one.phone) if one.phone else "",
                ("hp", "no hp", "no. hp", "telepon", "no telepon", "wa", "whatsapp", "nomor wa", "phone"),
                18,
                digits=True,
            ),
            Field("email", N_("Email"), lambda one: one.email, ("e-mail", "surel", "alamat email"), 26),
            Field(
                "nip", N_("NIP"), lambda one: _nip_text(one.nip), ("nomor induk pegawai",), 22, digits=True
            ),
            Field(
                "rank",
                N_("Pangkat/golongan"),
                lambda one: one.rank,
                ("pangkat", "golongan", "pangkat / golongan", "rank"),
            ),
            Field("position", N_("Jabatan"), lambda one: one.position, ("position", "job title"), 24),
            Field(
                "institution",
                N_("Asal lembaga"),
                lambda one: one.institution,
                ("lembaga", "instansi", "unit kerja", "perusahaan", "institution", "organization"),
                28,
            ),
            Field("note", N_("Catatan"), lambda one: one.note, ("keterangan", "note", "notes"), 28),
            Field(
                "archived",
                N_("Diarsipkan"),
                lambda one: _yes_text(one.archived),
                ("arsip", "archived"),
                12,
                read=yes,
            ),
        ),
    )


@cache
def venues_table(province: str) -> Table[Venue]:
    """The venues of an office in this province."""
    return Table(
        "tempat",
        N_("Tempat"),
        (
            Field("id", _ID, lambda one: str(one.id), ("id",), 12),
            Field(
                "name",
                N_("Nama tempat"),
                lambda one: one.name,
                ("nama", "tempat", "lokasi", "gedung", "nama gedung", "ruang", "venue", "name", "room"),
                32,
            ),
            Field(
                "district_code",
                N_("Kecamatan"),
                lambda one: district_text(one.district_code, province),
                ("kode kecamatan", "district"),
                30,
                read=_district_of(province),
            ),
            Field("address", N_("Alamat"), lambda one: one.address, ("alamat lengkap", "address"), 34),
            Field(
                "capacity",
                N_("Daya tampung"),
                lambda one: one.capacity,
                ("kapasitas", "jumlah orang", "muat", "capacity", "seats"),
                14,
                read=_people,
            ),
            Field(
                "equipment",
                N_("Perlengkapan"),
                lambda one: one.equipment,
                ("fasilitas", "sarana", "peralatan", "equipment", "facilities"),
                34,
            ),
            Field(
                "internet",
                N_("Ada internet"),
                lambda one: _yes_text(one.internet),
                ("internet", "wifi", "wi-fi"),
                14,
                read=yes,
            ),
            Field(
                "map_url",
                N_("Tautan peta"),
                lambda one: one.map_url,
                ("peta", "google maps", "maps", "link peta", "map", "map link"),
                30,
            ),
            Field(
                "contact",
                N_("Penanggung jawab"),
                lambda one: one.contact,
                ("narahubung", "kontak", "pengelola", "contact", "contact name"),
                26,
            ),
            Field(
                "contact_phone",
                N_("Nomor penanggung jawab"),
                lambda one: indonesia.shown_phone(one.contact_phone) if one.contact_phone else "",
                ("hp", "no hp", "nomor hp", "telepon", "nomor kontak", "phone", "contact phone"),
                18,
                digits=True,
            ),
            Field(
                "archived",
                N_("Diarsipkan"),
                lambda one: _yes_text(one.archived),
                ("arsip", "archived"),
                12,
                read=yes,
            ),
        ),
    )


def _yes_text(value: bool) -> str:
    return _("Ya") if value else _("Tidak")


def _people(text: str) -> str:
    """ "40 orang" is 40."""
    return text.casefold().removesuffix("orang").removesuffix("people").strip()


def _nip_text(nip: str) -> str:
    """As it is printed, "19650312 199003 1 004": a spreadsheet does not take that for a figure."""
    return f"{nip[:8]} {nip[8:14]} {nip[14]} {nip[15:]}" if len(nip) == 18 else nip


def _district_of(province: str) -> Callable[[str], str]:
    return lambda text: district_code(province, text)
