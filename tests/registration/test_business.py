"""Where somebody lives and what they make: villages by name, and what an office asks of a business."""

from __future__ import annotations

import json
from typing import Any

import pytest

from services.registration.actions import own
from services.registration.actions import questions as actions
from services.registration.domain.business import BusinessPart
from shared.ids import new_id
from tests.support.questions import ALICE, asks, call, signs_up
from tests.support.registration import workshop
from tests.support.registration_site import FORM, Site

EVERYTHING: dict[str, Any] = {
    "nib": "0220 0012 34567",
    "product": "Gelas batok kelapa",
    "workers_female": "3",
    "workers_male": "0",
    "monthly_capacity": "120",
    "capacity_unit": "buah",
    "kbli": "16293",
}


async def row_of(site: Site) -> dict[str, Any]:
    async with site.panitia.db.read() as tx:
        row = await tx.fetchrow("select id, village_code, business_name, business from registration")
    assert row is not None
    return dict(row)


async def test_a_village_is_found_by_its_name_whatever_its_letters(site: Site) -> None:
    asked = workshop()
    await site.panitia.hears(asked)
    async with site.visitor() as siti, site.organizer() as alice:
        suggested = json.loads((await siti.get("/pendaftaran/desa/19.02.01")).text)
        assert "Lesung Batang" in suggested and suggested == sorted(suggested)
        async with siti.session.get("/pendaftaran/desa/19.02.01") as response:
            assert "max-age" in response.headers["Cache-Control"]
        assert json.loads((await siti.get("/pendaftaran/desa/99.99.99")).text) == []
        wrong = await signs_up(siti, asked, village="Kembiri")
        assert wrong.status == 422 and "Yang ada: " in wrong.words and "Lesung Batang" in wrong.words
        card = await signs_up(siti, asked, village="lesung  BATANG")
        row = await row_of(site)
        assert row["village_code"].startswith("19.02.01.")
        assert 'value="Lesung Batang"' in (await siti.get(f"{card.url}/ubah")).text
        assert "Lesung Batang" in (await alice.get(f"/kelola/peserta/orang/{row['id']}")).words
        await siti.fill(f"{card.url}/ubah", {**FORM, "district_code": "luar", "village": "Lesung Batang"})
    assert (await row_of(site))["village_code"] == ""  # outside the province nothing is kept


async def test_the_office_chooses_what_is_asked_of_a_business(site: Site) -> None:
    asked = await asks(site)
    base = f"/kelola/peserta/{asked.id}/formulir"
    async with site.organizer() as alice, site.visitor() as siti:
        assert 'name="nib"' not in (await siti.get(f"/bimtek/{asked.slug}/daftar")).text
        page = await alice.fill(base, {"part": ["nib", "product", "workers", "capacity"]}, f"{base}/usaha")
        assert "Data usaha yang ditanyakan disimpan." in page.words
        assert 'name="business_name"' not in (await alice.get(f"{base}/pratinjau")).text
        sheet_before = (await alice.get(f"/kelola/peserta/{asked.id}/peserta.csv")).body.decode()
        assert "Pekerja perempuan" in sheet_before and "KBLI" not in sheet_before


async def test_only_what_is_asked_is_kept_and_the_rest_stays(site: Site) -> None:
    asked = await asks(site)
    parts = [BusinessPart.NAME, BusinessPart.NIB, BusinessPart.PRODUCT, BusinessPart.WORKERS]
    await site.panitia.db.run(actions.set_business, ALICE, asked.id, parts)
    async with site.visitor() as siti, site.organizer() as alice:
        card = await signs_up(siti, asked, business_name="Bekemas", **EVERYTHING)
        row = await row_of(site)
        assert row["business"] == {
            "nib": "0220001234567",
            "product": "Gelas batok kelapa",
            "workers_female": 3,
            "workers_male": 0,
        }
        shown = await alice.get(f"/kelola/peserta/orang/{row['id']}")
        assert "0220001234567" in shown.words and "Pekerja laki-laki 0" in shown.words
        await site.panitia.db.run(actions.set_business, ALICE, asked.id, [BusinessPart.PRODUCT])
        await siti.fill(f"{card.url}/ubah", {**FORM, "product": "Sendok batok"})
    row = await row_of(site)
    assert row["business_name"] == "Bekemas"
    assert row["business"] == {
        "nib": "0220001234567",
        "product": "Sendok batok",
        "workers_female": 3,
        "workers_male": 0,
    }


async def test_who_corrects_their_data_keeps_their_centre(site: Site) -> None:
    """The form does not ask for it, and seats may be counted by it."""
    asked, centre = await asks(site), new_id()
    async with site.visitor() as siti:
        card = await signs_up(siti, asked)
        row = await row_of(site)
        person = own.person_of(await site.panitia.row(row["id"]))._replace(centre_id=centre)
        await site.panitia.db.run(own.change, site.panitia.now, row["id"], person)
        done = await siti.fill(f"{card.url}/ubah", {**FORM, "full_name": "Siti Aminah"})
        assert "Data Anda sudah diperbarui." in done.words
    corrected = await site.panitia.row(row["id"])
    assert (corrected.full_name, corrected.centre_id) == ("Siti Aminah", centre)


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("nib", "123"),
        ("kbli", "1629"),
        ("workers_male", "-1"),
        ("workers_male", "banyak"),
        ("product", "x" * 201),
    ],
)
async def test_what_is_wrong_of_a_business_says_how_to_mend_it(site: Site, field: str, typed: str) -> None:
    asked = await asks(site)
    await site.panitia.db.run(actions.set_business, ALICE, asked.id, list(BusinessPart))
    async with site.visitor() as siti:
        page = await signs_up(siti, asked, [], **{field: typed})
    assert page.status == 422 and f'id="e-{field}"' in page.text


async def test_programs_say_the_same(site: Site) -> None:
    asked = await asks(site)
    async with site.organizer() as alice, site.visitor() as program:
        path = f"workshops/{asked.id}/questions"
        assert (await call(alice, "GET", path))[1]["business"] == ["name"]
        body = {"questions": [], "business": ["nib", "workers"]}
        assert (await call(alice, "PUT", path, body))[1]["business"] == ["nib", "workers"]
        given = {
            **FORM,
            "workshop": asked.slug,
            "nib": "0220001234567",
            "workers_female": 2,
            "product": "Gelas",
        }
        status, problem = await call(
            program, "POST", "sign-ups", {**given, "village": "Entah"}, **{"Idempotency-Key": "a"}
        )
        assert (status, problem["errors"][0]["field"]) == (422, "village")
        assert (await call(program, "POST", "sign-ups", given, **{"Idempotency-Key": "b"}))[0] == 201
    assert (await row_of(site))["business"] == {"nib": "0220001234567", "workers_female": 2}
