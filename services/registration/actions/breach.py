"""The papers of a breach: a letter for the lembaga, a text for the people, and the list of whom to tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.registration.domain.breach import WORDS, Breach, exposed
from services.registration.store import breach as store
from services.registration.store.breach import Touched
from shared import audit
from shared.db import Tx
from shared.i18n import date_time, using_language
from shared.indonesia import shown_phone
from shared.sheets import Column, csv_bytes

LETTER = """\
{office}

Hal: Pemberitahuan kegagalan pelindungan data pribadi
Kepada Yth. lembaga penyelenggara pelindungan data pribadi

Sesuai UU 27/2022 tentang Pelindungan Data Pribadi, pasal 46 ayat (1), kami memberitahukan secara tertulis
kegagalan pelindungan data pribadi berikut. Batas waktunya 3×24 jam: {due}, dihitung sejak kami mengetahuinya
({known}).

1. Data pribadi yang terungkap (pasal 46 ayat (2) huruf a)
   {people} orang:
{fields}

2. Kapan dan bagaimana terungkap (huruf b)
   Antara {since} dan {until}.
   {how}

3. Upaya penanganan dan pemulihan (huruf c)
   {measures}

4. Pemberitahuan kepada orangnya (ayat (1) huruf a)
   {by_email} orang lewat email, {by_phone} orang lewat WhatsApp atau telepon, {unreachable} orang tanpa
   alamat dan nomor: mereka dicari lewat desa atau kelompoknya.

Catatan akses aplikasi yang menjadi dasar laporan ini tersedia bila diminta.


(nama, jabatan, tanda tangan)
"""
MESSAGE = """\
Yth. Bapak/Ibu peserta Bimtek,

{office} memberitahukan bahwa data pribadi Anda terungkap kepada yang tidak berhak.

Data yang terungkap: {exposed} (yang berlaku untuk Anda tertulis di daftar kami).
Kapan dan bagaimana: antara {since} dan {until}. {how}
Yang kami lakukan: {measures}

Yang dapat Anda lakukan: jangan berikan kode OTP atau PIN kepada siapa pun, dan jangan layani orang yang
mengaku panitia dan meminta uang. Bimtek ini gratis. Data Anda dapat Anda lihat dan minta dihapus lewat tautan
kartu Anda, halaman “Data saya”.

Kami mohon maaf. Pertanyaan: {contact}

Pemberitahuan ini disampaikan menurut UU 27/2022 pasal 46.
"""
KINDS = {"participant": "peserta", "contact": "narahubung"}
COLUMNS = (
    "No",
    "Nama",
    "HP/WhatsApp",
    "Email",
    "Lewat",
    "Bimtek",
    "Data yang terungkap",
    "Dari",
    "Sampai",
    "Sebagai",
)


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose breach it is: of an office or one workshop, by the log (of one member of staff) or everybody."""

    organization_id: UUID
    workshop_id: UUID | None = None
    everybody: bool = False
    who: str = ""
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Papers:
    people: int
    files: dict[str, bytes]  # by name


async def papers(tx: Tx, told: Breach, whose: Whose, zone: str, contact: str) -> Papers:
    """What pasal 46 asks for. Nothing sealed is in it: fields are named, never what stands in them."""
    found = await store.touched(
        tx,
        whose.organization_id,
        whose.workshop_id,
        (told.since, told.until),
        everybody=whose.everybody,
        who=whose.who,
    )
    lost = {one.id: exposed(one.has, one.opened, whose.fields, everybody=whose.everybody) for one in found}
    found = [one for one in found if lost[one.id]]
    counted = Counter(name for names in lost.values() for name in names)
    with using_language("id"):
        words = _words(told, zone) | {"contact": contact}
        letter = LETTER.format(
            **words,
            people=len(found),
            fields="\n".join(f"   - {WORDS[name]}: {counted[name]} orang" for name in WORDS if counted[name]),
            by_email=sum(_channel(one) == "email" for one in found),
            by_phone=sum(_channel(one) == "WhatsApp/telepon" for one in found),
            unreachable=sum(_channel(one) == "" for one in found),
        )
        exposed_words = ", ".join(WORDS[name] for name in WORDS if counted[name])
        message = MESSAGE.format(**words, exposed=exposed_words)
        listed = _listed(found, lost, zone)
    subject = f"Organization/{whose.organization_id}"
    number = {"number": len(found)}
    await audit.record(tx, "breach-report", whose.organization_id, "breach reported", subject, None, number)
    files = {
        "surat-lembaga.txt": letter.encode(),
        "pesan-peserta.txt": message.encode(),
        "daftar-peserta.csv": listed,
    }
    return Papers(len(found), files)


def _words(told: Breach, zone: str) -> dict[str, str]:
    return {
        "office": told.office,
        "since": date_time(told.since, zone),
        "until": date_time(told.until, zone),
        "known": date_time(told.known_at, zone),
        "due": date_time(told.due_at, zone),
        "how": told.how,
        "measures": told.measures,
    }


def _channel(one: Touched) -> str:
    return "email" if one.email else "WhatsApp/telepon" if one.phone else ""


def _listed(found: Sequence[Touched], lost: dict[UUID, list[str]], zone: str) -> bytes:
    rows = [
        (
            number,
            one.full_name,
            shown_phone(one.phone) if one.phone else "",
            one.email,
            _channel(one),
            one.workshop,
            ", ".join(WORDS[name] for name in lost[one.id]),
            _when(one.first_at, zone),
            _when(one.last_at, zone),
            KINDS[one.kind],
        )
        for number, one in enumerate(found, start=1)
    ]
    return csv_bytes([Column(title) for title in COLUMNS], rows)


def _when(at: datetime | None, zone: str) -> str:
    return date_time(at, zone) if at else ""
