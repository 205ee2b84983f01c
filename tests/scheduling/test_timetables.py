"""Timetables of the office's own: kept from a workshop, chosen for the next, renamed, deleted."""

from __future__ import annotations

import re

from services.scheduling.actions import timetables
from services.scheduling.actions.workshops import Timetable
from tests.scheduling.test_pages import WORKSHOP
from tests.support.scheduling import FIRST_DAY, Planner, days_later
from tests.support.scheduling_site import Site


async def test_a_good_timetable_is_kept_and_used_again(site: Site) -> None:
    office = site.office
    bekemas, suparno = await office.venue(), await office.trainer()
    workshop = await office.draft(bekemas)
    await office.adds(
        workshop, "08.00", "10.15", venue_id=bekemas, trainers=(suparno,), subject="Teknik ukir"
    )
    await office.adds(
        workshop, "11.00", "12.30", venue_id=bekemas, day=days_later(1), subject="Pewarnaan", mandatory=True
    )
    async with site.signed_in() as alice:
        kept = await alice.fill(f"/kelola/jadwal/{workshop}/susunan", {"name": "Batok dua hari"})
        assert "Susunan acara tersimpan" in kept.words
        assert "Batok dua hari 2 2 5" in kept.words  # days, sessions, JP
        form = await alice.get("/kelola/jadwal/baru")
        assert "Batok dua hari · 2 hari, 5 JP" in form.words
        own = re.search(r'name="template_days" value="([0-9a-f-]{36})"', form.text)
        assert own
        fields = {
            **WORKSHOP,
            "programme_id": str(office.programme_id),
            "venue_id": str(await office.venue("Aula")),
        }
        fields |= {"template_days": own[1], "first_day": "2017-05-04"}  # Thursday
        made = await alice.fill("/kelola/jadwal/baru", fields)
        assert made.status == 200, made.words
        assert "Kamis, 4 Mei 2017" in made.words
        assert "08.00–10.15 Teknik ukir" in made.words
        assert "13.00–14.00 Pewarnaan (lanjutan) (wajib)" in made.words  # the second day is a Friday now
        twice = await alice.fill(f"/kelola/jadwal/{workshop}/susunan", {"name": "batok DUA hari"})
        assert (twice.status, "Sudah ada susunan acara bernama ini" in twice.words) == (422, True)
        page = await alice.get(f"/kelola/jadwal/susunan-acara/{own[1]}")
        assert "Hari ke-2" in page.words
        renamed = await alice.fill(f"/kelola/jadwal/susunan-acara/{own[1]}", {"name": "Dasar batok"})
        assert "Dasar batok" in renamed.words
        _status, listed = await alice.call("GET", "/timetables")
        assert [(one["name"], one["days"], one["jp"]) for one in listed["items"]] == [("Dasar batok", 2, 5)]
        assert [row["day"] for row in listed["items"][0]["rows"]] == [1, 2]
        gone = await alice.fill(f"/kelola/jadwal/susunan-acara/{own[1]}/hapus", {})
        assert "dihapus" in gone.words
        refused = await alice.fill("/kelola/jadwal/baru", fields)
        assert refused.status == 422
        for word in ("disimpan", "Nama susunan acara diubah", "Susunan acara dihapus"):
            assert word in (await alice.get("/kelola/riwayat")).words


async def test_two_are_never_called_the_same_also_by_renaming(site: Site) -> None:
    office = site.office
    workshop = await office.draft(await office.venue(), timetable=Timetable(2, FIRST_DAY))
    first, second = [
        (await office.db.run(timetables.keep_timetable, office.by, workshop, name))["id"]
        for name in ("Satu", "Dua")
    ]
    async with site.signed_in() as alice:
        status, problem = await alice.call("PUT", f"/timetables/{second}", {"name": "SATU"})
        assert (status, problem["errors"][0]["field"]) == (422, "name")
        assert (await alice.call("PUT", f"/timetables/{first}", {"name": "SATU"}))[0] == 200


async def test_an_empty_workshop_is_no_timetable(site: Site, office: Planner) -> None:
    workshop = await office.draft()
    async with site.signed_in() as alice:
        refused = await alice.fill(f"/kelola/jadwal/{workshop}/susunan", {"name": "Kosong"})
    assert (refused.status, "Belum ada sesi untuk disimpan" in refused.words) == (422, True)
