"""The Belitung journey on several machines: two replicas of each service, one of each killed on the way.

Real processes, RabbitMQ, PostgreSQL with a role for each service, the shipped Caddyfile in the
distribution's Caddy. No clock is moved: the workshop is announced for next week, and when it is over
the organizer enters the days on which it really took place.
"""

from __future__ import annotations

import asyncio
import secrets
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from services.cli.apart import NAMES
from services.demo.people import COCONUT_SHELL, LEAVES, SHORT
from services.demo.visitor import Visitor
from shared.embedded.catcher import catch_mail
from tests.support import apart
from tests.support.office_apart import (
    DAYS,
    PATIENCE,
    SCHEDULING,
    SEATS,
    Story,
    day,
    found_the_office,
    hours,
    publish,
    sign_up,
)
from tests.support.rabbitmq import Broker

ATTENDANCE = "/api/v1/attendance"


@pytest.fixture(scope="module")
async def story(broker: Broker, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Story]:
    folder: Path = tmp_path_factory.mktemp("mail")
    async with AsyncExitStack() as stack:
        catcher = await stack.enter_async_context(catch_mail(folder))
        place = await stack.enter_async_context(apart.installation(broker, smtp_url=catcher.url))
        for name in NAMES:
            place.start(name)
            place.start(name)
        await asyncio.gather(*(replica.ready() for replica in place.replicas))
        office = await stack.enter_async_context(Visitor(place.public_url))
        yield Story(place, catcher.mailbox, office)


@pytest.mark.slow
async def test_one_replica_of_each_service_is_killed_and_nobody_notices(story: Story) -> None:
    await found_the_office(story)
    workshop, slug = await publish(story)
    await story.settled()

    words = await sign_up_all(story, slug)
    assert sum("Terdaftar" in text for text in words) == SEATS
    assert sum("Daftar tunggu, urutan ke-1" in text for text in words) == 1
    await cancel(story)

    kill_one(story, "scheduling")
    await enter_the_real_days(story, workshop)
    await story.settled()
    await attend(story, workshop)
    kill_one(story, "attendance")
    await close(story, workshop)
    await first_certificate(story)
    kill_one(story, "certificates")
    await story.settled()

    rows = await issued(story, workshop)
    await check_certificates(story, rows)
    await check_mails(story, rows)
    assert await left_over(story) == {}
    assert [len(story.place.of(name)) for name in NAMES] == [1, 1, 1, 1]


async def sign_up_all(story: Story, slug: str) -> list[str]:
    """Sixteen people want fifteen seats; the last one comes when the others are done."""
    *first, last = COCONUT_SHELL
    crowd = [asyncio.ensure_future(sign_up(story, slug, person)) for person in first]
    await asyncio.wait(crowd, return_when=asyncio.FIRST_COMPLETED)
    kill_one(story, "registration")
    return [*await asyncio.gather(*crowd), await sign_up(story, slug, last)]


async def cancel(story: Story) -> None:
    """One leaves; the one who waits has the seat at once."""
    async with Visitor(story.place.public_url) as visitor:
        form = await story.again(lambda: visitor.open(story.pages[LEAVES] + "/batal"))
        page = await story.again(lambda: visitor.send(form, "/batal"))
        assert "Anda membatalkan" in page.text, page.text[:600]
        page = await story.again(lambda: visitor.open(story.pages[COCONUT_SHELL[-1].name]))
    assert "Terdaftar" in page.text, page.text[:600]


async def enter_the_real_days(story: Story, workshop: str) -> None:
    """It took place last week after all, as the organizer says when it is over."""
    # Sign-up cannot outlast the workshop, so it is the first to move.
    dates = {"sign_up_opens_at": day(-20).isoformat(), "sign_up_closes_at": day(-DAYS - 1).isoformat()}
    await story.ask("PUT", f"{SCHEDULING}/workshops/{workshop}", story.details | dates | {"reason": "maju"})
    for number, session in enumerate(await sessions(story, workshop)):
        kept = ("kind", "subject", "venue_id", "trainer_ids", "mandatory")
        body = {name: session[name] for name in kept} | hours(day(number - DAYS - 1)) | {"reason": "maju"}
        await story.ask("PUT", f"{SCHEDULING}/workshops/{workshop}/sessions/{session['id']}", body)
    await story.ask("POST", f"{SCHEDULING}/workshops/{workshop}/held", {})


