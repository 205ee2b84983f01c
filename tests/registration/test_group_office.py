"""What an office does about the lists of contact persons: links, terms, and who is on them."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta

from services.registration.actions import reaching, retention
from services.registration.actions.sign_up import Admitted
from shared.clock import MovedClock
from shared.events.scheduling import Role, SignUp
from shared.ids import new_id
from shared.mail import MailResult
from tests.registration.test_group_pages import SARI_TYPES, call, rows
from tests.registration.test_groups import SARI, add, made
from tests.support.registration import OFFICE, person, workshop
from tests.support.registration_site import Site
from tests.support.traces import places


async def test_an_office_makes_a_link_and_its_contact_fills_it(site: Site) -> None:
    belitung = workshop(5, sign_up=SignUp.NOMINATION)
    await site.panitia.hears(belitung)
    office = f"/kelola/peserta/{belitung.id}/narahubung"
    async with site.organizer() as alice, site.visitor() as sari:
        assert belitung.slug not in (await sari.get("/")).text, "unlisted"
        closed = await sari.get(f"/bimtek/{belitung.slug}/daftar-beberapa")
        assert "Peserta diusulkan oleh narahubung" in closed.words and 'name="acting"' not in closed.text
        assert "Belum ada narahubung." in (await alice.get(office)).words
        past = await alice.fill(office, {**SARI_TYPES, "most": "2", "deadline": "2017-01-01T00:00"})
        assert past.status == 422 and "Pilih waktu yang akan datang" in past.words
        link = await alice.fill(office, {**SARI_TYPES, "most": "2", "deadline": "2017-04-20T12:00"})
        assert "Tautan dibuat." in link.words and "0 dari 2" in link.words
        assert "wa.me/6281299900777?text=" in link.text
        path = re.findall(r"/kelompok/[0-9A-Z]{26}", link.text)[0]
        first = await sari.get(path)
        assert "Sebelum mendaftarkan" in first.words and "Kamis, 20 April 2017 pukul 12.00 WIB" in first.words
        refused = await sari.fill(path, {}, f"{path}/pernyataan")
        assert refused.status == 422 and "Centang pernyataan" in refused.words
        await sari.fill(path, {"acting": "1"}, f"{path}/pernyataan")
        full = await sari.fill(path, rows(("Siti", "P"), ("Budi", "L"), ("Rusdi", "L")))
        assert full.status == 422 and "Kuota daftar Anda sudah penuh." in full.words
        assert "2 dari 2 orang" in full.words
        shown = await alice.get(link.url)
        assert "Siti" in shown.words and "2 dari 2" in shown.words and "Kuota penuh" in shown.words
        saved = await alice.fill(link.url, {"most": "3"})
        assert "Kuota dan batas waktu disimpan." in saved.words
        again = await alice.post(f"{link.url}/tautan", {"form_token": saved.token()})
        assert "Tautan dikirim lagi lewat email." in again.words
        ask = await alice.get(f"{link.url}/tarik")
        assert "2 orang yang sudah terdaftar tetap terdaftar" in ask.words
        gone = await alice.post(f"{link.url}/tarik", {"form_token": ask.token()})
        assert "Tautan ditarik." in gone.words and path not in gone.text
        assert "Panitia menarik tautan ini." in (await sari.get(path)).words
    async with site.organizer(Role.VIEWER) as viewer:
        assert path not in (await viewer.get(link.url)).text, "who only reads does not get the link"
    async with site.organizer(office_id=new_id()) as other:
        assert (await other.get(link.url)).status == 404 and (await other.get(office)).status == 404
    async with site.organizer(Role.ADMIN) as admin:
        history = await admin.get("/kelola/peserta/riwayat")
        for word in ("dibuat", "ditarik", "dikirim lagi"):
            assert f"Tautan narahubung {word}" in history.words


async def test_the_office_filters_its_people_by_list(site: Site) -> None:
    belitung = workshop(5)
    await site.panitia.hears(belitung)
    group = await made(site.panitia, belitung)
    await add(site.panitia, group, person(full_name="Siti"))
    await site.panitia.signs_up(belitung, person(full_name="Hendra"))
    path = f"/kelola/peserta/{belitung.id}"
    async with site.organizer() as alice:
        listed = await alice.get(f"{path}?narahubung={group.id}&kolom=narahubung")
        assert "Siti" in listed.words and "Hendra" not in listed.words and "Sari Penyuluh" in listed.words
        everybody = await alice.get(f"{path}?kolom=narahubung")
        assert "Siti" in everybody.words and "Hendra" in everybody.words
        assert (await alice.get(f"{path}/peserta.csv")).text.count("Sari Penyuluh") == 1
        call_path = f"/workshops/{belitung.id}/participants?narahubung={group.id}"
        (_status, told) = await call(alice, "GET", call_path)
        assert [one["group_id"] for one in told["items"]] == [str(group.id)]


async def test_whoever_is_on_a_list_reads_who_put_them_there_until_the_list_is_too_old(
    site: Site, clock: MovedClock
) -> None:
    belitung, db = workshop(5), site.panitia.db
    await site.panitia.hears(belitung)
    group = await made(site.panitia, belitung)
    (put,) = await add(site.panitia, group, person(full_name="Siti"))
    assert isinstance(put, Admitted)
    own = "/pendaftaran/" + site.panitia.keys.decrypt(put.manage_sealed, purpose="manage_code")
    async with site.organizer() as alice:
        person_page = await alice.get(f"/kelola/peserta/orang/{put.registration_id}")
        assert "Didaftarkan oleh Sari Penyuluh , 0812-9990-0777" in person_page.words
        assert f"/narahubung/{group.id}" in person_page.text
    async with site.visitor() as siti:
        assert "Didaftarkan oleh Sari Penyuluh, Desa Contoh" in (await siti.get(f"{own}/data")).words
        told = json.loads((await siti.get(f"{own}/data.json")).text)
        assert told["signed_up_by"] == "Sari Penyuluh, Desa Contoh" and SARI.phone not in str(told)
        clock.move_to(belitung.ends_at + timedelta(days=20 * 366))
        while await db.run(retention.retire, clock.now(), OFFICE):
            pass
        assert await places(db, ("sari", SARI.phone)) == []
        assert "Sari" not in (await siti.get(f"{own}/data")).words


async def test_a_deadline_that_is_over_is_refused_by_page_and_call_alike(
    site: Site, clock: MovedClock
) -> None:
    """One that is over already may stay while the quota is changed."""
    belitung = workshop(9)
    await site.panitia.hears(belitung)
    group = await made(site.panitia, belitung, deadline=datetime(2017, 4, 10, 5, 0, 30, tzinfo=UTC))
    page = f"/kelola/peserta/{belitung.id}/narahubung/{group.id}"
    terms = f"/contact-persons/{group.id}/terms"
    over = ("2017-04-10T12:00", "2017-04-10T05:00:30Z")  # the same moment, on the page and in a call
    past = ("2017-04-09T12:00", "2017-04-09T05:00:00Z")
    async with site.organizer() as alice:
        clock.move_to(datetime(2017, 4, 12, tzinfo=UTC))
        for number, (local, moment) in enumerate((over, past), start=3):
            shown = await alice.fill(page, {"most": str(number), "deadline": local})
            status, told = await call(alice, "PUT", terms, {"most": number + 10, "deadline": moment})
            said = "Pilih waktu yang akan datang"
            if (local, moment) == over:
                assert (shown.status, status, told["most"]) == (200, 200, 13)
                assert told["deadline"] == "2017-04-10T05:00:30Z", "not even its seconds changed"
            else:
                assert (shown.status, status) == (422, 422)
                assert said in shown.words and said in json.dumps(told)


async def test_a_list_refused_by_the_mail_server_is_told_to_the_office(site: Site) -> None:
    belitung = workshop(5)
    await site.panitia.hears(belitung)
    group = await made(site.panitia, belitung)
    refused = MailResult("group_link", group.subject, "made", SARI.email, "refused", "550 no such user")
    await site.panitia.db.run(reaching.on_mail, site.panitia.now, refused)
    async with site.organizer() as alice:
        page = await alice.get(f"/kelola/peserta/{belitung.id}/narahubung/{group.id}")
        assert "Email tidak sampai" in page.words and "Kirim lagi lewat email" not in page.words
