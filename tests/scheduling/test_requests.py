"""Requests for training: anybody asks, the office answers and turns several into one workshop."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from services.scheduling.actions import requests, workshops
from services.scheduling.actions.workshops import Timetable
from services.scheduling.store import request_answers
from services.scheduling.store import requests as store
from shared.clock import MovedClock
from shared.db import Tx
from shared.events.scheduling import Role
from shared.mail import MailResult
from tests.support.requests import KEYS, TYPED, asks, mails, shown
from tests.support.scheduling import FIRST_DAY, MEMBALONG, TANJUNGPANDAN, Planner
from tests.support.scheduling_site import Site
from tests.support.settle import ended_or_blocked


@pytest.fixture(autouse=True)
def _keys(office: Planner, keys: Any) -> None:
    KEYS[office.office_id] = keys


async def test_a_village_asks_and_reads_the_answer(site: Site) -> None:
    office = site.office
    async with site.visitor() as village:
        page = await village.fill("/usulan", TYPED)
        assert page.status == 200, page.words
        assert "Diajukan" in page.words and "25 orang" in page.words
        link = page.url
        assert re.fullmatch(r"/usulan/[0-9A-Z]{26}", link)
        (confirmation,) = await mails(office, "request_received")
        assert confirmation["recipient"] == "kembiri@contoh.example"
        # The address may be a stranger's: nothing that was typed is in it.
        assert "nira" not in str(confirmation["data"]) and "Rahayu" not in str(confirmation["data"])
        async with site.signed_in() as alice:
            desk = await alice.get("/kelola")
            assert "Usulan Bimtek yang belum dibaca" in desk.words
            listed = await alice.get("/kelola/usulan")
            (one,) = re.findall(r"/kelola/usulan/([0-9a-f-]{36})", listed.text)[:1]
            detail = await alice.get(f"/kelola/usulan/{one}")
            assert "0812-9990-0011" in detail.words and "Ibu Rahayu Ningsih" in detail.words
            refused = await alice.fill(
                f"/kelola/usulan/jawab?id={one}", {"id": one, "shown": "declined", "words": ""}
            )
            assert refused.status == 422 and "Tulis alasannya" in refused.words
            told = await alice.fill(
                f"/kelola/usulan/jawab?id={one}",
                {
                    "id": one,
                    "shown": "declined",
                    "words": "Anggaran 2017 sudah terpakai. Usulkan lagi di 2018.",
                },
            )
            assert told.status == 200, told.words
        page = await village.get(link)
        assert "Belum dapat dipenuhi" in page.words and "Usulkan lagi di 2018" in page.words
    (mailed,) = await mails(office, "request_answered")
    assert mailed["data"]["words"].startswith("Anggaran 2017")


async def test_wrong_fields_come_back_with_everything_typed(site: Site) -> None:
    typed = {**TYPED, "people": "banyak", "phone": "12", "consent": ""}
    async with site.visitor() as village:
        page = await village.fill("/usulan", typed)
    assert page.status == 422
    assert 'value="Membuat gula semut dari nira aren"' in page.text
    assert "Tulis nomor HP seperti" in page.words and "Centang persetujuan" in page.words
    async with site.office.db.read() as tx:
        assert await tx.fetchval("select count(*) from request") == 0


async def test_pressed_twice_it_is_one_request(site: Site) -> None:
    async with site.visitor() as village:
        form = await village.get("/usulan")
        (token,) = re.findall(r'name="form_token" value="([^"]+)"', form.text)
        urls = set()
        for _press in range(2):
            async with village.session.post("/usulan", data={**TYPED, "form_token": token}) as answer:
                urls.add(str(answer.url))
    assert len(urls) == 1
    async with site.office.db.read() as tx:
        assert await tx.fetchval("select count(*) from request") == 1


async def test_similar_requests_become_one_workshop_and_all_are_told(site: Site) -> None:
    office = site.office
    venue = await office.venue("Balai Desa Kembiri", 80, MEMBALONG)
    first = await asks(office, body="Desa Kembiri")
    second = await asks(office, body="Kelompok Aren Jaya", commodity="gula AREN", email="", people=12)
    other = await asks(office, body="Sentra Kerupuk", commodity="Kerupuk", district_code=TANJUNGPANDAN)
    async with office.db.read() as tx:
        groups = await store.groups(tx, office.office_id)
    assert [(group.requests, group.people) for group in groups] == [(2, 37), (1, 25)]
    async with site.signed_in() as alice:
        listed = await alice.get("/kelola/usulan")
        assert "Usulan serupa" in listed.words
        chosen = f"/kelola/usulan/jadwalkan?id={first}&id={second}"
        page = await alice.fill(
            chosen,
            {
                "id": [str(first), str(second)],
                "programme_id": str(office.programme_id),
                "title": "Bimtek Gula Semut",
                "venue_id": str(venue),
                "capacity": "37",
                "first_day": FIRST_DAY.isoformat(),
                "template_days": "3",
            },
            action="/kelola/usulan/jadwalkan/baru",
        )
        assert page.status == 200 and "Berasal dari usulan" in page.words, page.words
    assert [await shown(office, one) for one in (first, second, other)] == ["merged", "merged", "submitted"]
    assert await mails(office, "request_answered") == []  # a draft is nobody else's business
    async with office.db.read() as tx:
        (asked, _other) = await store.chosen(tx, office.office_id, [first, second])
        assert asked.workshop_id is not None
        workshop_id = asked.workshop_id
        details = await tx.fetchrow("select * from workshop where id = $1", workshop_id)
    assert details is not None and details["capacity"] == 37
    await _publishable(office, workshop_id)
    await office.publishes(workshop_id, "gula-semut")
    assert [await shown(office, one) for one in (first, second)] == ["scheduled", "scheduled"]
    (mailed,) = await mails(office, "request_answered")
    assert mailed["recipient"] == "kembiri@contoh.example" and mailed["data"]["slug"] == "gula-semut"
    async with site.signed_in() as alice:
        desk = await alice.get("/kelola")
        assert "Pengusul perlu dihubungi" in desk.words  # the group has no email
        page = await alice.get(f"/kelola/usulan/{second}")
        assert "wa.me/6281299900011" in page.text
        (action,) = re.findall(r'action="(/kelola/usulan/[^"]+/dihubungi)"', page.text)
        done = await alice.fill(f"/kelola/usulan/{second}", {}, action=action)
        assert "dihubungi Alice Rahmawati" in done.words
        assert "Pengusul perlu dihubungi" not in (await alice.get("/kelola")).words
    await office.db.run(workshops.cancel_workshop, office.now, office.by, workshop_id, "Narasumber sakit")
    assert [await shown(office, one) for one in (first, second)] == ["studied", "studied"]
    assert [mail["data"]["shown"] for mail in await mails(office, "request_answered")] == [
        "scheduled",
        "reopened",
    ]


async def _publishable(office: Planner, workshop_id: UUID) -> None:
    async def fill(tx: Tx) -> None:
        await tx.execute(
            "update workshop set contact_name = 'Ibu Yuliana', contact_whatsapp = '6281299900001', "
            "sign_up_opens_at = $2, sign_up_closes_at = $3 where id = $1",
            workshop_id,
            office.now,
            office.now + timedelta(days=1),
        )

    await office.db.run(fill)


async def test_joining_a_published_workshop_tells_at_once(office: Planner) -> None:
    venue = await office.venue(capacity=60)
    workshop = await office.draft(venue, timetable=Timetable(3, FIRST_DAY))
    await office.publishes(workshop, "batok")
    one = await asks(office)
    await office.db.run(requests.join_workshop, office.now, office.by, [one], workshop)
    assert await shown(office, one) == "scheduled"
    assert len(await mails(office, "request_answered")) == 1


async def test_a_deleted_draft_leaves_its_requests_to_be_decided(office: Planner) -> None:
    draft = await office.draft()
    one, two = await asks(office), await asks(office)
    await office.db.run(requests.join_workshop, office.now, office.by, [one, two], draft)
    assert await shown(office, one) == "merged"
    await office.db.run(workshops.delete_draft, office.by, draft)
    assert [await shown(office, one), await shown(office, two)] == ["studied", "studied"]


async def test_a_withdrawn_request_forgets_who_asked(site: Site) -> None:
    office = site.office
    async with site.visitor() as village:
        page = await village.fill("/usulan", TYPED)
        link = page.url
        page = await village.fill(link, {}, action=f"{link}/tarik")
        assert "Ditarik" in page.words and "Rahayu" not in page.words
        assert TYPED["reason"] not in page.words and "Mengapa dibutuhkan" not in page.words
    async with office.db.read() as tx:
        row = await tx.fetchrow(
            "select name, phone, email, body, place, reason, wished, state, commodity from request"
        )
    assert row is not None
    assert tuple(row) == ("",) * 7 + ("withdrawn", TYPED["commodity"])
    async with office.db.read() as tx:
        assert not await tx.fetchval("select exists (select from mail where recipient = $1)", TYPED["email"])
    async with site.signed_in() as alice:
        assert TYPED["commodity"] in (await alice.get("/kelola/usulan?status=withdrawn")).words
        history = await alice.get("/kelola/riwayat")
        assert TYPED["subject"] in history.words and "()" not in history.words


async def test_an_address_is_not_written_to_again_and_again(office: Planner, clock: MovedClock) -> None:
    """Whoever asks may name somebody else's address: all requests are kept, three a day are confirmed."""

    async def mailed() -> int:
        async with office.db.read() as tx:
            return int(await tx.fetchval("select count(*) from mail where purpose = 'request_received'"))

    for at in range(5):
        await asks(office, email="korban@contoh.example" if at % 2 else "Korban@contoh.example")
    assert await mailed() == 3
    await asks(office, email="lain@contoh.example")
    assert await mailed() == 4
    clock.move_to(clock.now() + timedelta(days=1, minutes=1))
    await asks(office, email="korban@contoh.example")
    assert await mailed() == 5


