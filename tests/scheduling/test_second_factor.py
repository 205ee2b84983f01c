"""Signing in with a code: set up by oneself, asked for, used once, replaced by paper, removed."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
import time_machine

from services.scheduling.actions import staff as staff_actions
from services.scheduling.actions.links import let_in
from services.scheduling.domain.second_factor import STEP, step_of
from shared.events.scheduling import Role
from tests.support.registration_site import Visitor
from tests.support.scheduling import PASSWORD
from tests.support.scheduling_site import Member, Site

OWN = "/kelola/pengguna/saya"
NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def code(secret: str, at: datetime) -> str:
    return pyotp.TOTP(secret).at(at)


async def set_up(member: Member) -> tuple[str, list[str]]:
    """The app's secret and the codes on paper."""
    page = await member.fill(OWN, {"current": PASSWORD}, action=f"{OWN}/kode/mulai")
    (secret,) = re.findall(r"<code>([A-Z2-7 ]+)</code>", page.text)
    secret = secret.replace(" ", "")
    wrong = await member.fill(f"{OWN}/kode", {"code": "000000"})
    assert wrong.status == 422 and "Kode ini tidak cocok" in wrong.words
    done = await member.fill(f"{OWN}/kode", {"code": code(secret, datetime.now(UTC))})
    assert done.status == 200, done.words
    codes = re.findall(r"<code>([0-9A-Z]{4}-[0-9A-Z]{4})</code>", done.text)
    assert len(codes) == 8
    return secret, codes


async def first_step(visitor: Visitor, email: str) -> dict[str, str]:
    """What the page that asks for the code holds."""
    page = await visitor.fill("/masuk", {"email": email, "password": PASSWORD, "next": "/kelola"})
    assert page.status == 200 and "Tulis kode enam angka" in page.words, page.words
    return dict(re.findall(r'name="(form_token|half|next)" value="([^"]*)"', page.text))


async def test_a_code_is_asked_for_and_works_once(site: Site) -> None:
    email = site.office.by.email
    with time_machine.travel(NOW, tick=True) as world:
        async with site.signed_in() as alice:
            secret, _codes = await set_up(alice)
        world.shift(timedelta(minutes=2))
        async with site.visitor() as visitor:
            fields = await first_step(visitor, email)
            assert (await visitor.get("/kelola")).url.startswith("/masuk")  # the password alone opens nothing
            now = code(secret, datetime.now(UTC))
            inside = await visitor.post("/masuk/kode", {**fields, "code": now})
            assert inside.url == "/kelola", inside.words
        async with site.visitor() as thief:  # who read it over the shoulder, within the same 30 seconds
            fields = await first_step(thief, email)
            refused = await thief.post("/masuk/kode", {**fields, "code": now})
            assert refused.status == 422 and "tidak cocok" in refused.words


async def test_codes_on_paper_replace_a_lost_phone_once_each(site: Site) -> None:
    with time_machine.travel(NOW, tick=True):
        async with site.signed_in() as alice:
            _secret, codes = await set_up(alice)
        async with site.visitor() as visitor:
            fields = await first_step(visitor, site.office.by.email)
            typed = codes[0].lower()
            assert (await visitor.post("/masuk/kode", {**fields, "code": typed})).url == "/kelola"
            own = await visitor.get(OWN)
            assert "7 kode cadangan belum dipakai" in own.words
            history = await visitor.get("/kelola/riwayat")
            assert "Masuk dengan kode cadangan" in history.words
        async with site.visitor() as again:
            fields = await first_step(again, site.office.by.email)
            assert (await again.post("/masuk/kode", {**fields, "code": typed})).status == 422


async def test_guesses_wait_longer_and_longer(site: Site) -> None:
    with time_machine.travel(NOW, tick=True):
        async with site.signed_in() as alice:
            await set_up(alice)
        async with site.visitor() as thief:
            fields = await first_step(thief, site.office.by.email)
            answers = [
                (await thief.post("/masuk/kode", {**fields, "code": f"{guess:06}"})).status
                for guess in range(6)
            ]
    assert answers == [422] * 5 + [429]


