"""The end of a workshop: the checklist tells the truth, and nothing is completed too early."""

from __future__ import annotations

import random
from uuid import UUID

import pytest

from services.scheduling.actions import closing, heads, holding, sessions, workshops
from services.scheduling.domain.refusals import StillAhead, Unconfirmed, VenueTooSmall, WrongState
from shared.clock import MovedClock
from shared.events.attendance import Sheet, SheetLine
from shared.events.certificates import Certificate, CertificateState, Eligibility, Verdict
from shared.ids import new_id
from tests.support.factories import version
from tests.support.scheduling import FIRST_DAY, Planner, at, days_later
from tests.support.scheduling_site import Site

REASON = "Peminatnya banyak"


def sheet(office: Planner, workshop: UUID, *, closed: bool) -> Sheet:
    line = SheetLine(registration_id=new_id(), marks=())
    return Sheet(
        id=workshop, version=version(), organization_id=office.office_id, closed=closed, lines=(line,)
    )


def verdict(office: Planner, workshop: UUID, decided: Verdict) -> Eligibility:
    return Eligibility(
        id=new_id(),
        version=version(),
        organization_id=office.office_id,
        workshop_id=workshop,
        verdict=decided,
        jp_reached=32,
        jp_needed=24,
        jp_total=32,
        decided_at=office.now,
    )


def certificate(office: Planner, workshop: UUID, person: UUID, state: CertificateState) -> Certificate:
    return Certificate(
        id=new_id(),
        version=version(),
        organization_id=office.office_id,
        workshop_id=workshop,
        registration_id=person,
        state=state,
        number=f"{version()}/BATOK",
    )


async def over(office: Planner, clock: MovedClock) -> UUID:
    """A published workshop whose only session has ended."""
    bekemas = await office.venue()
    workshop = await office.draft(bekemas)
    await office.adds(workshop, venue_id=bekemas)
    await office.publishes(workshop)
    clock.move_to(at(FIRST_DAY, "12.00"))
    return workshop


async def test_each_line_of_the_checklist_follows_what_the_others_say(site: Site, clock: MovedClock) -> None:
    office = site.office
    workshop = await over(office, clock)
    address = f"/kelola/jadwal/{workshop}"
    async with site.signed_in() as alice:
        page = await alice.get(address)
        assert "Belum 1 sesi belum dicatat pelaksanaannya" in page.words
        assert "Belum Daftar hadir masih terbuka" in page.words
        assert "Belum Sertifikat terbit sesudah daftar hadir ditutup" in page.words
        assert "Selesaikan Bimtek" not in page.words
        await alice.fill(address, {}, action=f"{address}/terlaksana")
        people = [verdict(office, workshop, Verdict.EARNED), verdict(office, workshop, Verdict.EARNED)]
        people.append(verdict(office, workshop, Verdict.SHORT))
        await office.db.run(closing.keep_sheets, [sheet(office, workshop, closed=True)])
        await office.db.run(closing.keep_eligibilities, people)
        issued = CertificateState.ISSUED
        await office.db.run(heads.keep_certificates, [certificate(office, workshop, people[0].id, issued)])
        page = await alice.get(address)
        assert "Sudah Pelaksanaan semua sesi tercatat" in page.words
        assert "Sudah Daftar hadir ditutup" in page.words
        assert "Belum 1 dari 2 sertifikat terbit" in page.words
        assert "Bimtek belum diselesaikan" in (await alice.get("/kelola")).words
        await office.db.run(heads.keep_certificates, [certificate(office, workshop, people[1].id, issued)])
        await office.db.run(closing.keep_sheets, [sheet(office, workshop, closed=False)])  # opened again
        page = await alice.get(address)
        assert "Belum Daftar hadir masih terbuka" in page.words
        await office.db.run(closing.keep_sheets, [sheet(office, workshop, closed=True)])
        page = await alice.get(address)
        assert "Sudah 2 dari 2 sertifikat terbit" in page.words
        done = await alice.fill(address, {}, action=f"{address}/selesai")
        assert "Bimtek selesai" in done.words
        assert "Bimtek belum diselesaikan" not in (await alice.get("/kelola")).words
    async with office.db.read() as tx:
        assert "registration_id" not in await tx.fetchval("select document::text from sheet_copy")


async def test_documents_in_any_order_end_in_the_same_checklist(office: Planner, clock: MovedClock) -> None:
    workshop = await over(office, clock)
    told = [sheet(office, workshop, closed=closed) for closed in (True, False, True)]
    for _again in range(5):
        random.Random(_again).shuffle(told)
        for document in told:
            await office.db.run(closing.keep_sheets, [document])
    async with office.db.read() as tx:
        assert await tx.fetchval("select closed from sheet_copy where id = $1", workshop) is True