async def test_what_is_withdrawn_while_its_workshop_is_cancelled_stays_withdrawn(
    office: Planner, dsn: str
) -> None:
    """Who cancels and who withdraws wait for each other: nothing that was erased is opened again."""
    venue = await office.venue()
    draft = await office.draft(venue)
    await office.adds(draft, venue_id=venue)
    one = await asks(office)
    await office.db.run(requests.join_workshop, office.now, office.by, [one], draft)
    begun, goes_on = asyncio.Event(), asyncio.Event()

    async def withdraws(tx: Tx) -> None:
        await store.locked(tx, office.office_id, [one])
        await store.withdraw(tx, one)
        begun.set()
        await goes_on.wait()

    first = asyncio.create_task(office.db.run(withdraws))
    await begun.wait()
    second = asyncio.create_task(
        office.db.run(requests.tell_cancelled, office.now, office.by, draft, "Tidak jadi")
    )
    await ended_or_blocked(second, dsn)
    goes_on.set()
    await asyncio.gather(first, second)
    assert await shown(office, one) == "withdrawn"
    async with office.db.read() as tx:
        assert await request_answers.of_request(tx, one) == []


async def test_an_answer_that_did_not_arrive_has_to_be_said_by_phone(office: Planner) -> None:
    one = await asks(office)
    await office.db.run(requests.answer, office.now, office.by, [one], "studied", "")
    async with office.db.read() as tx:
        (told,) = await request_answers.of_request(tx, one)
    assert not told.to_call
    result = MailResult(
        "request_answered", f"Request/{one}", str(told.id), TYPED["email"], "refused", "550 no such user"
    )
    await office.db.run(requests.on_mail, office.now, result)
    async with office.db.read() as tx:
        (told,) = await request_answers.of_request(tx, one)
        (asked,) = await store.chosen(tx, office.office_id, [one])
    assert told.to_call and asked.email_trouble == "550 no such user"
    await office.db.run(requests.answer, office.now, office.by, [one], "declined", "Tidak ada anggaran.")
    assert len(await mails(office, "request_answered")) == 1  # the address is not used again


