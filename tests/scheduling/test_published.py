"""What was checked when a workshop was published stays true of every later change."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from services.scheduling.actions import sessions, workshops
from services.scheduling.domain.refusals import Invalid, NotReady, Taken
from shared.clock import MovedClock
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
        await office.db.run(workshops.change_workshop, office.now, office.by, workshop, late, REASON)
    assert (refused.value.field, refused.value.problem) == ("sign_up_closes_at", "closes_after_end")
    assert await office.document(workshop) == before
    end = replace(late, sign_up_closes_at=at(days_later(1), "10.30"))
    await office.db.run(workshops.change_workshop, office.now, office.by, workshop, end, REASON)
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
        await office.db.run(sessions.delete_session, office.now, office.by, workshop, last, REASON)
    assert (refused.value.field, refused.value.problem) == ("session", "ends_before_closing")
    assert await office.document(workshop) == before
    await office.db.run(sessions.delete_session, office.now, office.by, workshop, first, REASON)
    assert [session.id for session in (await office.document(workshop)).sessions] == [last]


async def test_a_draft_may_still_be_moved_about(office: Planner) -> None:
    bekemas = await office.venue()
    workshop = await office.draft(bekemas, sign_up_closes_at=CLOSES)
    session = await office.adds(workshop, venue_id=bekemas, day=days_later(1))
    earlier = office.plan("13.00", "14.30", venue_id=bekemas)
    await office.db.run(sessions.change_session, office.by, workshop, session, earlier, "")
    await office.db.run(sessions.delete_session, office.now, office.by, workshop, session, "")


async def test_the_refusal_says_which_date_comes_first(site: Site) -> None:
    bekemas = await site.office.venue()
    workshop, _first, last = await published_for_two_days(site.office, bekemas)
    async with site.signed_in() as alice:
        address = f"/kelola/jadwal/{workshop}/sesi/{last}"
        refused = await alice.fill(f"{address}/hapus", {"reason": REASON})
    assert refused.status == 422
    assert "Majukan dahulu tanggal penutupan pendaftaran" in refused.words


async def test_sessions_to_come_move_with_the_main_venue(office: Planner, clock: MovedClock) -> None:
    bekemas, aula, balai = [await office.venue(name) for name in ("Sanggar Bekemas", "Aula", "Balai Desa")]
    suparno = await office.trainer()
    workshop = await office.draft(bekemas)
    over = await office.adds(workshop, venue_id=bekemas)
    visit = await office.adds(workshop, venue_id=balai, day=days_later(1))
    ahead = await office.adds(workshop, venue_id=bekemas, trainers=(suparno,), day=days_later(2))
    await office.publishes(workshop)
    clock.move_to(at(days_later(0), "12.00"))
    told = len(await office.told())
    moved = office.details(aula)
    await office.db.run(workshops.change_workshop, office.now, office.by, workshop, moved, REASON)
    document = await office.document(workshop)
    assert {session.id: session.place.venue_id for session in document.sessions} == {
        over: bekemas,  # has taken place there
        visit: balai,  # was never at the main venue
        ahead: aula,
    }
    assert [trainer.trainer_id for trainer in document.sessions[2].trainers] == [suparno]
    assert (await office.told())[told:] == ["WorkshopChanged"]
    other = await office.draft(bekemas)
    await office.adds(other, venue_id=bekemas, day=days_later(2))  # free again
    with pytest.raises(Taken):
        await office.adds(other, "10.00", "11.00", venue_id=aula, day=days_later(2))


async def test_a_main_venue_that_is_taken_is_refused_with_everything(office: Planner) -> None:
    bekemas, aula = await office.venue(), await office.venue("Aula")
    busy, workshop = await office.draft(aula), await office.draft(bekemas)
    await office.adds(busy, "10.00", "11.00", venue_id=aula, day=days_later(1), subject="Teknik ukir")
    for day in (0, 1):
        await office.adds(workshop, venue_id=bekemas, day=days_later(day))
    await office.publishes(workshop)
    before, told = await office.document(workshop), await office.told()
    moved = office.details(aula)
    with pytest.raises(Taken) as refused:
        await office.db.run(workshops.change_workshop, office.now, office.by, workshop, moved, REASON)
    assert [collision.subject for collision in refused.value.collisions] == ["Teknik ukir"]
    assert (await office.document(workshop), await office.told()) == (before, told)


async def test_a_larger_class_moves_to_a_larger_room(office: Planner) -> None:
    """The seats that are asked for count, in the room that is asked for."""
    hut, aula = await office.venue("Rumah kepala desa", capacity=15), await office.venue("Aula")
    workshop = await office.draft(hut)
    await office.adds(workshop, venue_id=hut)
    await office.publishes(workshop)
    for venue, seats in ((aula, 40), (hut, 15)):
        moved = office.details(venue, capacity=seats)
        await office.db.run(workshops.change_workshop, office.now, office.by, workshop, moved, REASON)
        document = await office.document(workshop)
        assert (document.capacity, document.sessions[0].place.venue_id) == (seats, venue)


async def test_the_form_says_at_the_venue_who_has_it(site: Site) -> None:
    office = site.office
    bekemas, aula = await office.venue(), await office.venue("Aula")
    busy, workshop = await office.draft(aula), await office.draft(bekemas)
    await office.adds(busy, venue_id=aula, subject="Teknik ukir")
    await office.adds(workshop, venue_id=bekemas)
    await office.publishes(workshop)
    fields = {
        "programme_id": str(office.programme_id),
        "title": "Bimtek Kerajinan Batok Kelapa",
        "zone": "Asia/Jakarta",
        "capacity": "15",
        "sign_up_opens_at": "2017-03-20T08:00",
        "sign_up_closes_at": "2017-04-24T16:00",
        "venue_id": str(aula),
        "contact_name": "Ibu Yuliana",
        "contact_whatsapp": "0812 9990 0001",
        "reason": REASON,
    }
    async with site.signed_in() as alice:
        refused = await alice.fill(f"/kelola/jadwal/{workshop}/ubah", fields)
        assert refused.status == 422
        assert 'href="#f-venue_id">Aula sudah dipakai untuk “Teknik ukir”' in refused.text
        body = (
            fields
            | {"capacity": 15}
            | {
                f"sign_up_{edge}_at": f"2017-04-0{day}T08:00+07:00"
                for edge, day in (("opens", 1), ("closes", 2))
            }
        )
        status, problem = await alice.call("PUT", f"/workshops/{workshop}", body)
        assert (status, problem["collisions"][0]["subject"]) == (409, "Teknik ukir")


@pytest.mark.parametrize("lacking", ["contact_name", "contact_whatsapp"])
async def test_a_contact_is_a_name_and_a_number_for_as_long_as_people_read_it(
    office: Planner, lacking: str
) -> None:
    bekemas = await office.venue()
    workshop = await office.draft(bekemas, **{lacking: ""})
    await office.adds(workshop, venue_id=bekemas)
    with pytest.raises(NotReady) as unready:
        await office.publishes(workshop)
    assert unready.value.reasons == ("no_contact",)
    complete = office.details(bekemas)
    await office.db.run(workshops.change_workshop, office.now, office.by, workshop, complete, "")
    await office.publishes(workshop)
    emptied = office.details(bekemas, **{lacking: ""})
    with pytest.raises(Invalid) as refused:
        await office.db.run(workshops.change_workshop, office.now, office.by, workshop, emptied, REASON)
    assert (refused.value.field, refused.value.problem) == (lacking, "contact_missing")
    contact = (await office.document(workshop)).contact
    assert (contact.name, contact.whatsapp) == ("Ibu Yuliana", "6281299900001")
