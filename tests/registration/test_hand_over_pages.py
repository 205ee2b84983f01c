"""The page and the call for handing a seat over: what either person reads, and what neither does."""

from __future__ import annotations

import json
from typing import Any

from services.registration.actions import quotas
from services.registration.domain.quotas import Of, Quota, Rule
from services.registration.store.registrations import Row
from shared.crypto import Keys
from shared.events.registration import RegistrationState as State
from shared.events.scheduling import Role, Workshop
from shared.ids import new_id, shown
from tests.registration.test_hand_over import allowed
from tests.registration.test_quotas import MEMBALONG, YULI, membalong
from tests.registration.test_seats_page import OWN, call, seats_page
from tests.support.registration import person, workshop
from tests.support.registration_site import FORM, Site, Visitor

NIK = "1902010101909991"
COMES = {key: value for key, value in FORM.items() if not key.startswith("consent_")} | {
    "full_name": "Rahmat Hidayat",
    "email": "rahmat@contoh.example",
    "phone": "0812 9990 0777",
    "nik": NIK,
}


def link(keys: Keys, row: Row) -> str:
    return "/pendaftaran/" + keys.decrypt(row.manage_sealed, purpose="manage_code")


async def test_a_page_a_new_card_and_nothing_of_the_other_person(site: Site, keys: Keys) -> None:
    belitung = workshop(1)
    await site.panitia.hears(belitung)
    ani = await site.panitia.signs_up(belitung, person(full_name="Ani Kusuma", email="ani@contoh.example"))
    old = link(keys, ani)
    async with site.visitor() as visitor, site.organizer() as alice, site.organizer(Role.ADMIN) as admin:
        assert "Serahkan kursi" not in (await visitor.get(old)).words
        assert (await visitor.get(f"{old}/serahkan")).url == old
        ticked = await alice.post(
            f"{seats_page(belitung)}/serahkan",
            {"form_token": (await alice.get(seats_page(belitung))).token(), "allowed": "1"},
        )
        assert "Peserta dapat menyerahkan kursinya." in ticked.words
        assert "Serahkan kursi kepada orang lain" in (await visitor.get(old)).words
        form = await visitor.get(f"{old}/serahkan")
        sent = {"form_token": form.token(), **COMES}
        wrong = await visitor.post(f"{old}/serahkan", {**sent, "consent": "", "full_name": "7"})
        assert wrong.status == 422 and "Rahmat" not in wrong.text and NIK in wrong.text
        done = await visitor.post(f"{old}/serahkan", sent)
        assert "Kursi Anda sudah diserahkan" in done.words and done.url != old
        again = await visitor.post(f"{old}/serahkan", sent)
        assert again.url == done.url, "a second press leads to the same page"
        assert "Rahmat" not in done.text and "0777" not in done.text
        for path in (old, f"{old}/data", f"{old}/kartu.png"):
            assert (await visitor.get(path)).status == 404
        entrance = await visitor.fill("/pendaftaran", {"card_code": shown(ani.card_code)})
        assert "Ani" not in entrance.text
        (comes,) = await _of(site, "Rahmat Hidayat")
        card = await visitor.get(link(keys, comes))
        assert "Rahmat Hidayat" in card.words and "Ani" not in card.text and "ani@" not in card.text
        assert not comes.consent_photo
        mine = await visitor.get(f"{link(keys, comes)}/data")
        assert "peserta yang menyerahkan kursinya" in mine.words
        assert (
            "Menerima kursi dari Ani Kusuma" in (await alice.get(f"/kelola/peserta/orang/{comes.id}")).words
        )
        page = await alice.get(f"/kelola/peserta/orang/{ani.id}")
        assert "Kursinya dialihkan" in page.words and "Kursinya diserahkan kepada Rahmat" in page.words
        history = (await admin.get("/kelola/peserta/riwayat")).words
        assert "Kursi diserahkan kepada orang lain" in history and "Penyerahan kursi dibuka" in history
    assert NIK not in "".join(await site.panitia.events())


async def _of(site: Site, name: str) -> list[Row]:
    async with site.panitia.db.read() as tx:
        found = await tx.fetch("select id from registration where full_name = $1", name)
    return [await site.panitia.row(one["id"]) for one in found]


