"""Trainers are invited once, told once of what changed, and reminded once."""

from __future__ import annotations

from datetime import timedelta

from services.scheduling import jobs
from services.scheduling.actions import holding, invitations, sessions, workshops
from services.scheduling.settings import QUIET
from shared.clock import MovedClock
from shared.crypto import Keys
from shared.db import Tx
from shared.service import Running
from tests.support.scheduling import FIRST_DAY, Planner, at, days_later
from tests.support.trainers import confirmed, invited, mails, post, state
from tests.support.trainers_told import EMAIL, moved, taught, told


async def test_one_invitation_says_all_sessions_of_a_trainer(office: Planner, keys: Keys) -> None:
    workshop, _venue, _trainer, session = await taught(office)
    assert await invited(office, keys, workshop) == 1
    assert await invited(office, keys, workshop) == 0, "who is asked is not asked again"
    (mail,) = await mails(office.db, keys)
    assert (mail.purpose, mail.to) == ("trainer_invitation", EMAIL)
    assert mail.subject == "Undangan mengajar: Bimtek Kerajinan Batok Kelapa"
    for words in ("Mengenal batok", "Membentuk batok", "Selasa, 25 April 2017", "09.00–10.30 WIB", mail.link):
        assert words in mail.text and words in mail.html, words
    calendar = mail.calendars["REQUEST"]
    first, second = sorted(calendar.events, key=lambda event: event.start)
    assert (first.uid, first.start) == (f"{session}@bimtek", at(FIRST_DAY, "09.00"))
    assert second.end == at(FIRST_DAY, "14.30")
    assert str(first["ATTENDEE"]) == f"mailto:{EMAIL}"
    assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["Asia/Jakarta"]
    assert str(mail.message["Reply-To"]) == str(first["ORGANIZER"]).removeprefix("mailto:")


async def test_a_draft_can_invite_and_tells_when_it_is_deleted(
    office: Planner, keys: Keys, working: Running, clock: MovedClock
) -> None:
    venue, trainer = await office.venue(), await office.trainer(email=EMAIL)
    draft = await office.draft(venue)
    session = await office.adds(draft, venue_id=venue, trainers=(trainer,))
    assert await invited(office, keys, draft) == 1
    await office.db.run(workshops.delete_draft, office.by, draft)
    assert await told(working, clock) == 1
    asked, gone = await mails(office.db, keys)
    assert gone.purpose == "trainer_cancelled"
    (event,) = gone.calendars["CANCEL"].events
    assert (event.uid, str(event["STATUS"])) == (f"{session}@bimtek", "CANCELLED")
    assert event.sequence > asked.calendars["REQUEST"].events[0].sequence


async def test_several_edits_are_one_message_of_what_is_different_at_the_end(
    office: Planner, keys: Keys, working: Running, clock: MovedClock
) -> None:
    workshop, venue, trainer, session = await taught(office)
    await invited(office, keys, workshop)
    await moved(office, workshop, session, trainer, venue, "10.00")
    assert await jobs.tell_trainers(working) == 0, "it may still be edited"
    clock.move_to(clock.now() + QUIET - timedelta(minutes=1))
    await moved(office, workshop, session, trainer, venue, "11.00")
    assert await jobs.tell_trainers(working) == 0
    clock.move_to(clock.now() + timedelta(minutes=2))
    assert await jobs.tell_trainers(working) == 0, "the quiet time begins anew with each edit"
    clock.move_to(clock.now() + QUIET)
    assert await jobs.tell_trainers(working) == 1
    assert await jobs.tell_trainers(working) == 0
    asked, changed = await mails(office.db, keys)
    assert changed.purpose == "trainer_changed"
    assert "Semula: Selasa, 25 April 2017 pukul 09.00 WIB" in changed.text
    assert "Menjadi: Selasa, 25 April 2017 pukul 11.00 WIB" in changed.text
    assert "10.00 WIB" not in changed.text and "Listrik padam" in changed.text
    (event,) = changed.calendars["REQUEST"].events
    assert event.uid == f"{session}@bimtek"
    assert event.sequence > asked.calendars["REQUEST"].events[0].sequence
    assert (await state(office, workshop, trainer))["state"] == "asked", "the old yes was to another time"


async def test_an_edit_taken_back_is_never_told(
    office: Planner, keys: Keys, working: Running, clock: MovedClock
) -> None:
    workshop, venue, trainer, session = await taught(office)
    await invited(office, keys, workshop)
    for start, end in (("10.00", "11.00"), ("09.00", "10.30")):
        plan = office.plan(start, end, venue_id=venue, trainers=(trainer,), subject="Mengenal batok")
        await office.db.run(sessions.change_session, office.by, workshop, session, plan, "Salah ketik")
        await jobs.tell_trainers(working)
    assert await told(working, clock) == 0
    assert [mail.purpose for mail in await mails(office.db, keys)] == ["trainer_invitation"]
    assert (await state(office, workshop, trainer))["pending"] is None


