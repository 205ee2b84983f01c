"""Charlie of another office sees nothing of Alice's: every route, every role."""

from __future__ import annotations

from dataclasses import fields
from typing import Any
from uuid import UUID

import pytest

from services.scheduling.actions import copying, requests, suggestions, timetables
from services.scheduling.actions.copying import WorkshopCopy
from services.scheduling.actions.trainer_papers import keep_paper
from services.scheduling.domain.requests import Asked
from services.scheduling.domain.suggesting.wishes import ClassWish, Wishes
from services.scheduling.service import SERVICE
from services.scheduling.store import left_out
from services.scheduling.web.passwords import Passwords
from services.scheduling.web.routes import ROUTES
from shared.crypto import Keys
from shared.events.scheduling import Role
from shared.ids import new_id
from shared.papers import Paper
from shared.sheets import kept
from shared.sheets.reading import Sheet
from shared.web.routes import PLACEHOLDER, Kind, Route
from tests.support.bodies import fitting
from tests.support.letters import drafted, of_batch, sent
from tests.support.scheduling import FIRST_DAY, Person, Planner, planner
from tests.support.scheduling_site import Member, Site
from tests.support.trainers import answered


def names_an_id(route: Route) -> bool:
    return any(name.endswith("_id") for name in PLACEHOLDER.findall(route.path))


GUARDED = [route for route in ROUTES if not route.access.is_public]
WITH_IDS = [route for route in GUARDED if names_an_id(route)]
ASKED = [field.name for field in fields(Asked)]
# What paths name beside ids; a list as a text file, so that its words can be read.
FILE = {
    "kind": "csv",
    "letter_kind": "tugas-panitia",
    "paper": "tugas",
    "letter_type": "committee_assignment",
    "paper_kind": "assignment_letter",
}


async def things(office: Planner, keys: Keys) -> dict[str, object]:
    """One of everything a path can name."""
    venue, trainer = await office.venue("Rahasia Bekemas"), await office.trainer("Rahasia Suparno")
    workshop = await office.draft(venue, title="Rahasia Batok")
    session = await office.adds(workshop, venue_id=venue, trainers=(trainer,), subject="Rahasia teknik")
    values: dict[str, Any] = dict.fromkeys(ASKED, "Rahasia") | {"kind": "village", "people": 20}
    asked = await office.db.run(requests.ask, office.now, keys, office.office_id, Asked(**values), "id")
    sheet, import_id = Sheet(("Nama",), ((2, ("Rahasia",)),)), new_id()
    await office.db.run(kept.add, import_id, kept.Place(office.office_id, "trainer"), "x.csv", sheet)
    batch = await drafted(office, workshop, "committee_assignment", sent("Rahasia Hendra"))
    (letter,) = await of_batch(office, batch)
    timetable = await office.db.run(timetables.keep_timetable, office.by, workshop, "Rahasia susunan")
    wanted = WorkshopCopy(office.programme_id, "Rahasia salinan", "", FIRST_DAY)
    copy = UUID(str((await office.db.run(copying.copy_workshop, office.by, workshop, wanted))["id"]))
    async with office.db.read() as tx:
        (gap,) = await left_out.of_workshop(tx, office.office_id, copy)
    paper = Paper("application/pdf", ".pdf", b"%PDF-Rahasia")
    paper_id = await office.db.run(keep_paper, office.by, trainer, "cv", "Rahasia.pdf", paper)
    wishes = Wishes(classes=[ClassWish(id=workshop)], first_day=FIRST_DAY, last_day=FIRST_DAY)
    suggestion = await office.db.run(suggestions.start_suggestion, office.now, office.by, wishes)
    return {
        "suggestion_id": UUID(suggestion["id"]),
        "timetable_id": UUID(timetable["id"]),
        "gap_id": gap.id,
        "batch_id": batch,
        "letter_id": letter.id,
        "request_id": UUID(asked["id"]),
        "answer_id": new_id(),
        "import_id": import_id,
        "paper_id": paper_id,
        "venue_id": venue,
        "trainer_id": trainer,
        "workshop_id": workshop,
        "session_id": session,
        "programme_id": office.programme_id,
        "staff_id": office.by.staff_id,
        "block_id": new_id(),
        "number": 1,
        **await answered(office, keys, workshop, session, trainer),
        "day": "2017-04-25",  # of the session
    }


async def sends(member: Member, route: Route, path: str) -> tuple[int, str]:
    if route.kind is Kind.API:
        async with member.session.request(route.method, path, json=body_of(route)) as answer:
            return answer.status, await answer.text()
    if route.method == "GET":
        page = await member.get(path)
        return page.status, page.text
    token = (await member.get("/masuk")).token()
    sent = await member.post(path, {"form_token": token, **FIELDS})
    return sent.status, sent.text


