"""Getting in: the first admin, invitations, passwords and their back-off, links that work once."""

from __future__ import annotations

import asyncio
import re

import pytest

from services.scheduling.actions import first_admin_token, sign_in_token
from services.scheduling.actions import sign_in as sign_in_actions
from services.scheduling.actions import staff as staff_actions
from services.scheduling.domain.refusals import LastAdmin, LinkDead
from shared.crypto import Keys
from shared.db import Database
from shared.events.scheduling import Role
from tests.support.scheduling import PASSWORD, Planner
from tests.support.scheduling_site import Site

SET_UP = {
    "office_name": "Dinas Perindustrian Kabupaten Contoh (CONTOH)",
    "short_name": "Disperin Contoh",
    "town": "Tanjungpandan",
    "province_code": "19",
    "zone": "Asia/Jakarta",
    "name": "Budi Santoso",
    "email": "budi@contoh.example",
    "password": "gula aren manis sekali",
    "example": "1",
}


async def test_the_first_admin_sets_up_an_office_with_a_token_used_once(site: Site) -> None:
    db, now = site.running.db, site.office.now
    assert await db.run(first_admin_token, now) is None  # there is an office already
    old = await db.run(first_admin_token, now, another=True)
    token = await db.run(first_admin_token, now, another=True)
    async with site.visitor() as budi:
        assert (await budi.get(f"/masuk/{old}")).status == 410  # only the newest works
        weak = await budi.fill(f"/masuk/{token}", {**SET_UP, "password": "budi santoso"})
        assert weak.status == 422
        assert "mudah ditebak" in weak.words
        assert 'value="Disperin Contoh"' in weak.text
        assert "budi santoso" not in weak.text.lower().split("kata sandi")[-1]
        inside = await budi.fill(f"/masuk/{token}", SET_UP)
        assert inside.url == "/kelola/instansi"
        assert "Instansi Anda sudah dibuat" in inside.words
        assert (await budi.get(f"/masuk/{token}")).status == 410
    assert {"OrganizationChanged", "StaffChanged"} <= set(await site.office.told())


async def test_an_address_that_signs_in_elsewhere_is_refused_and_the_token_stays(site: Site) -> None:
    token = await site.running.db.run(first_admin_token, site.office.now, another=True)
    async with site.visitor() as budi:
        taken = await budi.fill(f"/masuk/{token}", {**SET_UP, "email": site.office.by.email})
        assert taken.status == 422
        assert "sudah dipakai untuk masuk" in taken.words
        assert (await budi.fill(f"/masuk/{token}", SET_UP)).status == 200


async def test_a_get_uses_no_link_up_and_two_presses_let_in_once(site: Site) -> None:
    db = site.running.db
    token = await db.run(sign_in_token, site.office.now, site.office.by.email)
    assert token
    async with site.visitor() as preview:
        for _ in range(3):
            assert (await preview.get(f"/masuk/{token}")).status == 200
    answers = await asyncio.gather(
        *(db.run(sign_in_actions.sign_in_by_link, token, "Firefox", "id") for _ in range(8)),
        return_exceptions=True,
    )
    assert sum(isinstance(answer, LinkDead) for answer in answers) == 7
    assert await db.run(sign_in_token, site.office.now, "nobody@contoh.example") is None


async def test_a_sign_in_link_opens_the_desk(site: Site) -> None:
    token = await site.running.db.run(sign_in_token, site.office.now, site.office.by.email)
    async with site.visitor() as alice:
        desk = await alice.fill(f"/masuk/{token}", {})
        assert desk.url == "/kelola"
        assert "Ruang kerja panitia" in desk.words


async def test_wrong_password_and_unknown_address_read_the_same(site: Site) -> None:
    async with site.visitor() as visitor:
        wrong = await site.signs_in(visitor, site.office.by.email, "salah sama sekali")
        unknown = await site.signs_in(visitor, "nobody@contoh.example", "salah sama sekali")
        assert wrong.status == unknown.status == 422
        sentence = "Email atau kata sandi tidak cocok"
        assert sentence in wrong.words
        assert sentence in unknown.words
        assert "salah sama sekali" not in wrong.text


async def test_after_five_wrong_passwords_even_the_right_one_waits(site: Site) -> None:
    async with site.visitor() as visitor:
        for _ in range(5):
            assert (await site.signs_in(visitor, site.office.by.email, "tebakan keliru")).status == 422
        waits = await site.signs_in(visitor, site.office.by.email)
        assert waits.status == 429
        assert "detik" in waits.words
        bob = await site.office.person(Role.ORGANIZER)
        assert (await site.signs_in(visitor, bob.email)).status == 200  # others from that address may


async def test_a_hundred_guesses_at_once_are_all_counted(office: Planner, db: Database) -> None:
    answers = await asyncio.gather(
        *(db.run(sign_in_actions.count_attempt, office.by.email, "10.0.0.1") for _ in range(100)),
        return_exceptions=True,
    )
    assert sum(not isinstance(answer, BaseException) for answer in answers) == 5


async def test_the_right_password_forgives(office: Planner, db: Database) -> None:
    for _ in range(4):
        await db.run(sign_in_actions.count_attempt, office.by.email, "10.0.0.2")
    arguments = (office.by.staff_id, office.by.email, "10.0.0.2", "Firefox", "id")
    await db.run(sign_in_actions.signed_in, *arguments)
    for _ in range(5):
        await db.run(sign_in_actions.count_attempt, office.by.email, "10.0.0.2")


async def test_a_forgotten_password_gets_the_same_answer_and_a_mail_only_if_known(site: Site) -> None:
    async with site.visitor() as visitor:
        known = await visitor.fill("/masuk/lupa", {"email": site.office.by.email})
        unknown = await visitor.fill("/masuk/lupa", {"email": "nobody@contoh.example"})
        assert known.words == unknown.words
        assert "Periksa email Anda" in known.words
    assert await mails(site) == [("password_reset", site.office.by.email)]


