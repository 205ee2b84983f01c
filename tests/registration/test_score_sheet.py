"""The sheet on which people are scored: on the screen and as a file, and what a failed save keeps."""

from __future__ import annotations

import csv
import io
import re
from html import unescape

import pytest

from services.registration.actions import erasing, office, selection
from services.registration.domain.selection import Criterion, Kind
from services.registration.store import score_notes
from services.registration.store import selection as store
from services.registration.store.registrations import Row
from services.registration.web.organizer import score_sheet
from shared.events.scheduling import Role, Workshop
from tests.registration.test_narrowing import five
from tests.registration.test_quotas import YULI
from tests.registration.test_score_notes import remarks
from tests.registration.test_seats_page import call
from tests.registration.test_selection import BUDI, PRODUCT, gives, page_of
from tests.support.registration import Office
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


# A save that cannot be kept

SIDE = Criterion("sedia", Kind.HAND, "Bersedia mengajar", 10)
WORDS = "Siap mengajar tetangga."


def filled(page: Answer) -> dict[str, str]:
    """What a browser would send of the sheet as it was opened."""
    text = page.text
    found = dict(re.findall(r'<input type="hidden" name="([wv]\.[^"]+)" value="([^"]*)"', text))
    for name, options in re.findall(r'<select name="(s\.[^"]+)".*?>(.*?)</select>', text, flags=re.S):
        chosen = re.search(r'value="(\d)" selected', options)
        found[name] = chosen[1] if chosen else ""
    found.update(re.findall(r'<textarea name="(n\.[^"]+)"[^>]*>([^<]*)</textarea>', text))
    return {"form_token": page.token(), **{name: unescape(value) for name, value in found.items()}}


def points(row: Row, key: str = "produk") -> str:
    return f"s.{row.id}.{key}"


def note(row: Row) -> str:
    return f"n.{row.id}"


async def stored(panitia: Office, row: Row) -> tuple[dict[str, int], str]:
    async with panitia.db.read() as tx:
        return await store.of_person(tx, row.id), (await score_notes.stands(tx, row.id))[0]


def target(page: Answer) -> str:
    """Where the sheet would be sent."""
    found = re.search(r'<form method="post" action="([^"]*/nilai[^"]*)"', page.text)
    assert found
    return unescape(found[1])


async def replaced(panitia: Office, of: Workshop, *criteria: Criterion) -> None:
    await panitia.db.run(selection.replace_all, BUDI, of.id, criteria)


async def test_a_criterion_removed_meanwhile_loses_nothing_that_can_still_be_kept(site: Site) -> None:
    batok, rows = await five(site)
    ani, budi = rows["Ani"], rows["Budi"]
    await replaced(site.panitia, batok, PRODUCT, SIDE)
    narrow = "asal=19.02.02"
    async with site.organizer() as alice:
        sheet = await alice.get(f"{page_of(batok)}/nilai?{narrow}")
        said = filled(sheet)
        said |= {points(ani): "5", points(budi, "sedia"): "4", note(budi): WORDS}
        await replaced(site.panitia, batok, SIDE)
        refused = await alice.post(target(sheet), said)
        assert refused.status == 409 and refused.url == f"{page_of(batok)}/nilai?{narrow}&halaman=1"
        assert "Belum ada yang disimpan" in refused.words
        assert "sudah dihapus atau diganti orang lain" in refused.words and "simpan lagi" in refused.words
        assert await stored(site.panitia, budi) == ({}, ""), "all of it or nothing"
        again = filled(refused)
        assert again[note(budi)] == WORDS and again[points(budi, "sedia")] == "4"
        assert points(ani) not in again and {name for name in rows if name in refused.words} == {
            "Ani",
            "Budi",
        }
        assert target(refused) == target(sheet)
        done = await alice.post(target(refused), again)
        assert "2 isian disimpan." in done.words and done.url == f"{page_of(batok)}?{narrow}"
    assert await stored(site.panitia, budi) == ({"sedia": 4}, WORDS)