FIELDS = {
    "how": "planned",
    "reason": "Percobaan",
    "key": "travel",
    "name": "Percobaan",
    "role": "viewer",
    "kind": "materi",
    "subject": "Percobaan",
    "day": "2017-04-25",
    "starts": "09.00",
    "ends": "10.00",
    "venue_id": str(new_id()),
    "first_day": "2017-04-25",
    "last_day": "2017-04-25",
    "district_code": "19.02.01",
    "capacity": "20",
    "title": "Percobaan",
    "year": "2017",
    "commodity": "Percobaan",
    "content": "TmFtYQpTcmkK",
    "words": "Percobaan",
    "seen": "Percobaan",
    "substitute_id": str(new_id()),
    "session_ids": str(new_id()),
    "to_day": "2017-04-26",
    "trainer_hours": "9",
}


def body_of(route: Route) -> object:
    return fitting(route.body) if route.body else None


async def test_nothing_of_another_office_is_found(site: Site, passwords: Passwords) -> None:
    theirs = await things(site.office, site.running.keys)
    charlie = await planner(site.running.db, site.office.clock, passwords, "Dinas Lain (CONTOH)")
    # Some paths name two things: a session of theirs is not reached through a workshop of one's own.
    own = {
        **await things(charlie, site.running.keys),
        "session_id": theirs["session_id"],
        "block_id": theirs["block_id"],
    }
    async with site.signed_in(charlie.by) as member:
        for route in WITH_IDS:
            status, text = await sends(member, route, route.url(**theirs, **FILE).partition("?")[0])
            status, text = await sends(member, route, route.url(**(theirs | FILE)).partition("?")[0])
            assert status == 404, (route.method, route.path, status)
            assert "Rahasia" not in text, route.path
        for route in WITH_IDS:
            if "session_id" in route.path or "block_id" in route.path:
                status, text = await sends(member, route, route.url(**own, **FILE).partition("?")[0])
                status, text = await sends(member, route, route.url(**(own | FILE)).partition("?")[0])
                # Deleting days that are not there is told as not found too.
                assert status == 404, (route.method, route.path, status)


async def test_lists_of_another_office_are_empty_of_ours(site: Site, passwords: Passwords) -> None:
    await things(site.office, site.running.keys)
    charlie = await planner(site.running.db, site.office.clock, passwords, "Dinas Lain (CONTOH)")
    async with site.signed_in(charlie.by) as member:
        for route in GUARDED:
            if route.method == "GET" and not names_an_id(route):
                status, text = await sends(member, route, route.url(**FILE, number=1).partition("?")[0])
                assert status in (200, 409), route.path  # 409: asks which ones first
                assert "Rahasia" not in text, route.path


async def test_nobody_signed_in_gets_nowhere(site: Site) -> None:
    ours = await things(site.office, site.running.keys)
    async with site.visitor() as anybody:
        token = (await anybody.get("/masuk")).token()
        for route in GUARDED:
            path = route.url(**{name: value for name, value in (ours | FILE).items() if name in route.path})
            if route.kind is Kind.API:
                async with anybody.session.request(route.method, path, json=body_of(route)) as answer:
                    assert answer.status == 401, route.path
            elif route.method == "GET":
                assert (await anybody.get(path)).url.startswith("/masuk"), route.path
            else:
                assert (await anybody.post(path, {"form_token": token, **FIELDS})).status == 401, route.path


@pytest.mark.parametrize("role", [Role.VIEWER, Role.OPERATOR, Role.APPROVER, Role.ORGANIZER])
async def test_each_role_may_only_what_its_access_says(site: Site, role: Role) -> None:
    ours = await things(site.office, site.running.keys)
    bob: Person = await site.office.person(role)
    async with site.signed_in(bob) as member:
        for route in GUARDED:
            path = route.url(**{name: value for name, value in (ours | FILE).items() if name in route.path})
            allowed = role in (route.access.roles or ())
            if not allowed:
                status, _text = await sends(member, route, path)
                assert status == 403, (role, route.method, route.path)
            elif role is Role.OPERATOR and route.name == "desk":  # the door is what an operator has to do
                assert (await member.get(path)).url == "/kelola/kehadiran"
            elif route.method == "GET":
                status, _text = await sends(member, route, path)
                # 404: the upload is one of trainers, not of venues.
                assert status in (200, 404 if "import_id" in route.path else 409, 409), (role, route.path)


def test_every_route_lies_under_a_prefix_of_the_service() -> None:
    for route in SERVICE.routes:
        assert route.path.startswith((*SERVICE.prefixes, "/api/v1/scheduling")), route.path