async def test_only_who_is_touched_is_told(
    office: Planner, keys: Keys, working: Running, clock: MovedClock
) -> None:
    workshop, venue, trainer, session = await taught(office)
    other = await office.trainer("Dra. Sri Wahyuni", email="sri@contoh.example")
    await office.adds(workshop, day=days_later(1), venue_id=venue, trainers=(other,), reason="Tambahan")
    assert await invited(office, keys, workshop) == 2
    await moved(office, workshop, session, trainer, venue, "10.00")
    assert await told(working, clock) == 1
    assert [mail.to for mail in await mails(office.db, keys) if mail.purpose == "trainer_changed"] == [EMAIL]


async def test_who_was_never_invited_hears_of_no_change(
    office: Planner, keys: Keys, working: Running, clock: MovedClock
) -> None:
    """Negative control of the one before: without an invitation there is nothing to tell."""
    workshop, venue, trainer, session = await taught(office)
    await moved(office, workshop, session, trainer, venue, "10.00")
    assert await told(working, clock) == 0
    assert await mails(office.db, keys) == []


async def test_a_session_taken_away_is_told_with_what_is_left(
    office: Planner, keys: Keys, working: Running, clock: MovedClock
) -> None:
    workshop, _venue, trainer, session = await taught(office)
    await invited(office, keys, workshop)
    await confirmed(office, workshop, trainer)
    await office.db.run(sessions.delete_session, office.now, office.by, workshop, session, "Digabung")
    assert await told(working, clock) == 1
    changed = (await mails(office.db, keys))[-1]
    assert changed.purpose == "trainer_changed"
    assert "Sesi ini tidak lagi untuk Bapak/Ibu." in changed.text
    assert changed.calendars["CANCEL"].events[0].uid == f"{session}@bimtek"
    assert "REQUEST" not in changed.calendars
    assert (await state(office, workshop, trainer))["state"] == "confirmed", "less to do needs no new yes"


async def test_a_cancelled_workshop_is_told_to_its_trainers(
    office: Planner, keys: Keys, working: Running, clock: MovedClock
) -> None:
    workshop, _venue, trainer, _session = await taught(office)
    await invited(office, keys, workshop)
    await office.db.run(workshops.cancel_workshop, office.now, office.by, workshop, "Anggaran dipindahkan")
    assert await told(working, clock) == 1
    assert await jobs.tell_trainers(working) == 0
    cancelled = (await mails(office.db, keys))[-1]
    assert cancelled.purpose == "trainer_cancelled"
    assert "Anggaran dipindahkan" in cancelled.text
    assert len(cancelled.calendars["CANCEL"].events) == 2
    assert (await state(office, workshop, trainer))["state"] == "withdrawn"


async def test_what_is_over_changes_only_on_paper(
    office: Planner, keys: Keys, working: Running, clock: MovedClock
) -> None:
    workshop, _venue, _trainer, session = await taught(office)
    other = await office.trainer("Dra. Sri Wahyuni", email="sri@contoh.example")
    await invited(office, keys, workshop)
    clock.move_to(at(FIRST_DAY, "11.00"))
    await office.db.run(
        holding.hold_session,
        office.now,
        office.by,
        workshop,
        session,
        held=True,
        trainer_ids=(other,),
    )
    assert await told(working, clock) == 0
    assert [mail.purpose for mail in await mails(office.db, keys)] == ["trainer_invitation"]


async def test_a_button_tells_at_once(office: Planner, keys: Keys) -> None:
    workshop, venue, trainer, session = await taught(office)
    await invited(office, keys, workshop)
    await moved(office, workshop, session, trainer, venue, "10.00")
    for expected in (True, False):
        args = (office.now, post(keys), office.by, workshop, trainer)
        assert await office.db.run(invitations.tell_now, *args) is expected
    assert len(await mails(office.db, keys)) == 2


async def test_the_wall_against_telling_twice_is_what_was_told(office: Planner, keys: Keys) -> None:
    """Negative control: forget what was told last, and the same change goes out again."""
    workshop, venue, trainer, session = await taught(office)
    await invited(office, keys, workshop)
    before = (await state(office, workshop, trainer))["told"]
    await moved(office, workshop, session, trainer, venue, "10.00")
    args = (office.now, post(keys), office.by, workshop, trainer)
    assert await office.db.run(invitations.tell_now, *args)

    async def forget(tx: Tx) -> None:
        await tx.execute("update invitation set told = $1", before)

    await office.db.run(forget)
    assert await office.db.run(invitations.tell_now, *args)
    assert [mail.purpose for mail in await mails(office.db, keys)].count("trainer_changed") == 2
