"""What was checked when a workshop was published stays true of every later change."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from services.scheduling.actions import sessions, workshops
from services.scheduling.domain.refusals import Invalid
from tests.support.scheduling import Planner, at, days_later
from tests.support.scheduling_site import Site

REASON = "Ruang dipakai acara lain"
CLOSES = datetime(2017, 4, 26, tzinfo=UTC)


async def published_for_two_days(office: Planner, venue_id: UUID) -> tuple[UUID, UUID, UUID]:
    """A workshop whose sign-up closes on the morning of its second day, and its two sessions."""
    workshop = await office.draft(venue_id, sign_up_closes_at=CLOSES)
    first = await office.adds(workshop, venue_id=venue_id)
    last = await office.adds(workshop, venue_id=venue_id, day=days_later(1))
    await office.publishes(workshop)
    return workshop, first, last


async def test_sign_up_cannot_be_moved_past_the_end_of_a_published_workshop(office: Planner) -> None:
    bekemas = await office.venue()
    workshop, _first, _last = await published_for_two_days(office, bekemas)
    before = await office.document(workshop)
    late = office.details(bekemas, sign_up_closes_at=at(days_later(1), "10.31"))
    with pytest.raises(Invalid) as refused:
        await office.db.run(workshops.change_workshop, office.by, workshop, late, REASON)
    assert (refused.value.field, refused.value.problem) == ("sign_up_closes_at", "closes_after_end")
    assert await office.document(workshop) == before
    end = replace(late, sign_up_closes_at=at(days_later(1), "10.30"))
    await office.db.run(workshops.change_workshop, office.by, workshop, end, REASON)
    assert (await office.document(workshop)).sign_up_closes_at == end.sign_up_closes_at


async def test_sessions_cannot_end_before_sign_up_does(office: Planner) -> None:
    bekemas = await office.venue()
    workshop, first, last = await published_for_two_days(office, bekemas)
    before = await office.document(workshop)
    earlier = office.plan("13.00", "14.30", venue_id=bekemas)
    with pytest.raises(Invalid) as refused:
        await office.db.run(sessions.change_session, office.by, workshop, last, earlier, REASON)
    assert (refused.value.field, refused.value.problem) == ("day", "ends_before_closing")
    with pytest.raises(Invalid) as refused:
        await office.db.run(sessions.delete_session, office.by, workshop, last, REASON)
    assert (refused.value.field, refused.value.problem) == ("session", "ends_before_closing")
    assert await office.document(workshop) == before
    await office.db.run(sessions.delete_session, office.by, workshop, first, REASON)
    assert [session.id for session in (await office.document(workshop)).sessions] == [last]


async def test_a_draft_may_still_be_moved_about(office: Planner) -> None:
    bekemas = await office.venue()
    workshop = await office.draft(bekemas, sign_up_closes_at=CLOSES)
    session = await office.adds(workshop, venue_id=bekemas, day=days_later(1))
    earlier = office.plan("13.00", "14.30", venue_id=bekemas)
    await office.db.run(sessions.change_session, office.by, workshop, session, earlier, "")
    await office.db.run(sessions.delete_session, office.by, workshop, session, "")


async def test_the_refusal_says_which_date_comes_first(site: Site) -> None:
    bekemas = await site.office.venue()
    workshop, _first, last = await published_for_two_days(site.office, bekemas)
    async with site.signed_in() as alice:
        address = f"/kelola/jadwal/{workshop}/sesi/{last}"
        refused = await alice.fill(f"{address}/hapus", {"reason": REASON})
    assert refused.status == 422
    assert "Majukan dahulu tanggal penutupan pendaftaran" in refused.words
