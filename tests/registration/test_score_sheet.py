"""The sheet on which people are scored: on the screen and as a file, and what a failed save keeps."""

from __future__ import annotations

import csv
import io
import re

import pytest

from services.registration.actions import office
from tests.registration.test_choosing import five
from tests.registration.test_quotas import YULI
from tests.registration.test_selection import page_of
from tests.support.registration_site import Answer, Site

NARROWED = (
    "", "asal=19.02.02", "asal=luar", "tampil=kursi", "tampil=diusulkan", "tampil=belum", "keputusan=semua",
    "keputusan=semua&asal=19.02", "asal=99.99.99",
)  # fmt: skip


def on_page(page: Answer) -> list[tuple[str, str]]:
    """Place and name, from the top."""
    rows = page.text.split("<tr")[1:]
    places = [re.search(r'data-label="Urutan"[^>]*><span>(\d+)<', row) for row in rows]
    names = [re.search(r'/orang/[0-9a-f-]+">(\w+)</a>', row) for row in rows]
    return [(place[1], name[1]) for place, name in zip(places, names, strict=True) if place and name]


def in_file(file: Answer) -> list[tuple[str, str]]:
    rows = list(csv.reader(io.StringIO(file.body.decode("utf-8-sig"))))
    assert rows[0][:2] == ["Urutan", "Nama"]
    return [(row[0], row[1]) for row in rows[1:]]


@pytest.mark.parametrize("decided", [(), ("Citra",), ("Citra", "Budi")])
async def test_the_file_holds_whom_the_page_shows_with_the_same_places(
    site: Site, decided: tuple[str, ...]
) -> None:
    """Dwi has a seat already; the first of the order gets one, and somebody in the middle is turned down."""
    batok, rows = await five(site)
    db, now = site.panitia.db, site.panitia.now
    if "Citra" in decided:
        await db.run(office.approve, now, YULI, rows["Citra"].id)
    if "Budi" in decided:
        await db.run(office.not_select, now, YULI, rows["Budi"].id, "Kursi terbatas.")
    async with site.organizer() as alice:
        found = {}
        for narrow in NARROWED:
            shown = on_page(await alice.get(f"{page_of(batok)}?{narrow}"))
            assert in_file(await alice.get(f"{page_of(batok)}/penilaian.csv?{narrow}")) == shown, narrow
            found[narrow] = shown
        link = f"{page_of(batok)}/penilaian.csv?asal=19.02.02"
        assert link in (await alice.get(f"{page_of(batok)}?asal=19.02.02")).text, "what narrows goes along"
    waiting = [name for name in ("Citra", "Ani", "Budi", "Eka") if name not in decided]
    assert found[""] == [(str(place), name) for place, name in enumerate(waiting, start=1)]
    assert {name for _place, name in found["keputusan=semua"]} == set(rows)
