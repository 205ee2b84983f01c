"""A postponed workshop from the schedule tab to the mailbox: many edits, one mail to each person."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from services.demo.visitor import Visitor
from services.scheduling.actions import REPUBLISH, first_admin_token
from services.suite import Suite, run_suite
from shared.bus.republish import republish
from shared.clock import MovedClock
from shared.events.scheduling import Workshop
from shared.settings import Settings
from tests.support.homes import home

SCHEDULING, REGISTRATION = "/api/v1/scheduling", "/api/v1/registration"
PASSWORD = "kelapa-muda-di-tanjungpandan"
OFFICE = {
    "office_name": "Dinas Perindustrian Kepulauan Contoh (CONTOH)",
    "short_name": "Disperin Contoh",
    "town": "Pangkalpinang",
    "province_code": "19",
    "zone": "Asia/Jakarta",
    "name": "Panitia Contoh",
    "email": "panitia@contoh.example",
    "password": PASSWORD,
    "example": "1",
}
FIRST = datetime(2017, 4, 25, 2, 0, tzinfo=UTC)


async def asked(alice: Visitor, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
    status, answer = await alice.call(method, path, body)
    assert status in (200, 201), answer
    return answer


def plan(venue: str, number: int, days: int = 0) -> dict[str, Any]:
    starts_at = FIRST + timedelta(days=number + days)
    return {
        "kind": "praktik",
        "subject": f"Materi {number + 1}",
        "starts_at": starts_at.isoformat(),
        "ends_at": (starts_at + timedelta(hours=2)).isoformat(),
        "venue_id": venue,
        "reason": "Gedung dipakai posko banjir",
    }


async def published(alice: Visitor, clock: MovedClock) -> tuple[str, str, str, list[str]]:
    """Workshop, its page, its venue and three sessions on three days."""
    programme = await asked(
        alice, "POST", f"{SCHEDULING}/programmes", {"title": "Pelatihan IKM", "year": 2017}
    )
    venue = await asked(
        alice,
        "POST",
        f"{SCHEDULING}/venues",
        {"name": "Sanggar Bekemas", "district_code": "19.02.01", "capacity": 40},
    )
    details = {
        "programme_id": programme["id"],
        "title": "Bimtek Kerajinan Batok Kelapa",
        "zone": "Asia/Jakarta",
        "capacity": 15,
        "sign_up_opens_at": clock.now().isoformat(),
        "sign_up_closes_at": (FIRST - timedelta(days=1)).isoformat(),
        "venue_id": venue["id"],
        "contact_name": "Ibu Yuliana",
        "contact_whatsapp": "081299900001",
    }
    workshop = (await asked(alice, "POST", f"{SCHEDULING}/workshops", details))["id"]
    path = f"{SCHEDULING}/workshops/{workshop}"
    planned = [
        (await asked(alice, "POST", f"{path}/sessions", plan(venue["id"], number)))["id"]
        for number in range(3)
    ]
    slug = (await asked(alice, "POST", f"{path}/publish", {}))["slug"]
    return workshop, slug, venue["id"], planned


async def signs_up(suite: Suite, slug: str, name: str, email: str) -> None:
    async with Visitor(suite.url) as visitor:
        form = await visitor.open(f"/bimtek/{slug}/daftar")
        page = await visitor.send(
            form,
            "/daftar",
            full_name=name,
            phone="081299900017",
            email=email,
            gender="P",
            district_code="19.02.01",
            consent="1",
        )
        assert "/pendaftaran/" in page.url, page.text[:400]


def changed(suite: Suite) -> list[tuple[str, str]]:
    """(to, subject) of every mail that tells of a change."""
    assert suite.mailbox is not None
    return sorted((one.to, one.subject) for one in suite.mailbox.newest() if "berubah" in one.subject)


async def test_many_edits_are_one_mail_to_each_person() -> None:
    clock = MovedClock(datetime(2017, 4, 3, 2, 0, tzinfo=UTC))
    with home() as folder:
        async with run_suite(
            Settings(home=folder, port=0, fill_seconds=0), clock=clock, durable=False
        ) as suite:
            scheduling = suite.running["scheduling"]
            token = await scheduling.db.run(first_admin_token, clock.now())
            async with Visitor(suite.url) as alice:
                await alice.send(await alice.open(f"/masuk/{token}"), f"/masuk/{token}", **OFFICE)
                workshop, slug, venue, planned = await published(alice, clock)
                await suite.settled()
                for name, email in (
                    ("Siti Aminah", "siti@contoh.example"),
                    ("Hendra Saputra", "hendra@contoh.example"),
                    ("Nenek Halimah", ""),
                ):
                    await signs_up(suite, slug, name, email)
                await suite.settled()

                path = f"{SCHEDULING}/workshops/{workshop}"
                for days in (30, 0, 7):
                    for number, session in enumerate(planned):
                        await asked(alice, "PUT", f"{path}/sessions/{session}", plan(venue, number, days))
                await suite.settled()
                assert changed(suite) == [], "nine edits, and nobody was written to"
                async with Visitor(suite.url) as visitor:
                    assert "2 Mei 2017" in (await visitor.open(f"/bimtek/{slug}")).text, "the page is right"
                desk = await alice.open("/kelola")
                assert "Perubahan belum diberitahukan: Bimtek Kerajinan Batok Kelapa" in desk.text

                clock.move_to(clock.now() + timedelta(minutes=31))
                await suite.settled()
                told = "Jadwal atau tempat berubah: Bimtek Kerajinan Batok Kelapa"
                once = [("hendra@contoh.example", told), ("siti@contoh.example", told)]
                assert changed(suite) == once
                await republish(scheduling.db, REPUBLISH[Workshop.SUBJECT])
                clock.move_to(clock.now() + timedelta(hours=3))
                await suite.settled()
                assert changed(suite) == once, "told again everything, the receivers mail nobody again"

                (notice,) = (await asked(alice, "GET", f"{REGISTRATION}/workshops/{workshop}/notices"))[
                    "notices"
                ]
                assert (notice["people"], notice["delivered"], notice["to_contact"]) == (3, 2, 1)
                page = await alice.open(f"/kelola/peserta/{workshop}/pemberitahuan")
                assert "2 dari 3 sampai lewat email" in page.text and "Nenek Halimah" in page.text