async def test_the_duplicate_guard_runs_and_the_one_without_email_is_called(site: Site, keys: Keys) -> None:
    belitung = workshop(2)
    await allowed(site.panitia, belitung)
    ani = await site.panitia.signs_up(belitung, person(full_name="Ani", email=""))
    await site.panitia.signs_up(belitung, person(full_name="Rahmat H.", nik=NIK))
    async with site.visitor() as visitor, site.organizer() as alice:
        path = f"{link(keys, ani)}/serahkan"
        done = await visitor.fill(path, COMES | {"email": ""})
        assert "sudah diserahkan" in done.words and "NIK" not in done.words
        (comes,) = await _of(site, "Rahmat Hidayat")
        assert (
            "Mungkin orang yang sama mendaftar dua kali"
            in (await alice.get(f"/kelola/peserta/orang/{comes.id}")).words
        )
        calls = (await alice.get(f"/kelola/peserta/{belitung.id}/hubungi")).words
        assert "menyerahkan kursinya kepada Anda" in calls
    assert await site.panitia.tasks(ani) == ["sign_up_confirmed", "seat_handed_over"]
    assert await site.panitia.tasks(comes) == ["seat_received"]


async def test_a_refusal_is_told_in_words_that_reveal_nobody(site: Site, keys: Keys) -> None:
    belitung = workshop(2)
    await allowed(site.panitia, belitung)
    reserve = Quota("difabel", Rule.RESERVED, 1, Of.DISABILITY)
    await site.panitia.db.run(quotas.change, site.panitia.now, YULI, belitung.id, [reserve])
    await site.panitia.signs_up(belitung, person(district_code="19.02.01"))
    ani = await site.panitia.signs_up(belitung, person(district_code=MEMBALONG, disability="yes"))
    async with site.visitor() as visitor:
        told = await visitor.fill(f"{link(keys, ani)}/serahkan", COMES)
        assert told.status == 422 and "menurut aturan kuota tidak dapat diserahkan" in told.words
        await site.panitia.db.run(quotas.change, site.panitia.now, YULI, belitung.id, [membalong(1)])
        other = await site.panitia.row(ani.id)
        assert other.state is State.CONFIRMED
        budi = await _somebody(site, belitung)
        told = await visitor.fill(f"{link(keys, budi)}/serahkan", COMES | {"district_code": MEMBALONG})
        assert "Aturannya: Paling banyak 1 untuk Kecamatan Membalong." in told.words


async def _somebody(site: Site, of: Workshop) -> Row:
    async with site.panitia.db.read() as tx:
        id = await tx.fetchval(
            "select id from registration where workshop_id = $1 and district_code = '19.02.01'", of.id
        )
    return await site.panitia.row(id)


async def _call(
    who: Visitor, path: str, body: dict[str, Any], key: str = "satu"
) -> tuple[int, dict[str, Any]]:
    headers = {**OWN, "Origin": str(who.session._base_url).rstrip("/"), "Idempotency-Key": key}
    async with who.session.post(f"/api/v1/registration{path}", json=body, headers=headers) as answered:
        return answered.status, json.loads(await answered.text())


async def test_programs_do_the_same(site: Site, keys: Keys) -> None:
    belitung = workshop(1)
    await site.panitia.hears(belitung)
    ani = await site.panitia.signs_up(belitung, person(full_name="Ani"))
    path = link(keys, ani).replace("/pendaftaran", "/registrations") + "/hand-over"
    body = {**COMES, "gender": "L"}
    async with site.organizer() as alice, site.visitor() as visitor:
        status, told = await _call(visitor, path, body)
        assert status == 409 and "tidak membuka penyerahan kursi" in told["detail"]
        where = f"/workshops/{belitung.id}/hand-over"
        status, seats = await call(alice, "PUT", where, {"allowed": True})
        assert status == 200 and seats["hand_over"] is True
        status, told = await _call(visitor, path, {**body, "consent": ""})
        assert status == 422
        status, told = await _call(visitor, path, body)
        assert status == 200 and told["state"] == "cancelled" and told["full_name"] == "Ani"
        assert await _call(visitor, path, body) == (200, told), "the same key answers the same again"
        status, _told = await _call(visitor, path, {**body, "full_name": "Lain"})
        assert status == 422
        status, _told = await _call(visitor, path, body, "dua")
        assert status == 404
    async with site.organizer(office_id=new_id()) as charlie:
        assert (await call(charlie, "PUT", where, {"allowed": False}))[0] == 404
    async with site.organizer(Role.VIEWER) as viewer:
        assert (await call(viewer, "PUT", where, {"allowed": False}))[0] == 403
