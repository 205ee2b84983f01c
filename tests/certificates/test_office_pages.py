"""The office's pages and API, with a browser that knows nothing but HTML."""

from __future__ import annotations

import re

import pytest

from shared import staff
from shared.db import Tx
from shared.events.scheduling import Role, WorkshopState
from shared.ids import new_id
from tests.support.certificates import belitung, newer, office_document, registration, sheet
from tests.support.certificates_site import Site
from tests.support.factories import organization


async def test_the_office_submits_approves_and_sees_what_became_of_it(site: Site) -> None:
    story = await belitung(site.desk, 3, short=1)
    path = f"/kelola/sertifikat/{story.workshop.id}"
    async with site.member(Role.ORGANIZER) as organizer:
        desk = await organizer.get("/kelola/sertifikat/ringkas", **{"Bimtek-Fragment": "1"})
        assert "2 Sertifikat siap diajukan: Bimtek Kerajinan Batok Kelapa" in desk.words
        page = await organizer.fill(path, {}, f"{path}/ajukan")
        assert "2 sertifikat diajukan." in page.words and "Kurang 8 JP" in page.words
        refused = await organizer.post(f"{path}/setujui", {"form_token": page.token()})
        assert refused.status == 403
    async with site.member() as approver:
        desk = await approver.get("/kelola/sertifikat/ringkas", **{"Bimtek-Fragment": "1"})
        assert "Sertifikat menunggu persetujuan" in desk.words
        page = await approver.fill(
            path,
            {"signing_date": "2017-04-28", "signing_place": "Tanjungpandan"},
            f"{path}/setujui",
        )
        assert "2 sertifikat disetujui." in page.words
        assert "0 dari 2 berkas selesai dibuat, boleh ditinggal" in page.words
        await site.desk.makes()
        page = await approver.get(path)
        assert page.words.count("Terbit") >= 2 and "002/BTK-KL/DISPERIN/IV/2017" in page.words
        index = await approver.get("/kelola/sertifikat")
        assert story.workshop.title in index.words


async def test_it_says_what_it_waits_for(site: Site) -> None:
    story = await belitung(site.desk, 1)
    await site.desk.hears(sheet(story.workshop, story.attended, closed=False))
    async with site.member(Role.VIEWER) as viewer:
        page = await viewer.get(f"/kelola/sertifikat/{story.workshop.id}")
        assert "Daftar hadir masih terbuka." in page.words


async def test_wrong_dates_come_back_with_what_was_typed(site: Site) -> None:
    story = await belitung(site.desk, 1)
    path = f"/kelola/sertifikat/{story.workshop.id}"
    async with site.member() as approver:
        for wrong in ("kemarin", "0017-04-28"):
            page = await approver.fill(
                path, {"signing_date": wrong, "signing_place": "Tanjungpandan"}, f"{path}/setujui"
            )
            assert page.status == 422 and 'value="Tanjungpandan"' in page.text
        assert await site.desk.makes() == 0


async def test_the_heading_says_what_the_rows_say(site: Site) -> None:
    """Only what was handed in waits for approval; before that it is being prepared."""
    story = await belitung(site.desk, 3)
    path = f"/kelola/sertifikat/{story.workshop.id}"
    async with site.member(Role.ADMIN) as admin:
        page = await admin.get(path)
        assert "3 sertifikat disiapkan" in page.words and page.words.count("Disiapkan") == 3
        assert "enunggu persetujuan" not in page.words
        page = await admin.fill(path, {}, f"{path}/ajukan")
        assert "3 sertifikat menunggu persetujuan" in page.words
        assert page.words.count("Menunggu persetujuan") == 3 and "disiapkan" not in page.words.lower()
        late = registration(story.workshop)
        await site.desk.hears(late, sheet(story.workshop, {**story.attended, late.id: 8}))
        page = await admin.get(path)
        assert "1 sertifikat disiapkan · 3 sertifikat menunggu persetujuan" in page.words


