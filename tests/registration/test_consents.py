"""Consents: what was read stays as it stood, and photos and later contact are asked apart."""

from __future__ import annotations

import json

import pytest

from services.registration.actions.erasing import erase
from services.registration.settings import CONSENT_VERSION
from services.registration.store import consents
from services.registration.store.registrations import Row
from services.registration.web.views import manage_code
from shared.clock import MovedClock
from shared.db import Tx
from tests.support.questions import ALICE
from tests.support.registration import person, workshop
from tests.support.registration_site import FORM, Site

API = "/api/v1/registration"
PARTS = ("taking_part", "photo", "contact")


def missing(words: dict[str, str], page: str) -> list[str]:
    """Which texts of the version a form does not show as they are kept."""
    return [part for part in PARTS if words.get(part, "?") not in page]


@pytest.mark.parametrize("language", ["id", "en"])
async def test_the_form_shows_what_is_kept_of_its_version(site: Site, language: str) -> None:
    belitung = workshop()
    await site.panitia.hears(belitung)
    async with site.panitia.db.read() as tx:
        words = await consents.words(tx, CONSENT_VERSION, language)
    async with site.visitor() as ani:
        form = (await ani.get(f"/bimtek/{belitung.slug}/daftar?bahasa={language}")).words
    assert missing(words, form) == []
    changed = {**words, "photo": f"{words['photo']} Selamanya."}
    assert missing(changed, form) == ["photo"], "control: a text that changed without a version is noticed"


async def test_both_are_left_out_unless_ticked_and_taken_back_by_the_person(
    site: Site, clock: MovedClock
) -> None:
    belitung = workshop()
    await site.panitia.hears(belitung)
    path = f"/bimtek/{belitung.slug}/daftar"
    async with site.visitor() as ani:
        form = await ani.get(path)
        for name in ("consent_photo", "consent_contact"):
            tick = form.text.split(f'name="{name}"')[1].split(">")[0]
            assert "checked" not in tick
        card = await ani.fill(path, {**FORM, "consent_contact": "1"})
        data = await ani.get(f"{card.url}/data")
        assert "Foto boleh dipublikasikan Tidak" in data.words and "Boleh dihubungi lagi Ya" in data.words
        assert "“Saya setuju data ini dipakai panitia" in data.words
        change = await ani.get(f"{card.url}/ubah")
        assert "checked" in change.text.split('name="consent_contact"')[1].split(">")[0]
        await ani.fill(f"{card.url}/ubah", {**FORM, "consent_photo": "1"})
        await ani.fill(f"{card.url}/ubah", {**FORM, "consent_photo": "1"})
        told = json.loads((await ani.get(f"{card.url}/data.json")).text)["consent"]
    assert (told["photo"], told["contact"]) == (True, False)
    assert told["words"]["photo"].startswith("Foto saya")
    changes = [(one["purpose"], one["given"], one["version"]) for one in told["changes"]]
    assert changes == [("photo", True, CONSENT_VERSION), ("contact", False, CONSENT_VERSION)]
    async with site.panitia.db.read() as tx:
        id = await tx.fetchval("select id from registration")
    await site.panitia.db.run(erase, clock.now(), ALICE, id)
    async with site.panitia.db.read() as tx:
        assert await consents.of_person(tx, id) == ()


async def test_the_office_sees_filters_and_takes_along_who_agreed(site: Site) -> None:
    belitung = workshop(9)
    await site.panitia.hears(belitung)
    for name, photo, contact in (("Ani", True, False), ("Budi", False, True), ("Citra", True, True)):
        who = person(full_name=name, consent_photo=photo, consent_contact=contact)
        await site.panitia.signs_up(belitung, who)
    base = f"/kelola/peserta/{belitung.id}"
    async with site.organizer() as alice:
        for query, found in (("photo", ["Ani", "Citra"]), ("contact", ["Budi", "Citra"])):
            call = await alice.get(f"{API}/workshops/{belitung.id}/participants?izin={query}&urut=name")
            assert [one["full_name"] for one in json.loads(call.text)["items"]] == found
            page = await alice.get(f"{base}?izin={query}&kolom=izin")
            assert [name for name in ("Ani", "Budi", "Citra") if f">{name}</a>" in page.text] == found
        assert "foto, dihubungi lagi" in page.words
        file = await alice.get(f"{base}/peserta.csv?kolom=izin&urut=name")
        assert file.text.splitlines()[1:] == [
            "1,Ani,,Ya,Tidak",
            "2,Budi,,Tidak,Ya",
            "3,Citra,,Ya,Ya",
        ]


async def _version_before(site: Site, row: Row) -> None:
    async def write(tx: Tx) -> None:
        await tx.execute("update registration set consent_version = '2026-11' where id = $1", row.id)

    await site.panitia.db.run(write)


async def test_who_agreed_to_an_older_text_reads_that_one(site: Site) -> None:
    belitung = workshop()
    await site.panitia.hears(belitung)
    row = await site.panitia.signs_up(belitung, person())
    await _version_before(site, row)
    async with site.visitor() as ani:
        path = f"/pendaftaran/{manage_code(site.panitia.keys, row)}/data.json"
        told = json.loads((await ani.get(path)).text)["consent"]
    assert (told["version"], list(told["words"])) == ("2026-11", ["taking_part"])
