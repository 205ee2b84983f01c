"""Sealed data are masked, opened one by one with a reason, and every opening stays written down."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import aiohttp
import asyncpg
import pytest
from playwright.async_api import Browser

from services.registration.actions.erasing import erase
from services.registration.actions.office import By
from services.registration.actions.opening import open_field
from services.registration.domain.access import Purpose
from services.registration.domain.refusals import NotPossible
from services.registration.store import access
from services.registration.store.registrations import Row
from services.registration.web.views import manage_code
from shared import staff
from shared.db import Tx
from shared.events.scheduling import Role
from shared.ids import new_id
from tests.support.browser import assert_accessible, opened, picture
from tests.support.factories import organization
from tests.support.questions import PHOTO, SECRET, asks
from tests.support.questions import picture as portrait
from tests.support.registration import OFFICE, Office, person, workshop
from tests.support.registration_site import FORM, Site, Visitor

NIK = "1902014505809991"
ALICE = By(f"Staff/{new_id()}", "Alice Rahmawati", OFFICE)


async def somebody(panitia: Office) -> Row:
    belitung = workshop()
    await panitia.hears(belitung)
    return await panitia.signs_up(belitung, person(nik=NIK, disability="yes", full_name="Siti Aminah"))


def page_of(row: Row) -> str:
    return f"/kelola/peserta/orang/{row.id}"


async def test_it_is_masked_until_somebody_says_why(site: Site) -> None:
    row = await somebody(site.panitia)
    async with site.organizer() as alice:
        seen = await alice.get(page_of(row))
        assert NIK not in seen.text
        assert "••••••" in seen.words
        asked = await alice.get(f"{page_of(row)}/buka/nik")
        assert NIK not in asked.text
        unsaid = await alice.fill(f"{page_of(row)}/buka/nik", {"reason": "tanpa pilihan"})
        assert (unsaid.status, NIK in unsaid.text) == (422, False)
        unexplained = await alice.fill(f"{page_of(row)}/buka/nik", {"purpose": "other"})
        assert (unexplained.status, NIK in unexplained.text) == (422, False)
        async with site.panitia.db.read() as tx:
            assert await access.count(tx, OFFICE) == 0, "nothing was opened"
        found = await alice.fill(f"{page_of(row)}/buka/nik", {"purpose": "comparing"})
        assert NIK in found.words
        assert NIK not in found.url
        assert NIK not in (await alice.get(page_of(row))).text, "shown once"
    async with site.panitia.db.read() as tx:
        (entry,) = await access.of_person(tx, row.id, row.workshop_id)
    assert (entry.field, entry.purpose, entry.person) == ("nik", Purpose.COMPARING, "Siti Aminah")
    assert entry.by_name


async def test_control_a_door_that_writes_nothing_down_is_noticed(
    panitia: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def nothing(*_given: object) -> None:
        return None

    row = await somebody(panitia)
    monkeypatch.setattr(access, "add", nothing)
    assert await panitia.db.run(open_field, panitia.keys, ALICE, row.id, "nik", Purpose.ASKED, "") == NIK
    async with panitia.db.read() as tx:
        assert await access.of_person(tx, row.id, row.workshop_id) == []


async def test_sensitive_answers_and_their_files_are_behind_the_same_door(site: Site) -> None:
    asked = await asks(site, SECRET, replace(PHOTO, label="Foto KTP", sensitive=True))
    async with site.visitor() as siti, site.organizer() as alice:
        form = await siti.get(f"/bimtek/{asked.slug}/daftar")
        fields = aiohttp.FormData({**FORM, "form_token": form.token(), "q_penghasilan_sebulan": "tujuh juta"})
        fields.add_field("q_foto_ktp", portrait(), filename="ktp.png", content_type="image/png")
        assert "/pendaftaran/" in (await siti.post(f"/bimtek/{asked.slug}/daftar", fields)).url
        async with site.panitia.db.read() as tx:
            id = await tx.fetchval("select id from registration")
        person_page = f"/kelola/peserta/orang/{id}"
        seen = await alice.get(person_page)
        assert "tujuh juta" not in seen.text
        assert "/buka/q_foto_ktp" in seen.text
        said = await alice.fill(f"{person_page}/buka/q_penghasilan_sebulan", {"purpose": "reporting"})
        assert "tujuh juta" in said.words
        file = await alice.fill(f"{person_page}/buka/q_foto_ktp", {"purpose": "comparing"})
        assert file.body.startswith(b"\xff\xd8")
    async with site.panitia.db.read() as tx:
        entries = await access.of_office(tx, OFFICE, 10)
    assert [one.field for one in entries] == ["q_foto_ktp", "q_penghasilan_sebulan"]


async def test_the_person_reads_who_opened_what_and_why(site: Site) -> None:
    row = await somebody(site.panitia)
    data = f"/pendaftaran/{manage_code(site.panitia.keys, row)}/data"
    async with site.visitor() as siti, site.organizer() as alice:
        before = await siti.get(data)
        assert "dibuka panitia" not in before.words
        await alice.fill(f"{page_of(row)}/buka/nik", {"purpose": "comparing"})
        after = await siti.get(data)
        assert "NIK, oleh" in after.words
        assert "Memastikan dua pendaftaran orang yang sama" in after.words
        assert NIK not in after.text
        assert '"field": "nik"' in (await siti.get(f"{data}.json")).text


async def test_programs_go_through_the_same_door(site: Site) -> None:
    row = await somebody(site.panitia)
    call = f"/api/v1/registration/registrations/{row.id}/opened"
    async with site.organizer() as alice:
        said = [
            await _called(alice, call, {"field": "disability", "purpose": "preparing"}),
            await _called(alice, call, {"field": "nik", "purpose": "other"}),
            await _called(alice, call, {"field": "nik", "purpose": "curious"}),
            await _called(alice, call, {"field": "q_unknown", "purpose": "asked"}),
        ]
    assert [status for status, _text in said] == [200, 422, 422, 404]
    assert '"value":"Ya"' in said[0][1].replace(" ", "")
    async with site.panitia.db.read() as tx:
        assert [one.field for one in await access.of_person(tx, row.id, row.workshop_id)] == ["disability"]


async def _called(visitor: Visitor, path: str, body: dict[str, str]) -> tuple[int, str]:
    async with visitor.session.post(path, json=body) as answer:
        return answer.status, await answer.text()


async def test_nobody_else_opens_anything(site: Site) -> None:
    row = await somebody(site.panitia)
    path = f"{page_of(row)}/buka/nik"
    async with site.organizer(Role.VIEWER) as viewer:
        assert (await viewer.get(path)).status == 403
        assert "buka/nik" not in (await viewer.get(page_of(row))).text
    elsewhere = new_id()
    await site.running.db.run(staff.keep_organization, organization(elsewhere))
    async with site.organizer(office_id=elsewhere) as charlie:
        assert (await charlie.get(path)).status == 404
    stranger = By(f"Staff/{new_id()}", "Charlie", elsewhere)
    with pytest.raises(NotPossible):
        await site.running.db.run(open_field, site.panitia.keys, stranger, row.id, "nik", Purpose.ASKED, "")


async def _execute(tx: Tx, statement: str) -> None:
    await tx.execute(statement)


async def test_the_log_is_only_added_to(panitia: Office) -> None:
    row = await somebody(panitia)
    await panitia.db.run(open_field, panitia.keys, ALICE, row.id, "nik", Purpose.ASKED, "")
    for statement in (
        "update access_log set reason = 'lain'",
        "delete from access_log",
        "truncate access_log",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await panitia.db.run(_execute, statement)
    await panitia.db.run(erase, panitia.now, ALICE, row.id)
    with pytest.raises(NotPossible):
        await panitia.db.run(open_field, panitia.keys, ALICE, row.id, "nik", Purpose.ASKED, "")
    async with panitia.db.read() as tx:
        (entry,) = await access.of_office(tx, OFFICE, 10)
    assert (entry.person, entry.registration_id) == ("", row.id), "it stays, and names nobody"


async def test_the_admin_reads_and_takes_the_log(site: Site, browser: Browser) -> None:
    row = await somebody(site.panitia)
    async with site.organizer() as alice:
        assert (await alice.get("/kelola/peserta/akses")).status == 403
        reason = "Dinas Sosial menanyakan jumlah penyandang disabilitas per kecamatan untuk laporan triwulan"
        await alice.fill(f"{page_of(row)}/buka/disability", {"purpose": "other", "reason": reason})
    async with site.organizer(Role.ADMIN) as admin:
        assert reason in (await admin.get("/kelola/peserta/akses")).words
        listed = await admin.get("/kelola/peserta/akses.csv")
        rows = list(csv.reader(io.StringIO(listed.body.decode("utf-8-sig"))))
        assert rows[1][2] == "Siti Aminah"
        assert rows[1][6] == reason
        cookies = [
            {"name": cookie.key, "value": cookie.value, "url": site.url}
            for cookie in admin.session.cookie_jar
        ]
    for name, path in (
        ("akses", "/kelola/peserta/akses"),
        ("buka", f"{page_of(row)}/buka/nik"),
        ("peserta-rahasia", page_of(row)),
    ):
        async with opened(browser, f"{site.url}{path}", cookies=cookies) as page:
            await assert_accessible(page)
            await picture(page, name)
