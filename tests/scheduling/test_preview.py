"""The preview is the page participants will read, before anything is public."""

from __future__ import annotations

import re

from tests.support.scheduling import MEMBALONG, days_later
from tests.support.scheduling_site import Site


async def test_a_draft_is_read_as_participants_will_read_it(site: Site) -> None:
    office = site.office
    bekemas = await office.venue()
    kembiri = await office.venue("Balai Desa Kembiri", district_code=MEMBALONG)
    suparno, joko = await office.trainer("Suparno, S.Sn."), await office.trainer("Joko Purnomo")
    workshop = await office.draft(bekemas, class_label="Angkatan II", requirements="Umur 18 tahun ke atas.")
    address = f"/kelola/jadwal/{workshop}"
    async with site.signed_in() as alice:
        assert "Belum ada sesi, jadi belum ada" in (await alice.get(f"{address}/pratinjau")).words
        await office.adds(workshop, venue_id=bekemas, trainers=(suparno, joko), roles={joko: "moderator"})
        await office.adds(workshop, venue_id=kembiri, day=days_later(1), subject="Kunjungan ke perajin")
        page = await alice.get(f"{address}/pratinjau")
        assert "Pratinjau: beginilah peserta membacanya." in page.words
        assert 'class="tumpal"' in page.text  # the public page's own border
        assert "Juga di Balai Desa Kembiri (Membalong, Kabupaten Belitung)" in page.words
        assert "Sisa 15 kursi" in page.words
        assert "Suparno, S.Sn. · Joko Purnomo (moderator)" in page.words
        assert "Umur 18 tahun ke atas." in page.words
        assert "Balai Desa Kembiri" in page.words
        assert re.search(r"<h2>Narasumber</h2>\s*<ul>\s*<li>Suparno, S.Sn.</li>\s*</ul>", page.text)
        assert "Juga di" not in await one_town(site)
        shown = await alice.get(address)
        assert "Sanggar Bekemas Tanjungpandan, Membalong" in shown.words
    assert await office.told() == [name for name in await office.told() if not name.startswith("Workshop")]


async def one_town(site: Site) -> str:
    office = site.office
    aula = await office.venue("Aula")
    workshop = await office.draft(aula, sign_up="nomination")
    await office.adds(workshop, venue_id=aula, day=days_later(3))
    async with site.signed_in() as alice:
        words = (await alice.get(f"/kelola/jadwal/{workshop}/pratinjau")).words
    assert "Melalui narahubung" in words
    return words
