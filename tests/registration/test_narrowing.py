"""The order of points, narrowed to some of those who asked, who keep their places among all."""

from __future__ import annotations

import re

from services.registration.actions import groups, office, selection
from services.registration.domain.groups import Contact
from services.registration.store.registrations import Row
from shared.events.scheduling import Workshop
from tests.registration.test_quotas import YULI
from tests.registration.test_seats_page import call
from tests.registration.test_selection import PRODUCT, chooses, page_of, with_criteria
from tests.support.registration import person
from tests.support.registration_site import Site


async def five(site: Site) -> tuple[Workshop, dict[str, Row]]:
    """Three seats; Ani and Budi of Membalong, Budi and Eka on a list; Dwi is approved, Citra from afar."""
    batok = chooses(3)
    await with_criteria(site.panitia, batok)
    panitia = site.panitia
    code = groups.new_code(panitia.keys)
    contact = Contact("Penyuluh", "6281299900777", role="adviser")
    await panitia.db.run(groups.nominate, panitia.now, YULI, code, batok.id, contact, 9, None)
    await panitia.db.run(groups.declare, panitia.now, code.id, code.sealed)
    rows = {}
    for name, district, group in (
        ("Ani", "19.02.02", None), ("Budi", "19.02.02", code.id), ("Citra", "", None),
        ("Dwi", "19.02.01", None), ("Eka", "19.01.01", code.id),
    ):  # fmt: skip
        who = person(full_name=name, district_code=district)
        rows[name] = await panitia.signs_up(batok, who, group_id=group)
    given = [selection.Given(rows[name].id, PRODUCT.key, at, None) for name, at in (("Ani", 1), ("Citra", 5))]
    await panitia.db.run(selection.score, panitia.now, YULI, batok.id, given)
    await panitia.db.run(office.approve, panitia.now, YULI, rows["Dwi"].id)
    return batok, rows


async def test_the_order_is_narrowed_and_keeps_its_places(site: Site) -> None:
    batok, rows = await five(site)
    expected = {
        "": {"Citra": 1, "Ani": 2, "Budi": 3, "Eka": 4},
        "asal=19.02.02": {"Ani": 2, "Budi": 3},
        "asal=19.02": {"Ani": 2, "Budi": 3},
        "asal=luar": {"Citra": 1},
        "tampil=kursi": {"Citra": 1, "Ani": 2},
        "tampil=diusulkan": {"Budi": 3, "Eka": 4},
        "tampil=belum": {"Budi": 3, "Eka": 4},
        "keputusan=semua": {"Citra": 1, "Ani": 2, "Budi": 3, "Dwi": 4, "Eka": 5},
        "asal=19.02&tampil=diusulkan": {"Budi": 3},
        "asal=99.99.99": {},
    }
    async with site.organizer() as alice:
        for narrow, places in expected.items():
            _status, told = await call(alice, "GET", f"/workshops/{batok.id}/selection?{narrow}")
            assert {one["full_name"]: one["place"] for one in told["waiting"]} == places, narrow
            page = await alice.get(f"{page_of(batok)}?{narrow}")
            named = set(re.findall(r'/orang/[0-9a-f-]+">(\w+)</a>', page.text))
            assert named == set(places), narrow
            if narrow != "keputusan=semua":
                sheet = await alice.get(f"{page_of(batok)}/nilai?{narrow}")
                assert {name for name in rows if name in sheet.words} == set(places), narrow
        file = (await alice.get(f"{page_of(batok)}/penilaian.csv?asal=19.02.02")).text
        assert "Ani" in file and "Budi" in file and "Citra" not in file and "Dwi" not in file
        assert (await call(alice, "GET", f"/workshops/{batok.id}/selection?tampil=semua"))[0] == 422
        everything = await alice.get(f"{page_of(batok)}?keputusan=semua")
        assert everything.text.count('name="chosen"') == 4, "about Dwi it is decided"


async def test_who_is_asked_about_is_who_was_shown(site: Site) -> None:
    batok, rows = await five(site)
    many = f"/kelola/peserta/{batok.id}/banyak"
    async with site.organizer() as alice:
        page = await alice.get(f"{page_of(batok)}?asal=19.02.02")
        assert "Setujui yang teratas dari yang disaring" in page.words
        ask = await alice.get(f"{many}?act=setujui&teratas=1&asal=19.02.02")
        assert re.findall(r'name="chosen" value="([^"]+)"', ask.text) == [str(rows["Ani"].id)]
        rest = await alice.get(f"{many}?act=tolak&sisanya=1&tampil=diusulkan")
        chosen = re.findall(r'name="chosen" value="([^"]+)"', rest.text)
        assert set(chosen) == {str(rows["Budi"].id), str(rows["Eka"].id)}
