"""The list found by what people answered to the office's own questions."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from urllib.parse import quote

from services.registration.domain.questions import Kind, Question
from tests.support.questions import API, HAS, SHAPE, asks, signs_up
from tests.support.registration_site import Site

TOOLS = Question("", Kind.SEVERAL, "Alat di rumah", options=("Gergaji", "Bor", "Amplas"))
HEALTH = Question("", Kind.YES_NO, "Punya alergi", sensitive=True)


async def test_who_answered_so_is_found_alone_and_together(site: Site) -> None:
    asked = await asks(site, HAS, replace(SHAPE, required=False), TOOLS, HEALTH)
    async with site.visitor() as visitor:
        for name, given in (
            ("Ani", {"q_punya_usaha": "yes", "q_bentuk_kemasan": "Botol", "q_alat_di_rumah": "Bor"}),
            ("Budi", {"q_punya_usaha": "no", "q_bentuk_kemasan": "Botol", "q_punya_alergi": "yes"}),
            ("Citra", {"q_punya_usaha": "yes", "q_bentuk_kemasan": "Kotak", "q_alat_di_rumah": "Bor"}),
        ):
            await signs_up(visitor, asked, (), full_name=name, **given)
    async with site.organizer() as alice:

        async def found(page: str, **told: str) -> list[str]:
            path = f"/kelola/peserta/{asked.id}"
            seen = (await alice.get(f"{path}?{page}")).text
            names = [name for name in ("Ani", "Budi", "Citra") if f">{name}</a>" in seen]
            file = (await alice.get(f"{path}/peserta.csv?{page}&kolom=jk&urut=name")).text
            assert [line.split(",")[1] for line in file.splitlines()[1:]] == names
            query = quote(json.dumps(told))
            call = await alice.get(f"{API}/workshops/{asked.id}/participants?urut=name&jawaban={query}")
            assert [one["full_name"] for one in json.loads(call.text)["items"]] == names
            return names

        assert await found("q_punya_usaha=true", punya_usaha="true") == ["Ani", "Citra"]
        assert await found("q_punya_usaha=false", punya_usaha="false") == ["Budi"]
        assert await found("q_alat_di_rumah=Bor", alat_di_rumah="Bor") == ["Ani", "Citra"]
        both = "q_alat_di_rumah=Bor&q_bentuk_kemasan=Botol"
        assert await found(both, alat_di_rumah="Bor", bentuk_kemasan="Botol") == ["Ani"]
        everybody = ["Ani", "Budi", "Citra"]
        assert await found("q_bentuk_kemasan=Karung", bentuk_kemasan="Karung", lain="1") == everybody
        assert await found("q_punya_alergi=true", punya_alergi="true") == everybody, "it is sealed"
        wrong = await alice.get(f"{API}/workshops/{asked.id}/participants?jawaban=punya_usaha")
        assert json.loads(wrong.text)["total"] == 3
        page = (await alice.get(f"/kelola/peserta/{asked.id}?q_punya_usaha=true")).text
        assert 'name="q_alat_di_rumah"' in page and 'name="q_punya_alergi"' not in page
        assert "peserta.csv?q_punya_usaha=true" in page


async def test_answers_stand_in_the_list_where_they_are_chosen(site: Site) -> None:
    asked = await asks(site, HAS, TOOLS, HEALTH)
    async with site.visitor() as visitor:
        given = {"q_punya_usaha": "yes", "q_punya_alergi": "yes", "q_alat_di_rumah": "Bor"}
        await signs_up(visitor, asked, (), full_name="Ani", **given)
    path = f"/kelola/peserta/{asked.id}"
    async with site.organizer() as alice:
        assert 'data-label="Alat di rumah"' not in (await alice.get(path)).text
        page = await alice.get(
            f"{path}?kolom=q_alat_di_rumah&kolom=q_punya_usaha&kolom=status&kolom=q_punya_alergi"
        )
        labels = re.findall(r'data-label="([^"]+)"', page.text)
        assert labels[-3:] == ["Status", "Punya usaha?", "Alat di rumah"], "in the order of the form"
        assert "Bor" in page.words and 'value="q_punya_alergi"' not in page.text, "it is sealed"