async def test_the_mailbox_alone_does_not_let_anybody_in(site: Site) -> None:
    db, office = site.running.db, site.office
    with time_machine.travel(NOW, tick=True):
        async with site.signed_in() as alice:
            await set_up(alice)

        hour = timedelta(hours=1)
        token, _sealed = await db.run(let_in, site.running.keys, office.by.staff_id, "password", hour)
        async with site.visitor() as thief:
            page = await thief.fill(f"/masuk/{token}", {"password": "sandi pencuri yang baru"})
            assert page.url == "/masuk" and "kata sandi baru dan kode" in page.words
            assert (await thief.get("/kelola")).url.startswith("/masuk")


async def test_a_changed_password_ends_the_half_way(site: Site) -> None:
    office = site.office
    with time_machine.travel(NOW, tick=True) as world:
        async with site.signed_in() as alice:
            secret, _codes = await set_up(alice)
        async with site.visitor() as visitor:
            fields = await first_step(visitor, office.by.email)
            now = office.clock.now()
            await office.db.run(staff_actions.sign_out_everywhere, now, office.by, office.by.staff_id)
            world.shift(timedelta(seconds=40))
            page = await visitor.post("/masuk/kode", {**fields, "code": code(secret, datetime.now(UTC))})
            assert page.url.startswith("/masuk?") and "Masuk lagi dengan kata sandi" in page.words
            fields = await first_step(visitor, office.by.email)
            world.shift(timedelta(minutes=6))
            page = await visitor.post("/masuk/kode", {**fields, "code": code(secret, datetime.now(UTC))})
            assert page.url.startswith("/masuk?")


async def test_removing_asks_for_the_password_and_an_admin_helps_who_lost_everything(site: Site) -> None:
    office = site.office
    bob = await office.person(Role.ORGANIZER)
    with time_machine.travel(NOW, tick=True):
        async with site.signed_in(bob) as member:
            await set_up(member)
            refused = await member.fill(OWN, {"current": "bukan ini"}, action=f"{OWN}/kode/lepas")
            assert refused.status == 422 and "tidak cocok" in refused.words
        async with site.signed_in() as alice:
            people = await alice.get("/kelola/pengguna")
            assert "dengan kode" in people.words
            path = f"/kelola/pengguna/{bob.staff_id}"
            done = await alice.fill(path, {}, action=f"{path}/kode/lepas")
            assert "dilepas" in done.words
        async with site.signed_in(bob) as member:  # by password alone again
            await set_up(member)
            done = await member.fill(OWN, {"current": PASSWORD}, action=f"{OWN}/kode/lepas")
            assert "Sekarang cukup kata sandi" in done.words


async def test_at_an_unlocked_computer_nobody_locks_its_owner_out_or_guesses(site: Site) -> None:
    async with site.signed_in() as alice:
        refused = await alice.fill(OWN, {"current": "bukan ini"}, action=f"{OWN}/kode/mulai")
        assert refused.status == 422 and "Kata sandi sekarang tidak cocok" in refused.words
        assert (await alice.get(f"{OWN}/kode")).url == OWN  # nothing was begun
        answers = [
            (await alice.fill(OWN, {"current": f"tebakan {guess}"}, action=f"{OWN}/kode/mulai")).status
            for guess in range(5)
        ]
        assert answers == [422] * 4 + [429]


async def test_ones_own_password_and_devices(site: Site) -> None:
    async with site.signed_in() as phone, site.signed_in() as desk:
        wrong = await desk.fill(
            OWN, {"current": "keliru", "password": "sandi baru yang panjang"}, action=f"{OWN}/sandi"
        )
        assert wrong.status == 422 and "Kata sandi sekarang tidak cocok" in wrong.words
        done = await desk.fill(
            OWN, {"current": PASSWORD, "password": "sandi baru yang panjang"}, action=f"{OWN}/sandi"
        )
        assert done.url == OWN and "Perangkat lain sudah dikeluarkan" in done.words
        assert (await phone.get("/kelola")).url.startswith("/masuk")
        out = await desk.fill(OWN, {}, action=f"{OWN}/keluar")
        assert out.url == "/masuk"
        assert (await desk.get("/kelola")).url.startswith("/masuk")
    async with site.visitor() as visitor:
        assert (
            await site.signs_in(visitor, site.office.by.email, "sandi baru yang panjang")
        ).url == "/kelola"