async def test_who_left_meanwhile_is_named_and_the_others_are_kept(site: Site) -> None:
    batok, rows = await five(site)
    ani, budi, citra, eka = (rows[name] for name in ("Ani", "Budi", "Citra", "Eka"))
    db, now = site.panitia.db, site.panitia.now
    async with site.organizer() as alice:
        sheet = await alice.get(f"{page_of(batok)}/nilai?tampil=")
        said = filled(sheet) | {points(ani): "3", note(citra): WORDS, points(eka): "2", note(budi): WORDS}
        await db.run(office.cancel, now, BUDI, ani.id, "Sakit")
        await db.run(erasing.erase, now, BUDI, citra.id)
        told = await alice.post(target(sheet), said)
        assert told.status == 409 and "Ada yang tidak dinilai lagi" in told.words
        left = told.words.split("Isian untuk mereka tidak disimpan.")[1].split("Yang lain sudah disimpan.")[0]
        assert "Ani" in left and "Seseorang yang datanya sudah dihapus" in left and "Eka" not in left
        assert WORDS in told.text and "Citra" not in told.text
        assert (await alice.post(target(told), filled(told))).status == 200, "nothing is in the way any more"
        body = {"scores": [{"registration_id": str(ani.id), "criterion": "produk", "points": 5, "seen": 1}]}
        status, answer = await call(alice, "POST", f"/workshops/{batok.id}/selection/scores", body)
        assert (status, answer["kept"]) == (200, 0)
        (gone,) = answer["overtaken"]
        assert (gone["registration_id"], gone["gone"]) == (str(ani.id), True)
    assert await stored(site.panitia, ani) == ({"produk": 1}, "")
    assert await stored(site.panitia, citra) == ({}, "")
    assert await stored(site.panitia, eka) == ({"produk": 2}, "")
    assert await stored(site.panitia, budi) == ({}, WORDS)


async def test_what_another_changed_stays_on_the_sheet_although_it_has_left_the_filter(site: Site) -> None:
    batok, rows = await five(site)
    budi, eka = rows["Budi"], rows["Eka"]
    async with site.organizer() as alice:
        sheet = await alice.get(f"{page_of(batok)}/nilai?tampil=belum")
        said = filled(sheet) | {points(budi): "3", points(eka): "2"}
        await gives(site.panitia, batok, budi, 5, None, BUDI)
        await site.panitia.db.run(office.approve, site.panitia.now, BUDI, budi.id)
        told = await alice.post(target(sheet), said)
        assert told.status == 409 and "Budi, Produk cocok: Budi memberi 5." in told.words
        again = filled(told)
        assert (again[points(budi)], again[f"w.{budi.id}.produk"]) == ("3", "5"), "to be saved again, seen"
        assert target(told) == target(sheet) == f"{page_of(batok)}/nilai?tampil=belum&halaman=1"
        done = await alice.post(target(told), again)
        assert "1 isian disimpan." in done.words and done.url == f"{page_of(batok)}?tampil=belum"
    assert await stored(site.panitia, budi) == ({"produk": 3}, "")
    assert await stored(site.panitia, eka) == ({"produk": 2}, "")


async def test_the_page_stays_although_somebody_before_it_has_left(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(score_sheet, "PAGE_ROWS", 2)
    batok, rows = await five(site)
    citra = rows["Citra"]
    async with site.organizer() as alice:
        sheet = await alice.get(f"{page_of(batok)}/nilai?halaman=2")
        assert {name for name in rows if name in sheet.words} == {"Citra", "Eka"}
        said = filled(sheet) | {note(citra): WORDS}
        await remarks(site.panitia, batok, citra, "Lain.", "", BUDI)
        await site.panitia.db.run(office.cancel, site.panitia.now, BUDI, rows["Ani"].id, "Sakit")
        for fields, status in ((said, 409), (said | {note(citra): "a" * 301}, 422)):
            told = await alice.post(target(sheet), fields)
            assert told.status == status and target(told) == f"{page_of(batok)}/nilai?halaman=2"
            assert filled(told)[note(citra)] == fields[note(citra)] and points(rows["Eka"]) in filled(told)
            assert points(rows["Budi"]) not in filled(told)


async def test_a_viewer_reads_the_order_but_no_notes_and_saves_nothing(site: Site) -> None:
    batok, rows = await five(site)
    ani = rows["Ani"]
    await remarks(site.panitia, batok, ani, WORDS, "")
    async with site.organizer(Role.VIEWER) as viewer, site.organizer() as alice:
        assert WORDS in (await alice.get(page_of(batok))).text
        page = await viewer.get(page_of(batok))
        assert "Ani" in page.words and WORDS not in page.text and "Catatan" not in page.words
        assert "/nilai" not in page.text and "penilaian." not in page.text, "no door that would not open"
        sheet, path = await alice.get(f"{page_of(batok)}/nilai"), f"/workshops/{batok.id}/selection"
        said = filled(sheet) | {"form_token": page.token(), points(ani): "5", note(ani): "diganti"}
        assert (await viewer.post(target(sheet), said)).status == 403
        for hidden in ("/nilai", "/penilaian.csv", "/penilaian.xlsx"):
            refused = await viewer.get(page_of(batok) + hidden)
            assert refused.status == 403 and WORDS not in refused.text
        body = {"notes": [{"registration_id": str(ani.id), "note": "diganti", "seen": WORDS}]}
        for method, where, given in (("POST", f"{path}/scores", body), ("GET", path, None)):
            status, told = await call(viewer, method, where, given)
            assert status == 403 and WORDS not in str(told), where
    assert await stored(site.panitia, ani) == ({"produk": 1}, WORDS)
