"""An office on several machines: what its organizer and its visitors do, over HTTP as people do it.

A request that a killed replica left without an answer is sent once more, as a person would.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
import asyncpg

from services.certificates.settings import CLAIM_LASTS
from services.cli.apart import NAMES
from services.demo.people import OFFICE, PASSWORD, Person
from services.demo.visitor import Page, Visitor
from shared.clock import wall
from shared.embedded.catcher import Mailbox
from shared.mail.queue import LEASE
from tests.support import apart
from tests.support.apart import Installation
from tests.support.settle import settle

HERE = ZoneInfo("Asia/Jakarta")
SCHEDULING = "/api/v1/scheduling"
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
    details: dict[str, Any] = field(default_factory=dict)  # of the workshop, as they were sent
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
    )
    assert page.status == 200, page.text[:600]
    signers = (("certificate", "Dr. H. Contoh Pejabat, M.M."), ("attendance_sheet", "Contoh Ketua, S.T."))
    for paper, name in signers:
        version = (await story.ask("GET", f"{SCHEDULING}/signers"))["version"]
        signer = {"papers": [paper], "position": "Kepala Dinas", "name": name, "valid_from": "2017-01-01"}
        await story.ask("POST", f"{SCHEDULING}/signers", {**signer, "version": version})


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
    story.details = {
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
    }
    workshop = await story.ask("POST", f"{SCHEDULING}/workshops", story.details)
    for number in range(DAYS):
        body = {
            "kind": "materi",
            "subject": f"Batok kelapa, hari {number + 1}",
            "venue_id": venue_id,
            **hours(begins + timedelta(days=number)),
        }
        await story.ask("POST", f"{SCHEDULING}/workshops/{workshop['id']}/sessions", body)
    await live_with_warnings(story, workshop["id"])
    published = await story.ask("POST", f"{SCHEDULING}/workshops/{workshop['id']}/publish", {})
    return workshop["id"], published["slug"]


async def live_with_warnings(story: Story, workshop_id: str) -> None:
    """Whatever day it is today, four days next week may hold a Friday's prayer or a holiday."""
    found = await story.ask("GET", f"{SCHEDULING}/workshops/{workshop_id}")
    for warning in found["warnings"]:
        body = {"key": warning["key"], "reason": "sudah disepakati dengan peserta"}
        await story.ask("POST", f"{SCHEDULING}/workshops/{workshop_id}/overrides", body)


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


def day(ahead: int) -> datetime:
    """Eight in the morning in Belitung, so many days from today."""
    today = wall().astimezone(HERE).replace(hour=8, minute=0, second=0, microsecond=0)
    return today + timedelta(days=ahead)


def hours(begins: datetime) -> dict[str, str]:
    """A day of 8 JP of 45 minutes."""
    return {"starts_at": begins.isoformat(), "ends_at": (begins + timedelta(hours=6)).isoformat()}