async def test_who_only_tries_it_out_is_told_how_to_approve_all_the_same(site: Site) -> None:
    """The address of this test is http and a number, as on a first try; an example office may approve."""
    await site.desk.db.run(staff.keep_organization, office_document(example=False))
    story = await belitung(site.desk, 2)
    path = f"/kelola/sertifikat/{story.workshop.id}"
    signed = {"signing_date": "2017-04-28", "signing_place": "Tanjungpandan"}
    async with site.member(Role.ADMIN) as admin:
        page = await admin.get(path)
        assert 'Untuk mencoba saja: centang "Instansi contoh" di halaman Instansi.' in page.words
        assert "Setujui semua" not in page.words
        refused = await admin.fill(path, signed, f"{path}/setujui")
        assert refused.status == 422 and "Untuk mencoba saja" in refused.words
        await site.desk.db.run(staff.keep_organization, office_document(example=True))
        page = await admin.fill(path, signed, f"{path}/setujui")
        assert "2 sertifikat disetujui." in page.words


async def test_one_certificate_is_corrected_sent_handed_over_and_revoked(site: Site) -> None:
    story, row = await site.issued(1)
    await site.desk.hears(newer(story.people[0], certificate_name="Siti Nur'aini"))
    path = f"/kelola/sertifikat/satu/{row.id}"
    async with site.member(Role.ADMIN) as admin:
        page = await admin.get(path)
        assert "Nama di pendaftaran sudah berubah" in page.words and "wa.me" in page.text
        page = await admin.fill(path, {}, f"{path}/kirim")
        assert "Email dikirim lagi ke" in page.words
        page = await admin.fill(path, {}, f"{path}/disampaikan")
        assert "Lewat tautan kartu" in page.words
        page = await admin.fill(path, {"name": "Siti Nur'aini"}, f"{path}/perbaiki")
        assert "nomor yang sama" in page.words
        await site.desk.makes()
        asked = await admin.get(f"{path}/cabut")
        assert row.number in asked.words
        page = await admin.fill(f"{path}/cabut", {"reason": "digabung"})
        assert page.status == 422
        page = await admin.fill(f"{path}/cabut", {"reason": "salah_penulisan", "note": "keliru ketik"})
        assert page.url == path and "Dicabut" in page.words and "keliru ketik" in page.words


async def test_the_name_to_correct_is_the_one_on_the_paper_unless_registration_has_a_newer(
    site: Site,
) -> None:
    story, row = await site.issued(1)
    path = f"/kelola/sertifikat/satu/{row.id}"
    async with site.member(Role.ADMIN) as admin:
        await admin.fill(path, {"name": "Siti Nur'aini"}, f"{path}/perbaiki")
        assert 'value="Siti Nur&#39;aini"' in (await admin.get(path)).text
        await site.desk.hears(newer(story.people[0], certificate_name="Siti N."))
        assert 'value="Siti N."' in (await admin.get(path)).text


async def test_one_person_may_be_approved_before_the_others(site: Site) -> None:
    story = await belitung(site.desk, 2)
    row = (await site.desk.rows(story.workshop))[1]
    async with site.member() as approver:
        page = await approver.get(f"/kelola/sertifikat/satu/{row.id}")
        assert "Hanya sertifikat ini yang diberi nomor: Pangkalpinang, 28 April 2017." in page.words
        fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text))
        page = await approver.post(f"/kelola/sertifikat/{story.workshop.id}/setujui", fields)
        assert "1 sertifikat disetujui." in page.words
    numbers = {row.registration_id: row.number for row in await site.desk.rows(story.workshop)}
    assert sorted(numbers.values()) == ["", "001/BTK-KL/DISPERIN/IV/2017"] and numbers[row.registration_id]


