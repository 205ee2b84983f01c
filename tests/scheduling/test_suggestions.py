"""A timetable is asked for, worked on, shown as a difference, and accepted wholly or in part."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.scheduling.actions import suggestions as actions
from services.scheduling.actions import workshops as workshop_actions
from services.scheduling.actions.accepting import accept_suggestion
from services.scheduling.actions.blocks import block_days
from services.scheduling.actions.suggesting import basis_of
from services.scheduling.actions.workshops import Timetable
from services.scheduling.domain.refusals import Invalid, Missing, WrongState
from services.scheduling.domain.suggesting.checking import faults_of
from services.scheduling.domain.suggesting.wishes import ClassWish, SessionWish
from services.scheduling.solving import working
from services.scheduling.solving.state import State
from services.scheduling.store import sessions, suggestions
from shared.clock import MovedClock
from shared.db import Database
from shared.events.scheduling import Role
from tests.support.scheduling import FIRST_DAY, MEMBALONG, Planner, days_later, planner
from tests.support.scheduling_site import Site
from tests.support.suggestions import LAST_DAY, asked, bare_class, found, planned, settle, wishes


async def test_a_class_without_sessions_gets_them_all(working_site: Site) -> None:
    office = working_site.office
    suparno = await office.trainer()
    workshop_id, wish = await bare_class(office)
    id = await asked(office, wish)
    assert (await found(office, id)).state == "queued"
    await settle(working_site.running)
    done = await found(office, id)
    assert (done.state, done.progress, done.cost and done.cost["waiting"]) == ("done", 100, 0)
    rows = actions.suggested(done)
    assert [row.change for row in rows] == ["added"] * 3
    count = await office.db.run(accept_suggestion, office.now, office.by, id, [row.id for row in rows], "")
    assert count == 3
    there = await planned(office, workshop_id)
    assert list(there) == ["Materi 1", "Materi 2", "Materi 3"], "in the order that was asked for"
    assert all(session.trainer_ids == [suparno] for session in there.values())
    assert (await found(office, id)).accepted_sessions == 3


async def test_the_draft_moves_off_what_is_booked_and_breaks_follow(working_site: Site) -> None:
    office = working_site.office
    venue = await office.venue()
    suparno = await office.trainer()
    workshop_id = await office.draft(venue, timetable=Timetable(3, FIRST_DAY))
    async with office.db.read() as tx:
        before = await sessions.of_workshop(tx, workshop_id)
    next_week = {"first_day": days_later(6), "last_day": days_later(10)}
    skilled = [
        SessionWish(id=session.id, skill="ukir batok")
        for session in before
        if session.kind in ("materi", "praktik")
    ]
    id = await asked(office, ClassWish(id=workshop_id, sessions=skilled), **next_week)
    await settle(working_site.running)
    rows = actions.suggested(await found(office, id))
    assert len(rows) == len(before) and {row.change for row in rows} == {"moved"}
    for row in rows:
        if row.after:
            lead = next(one for one in rows if one.id == row.after)
            assert row.starts_at >= lead.ends_at and row.starts_at.date() == lead.starts_at.date()
    chosen = [row.id for row in rows if not row.after]
    await office.db.run(accept_suggestion, office.now, office.by, id, chosen, "")
    async with office.db.read() as tx:
        after = await sessions.of_workshop(tx, workshop_id)
    assert {session.starts_at.date() for session in after} <= {days_later(n) for n in range(6, 11)}
    taught = [session for session in after if session.kind in ("materi", "praktik")]
    assert all(session.trainer_ids == [suparno] for session in taught)
    async with office.db.read() as tx:
        basis = await basis_of(
            tx, office.now, office.office_id, wishes(ClassWish(id=workshop_id), **next_week)
        )
    assert faults_of(basis.problem, basis.before) == [], "what is stored passes the checker too"


async def test_a_draft_that_holds_keeps_its_times(working_site: Site) -> None:
    """Only what is missing is added: trainers; nothing is moved for the sake of moving."""
    office = working_site.office
    await office.trainer()
    workshop_id = await office.draft(timetable=Timetable(3, FIRST_DAY))
    id = await asked(office, ClassWish(id=workshop_id), hours=[(time(8), time(12)), (time(13), time(17))])
    await settle(working_site.running)
    for row in actions.suggested(await found(office, id)):
        assert row.was is not None and (row.starts, row.venue) == (row.was.starts, row.was.venue), row.subject
        assert (row.change == "moved") == (row.kind in ("materi", "praktik")), "they have a trainer now"


async def test_the_only_carver_is_away_and_the_page_says_so(working_site: Site) -> None:
    office = working_site.office
    suparno = await office.trainer("Suparno Adi, S.Sn.")
    await office.trainer("Sri Wahyuni", skills=["gula aren"])
    await office.db.run(block_days, office.by, "trainer", suparno, FIRST_DAY, LAST_DAY, "")
    _workshop_id, wish = await bare_class(office)
    id = await asked(office, wish)
    await settle(working_site.running)
    done = await found(office, id)
    assert done.state == "done" and done.plan is None and done.blocked is not None
    kinds = {(row["kind"], row["word"]) for row in done.blocked["constraints"]}
    assert kinds == {("away", ""), ("days", ""), ("skill", "ukir batok")}
    async with working_site.signed_in() as visitor:
        page = await visitor.get(f"/kelola/jadwal/saran/{id}")
        assert "butuh narasumber dengan keahlian ukir batok pada 25 s.d. 28 April 2017" in page.words
        assert "Suparno Adi, S.Sn. berhalangan pada sebagian tanggal itu" in page.words
        status, answer = await visitor.call("GET", f"/suggestions/{id}")
        assert status == 200 and {row["kind"] for row in answer["blocked"]} == {"away", "days", "skill"}


async def test_cancelled_work_stops_and_keeps_what_it_found(office: Planner) -> None:
    await office.trainer()
    _workshop_id, wish = await bare_class(office)
    id = await asked(office, wish)
    claimed = await office.db.run(actions.claim, office.now)
    assert claimed is not None
    suggestion, basis = claimed
    assert basis is not None
    state = working.work(basis.problem, State(), 0.1, 1)
    kept: dict[str, Any] = {"bound": None, "blocked": None, "progress": 10, "solver": False}
    assert await office.db.run(actions.keep, suggestion, basis, plan=state.plan, **kept)
    await office.db.run(actions.cancel_suggestion, office.by, id)
    await office.db.run(actions.cancel_suggestion, office.by, id)  # twice is once
    assert not await office.db.run(actions.keep, suggestion, basis, plan=None, **kept)
    stopped = await found(office, id)
    assert stopped.state == "cancelled" and len(actions.suggested(stopped)) == 3
    assert await office.db.run(actions.claim, office.now) is None


async def test_lost_work_is_taken_up_and_given_up_after_three_times(office: Planner) -> None:
    await office.trainer()
    _workshop_id, wish = await bare_class(office)
    id = await asked(office, wish)
    first = await office.db.run(actions.claim, office.now)
    assert first is not None and await office.db.run(actions.claim, office.now) is None, "under lease"
    for _time in range(3):
        await office.db.run(_lease_over)
        again = await office.db.run(actions.claim, office.now)
    assert again is not None and again[1] is None and (await found(office, id)).reason == "tries"
    basis = first[1]
    assert basis is not None
    stale: dict[str, Any] = {"plan": None, "bound": None, "blocked": None, "progress": 99, "solver": False}
    assert not await office.db.run(actions.keep, first[0], basis, **stale), "whoever lost it cannot write"


async def _lease_over(tx: Any) -> None:
    await tx.execute("update suggestion set leased_until = clock_timestamp() - interval '1 second'")


async def test_another_office_sees_and_touches_nothing(
    office: Planner, db: Database, clock: MovedClock
) -> None:
    await office.trainer()
    workshop_id, wish = await bare_class(office)
    id = await asked(office, wish)
    charlie = await planner(db, clock, office.passwords)
    with pytest.raises(Missing):
        await asked(charlie, ClassWish(id=workshop_id))
    with pytest.raises(Missing):
        await db.run(actions.cancel_suggestion, charlie.by, id)
    with pytest.raises(Missing):
        await db.run(accept_suggestion, charlie.now, charlie.by, id, [workshop_id], "")
    async with db.read() as tx:
        assert await suggestions.latest(tx, charlie.office_id, limit=9) == []
        assert await suggestions.find(tx, charlie.office_id, id) is None
    strange = await charlie.venue("Balai orang lain")
    with pytest.raises(Invalid) as refused:
        await asked(office, ClassWish(id=workshop_id, venue_id=strange, added=wish.added))
    assert refused.value.field == "venue"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"last_day": FIRST_DAY - timedelta(days=1)}, "last_day"),
        ({"last_day": FIRST_DAY + timedelta(days=120)}, "last_day"),
        ({"first_day": date(2017, 4, 29), "last_day": date(2017, 4, 30)}, "weekdays"),
    ],
)
async def test_wishes_that_cannot_be_are_refused_at_their_field(
    office: Planner, given: dict[str, Any], field: str
) -> None:
    _workshop_id, wish = await bare_class(office)
    with pytest.raises(Invalid) as refused:
        await asked(office, wish, **given)
    assert refused.value.field == field


async def test_only_five_at_once_and_nothing_for_a_cancelled_class(office: Planner) -> None:
    venue = await office.venue()
    workshop_id = await office.draft(venue)
    await office.adds(workshop_id, venue_id=venue)
    for _time in range(5):
        await asked(office, ClassWish(id=workshop_id))
    with pytest.raises(Invalid) as refused:
        await asked(office, ClassWish(id=workshop_id))
    assert refused.value.problem == "suggestions_busy"
    await office.db.run(_all_over)
    await office.publishes(workshop_id)
    await office.db.run(
        workshop_actions.cancel_workshop, office.now, office.by, workshop_id, "Dana dialihkan"
    )
    with pytest.raises(WrongState):
        await asked(office, ClassWish(id=workshop_id))


async def _all_over(tx: Any) -> None:
    await tx.execute("update suggestion set state = 'cancelled'")


async def test_from_the_form_to_the_schedule(working_site: Site) -> None:
    office = working_site.office
    await office.trainer("Suparno Adi, S.Sn.")
    venue = await office.venue("Balai Membalong", 40, MEMBALONG)
    workshop_id = await office.draft(venue)
    async with working_site.signed_in() as visitor:
        start = await visitor.get(f"/kelola/jadwal/{workshop_id}")
        assert "Sarankan jadwal" in start.words
        path = f"/kelola/jadwal/saran/baru?bimtek={workshop_id}"
        assert "Tambah sesi baru" in (await visitor.get(path)).words
        typed = {
            "classes": str(workshop_id),
            "first_day": "2017-04-25",
            "last_day": "2017-04-28",
            "weekdays": "1",
            "morning_starts": "08.00",
            "morning_ends": "12.00",
            "seconds": "10",
            "new_class": str(workshop_id),
            "new_subject": "Ukir dasar",
            "new_jp": "dua",
            "new_need": "ukir batok",
        }
        wrong = await visitor.fill(path, typed)
        assert wrong.status == 422 and "Isi JP sesi baru dengan angka 1 sampai 8" in wrong.words
        assert 'value="Ukir dasar"' in wrong.text, "what was typed is still there"
        asked_for = await visitor.fill(path, typed | {"new_jp": "2"})
        assert asked_for.status == 200 and "Sedang dicari" in asked_for.words
        assert "Muat ulang" in asked_for.words, "without script the page is read again by a link"
        await settle(working_site.running)
        page = await visitor.get(asked_for.url)
        assert "Ukir dasar" in page.words and "Balai Membalong" in page.words
        assert "25 Apr 2017 08.00–09.30" in page.words
        nothing = await visitor.fill(asked_for.url, {}, action=f"{asked_for.url}/terima")
        assert nothing.status == 422 and "Pilih paling sedikit satu sesi" in nothing.words
        (row,) = actions.suggested(await found(office, UUID(asked_for.url.rpartition("/")[2])))
        done = await visitor.fill(
            asked_for.url, {"session_ids": str(row.id)}, action=f"{asked_for.url}/terima"
        )
        assert "1 sesi masuk ke jadwal" in done.words
        assert "Ukir dasar" in (await visitor.get(f"/kelola/jadwal/{workshop_id}")).words
        assert "Sudah diterapkan" in (await visitor.get("/kelola/jadwal/saran")).words


async def test_programs_ask_look_cancel_and_accept(working_site: Site) -> None:
    office = working_site.office
    await office.trainer()
    workshop_id = await office.draft()
    body = {
        "classes": [
            {
                "id": str(workshop_id),
                "added": [{"subject": "Ukir dasar", "minutes": 90, "skill": "ukir batok"}],
            }
        ],
        "first_day": "2017-04-25",
        "last_day": "2017-04-28",
        "seconds": 1,
    }
    async with working_site.signed_in() as alice:
        status, made = await alice.call("POST", "/suggestions", body)
        assert status == 201
        path = f"/suggestions/{made['id']}"
        status, answer = await alice.call("GET", path)
        assert (status, answer["state"], answer["plan"]) == (200, "queued", [])
        await settle(working_site.running)
        status, answer = await alice.call("GET", path)
        assert answer["state"] == "done" and [row["change"] for row in answer["plan"]] == ["added"]
        assert answer["cost"]["total"] >= 0
        status, counted = await alice.call(
            "POST", f"{path}/accept", {"session_ids": [answer["plan"][0]["id"]]}
        )
        assert (status, counted) == (200, {"sessions": 1})
        status, _again = await alice.call(
            "POST", f"{path}/accept", {"session_ids": [answer["plan"][0]["id"]]}
        )
        assert status == 422
        assert (await alice.call("POST", f"{path}/cancel"))[0] == 200
    viewer = await office.person(Role.VIEWER)
    async with working_site.signed_in(viewer) as reader:
        assert (await reader.call("GET", path))[0] == 200
        assert (await reader.call("POST", "/suggestions", body))[0] == 403
