"""Trainers ask for another time: accepted in one press, declined with words, or settled by what happened."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import UUID

from services.scheduling.actions import sessions, trainer_answers
from services.scheduling.domain.bookings import Span
from services.scheduling.domain.refusals import Missing
from services.scheduling.store import proposals
from shared.clock import MovedClock
from shared.db import Tx
from tests.support.scheduling import FIRST_DAY, at, days_later
from tests.support.scheduling_site import Member, Site
from tests.support.settle import ended_or_blocked
from tests.support.trainer_page import asked, standing
from tests.support.trainers import guest, mails


async def proposed(visitor: Member, link: str, workshop: UUID, session: UUID, **given: str) -> str:
    fields = {"day": "2017-04-26", "starts": "09.00", "ends": "10.30", "words": "Pesawat siang", **given}
    return (await visitor.fill(f"{link}/usul/{workshop}/{session}", fields)).words


async def test_another_time_is_accepted_in_one_press(site: Site) -> None:
    office = site.office
    workshop, trainer, session, link = await asked(site)
    async with site.visitor() as anybody:
        for wrong, why in (
            ({"day": "2017-01-01"}, "sudah lewat"),
            ({"day": "2017-04-25"}, "sudah dijadwalkan"),
            ({"ends": "08.00"}, "sesudah jam mulai"),
        ):
            assert why in await proposed(anybody, link, workshop, session, **wrong)
        assert "Usulan terkirim" in await proposed(anybody, link, workshop, session)
    assert await standing(office, workshop, trainer) == "proposed"
    async with site.signed_in() as alice:
        path = f"/kelola/jadwal/{workshop}/narasumber"
        page = await alice.get(path)
        assert "Tidak ada bentrok" in page.words and "Pesawat siang" in page.words
        action = page.text.split("/usul/")[1].split("/setuju")[0]
        fields = {"form_token": page.token(), "reason": "Waktu disepakati"}
        answer = await alice.post(f"/kelola/jadwal/{workshop}/usul/{action}/setuju", fields)
        assert "Sesi dipindahkan" in answer.words
        again = await alice.fill(path, {"reason": "x"}, f"/kelola/jadwal/{workshop}/usul/{action}/setuju")
        assert again.status == 404, "what was decided is not decided again"
    document = await office.document(workshop)
    assert (document.sessions[0].starts_at, document.reason) == (
        at(days_later(1), "09.00"),
        "Waktu disepakati",
    )
    assert await standing(office, workshop, trainer) == "confirmed", "they asked for this time"
    changed = (await mails(office.db, site.running.keys))[-1]
    assert "Usulan waktu Bapak/Ibu disetujui." in changed.text
    assert changed.calendars["REQUEST"].events[0].start == at(days_later(1), "09.00")


async def test_a_time_that_is_taken_is_shown_and_cannot_be_accepted(site: Site) -> None:
    office = site.office
    workshop, trainer, session, link = await asked(site)
    other = await office.draft(await office.venue("Aula"), title="Bimtek Gula Aren")
    await office.adds(
        other,
        day=days_later(1),
        venue_id=await office.venue("Balai Desa"),
        trainers=(trainer,),
        subject="Nira",
    )
    async with site.visitor() as anybody:
        await proposed(anybody, link, workshop, session)
    async with office.db.read() as tx:
        (wish,) = await proposals.open_of(tx, office.office_id, workshop)
    async with site.signed_in() as alice:
        page = await alice.get(f"/kelola/jadwal/{workshop}/narasumber")
        assert "Bentrok pada waktu itu" in page.words and "Nira" in page.words
        call = f"/workshops/{workshop}/proposals/{wish.id}/accept"
        status, problem = await alice.call("POST", call, {"reason": "Coba"})
        assert status == 409 and problem["collisions"]
    assert await standing(office, workshop, trainer) == "proposed", "nothing half done"
    assert (await office.document(workshop)).sessions[0].starts_at == at(FIRST_DAY, "09.00")


async def test_another_time_is_declined_with_words(site: Site) -> None:
    workshop, trainer, session, link = await asked(site)
    async with site.visitor() as anybody:
        await proposed(anybody, link, workshop, session)
    async with site.signed_in() as alice:
        path = f"/kelola/jadwal/{workshop}/narasumber"
        page = await alice.get(path)
        wish = page.text.split("/usul/")[1].split("/setuju")[0]
        action = f"/kelola/jadwal/{workshop}/usul/{wish}/tolak"
        wordless = await alice.fill(path, {"words": ""}, action)
        assert wordless.status == 422 and "Tulis jawabannya" in wordless.words
        await alice.fill(path, {"words": "Aula hanya ada hari Selasa"}, action)
    assert await standing(site.office, workshop, trainer) == "asked"
    reply = (await mails(site.office.db, site.running.keys))[-1]
    assert reply.subject.startswith("Jawaban atas usulan waktu")
    assert "Aula hanya ada hari Selasa" in reply.text and not reply.calendars


async def test_a_wish_for_a_session_that_moves_meanwhile_is_settled(site: Site) -> None:
    office = site.office
    workshop, trainer, session, link = await asked(site)
    async with site.visitor() as anybody:
        await proposed(anybody, link, workshop, session)
    before = (await office.document(workshop)).sessions[0]
    assert before.place.venue_id is not None
    plan = office.plan(
        "13.00", "14.30", venue_id=before.place.venue_id, trainers=(trainer,), subject="Mengenal batok"
    )
    await office.db.run(sessions.change_session, office.by, workshop, session, plan, "Listrik padam")
    async with site.signed_in() as alice:
        path = f"/kelola/jadwal/{workshop}/narasumber"
        assert "Perubahan belum disampaikan" in (await alice.get(path)).words
        action = f"{path}/{trainer}/sampaikan"
        assert "Perubahan disampaikan" in (await alice.fill(path, {}, action)).words
    assert await standing(office, workshop, trainer) == "asked"
    async with office.db.read() as tx:
        assert await proposals.open_of(tx, office.office_id, workshop) == []


async def test_a_time_that_is_over_by_now_is_not_agreed_to(site: Site, clock: MovedClock) -> None:
    office = site.office
    workshop, trainer, session, link = await asked(site)
    async with site.visitor() as anybody:
        early = {"day": "2017-04-24", "starts": "09.00", "ends": "10.30"}
        assert "Usulan terkirim" in await proposed(anybody, link, workshop, session, **early)
    async with office.db.read() as tx:
        (wish,) = await proposals.open_of(tx, office.office_id, workshop)
    clock.move_to(at(FIRST_DAY, "08.00"))
    async with site.signed_in() as alice:
        status, problem = await alice.call(
            "POST", f"/workshops/{workshop}/proposals/{wish.id}/accept", {"reason": "Baik"}
        )
        assert status == 422 and "sudah lewat" in str(problem)
    assert (await office.document(workshop)).sessions[0].starts_at == at(FIRST_DAY, "09.00")
    assert await standing(office, workshop, trainer) == "proposed"  # still to be answered


async def test_a_session_deleted_while_another_time_is_asked_for_breaks_nothing(site: Site, dsn: str) -> None:
    office = site.office
    workshop, trainer, session, _link = await asked(site)
    venue = (await office.document(workshop)).sessions[0]
    await office.plans(
        workshop,
        office.plan("13.00", "14.30", venue_id=await office.venue(), trainers=(trainer,)),
        "Tambahan",
    )
    who = await guest(office, trainer)
    done, go_on = asyncio.Event(), asyncio.Event()

    async def deletes(tx: Tx) -> None:
        await sessions.delete_session(tx, office.now, office.by, workshop, session, "Tidak jadi")
        done.set()
        await go_on.wait()

    one = asyncio.create_task(office.db.run(deletes))
    await done.wait()
    span = Span(venue.starts_at + timedelta(days=1), venue.ends_at + timedelta(days=1))
    asks = office.db.run(trainer_answers.propose, office.now, who, workshop, session, span, "")
    other = asyncio.create_task(asks)
    await ended_or_blocked(other, dsn)
    go_on.set()
    _deleted, refused = await asyncio.gather(one, other, return_exceptions=True)
    assert isinstance(refused, Missing)
