"""Counts of people as the office and programs read them, and what may leave as a file."""

from __future__ import annotations

import json

from shared.ids import new_id
from tests.support.registration import person, workshop
from tests.support.registration_site import Site


async def test_small_counts_of_disability_are_told_nowhere_and_of_sex_only_on_the_screen(site: Site) -> None:
    belitung, other = workshop(20), workshop(20, title="Bimtek Gula Aren")
    await site.panitia.hears(belitung, other)
    for at in range(12):
        given = {"gender": "L" if at < 3 else "P", "disability": "yes" if at < 2 else "no"}
        await site.panitia.signs_up(belitung, person(**given))
        await site.panitia.signs_up(other, person(gender="P", disability="yes" if at < 7 else "no"))
    base = "/kelola/peserta"
    async with site.organizer() as alice:
        page = await alice.get(f"{base}/{belitung.id}/rekap")
        assert "Laki-laki 3 Perempuan 9" in page.words
        hidden = page.words.split("Disabilitas Orang ")[1].split("Kebutuhan khusus")[0]
        assert "Lainnya, tidak dirinci 12 Jumlah 12" in hidden
        assert "Ya 2" not in page.words
        file = await alice.get(f"{base}/{belitung.id}/rekap.csv")
        assert "Laki-laki,3" not in file.text and "Jenis kelamin,Jumlah,12" in file.text
        # All workshops: nine with a disability less the seven of the other one would be the two.
        office = await alice.get(f"{base}/rekap?tahun=2017")
        assert "Ya 9" not in office.words and "Jumlah 24" in office.words
        none = await alice.get(f"{base}/rekap?tahun=2018")
        assert "Belum ada orang yang mendapat kursi." in none.words
        told = json.loads((await alice.get(f"/api/v1/registration/workshops/{belitung.id}/recap")).text)
        assert told["disability"] == {"counts": [], "rest": 12, "total": 12}
        whole = json.loads((await alice.get("/api/v1/registration/recap")).text)
        assert whole["gender"]["total"] == 24
        assert (await alice.get("/api/v1/registration/recap?tahun=x")).status == 422
    async with site.organizer(office_id=new_id()) as charlie:
        assert (await charlie.get(f"{base}/{belitung.id}/rekap")).status == 404
        assert "Belum ada orang" in (await charlie.get(f"{base}/rekap")).words
