"""Pages on which lists of people come in: empty, wrong, mixed, done; pictures as in test_look."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser

from services.registration.domain.questions import Kind, Question
from tests.registration.test_groups import made
from tests.registration.test_look import belitung, both, link
from tests.support.importing import ANI, HEADINGS, TORN, applies, path_of, people, send
from tests.support.questions import asks
from tests.support.registration import person
from tests.support.registration_site import Site, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LONG = "Raden Ajeng Hj. Siti Nurhaliza binti Abdul Karim Al-Fatah"


def cookies(who: Visitor, url: str) -> list[dict[str, str]]:
    return [{"name": one.key, "value": one.value, "url": url} for one in who.session.cookie_jar]


async def test_pages_of_the_import(site: Site, browser: Browser) -> None:
    one, office = belitung(2), site.panitia
    await office.hears(one)
    known = await office.signs_up(one, person(full_name=LONG, phone="6281299900002", email="", gender="P"))
    rows = [
        (*HEADINGS, "Keterangan dari desa"),
        (*ANI, "aktif"),
        (LONG, "", "0812 9990 0002", "siti.nurhaliza.abdul.karim@contoh.example", "", "Badau", "", "", ""),
        (*TORN, ""),
        *((f"Peserta Baru {n}", "L", f"0812999010{n:02}", "", "", "Badau", "", "", "") for n in range(12)),
    ]
    async with site.organizer() as alice:
        path, seen = path_of(one), cookies(alice, site.url)
        await both(browser, site, f"/kelola/peserta/{one.id}", "participants-with-import", seen)
        await both(browser, site, path, "import-choose", seen)
        look = await send(alice, path, rows)
        await both(browser, site, look.url, "import-look", seen)
        done = await applies(alice, look)
        await both(browser, site, done.url, "import-done", seen)
        await both(browser, site, (await send(alice, path, [HEADINGS, TORN])).url, "import-all-wrong", seen)
        await both(browser, site, f"/kelola/peserta/orang/{known.id}", "import-person", seen)


async def test_pages_of_a_contact_persons_sheet(site: Site, browser: Browser) -> None:
    one = belitung(4)
    await site.panitia.hears(one)
    group = await made(site.panitia, one, 3)
    path = "/kelompok/" + site.panitia.keys.decrypt(group.code_sealed, purpose="group_code")
    rows = [
        (*HEADINGS, "Keterangan dari desa"),
        (*ANI, "aktif"),
        (*TORN, ""),
        *((f"{LONG} {n}", "P", f"0812999010{n:02}", "", "", "Badau", "", "", "") for n in range(4)),
    ]
    await both(browser, site, path, "group-with-sheet")
    async with site.visitor() as sari:
        await both(browser, site, f"{path}/impor", "group-sheet-choose")
        look = await send(sari, f"{path}/impor", rows)
        await both(browser, site, look.url, "group-sheet-look")
        done = await applies(sari, look)
        await both(browser, site, done.url, "group-sheet-done")


async def test_pages_of_a_file_that_no_cell_can_hold(site: Site, browser: Browser) -> None:
    questions = [
        Question("", Kind.FILE, f"Foto {what} Anda, seperti yang tertulis di undangan", required=True)
        for what in ("KTP", "produk dengan label dan kemasan")
    ]
    one = await asks(site, *questions)
    async with site.organizer() as alice:
        look = await send(alice, path_of(one), [HEADINGS, ANI])
        await both(browser, site, look.url, "import-look-without-files", cookies(alice, site.url))
        await applies(alice, look)
    (ani,) = (await people(site, one)).values()
    await both(
        browser, site, link(site.panitia.keys, await site.panitia.row(ani["id"])), "person-waits-for-files"
    )