async def test_readers_see_no_numbers_and_strangers_nothing(site: Site) -> None:
    one = await asks(site.office)
    viewer = await site.office.person(Role.VIEWER)
    async with site.signed_in(viewer) as reader:
        page = await reader.get(f"/kelola/usulan/{one}")
        assert page.status == 200
        assert "0812-9990-0011" not in page.words and "kembiri@contoh.example" not in page.words
        assert (await reader.get("/kelola/usulan/usulan.csv")).status == 403
    async with site.visitor() as stranger:
        assert (await stranger.get("/usulan/" + "0" * 26)).status == 404


async def test_programs_ask_and_decide_too(site: Site) -> None:
    office = site.office
    async with site.signed_in() as alice:
        body = {**TYPED, "people": 25, "office_id": str(office.office_id)}
        status, made = await alice.call("POST", "/requests", body)
        assert status == 201 and "/usulan/" in made["url"]
        status, listed = await alice.call("GET", "/requests?status=submitted")
        assert status == 200 and [row["id"] for row in listed["items"]] == [made["id"]]
        status, told = await alice.call(
            "POST", "/requests/answers", {"ids": [made["id"]], "shown": "studied"}
        )
        assert (status, told) == (200, {"requests": 1})
        status, problem = await alice.call(
            "POST", "/requests/answers", {"ids": [made["id"]], "shown": "declined"}
        )
        assert status == 422 and "words" in str(problem)