async def test_nothing_of_a_cancelled_workshop_can_be_approved(site: Site) -> None:
    story = await belitung(site.desk, 1)
    (row,) = await site.desk.rows(story.workshop)
    async with site.member(Role.ADMIN) as admin:
        one, all_ = f"/kelola/sertifikat/satu/{row.id}", f"/kelola/sertifikat/{story.workshop.id}"
        assert "Setujui sertifikat ini" in (await admin.get(one)).words
        assert "Setujui semua" in (await admin.get(all_)).words
        assert story.workshop.title in (await admin.get("/kelola/sertifikat/ringkas")).words
        await site.desk.hears(newer(story.workshop, state=WorkshopState.CANCELLED))
        page = await admin.get(all_)
        assert "Bimtek ini dibatalkan; tidak ada sertifikat." in page.words
        assert "Setujui semua" not in page.words
        assert "Setujui sertifikat ini" not in (await admin.get(one)).words
        assert story.workshop.title not in (await admin.get("/kelola/sertifikat/ringkas")).words


async def test_a_file_nobody_tries_any_more_waits_for_a_person_though_no_reason_is_known(site: Site) -> None:
    """As after a process that was killed each time: tries are used up, and nobody noted why."""
    story = await belitung(site.desk, 1)
    await site.desk.approves(story.workshop)
    (row,) = await site.desk.rows(story.workshop)

    async def killed_each_time(tx: Tx) -> None:
        await tx.execute("update certificate set tries = 5")

    await site.desk.db.run(killed_each_time)
    assert await site.desk.makes() == 0
    path = f"/kelola/sertifikat/satu/{row.id}"
    async with site.member(Role.ADMIN) as admin:
        tasks = await admin.get("/kelola/sertifikat/ringkas", **{"Bimtek-Fragment": "1"})
        assert "Berkas sertifikat tidak dapat dibuat" in tasks.words
        board = await admin.get(f"/kelola/sertifikat/{story.workshop.id}")
        assert "Gagal dibuat" in board.words and "boleh ditinggal" not in board.words
        assert "Terjadi gangguan saat berkasnya dibuat." in (await admin.get(path)).words
        again = f"{path}/coba-lagi"
        assert "Berkasnya sedang dibuat lagi." in (await admin.fill(path, {}, again)).words
    assert await site.desk.makes() == 1


async def test_the_void_list_names_every_number_that_was_revoked(site: Site) -> None:
    _story, row = await site.issued()
    await site.revokes(row)
    async with site.member(Role.VIEWER) as viewer:
        page = await viewer.get("/kelola/sertifikat")
        assert "Nomor yang batal" in page.words and row.number in page.words
        assert "diterbitkan keliru" in page.words


async def test_a_second_press_sends_no_second_mail(site: Site) -> None:
    _story, row = await site.issued(1)
    path = f"/kelola/sertifikat/satu/{row.id}"
    async with site.member(Role.ORGANIZER) as organizer:
        token = (await organizer.get(path)).token()
        for _ in range(2):
            await organizer.post(f"{path}/kirim", {"form_token": token})
    assert len(await site.desk.mails()) == 2


@pytest.mark.parametrize("role", [Role.ADMIN, Role.ORGANIZER, Role.APPROVER])
async def test_charlie_of_another_office_sees_nothing(site: Site, role: Role) -> None:
    story, row = await site.issued(1)
    other = new_id()
    await site.desk.db.run(staff.keep_organization, organization(other))
    async with site.member(role, other) as charlie:
        for path in (
            f"/kelola/sertifikat/{story.workshop.id}",
            f"/kelola/sertifikat/satu/{row.id}",
            f"/api/v1/certificates/workshops/{story.workshop.id}",
        ):
            assert (await charlie.get(path)).status == 404
        assert row.name not in (await charlie.get("/kelola/sertifikat")).words
        assert (
            "Sertifikat"
            not in (await charlie.get("/kelola/sertifikat/ringkas", **{"Bimtek-Fragment": "1"})).words
        )