async def test_nothing_is_completed_before_its_last_session_has_begun(
    office: Planner, clock: MovedClock
) -> None:
    """All teaching is recorded, but the closing ceremony is still to come."""
    bekemas = await office.venue()
    workshop = await office.draft(bekemas)
    first = await office.adds(workshop, "08.00", "10.00", venue_id=bekemas)
    last = await office.adds(
        workshop, "15.00", "15.30", venue_id=bekemas, kind="penutupan", subject="Penutupan"
    )
    await office.publishes(workshop)
    clock.move_to(at(FIRST_DAY, "11.00"))
    await office.db.run(holding.hold_session, office.now, office.by, workshop, first, held=True)
    with pytest.raises(StillAhead):
        await office.db.run(workshops.complete_workshop, office.now, office.by, workshop)
    clock.move_to(at(FIRST_DAY, "15.10"))
    await office.db.run(workshops.complete_workshop, office.now, office.by, workshop)
    assert {one.id: one.held for one in (await office.document(workshop)).sessions} == {
        first: True,
        last: True,
    }


async def test_a_session_added_meanwhile_is_named_and_nothing_is_completed(
    site: Site, clock: MovedClock
) -> None:
    office = site.office
    workshop = await over(office, clock)
    address = f"/kelola/jadwal/{workshop}"
    async with site.signed_in() as alice:
        await alice.fill(address, {}, action=f"{address}/terlaksana")
        page = await alice.get(address)
        assert "Selesaikan Bimtek" in page.words
        venue = await office.venue("Aula")
        await office.adds(workshop, venue_id=venue, day=days_later(1), reason="Praktik tambahan")
        refused = await alice.post(f"{address}/selesai", {"form_token": page.token()})
        assert (refused.status, "Masih ada 1 sesi yang belum dimulai" in refused.words) == (422, True)
    clock.move_to(at(days_later(1), "12.00"))
    with pytest.raises(Unconfirmed):
        await office.db.run(workshops.complete_workshop, office.now, office.by, workshop)
    assert (await office.document(workshop)).state == "published"


async def test_a_running_workshop_that_met_in_a_smaller_room_can_be_enlarged(
    office: Planner, clock: MovedClock
) -> None:
    hut, aula = await office.venue("Rumah kepala desa", capacity=15), await office.venue("Aula", capacity=40)
    workshop = await office.draft(aula, capacity=15)
    await office.adds(workshop, venue_id=hut)
    ahead = await office.adds(workshop, venue_id=hut, day=days_later(1))
    await office.publishes(workshop)
    clock.move_to(at(FIRST_DAY, "12.00"))
    wanted = office.details(aula, capacity=25)
    with pytest.raises(VenueTooSmall):  # tomorrow they meet in the small room once more
        await office.db.run(workshops.change_workshop, office.now, office.by, workshop, wanted, REASON)
    moved = office.plan("09.00", "10.30", venue_id=aula, day=days_later(1))
    await office.db.run(sessions.change_session, office.by, workshop, ahead, moved, REASON)
    await office.db.run(workshops.change_workshop, office.now, office.by, workshop, wanted, REASON)
    assert (await office.document(workshop)).capacity == 25


async def test_what_has_begun_is_not_deleted_but_said_not_to_have_taken_place(
    site: Site, clock: MovedClock
) -> None:
    office = site.office
    bekemas = await office.venue()
    workshop = await office.draft(bekemas)
    first = await office.adds(workshop, venue_id=bekemas)
    await office.adds(workshop, venue_id=bekemas, day=days_later(1))
    await office.publishes(workshop)
    clock.move_to(at(FIRST_DAY, "09.30"))
    with pytest.raises(WrongState):
        await office.db.run(sessions.delete_session, office.now, office.by, workshop, first, REASON)
    async with site.signed_in() as alice:
        refused = await alice.fill(f"/kelola/jadwal/{workshop}/sesi/{first}/hapus", {"reason": REASON})
        assert (refused.status, "Catat saja bahwa tidak terlaksana" in refused.words) == (409, True)


async def test_breaks_nobody_spoke_of_wait_for_nobody_on_the_desk(site: Site, clock: MovedClock) -> None:
    office = site.office
    bekemas = await office.venue()
    workshop = await office.draft(bekemas)
    first = await office.adds(workshop, "08.00", "10.00", venue_id=bekemas)
    await office.adds(workshop, "10.00", "10.15", venue_id=bekemas, kind="istirahat", subject="Istirahat")
    await office.publishes(workshop)
    clock.move_to(at(FIRST_DAY, "12.00"))
    async with site.signed_in() as alice:
        assert "1 Sesi belum dicatat pelaksanaannya" in (await alice.get("/kelola")).words
        await office.db.run(holding.hold_session, office.now, office.by, workshop, first, held=True)
        assert "belum dicatat pelaksanaannya" not in (await alice.get("/kelola")).words
