"""The Belitung journey on several machines: two replicas of each service, one of each killed on the way.

Real processes, RabbitMQ, PostgreSQL with a role for each service, the shipped Caddyfile in the
distribution's Caddy. No clock is moved: the workshop is announced for next week, and when it is over
the organizer enters the days on which it really took place.
"""

from __future__ import annotations

import asyncio
import secrets
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
import asyncpg
import pytest

from services.certificates.settings import CLAIM_LASTS
from services.cli.apart import NAMES
from services.demo.people import COCONUT_SHELL, LEAVES, OFFICE, PASSWORD, SHORT, Person
from services.demo.visitor import Page, Visitor
from shared.clock import wall
from shared.embedded.catcher import Mailbox, catch_mail
from shared.mail.queue import LEASE
from tests.support import apart
from tests.support.apart import Installation
from tests.support.rabbitmq import Broker
from tests.support.settle import settle

HERE = ZoneInfo("Asia/Jakarta")
SCHEDULING, ATTENDANCE = "/api/v1/scheduling", "/api/v1/attendance"
DAYS = 4
SEATS = 15
TRIES = 8  # of one person; older Caddys do not try a form at another replica (caddyserver/caddy#7546)
HELD = timedelta(seconds=8)  # longer than a living replica has one mail or certificate in hand
END_LEASES = """
update {}.mail set next_at = clock_timestamp()
where state = 'sending' and next_at < clock_timestamp() + $1::interval
"""
END_CLAIMS = """
update certificates.certificate set claimed_until = null
where claimed_until < clock_timestamp() + $1::interval
"""
PATIENCE = 90.0  # seconds for what a killed replica held to come back and be done


@dataclass
class Story:
    """What the steps share."""

    place: Installation
    mailbox: Mailbox
    office: Visitor
    pages: dict[str, str] = field(default_factory=dict)  # name → address of their own page
    repeats: int = 0  # requests that a killed replica left without an answer

    async def ask(self, method: str, path: str, body: Any = None) -> Any:
        """A call of the organizer that succeeds, with the same key again where no answer came."""
        key = secrets.token_hex(8)
        for _try in range(TRIES):
            status, answer = await self.office.call(method, path, body, key=key)
            if status < 500:
                break
            self.repeats += 1
            await asyncio.sleep(0.5)
        assert status < 300, f"{method} {path} answered {status}: {answer}"
        return answer

    async def again(self, attempt: Callable[[], Awaitable[Page]]) -> Page:
        """What a person does whose page did not load: the same once more."""
        for _try in range(TRIES):
            try:
                page = await attempt()
            except aiohttp.ClientError:
                page = None
            if page is not None and page.status < 500:
                return page
            self.repeats += 1
            await asyncio.sleep(0.5)
        proxy = (self.place.folder / "caddy.log").read_text()[-2000:]
        raise AssertionError(f"no answer: {page.status if page else 'connection lost'}; {proxy}")

    async def settled(self) -> None:
        """Nothing is left to do in any table, nor in the broker's queues.

        What a killed process had in hand is kept for it until its lease ends; that is not waited for.
        """
        bringing = asyncio.create_task(self._bring_leases_forward())
        try:
            while True:
                await settle(self.place.owner, patience=PATIENCE)
                if not await self.waiting_in_queues():
                    await settle(self.place.owner, patience=PATIENCE)
                    return
                await asyncio.sleep(0.1)
        finally:
            bringing.cancel()

    async def _bring_leases_forward(self) -> None:
        connection = await asyncpg.connect(self.place.owner)
        try:
            while True:
                for name in NAMES:
                    await connection.execute(END_LEASES.format(name), LEASE - HELD)
                await connection.execute(END_CLAIMS, CLAIM_LASTS - HELD)
                await asyncio.sleep(1)
        finally:
            await connection.close()

    async def waiting_in_queues(self) -> int:
        """Messages of all queues, those given out included."""
        assert self.place.broker is not None
        rows = await asyncio.to_thread(self.place.broker.control, "list_queues", "name", "messages")
        return sum(int(row.split()[1]) for row in rows.splitlines() if row.startswith("bimtek"))


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