async def test_a_printed_invitation_is_opened_by_its_code(site: Site) -> None:
    async with site.signed_in() as alice:
        page = await alice.fill(
            "/kelola/pengguna",
            {"name": "Joko Purnomo", "email": "joko@contoh.example", "role": "operator", "way": "print"},
        )
        (typed,) = re.findall(r'<code class="long-code">([0-9A-Z-]+)</code>', page.text)
        assert '<svg class="qr"' in page.text or "qr-box" in page.text
    async with site.visitor() as joko:
        unknown = await joko.fill("/masuk/undangan", {"code": "AAAA-BBBB"})
        assert unknown.status == 422 and "tidak kami kenal" in unknown.words
        welcome = await joko.fill("/masuk/undangan", {"code": typed.lower().replace("-", " ")})
        assert "Selamat datang, Joko Purnomo" in welcome.words


async def test_people_are_searched_and_filtered(site: Site) -> None:
    await site.office.person(Role.OPERATOR, "Joko Purnomo")
    await site.office.person(Role.VIEWER, "Siti Aminah")
    async with site.signed_in() as alice:
        assert "Siti Aminah" not in (await alice.get("/kelola/pengguna?cari=joko")).words
        by_role = await alice.get("/kelola/pengguna?peran=viewer&status=active")
        assert "Siti Aminah" in by_role.words and "Joko Purnomo" not in by_role.words
        assert "Tidak ada pengguna yang cocok" in (await alice.get("/kelola/pengguna?status=invited")).words


@pytest.mark.parametrize(
    ("seconds", "right"), [(-30, True), (0, True), (30, True), (-90, False), (90, False)]
)
def test_a_clock_half_a_minute_off_is_forgiven(seconds: int, right: bool) -> None:
    secret = pyotp.random_base32()
    at = NOW + timedelta(seconds=15)
    given = code(secret, at + timedelta(seconds=seconds))
    assert (step_of(secret, given, at, 0) is not None) is right


def test_no_step_is_taken_twice() -> None:
    secret = pyotp.random_base32()
    step = int(NOW.timestamp()) // STEP
    assert step_of(secret, code(secret, NOW), NOW, step - 1) == step
    assert step_of(secret, code(secret, NOW), NOW, step) is None


async def test_a_copy_of_the_tables_does_not_give_the_codes_on_paper(site: Site) -> None:
    """Eight characters are tried through in minutes where the hash needs no key of the installation."""
    async with site.signed_in() as alice:
        _secret, codes = await set_up(alice)
    async with site.office.db.read() as tx:
        rows = await tx.fetch("select code_sha256, account_id from recovery_code")
    kept, account = {row["code_sha256"] for row in rows}, rows[0]["account_id"]
    guessed = {
        hashlib.sha256(text.encode()).digest()
        for code in (one.replace("-", "") for one in codes)
        for text in (code, f"{account} {code}", f"{account}{code}")
    }
    assert len(kept) == 8 and not kept & guessed


async def test_a_password_set_by_mail_does_not_make_the_browser_known(site: Site) -> None:
    """The thief of a mailbox sets a password from their own browser; it is still strange when it signs in."""
    db, office = site.running.db, site.office
    with time_machine.travel(NOW, tick=True) as world:
        async with site.signed_in() as alice:
            secret, _codes = await set_up(alice)
        world.shift(timedelta(minutes=2))
        hour = timedelta(hours=1)
        token, _sealed = await db.run(let_in, site.running.keys, office.by.staff_id, "password", hour)
        async with site.visitor() as thief:
            thief.session.headers["User-Agent"] = "Peramban pencuri"
            await thief.fill(f"/masuk/{token}", {"password": PASSWORD})
            assert await strange_sign_ins(site) == 0
            fields = await first_step(thief, office.by.email)
            inside = await thief.post("/masuk/kode", {**fields, "code": code(secret, datetime.now(UTC))})
            assert inside.url == "/kelola", inside.words
        assert await strange_sign_ins(site) == 1


async def strange_sign_ins(site: Site) -> int:
    async with site.running.db.read() as tx:
        return int(await tx.fetchval("select count(*) from mail where purpose = 'new_sign_in'"))


async def test_an_open_session_is_not_enough_to_take_ones_own_codes_away(site: Site) -> None:
    me = f"/kelola/pengguna/{site.office.by.staff_id}"
    with time_machine.travel(NOW, tick=True):
        async with site.signed_in() as alice:
            await set_up(alice)
            assert f"{me}/kode/lepas" not in (await alice.get(me)).text
            led = await alice.fill(me, {}, action=f"{me}/kode/lepas")
            assert led.url == OWN and "dengan kata sandi" in led.words
        async with site.visitor() as visitor:
            await first_step(visitor, site.office.by.email)  # the code is still asked for
