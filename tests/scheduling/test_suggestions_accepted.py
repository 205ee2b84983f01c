"""A suggested timetable accepted: a part of it, all or nothing, and only while it still fits."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from services.scheduling.actions import sessions as session_actions
from services.scheduling.actions import suggestions as actions
from services.scheduling.actions.accepting import accept_suggestion
from services.scheduling.actions.sessions import SessionPlan
from services.scheduling.actions.suggesting import basis_of
from services.scheduling.domain.refusals import Invalid, Stale, Taken
from services.scheduling.domain.suggesting.problem import Placed
from services.scheduling.domain.suggesting.wishes import ClassWish
from shared.clock import MovedClock
from tests.support.scheduling_site import Site
from tests.support.suggestions import MORNING, asked, bare_class, found, planned, settle, wishes


async def test_a_part_is_accepted_and_the_rest_stays(working_site: Site) -> None:
    office = working_site.office
    await office.trainer()
    workshop_id, wish = await bare_class(office)
    id = await asked(office, wish)
    await settle(working_site.running)
    rows = actions.suggested(await found(office, id))
    count = await office.db.run(accept_suggestion, office.now, office.by, id, [rows[1].id], "")
    assert count == 1 and list(await planned(office, workshop_id)) == [rows[1].subject]
    with pytest.raises(Stale):  # it is there now, and is not what it was when the work began
        await office.db.run(accept_suggestion, office.now, office.by, id, [rows[1].id], "")


async def test_what_changed_meanwhile_is_named_and_nothing_is_half_done(working_site: Site) -> None:
    office = working_site.office
    suparno = await office.trainer()
    workshop_id, wish = await bare_class(office)
    id = await asked(office, wish)
    await settle(working_site.running)
    rows = actions.suggested(await found(office, id))
    last = rows[-1]
    other = await office.draft(await office.venue("Balai lain"))
    plan = SessionPlan(
        "praktik", "Dipesan lebih dulu", last.starts_at, last.ends_at, await office.venue("Aula"), (suparno,)
    )
    await office.db.run(session_actions.add_session, office.by, other, plan, "")
    with pytest.raises(Taken) as taken:
        await office.db.run(accept_suggestion, office.now, office.by, id, [row.id for row in rows], "")
    assert taken.value.collisions[0].subject == "Dipesan lebih dulu"
    assert await planned(office, workshop_id) == {}, "the first two are not there either"
    assert (await found(office, id)).accepted_at is None


async def test_sessions_may_change_places_with_each_other(working_site: Site) -> None:
    """Each wants the time the other holds; one by one they would collide."""
    office = working_site.office
    venue, suparno = await office.venue(), await office.trainer()
    workshop_id = await office.draft(venue)
    first = await office.adds(
        workshop_id, "08.00", "09.30", venue_id=venue, trainers=(suparno,), subject="Satu"
    )
    second = await office.adds(
        workshop_id, "10.00", "11.30", venue_id=venue, trainers=(suparno,), subject="Dua"
    )
    now = await planned(office, workshop_id)
    async with office.db.read() as tx:
        basis = await basis_of(tx, office.now, office.office_id, wishes(ClassWish(id=workshop_id)))
    one, two = basis.before[first], basis.before[second]
    swapped = {
        first: Placed(first, two.starts, venue, (suparno,)),
        second: Placed(second, one.starts, venue, (suparno,)),
    }
    id = await asked(office, ClassWish(id=workshop_id))
    suggestion, _basis = await office.db.run(actions.claim, office.now) or (None, None)
    assert suggestion is not None
    kept: dict[str, Any] = {"plan": swapped, "bound": None, "blocked": None, "progress": 50, "solver": False}
    assert await office.db.run(actions.keep, suggestion, basis, **kept)
    await office.db.run(actions.finish, suggestion, "done")
    await office.db.run(accept_suggestion, office.now, office.by, id, [first, second], "")
    after = await planned(office, workshop_id)
    assert after["Satu"].starts_at == now["Dua"].starts_at and after["Dua"].starts_at == now["Satu"].starts_at
    async with office.db.read() as tx:
        rows = await tx.fetch("select what, after from audit where what = 'session changed'")
    assert {row["after"]["subject"] for row in rows} == {"Satu", "Dua"}


async def test_a_changed_draft_is_stale(working_site: Site) -> None:
    office = working_site.office
    venue, suparno = await office.venue(), await office.trainer()
    workshop_id = await office.draft(venue)
    session_id = await office.adds(workshop_id, "13.00", "14.30", venue_id=venue, trainers=(suparno,))
    id = await asked(office, ClassWish(id=workshop_id), hours=MORNING)
    await settle(working_site.running)
    rows = actions.suggested(await found(office, id))
    assert [row.change for row in rows] == ["moved"], "only the morning is allowed"
    plan = office.plan("15.00", "16.30", venue_id=venue, trainers=(suparno,))
    await office.db.run(session_actions.change_session, office.by, workshop_id, session_id, plan, "")
    with pytest.raises(Stale, match="Membentuk batok kelapa"):
        await office.db.run(accept_suggestion, office.now, office.by, id, [session_id], "")


async def test_a_published_class_needs_a_reason_and_tells_it(working_site: Site) -> None:
    office = working_site.office
    venue, suparno = await office.venue(), await office.trainer()
    workshop_id = await office.draft(venue)
    session_id = await office.adds(workshop_id, "13.00", "14.30", venue_id=venue, trainers=(suparno,))
    await office.publishes(workshop_id)
    id = await asked(office, ClassWish(id=workshop_id), hours=MORNING)
    await settle(working_site.running)

    async def accept(reason: str) -> int:
        chosen = [session_id]
        return await office.db.run(accept_suggestion, office.now, office.by, id, chosen, reason)

    with pytest.raises(Invalid) as refused:
        await accept("")
    assert refused.value.field == "reason"
    told = len(await office.told())
    await accept("Pagi lebih sejuk")
    assert (await office.told())[told:] == ["WorkshopChanged"]
    document = await office.document(workshop_id)
    assert document.reason == "Pagi lebih sejuk" and document.sessions[0].id == session_id


async def test_a_plan_that_is_behind_by_now_is_not_put_into_the_timetable(
    working_site: Site, clock: MovedClock
) -> None:
    office = working_site.office
    await office.trainer()
    workshop_id, wish = await bare_class(office)
    id = await asked(office, wish)
    await settle(working_site.running)
    rows = actions.suggested(await found(office, id))
    clock.move_to(rows[0].starts_at + timedelta(minutes=1))
    chosen = [row.id for row in rows]
    with pytest.raises(Stale) as stale:
        await office.db.run(accept_suggestion, office.now, office.by, id, chosen, "")
    assert stale.value.subject == "Materi 1" and await planned(office, workshop_id) == {}
    later = [row.id for row in rows if row.starts_at > office.now]
    assert await office.db.run(accept_suggestion, office.now, office.by, id, later, "") == 2
