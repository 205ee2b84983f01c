"""Lists of people as offices send them, uploaded and taken."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import Any

import aiohttp

from shared.events.scheduling import Workshop
from shared.sheets import csv_bytes
from shared.sheets.writing import Column
from tests.support.registration import workshop
from tests.support.registration_site import Answer, Site, Visitor
from tests.support.sheets import xlsx

HEADINGS = ("Nama", "L/P", "No HP", "Email", "NIK", "Kecamatan", "Kabupaten", "Kebutuhan khusus")
NIK = "1902014501909990"
ANI = ("Ani Lestari", "P", "0812 9990 0001", "ani@contoh.example", NIK, "Membalong", "Belitung", "Kursi roda")
BUDI = ("Budi", "Laki-laki", "81299900002", "", "", "19.02.01", "", "")
TORN = ("Citra", "P", "12", "bukan-email", "123", "Negeri Dongeng", "", "")


async def send(
    who: Visitor, path: str, rows: Sequence[Sequence[Any]], name: str = "data.xlsx", **fields: str
) -> Answer:
    data = xlsx(rows) if name.endswith("xlsx") else csv_bytes([Column(str(t)) for t in rows[0]], rows[1:])
    return await sends(who, path, name, data, **fields)


async def sends(who: Visitor, path: str, name: str, data: bytes, **fields: str) -> Answer:
    form = aiohttp.FormData({"form_token": (await who.get(path)).token(), **fields}, quote_fields=False)
    form.add_field("file", io.BytesIO(data), filename=name, content_type="application/octet-stream")
    return await who.post(path, form)


async def applies(who: Visitor, look: Answer, **fields: str) -> Answer:
    return await who.post(f"{look.url}/terapkan", {"form_token": look.token(), "consent": "1", **fields})


def counts(page: Answer) -> tuple[int, ...]:
    """New, changed, unchanged, wrong."""
    found = []
    for words in ("Baru|Ditambahkan", "Berubah|Diubah", "Tetap", "Perlu diperbaiki"):
        match = re.search(rf"<dt>(?:{words})</dt><dd>(\d+)", page.text)
        assert match, page.words
        found.append(int(match[1]))
    return tuple(found)


async def opened(site: Site, capacity: int = 15, **given: Any) -> Workshop:
    one = workshop(capacity, **given)
    await site.panitia.hears(one)
    return one


def path_of(one: Workshop) -> str:
    return f"/kelola/peserta/{one.id}/impor"


async def people(site: Site, one: Workshop) -> dict[str, Any]:
    """Everybody who is not merged, by name; the later of one name stands."""
    async with site.panitia.db.read() as tx:
        found = await tx.fetch("select * from registration where workshop_id = $1 order by queue", one.id)
    return {row["full_name"]: row for row in found}