async def attend(story: Story, workshop: str) -> None:
    """Everybody is there every day, but one only on the first two; every batch is sent twice."""
    outcomes: Counter[str] = Counter()
    for number, session in enumerate(await sessions(story, workshop)):
        door = await story.ask("GET", f"{ATTENDANCE}/sessions/{session['id']}")
        marks = [
            {
                "nonce": secrets.token_hex(8),
                "session_id": session["id"],
                "registration_id": person["registration_id"],
            }
            for person in door["people"]
            if person["name"] != SHORT or number < 2
        ]
        for _again in range(2):
            answer = await story.ask("POST", f"{ATTENDANCE}/marks", {"device": "hp-1", "marks": marks})
            outcomes.update(str(mark["outcome"]) for mark in answer["marks"])
    expected = DAYS * SEATS - 2
    assert outcomes == {"recorded": expected, "repeated": expected}


async def close(story: Story, workshop: str) -> None:
    address = f"/kelola/kehadiran/{workshop}/tutup"
    form = await story.again(lambda: story.office.open(address))
    page = await story.again(lambda: story.office.send(form, "/tutup"))
    assert page.status == 200 and "sudah ditutup" in page.text, page.text[:600]
    await story.ask("POST", f"{SCHEDULING}/workshops/{workshop}/complete", {})


async def first_certificate(story: Story) -> None:
    """Wait until one is made, and so the others are in the making."""
    connection = await asyncpg.connect(story.place.owner)
    try:
        async with asyncio.timeout(PATIENCE):
            while not await connection.fetchval("select exists (select from certificates.edition)"):
                await asyncio.sleep(0.02)
    finally:
        await connection.close()


async def sessions(story: Story, workshop: str) -> list[dict[str, Any]]:
    answer = await story.ask("GET", f"{SCHEDULING}/workshops/{workshop}")
    return sorted(answer["sessions"], key=lambda session: str(session["starts_at"]))


async def issued(story: Story, workshop: str) -> list[dict[str, Any]]:
    board = await story.ask("GET", f"/api/v1/certificates/workshops/{workshop}")
    verdicts = Counter(person["verdict"] for person in board["people"])
    assert verdicts == {"earned": SEATS - 1, "short": 1}
    return [row for row in board["people"] if (row["certificate"] or {}).get("state") == "issued"]


async def check_certificates(story: Story, rows: list[dict[str, Any]]) -> None:
    """Each exactly once, numbered without a gap, and genuine to a stranger who uploads the file."""
    assert len({row["registration_id"] for row in rows}) == len(rows) == SEATS - 1
    counted = sorted(row["certificate"]["number"].split("/")[0] for row in rows)
    assert counted == [f"{number:03}" for number in range(1, SEATS)]
    async with Visitor(story.place.public_url) as visitor:
        for row in (rows[0], rows[-1]):
            file = await visitor.open(f"/sertifikat/{row['certificate']['code']}.pdf")
            form = await visitor.open("/sertifikat")
            page = await visitor.upload(form, "/sertifikat", "file", "a.pdf", file.body)
            assert "Asli" in page.text and row["name"] in page.text, page.text[:600]


async def check_mails(story: Story, rows: list[dict[str, Any]]) -> None:
    """Who gave an address has one mail with the certificate, and every other mail is there once too."""
    people = {person.name_on_paper: person for person in COCONUT_SHELL}
    for row in rows:
        if address := people[row["name"]].email:
            found = [
                mail
                for mail in story.mailbox.newest(to=address)
                if row["certificate"]["number"] in mail.subject + mail.text
            ]
            assert [len(mail.attachments) for mail in found] == [1], (address, len(found))
    mails = story.mailbox.newest(2_000)
    waited = story.mailbox.newest(to=COCONUT_SHELL[-1].email)
    assert len([mail for mail in waited if "kursi" in mail.subject.lower()]) == 1
    # A mail cut off in the middle by the kill may come twice, and then says so by its Message-ID.
    assert len({(mail.to, mail.subject, mail.text) for mail in mails}) == len(
        {mail.message_id for mail in mails}
    )


async def left_over(story: Story) -> dict[str, int]:
    """What should not be: parked messages, and what the broker itself gave up on."""
    connection = await asyncpg.connect(story.place.owner)
    try:
        counts: dict[str, int] = {}
        for name in NAMES:
            counts[name] = await connection.fetchval(f"select count(*) from {name}.trouble")
    finally:
        await connection.close()
    counts["queues"] = await story.waiting_in_queues()
    return {place: count for place, count in counts.items() if count}


def kill_one(story: Story, service: str) -> None:
    story.place.kill(story.place.of(service)[0])