async def found_the_office(story: Story) -> None:
    """With the link that the command prints, as docs/operations.md tells."""
    settings = story.place.settings | story.place.secrets("owner")
    link = await asyncio.to_thread(lambda: apart.once("sign-in-link", **settings))
    assert link.startswith(story.place.public_url + "/masuk/")
    page = await story.office.send(
        await story.office.open(link),
        link.removeprefix(story.place.public_url),
        office_name=OFFICE,
        short_name="Disperin Contoh",
        town="Pangkalpinang",
        province_code="19",
        zone="Asia/Jakarta",
        name="Panitia Contoh",
        email="panitia@contoh.example",
        password=PASSWORD,
        example="1",
    )
    assert page.status == 200 and "/kelola" in page.url, page.text[:600]
    page = await story.office.send(
        await story.office.open("/kelola/instansi"),
        "/kelola/instansi",
        letterhead="PEMERINTAH PROVINSI KEPULAUAN CONTOH",
        address="Jalan Contoh Nomor 1, Pangkalpinang",
        email="dinas@contoh.example",
        number_template="{urut:03}/{kegiatan}/{bulan_romawi}/{tahun}",
        approves_certificates="1",
        certificate_position="Kepala Dinas",
        certificate_name="Dr. H. Contoh Pejabat, M.M.",
        certificate_rank="Pembina Utama Muda",
        certificate_from="2017-01-01",
        attendance_sheet_position="Ketua Panitia",
        attendance_sheet_name="Contoh Ketua, S.T.",
        attendance_sheet_from="2017-01-01",
    )
    assert page.status == 200, page.text[:600]


async def publish(story: Story) -> tuple[str, str]:
    """Four days next week, eight JP each; the workshop's id and the end of its address."""
    programme = {"title": "Pembinaan Industri Kecil (contoh)", "year": wall().year, "code": "BIMTEK-IKM"}
    made = await story.ask("POST", f"{SCHEDULING}/programmes", programme)
    venue = {
        "name": "Sanggar Bekemas",
        "address": "Tanjungpandan, Belitung",
        "district_code": "19.02.01",
        "capacity": 30,
    }
    venue_id = (await story.ask("POST", f"{SCHEDULING}/venues", venue))["id"]
    begins = day(7)
    workshop = await story.ask(
        "POST",
        f"{SCHEDULING}/workshops",
        {
            "programme_id": made["id"],
            "title": "Bimtek Kerajinan Batok Kelapa",
            "zone": "Asia/Jakarta",
            "capacity": SEATS,
            "sign_up_opens_at": (wall() - timedelta(minutes=1)).isoformat(),
            "sign_up_closes_at": begins.isoformat(),
            "venue_id": venue_id,
            "summary": "Empat hari belajar dan praktik.",
            "contact_name": "Panitia Contoh",
            "contact_whatsapp": "081200009999",
            "rule_percent": 75,
        },
    )
    for number in range(DAYS):
        body = {
            "kind": "materi",
            "subject": f"Batok kelapa, hari {number + 1}",
            "venue_id": venue_id,
            **hours(begins + timedelta(days=number)),
        }
        await story.ask("POST", f"{SCHEDULING}/workshops/{workshop['id']}/sessions", body)
    published = await story.ask("POST", f"{SCHEDULING}/workshops/{workshop['id']}/publish", {})
    return workshop["id"], published["slug"]


async def sign_up_all(story: Story, slug: str) -> list[str]:
    """Sixteen people want fifteen seats; the last one comes when the others are done."""
    *first, last = COCONUT_SHELL
    crowd = [asyncio.ensure_future(sign_up(story, slug, person)) for person in first]
    await asyncio.wait(crowd, return_when=asyncio.FIRST_COMPLETED)
    kill_one(story, "registration")
    return [*await asyncio.gather(*crowd), await sign_up(story, slug, last)]


async def sign_up(story: Story, slug: str, person: Person) -> str:
    async with Visitor(story.place.public_url) as visitor:
        form = await story.again(lambda: visitor.open(f"/bimtek/{slug}/daftar"))
        page = await story.again(
            lambda: visitor.send(
                form,
                "/daftar",
                full_name=person.name,
                certificate_name=person.certificate_name,
                phone=person.phone,
                email=person.email,
                gender=person.gender,
                district_code=person.district,
                nik=person.nik,
                business_name=person.business,
                consent="1",
            )
        )
    assert page.status == 200 and "/pendaftaran/" in page.url, f"{page.url} {page.status} {page.text[:600]}"
    story.pages[person.name] = page.url
    return page.text


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


def day(ahead: int) -> datetime:
    """Eight in the morning in Belitung, so many days from today."""
    today = wall().astimezone(HERE).replace(hour=8, minute=0, second=0, microsecond=0)
    return today + timedelta(days=ahead)


def hours(begins: datetime) -> dict[str, str]:
    """A day of 8 JP of 45 minutes."""
    return {"starts_at": begins.isoformat(), "ends_at": (begins + timedelta(hours=6)).isoformat()}