async def test_the_history_says_who_revoked_what(site: Site) -> None:
    _story, row = await site.issued(1)
    path = "/kelola/sertifikat/riwayat"
    async with site.member() as approver:
        one = f"/kelola/sertifikat/satu/{row.id}/cabut"
        fields = {"reason": "diterbitkan_keliru", "note": "Tertukar dengan adiknya"}
        await approver.fill(one, fields)
        assert (await approver.get(path)).status == 403
    other = new_id()
    await site.desk.db.run(staff.keep_organization, organization(other))
    async with site.member(Role.ADMIN) as admin, site.member(Role.ADMIN, other) as charlie:
        page = await admin.get(path)
        assert f"Sertifikat dicabut {row.name}" in page.words
        assert "Status: Terbit → Dicabut" in page.words and "Alasan: diterbitkan keliru" in page.words
        assert "Aplikasi Sertifikat diterbitkan" in page.words
        assert "Tanggal penandatanganan: 28 April 2017" in page.words
        assert row.name in (await admin.get(f"{path}?cari={row.name}")).words
        for search in ("", f"?cari={row.name}", "?cari=tertukar"):
            page = await charlie.get(f"{path}{search}")
            nothing = "Tidak ada perubahan yang cocok." if search else "Belum ada perubahan."
            assert nothing in page.words and "Alasan: diterbitkan keliru" not in page.words


async def test_programs_use_the_same_rules(site: Site) -> None:
    story = await belitung(site.desk, 2)
    base = f"/api/v1/certificates/workshops/{story.workshop.id}"
    async with site.member(Role.ADMIN) as admin:
        token = (await admin.get(f"/kelola/sertifikat/{story.workshop.id}")).token()
        headers = {"X-Form-Token": token, "Origin": site.url, "Sec-Fetch-Site": "same-origin"}

        async def call(path: str, body: dict[str, object]) -> tuple[int, dict[str, object]]:
            async with admin.session.post(
                path, json=body, headers={**headers, "Idempotency-Key": str(new_id())}
            ) as response:
                return response.status, await response.json()

        status, submitted = await call(f"{base}/submission", {})
        assert (status, submitted) == (200, {"submitted": 2})
        status, approved = await call(f"{base}/approval", {"signing_date": "2017-04-28"})
        assert status == 200 and len(approved["numbers"]) == 2  # type: ignore[arg-type]
        await site.desk.makes()
        listed = (await admin.get(base)).text
        assert listed.count('"state":"issued"') == 2
        row = (await site.desk.rows(story.workshop))[0]
        one = f"/api/v1/certificates/certificates/{row.id}"
        assert (await call(f"{one}/mailings", {}))[0] == 200
        assert (await call(f"{one}/editions", {"name": row.name}))[0] == 409
        assert (await call(f"{one}/editions", {"name": "X"}))[0] == 422
        assert (await call(f"{one}/revocation", {"reason": "diterbitkan_keliru"}))[0] == 200
    async with site.visitor() as anybody:
        assert (await anybody.get(base)).status == 401


async def test_an_office_without_workshops_is_led_to_its_schedule(site: Site) -> None:
    async with site.member(office_id=new_id()) as approver:
        page = await approver.get("/kelola/sertifikat")
    assert re.search(r'href="/kelola/jadwal"[^>]*>(<[^>]*>)*Buka jadwal', page.text.split("<main")[1])


async def test_two_classes_of_one_title_are_told_apart(site: Site) -> None:
    classes = [(await belitung(site.desk, 1, class_label=label)).workshop for label in ("Kelas A", "Kelas B")]
    async with site.member(Role.ADMIN) as admin:
        desk = await admin.get("/kelola/sertifikat/ringkas", **{"Bimtek-Fragment": "1"})
        listed = await admin.get("/kelola/sertifikat")
        for of in classes:
            assert f"Sertifikat siap diajukan: {of.full_title}" in desk.words
            assert of.full_title in listed.words
            path = f"/kelola/sertifikat/{of.id}"
            await admin.fill(path, {}, f"{path}/ajukan")
            assert of.full_title in (await admin.get("/kelola/sertifikat/riwayat")).words
