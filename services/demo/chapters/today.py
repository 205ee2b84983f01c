"""Today: a workshop with one seat left, one that runs now, and a desk where four things wait."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

from services.demo.chapters.attend import attend
from services.demo.chapters.close import close
from services.demo.chapters.publish import BATOK, draft, publish, teach
from services.demo.people import BATIK, CRACKERS, PACKAGING, PANDAN, SHORT
from services.demo.stage import HERE, SCHEDULING, Stage, at
from services.demo.visitor import PageError
from shared.clock import wall

PANDAN_TITLE = "Bimtek Anyaman Pandan (contoh)"
PACKAGING_TITLE = "Bimtek Kemasan Produk (contoh)"
CRACKERS_TITLE = "Bimtek Kerupuk Ikan (contoh)"
BATIK_TITLE = "Bimtek Batik Sahang (contoh)"
SUGAR_TITLE = "Bimtek Gula Semut (contoh)"
HALL = "Gedung Serba Guna Sijuk"
BEKEMAS = "Sanggar Belitong Kreasi Masa Kini (Bekemas)"
TRAINER = "Ir. Wahyuni Lestari, M.Si."
REGISTRATION = "/api/v1/registration"
LONGEST = 600  # months, the most an office may choose


async def play(stage: Stage) -> None:
    today = wall().astimezone(HERE).date()
    await _what_was_shown_stays(stage)
    await _finished_last_week(stage, today)
    await _runs_now(stage, today)
    await _one_seat_left(stage, today)
    await _one_asks(stage, today)
    await _a_road_too_long(stage, today)
    stage.clock.return_to_today()
    await went_as_planned(stage)
    await stage.settled()
    await _everybody_is_called(stage)
    stage.tour.not_earned = stage.workshops[BATOK].pages[SHORT]


async def _what_was_shown_stays(stage: Stage) -> None:
    """People of 2017 would lose phone and email in the night after; the tour still shows them."""
    kept = await stage.ask("GET", f"{REGISTRATION}/retention")
    months = dict.fromkeys(kept["months"], LONGEST)
    await stage.ask("PUT", f"{REGISTRATION}/retention", months)


async def _finished_last_week(stage: Stage, today: date) -> None:
    """Its certificates wait: since then the office wants a person to approve them."""
    first = today - timedelta(days=9)
    stage.clock.move_to(at(first - timedelta(days=14), 9))
    workshop = await draft(stage, CRACKERS_TITLE, "Balai Desa Kembiri", 20, first, 3)
    await publish(stage, workshop)
    await stage.settled()
    for person in CRACKERS:
        await stage.sign_up(workshop, person)
    await stage.settled()
    page = await stage.office.open("/kelola/instansi")
    form = page.form("/kelola/instansi")
    form.fields.pop("approves_certificates", None)
    page = await stage.office.send(page, "/kelola/instansi")
    if page.status != 200:
        raise PageError(f"the office could not be changed: {page.text[:400]}")
    await stage.settled()
    await attend(stage, workshop, {}, Counter())
    await close(stage, workshop)
    await stage.settled()
    await stage.ask("POST", f"/api/v1/certificates/workshops/{workshop.id}/submission", {})


async def _runs_now(stage: Stage, today: date) -> None:
    """Day two of three, so attendance can be taken."""
    first = today - timedelta(days=1)
    stage.clock.move_to(at(first - timedelta(days=7), 9))
    workshop = await draft(stage, PACKAGING_TITLE, BEKEMAS, 20, first, 3)
    await teach(stage, workshop, (TRAINER,))
    await publish(stage, workshop)
    await stage.settled()
    for person in PACKAGING:
        await stage.sign_up(workshop, person)
    await stage.settled()
    await attend(stage, workshop, {}, Counter(), until=first)
    now, sessions = wall(), await stage.teaching(workshop)
    # A timetable leaves days out on which offices do not work: on such a day the last session before it.
    todays = [one for one in sessions if _begins(one).astimezone(HERE).date() == today]
    begun = [one for one in todays or sessions if _begins(one) <= now]
    door = begun[-1] if begun else (todays or sessions)[0]
    stage.tour.door = f"/kelola/kehadiran/pos/{door['id']}"


async def went_as_planned(stage: Stage) -> None:
    """The office says so of every session that is over by now, today's too: no decision waits for that."""
    workshop = stage.workshops[PACKAGING_TITLE]
    await stage.ask("POST", f"{SCHEDULING}/workshops/{workshop.id}/held", {})


async def _one_seat_left(stage: Stage, today: date) -> None:
    """One seat is left for the visitor of the demo; one of those who have a seat mistyped the address."""
    stage.clock.move_to(at(today - timedelta(days=2), 9))
    workshop = await draft(stage, PANDAN_TITLE, HALL, len(PANDAN) + 1, _tuesday(today, weeks=3), 3)
    await teach(stage, workshop, (TRAINER, *["Endang Purwanti, S.Sn."] * 20))  # she leaves after the first
    await publish(stage, workshop)
    await stage.settled()
    for person in PANDAN:
        await stage.sign_up(workshop, person)
    stage.tour.sign_up = f"/bimtek/{workshop.slug}"


async def _one_asks(stage: Stage, today: date) -> None:
    """A workshop that chooses its people: one request waits for the office."""
    stage.clock.move_to(at(today - timedelta(days=1), 9))
    first = _tuesday(today, weeks=5)
    workshop = await draft(stage, BATIK_TITLE, BEKEMAS, 15, first, 3, sign_up="approval")
    await publish(stage, workshop)
    await stage.settled()
    for person in BATIK:
        await stage.sign_up(workshop, person)


async def _a_road_too_long(stage: Stage, today: date) -> None:
    """A draft wants the same trainer in Membalong half an hour after she ends in Sijuk."""
    there = (await stage.teaching(stage.workshops[PANDAN_TITLE]))[0]
    begins = datetime.fromisoformat(there["ends_at"]) + timedelta(minutes=30)
    first = _tuesday(today, weeks=3)
    workshop = await draft(stage, SUGAR_TITLE, "Balai Desa Kembiri", 12, first, 3, template_days="0")
    body = {
        "kind": "materi",
        "subject": "Mengemas gula semut",
        "starts_at": begins.isoformat(),
        "ends_at": (begins + timedelta(minutes=90)).isoformat(),
        "venue_id": stage.venues["Balai Desa Kembiri"],
        "trainer_ids": [stage.trainers[TRAINER]],
    }
    await stage.ask("POST", f"{SCHEDULING}/workshops/{workshop.id}/sessions", body)


async def _everybody_is_called(stage: Stage) -> None:
    """The office rings those without an address, so that only real decisions wait on the desk."""
    for workshop in stage.workshops.values():
        page = await stage.office.open(f"/kelola/peserta/{workshop.id}/hubungi")
        for form in page.forms:
            if "/hubungi/" in form.action:
                await stage.office.send(page, form.action)


def _tuesday(today: date, *, weeks: int) -> date:
    """The Tuesday of the week that is so many weeks ahead."""
    return today + timedelta(weeks=weeks, days=1 - today.weekday())


def _begins(session: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(session["starts_at"])