async def test_asking_again_floods_nobody_and_ends_no_invitation(site: Site, keys: Keys) -> None:
    person = {"name": "Sri Wahyuni", "email": "sri@contoh.example", "role": "operator", "way": "mail"}
    async with site.signed_in() as alice, site.visitor() as stranger, site.visitor() as sri:
        for _ in range(3):
            await stranger.fill("/masuk/lupa", {"email": site.office.by.email})
        await alice.fill("/kelola/pengguna", person)
        await stranger.fill("/masuk/lupa", {"email": person["email"]})
        assert sorted(await mails(site)) == [
            ("password_reset", site.office.by.email),
            ("staff_invitation", person["email"]),
        ]
        desk = await sri.fill(await mailed_path(site, keys), {"password": "perahu kecil biru"})
        assert desk.url == "/kelola/kehadiran"


async def test_a_new_password_ends_other_sessions(site: Site, keys: Keys) -> None:
    async with site.signed_in() as elsewhere, site.visitor() as alice:
        await alice.fill("/masuk/lupa", {"email": site.office.by.email})
        path = await mailed_path(site, keys)
        short = await alice.fill(path, {"password": "pendek"})
        assert short.status == 422
        assert (await alice.fill(path, {"password": "kapal layar pulang pagi"})).url == "/kelola"
        assert (await elsewhere.get("/kelola")).url.startswith("/masuk")
        assert (await alice.get(path)).status == 410
        assert (await site.signs_in(elsewhere, site.office.by.email, PASSWORD)).status == 422


async def test_an_invitation_by_mail_and_one_printed(site: Site, keys: Keys) -> None:
    person = {"name": "Sri Wahyuni", "email": "sri@contoh.example", "role": "operator", "way": "mail"}
    async with site.signed_in() as alice, site.visitor() as sri, site.visitor() as joko:
        sent = await alice.fill("/kelola/pengguna", person)
        assert "Undangan untuk Sri Wahyuni dikirim" in sent.words
        assert (await alice.fill("/kelola/pengguna", person)).status == 422
        desk = await sri.fill(await mailed_path(site, keys), {"password": "perahu kecil biru"})
        assert desk.url == "/kelola/kehadiran"
        assert (await sri.get("/kelola/pengguna")).status == 403
        printed = {**person, "name": "Joko", "email": "joko@contoh.example", "way": "print"}
        page = await alice.fill("/kelola/pengguna", printed)
        link = re.search(r"/masuk/\w{26}", page.text)
        assert link
        welcome = await joko.get(link[0])
        assert "Selamat datang, Joko" in welcome.words
    tokens = await stored_texts(site)
    assert link[0].rpartition("/")[2] not in tokens  # printed once, kept nowhere


async def test_a_new_browser_is_told_by_mail_the_first_is_not(site: Site) -> None:
    async with site.visitor() as alice:
        await alice.get("/masuk")
        alice.session.headers["User-Agent"] = "Firefox 120"
        await site.signs_in(alice, site.office.by.email)
        assert await mails(site) == []
    async with site.visitor() as stranger:
        stranger.session.headers["User-Agent"] = "Chrome 119"
        await site.signs_in(stranger, site.office.by.email)
    assert await mails(site) == [("new_sign_in", site.office.by.email)]


async def test_signed_out_everywhere_and_disabled(site: Site) -> None:
    bob = await site.office.person(Role.ORGANIZER)
    page = f"/kelola/pengguna/{bob.staff_id}"
    async with site.signed_in() as alice, site.signed_in(bob) as bobs:
        assert (await bobs.get("/kelola")).url == "/kelola"
        await alice.fill(page, {}, action=f"{page}/keluarkan")
        assert (await bobs.get("/kelola")).url.startswith("/masuk")
        assert (await site.signs_in(bobs, bob.email)).status == 200
        await alice.fill(page, {"name": bob.name, "role": "organizer", "disabled": "1"})
        assert (await bobs.get("/kelola")).url.startswith("/masuk")
        assert (await site.signs_in(bobs, bob.email)).status == 422


async def test_an_office_keeps_an_admin(office: Planner, db: Database) -> None:
    with pytest.raises(LastAdmin):
        await db.run(
            staff_actions.change_staff, office.now, office.by, office.by.staff_id, "Alice", "viewer", False
        )
    second = await office.person(Role.ADMIN)
    both = await asyncio.gather(
        *(
            db.run(
                staff_actions.change_staff,
                office.now,
                office.by,
                person.staff_id,
                person.name,
                "viewer",
                False,
            )
            for person in (office.by, second)
        ),
        return_exceptions=True,
    )
    assert sum(isinstance(answer, LastAdmin) for answer in both) == 1


async def mails(site: Site) -> list[tuple[str, str]]:
    """(purpose, address) of every mail queued."""
    async with site.running.db.read() as tx:
        rows = await tx.fetch("select purpose, recipient from mail order by id")
    return [(row["purpose"], row["recipient"]) for row in rows]


async def mailed_path(site: Site, keys: Keys) -> str:
    """Where the newest mail's button leads; the row itself does not show it."""
    from base64 import b64decode

    async with site.running.db.read() as tx:
        data = await tx.fetchval("select data from mail order by id desc limit 1")
    assert "/masuk/" not in str(data)
    return keys.decrypt(b64decode(data["sealed"]["path"]), purpose="path")


async def stored_texts(site: Site) -> str:
    async with site.running.db.read() as tx:
        rows = await tx.fetch("select outcome::text from once union all select data::text from mail")
    return " ".join(str(row[0]) for row in rows)
