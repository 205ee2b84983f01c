"""Trainers are invited once, told once of what changed, and reminded once."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from services.scheduling import jobs
from services.scheduling.actions import holding, invitations, sessions, trainer_reaching, workshops
from services.scheduling.service import SERVICE
from services.scheduling.settings import QUIET
from services.scheduling.store import trainer_tasks
from services.scheduling.store.trainer_tasks import Rule
from shared.clock import MovedClock
from shared.crypto import Keys
from shared.db import Tx
from shared.mail import MailResult
from shared.metrics import Metrics
from shared.service import Running
from shared.settings import Settings
from tests.support.scheduling import FIRST_DAY, Planner, at, days_later
from tests.support.trainers import Read, confirmed, invited, mails, post, state

EMAIL = "suparno@contoh.example"


@pytest.fixture
def working(office: Planner, keys: Keys, clock: MovedClock, tmp_path: Path) -> Running:
    """Scheduling's jobs at hand, to be run when the story says so."""
    return Running(SERVICE, Settings(home=tmp_path), office.db, clock, keys, Metrics())


async def taught(office: Planner, **given: object) -> tuple[UUID, UUID, UUID, UUID]:
    """(workshop, venue, trainer, session) of a published workshop with two sessions of one trainer."""
    venue = await office.venue()
    trainer = await office.trainer(email=given.pop("email", EMAIL))
    workshop = await office.draft(venue, **given)
    session = await office.adds(workshop, venue_id=venue, trainers=(trainer,), subject="Mengenal batok")
    await office.adds(
        workshop, "13.00", "14.30", venue_id=venue, trainers=(trainer,), subject="Membentuk batok"
    )
    await office.publishes(workshop)
    return workshop, venue, trainer, session


async def moved(
    office: Planner, workshop: UUID, session: UUID, trainer: UUID, venue: UUID, start: str
) -> None:
    end = f"{int(start[:2]) + 1:02}.00"
    plan = office.plan(start, end, venue_id=venue, trainers=(trainer,), subject="Mengenal batok")
    await office.db.run(sessions.change_session, office.by, workshop, session, plan, "Listrik padam")


async def told(working: Running, clock: MovedClock) -> int:
    """The quiet time passes; the job sees the difference before and tells it after."""
    await jobs.tell_trainers(working)
    clock.move_to(clock.now() + QUIET + timedelta(seconds=1))
    return await jobs.tell_trainers(working)


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


async def test_a_reminder_goes_once_before_the_first_session(
    office: Planner, keys: Keys, working: Running, clock: MovedClock
) -> None:
    workshop, venue, trainer, session = await taught(office)
    await invited(office, keys, workshop)
    await confirmed(office, workshop, trainer)
    clock.move_to(at(FIRST_DAY - timedelta(days=2), "08.59"))
    assert await jobs.remind_trainers(working) == 0
    clock.move_to(at(FIRST_DAY - timedelta(days=2), "09.01"))
    assert await jobs.remind_trainers(working) == 1
    assert await jobs.remind_trainers(working) == 0
    reminder = (await mails(office.db, keys))[-1]
    assert reminder.purpose == "trainer_reminder"
    assert reminder.subject == "Pengingat mengajar Selasa, 25 April 2017: Bimtek Kerajinan Batok Kelapa"
    await moved(office, workshop, session, trainer, venue, "10.00")
    assert await told(working, clock) == 1
    assert await jobs.remind_trainers(working) == 0, "the change just told says the same"


async def test_nobody_is_reminded_of_what_is_cancelled_by_now(
    office: Planner, keys: Keys, working: Running, clock: MovedClock
) -> None:
    """The cancellation waits for its quiet time; a reminder in between would say the opposite."""
    workshop, *_rest = await taught(office)
    await invited(office, keys, workshop)
    clock.move_to(at(FIRST_DAY - timedelta(days=2), "09.01"))
    await office.db.run(workshops.cancel_workshop, office.now, office.by, workshop, "Anggaran dipindahkan")
    assert await jobs.remind_trainers(working) == 0
    assert await told(working, clock) == 1
    assert await jobs.remind_trainers(working) == 0
    said = [mail.purpose for mail in await mails(office.db, keys)]
    assert said == ["trainer_invitation", "trainer_cancelled"]


async def test_an_unanswered_invitation_is_asked_for_once(
    office: Planner, keys: Keys, working: Running, clock: MovedClock
) -> None:
    workshop, *_rest = await taught(office)
    rule = Rule(remind_days=1, answer_days=5)
    await office.db.run(trainer_reaching.set_rule, office.by, rule)
    begun = office.now
    await invited(office, keys, workshop)
    clock.move_to(begun + timedelta(days=4))
    assert await jobs.remind_trainers(working) == 0
    clock.move_to(begun + timedelta(days=5, minutes=1))
    assert await jobs.remind_trainers(working) == 1
    assert await jobs.remind_trainers(working) == 0
    nudge = (await mails(office.db, keys))[-1]
    assert nudge.subject.startswith("Mohon jawab undangan mengajar")


async def test_without_email_somebody_is_called(office: Planner, keys: Keys) -> None:
    workshop, *_rest = await taught(office, email="")
    assert await invited(office, keys, workshop) == 1
    assert await mails(office.db, keys) == []
    async with office.db.read() as tx:
        (task,) = await trainer_tasks.open_of(tx, office.office_id)
    assert (task.purpose, task.data["sessions"][0]["subject"]) == ("trainer_invitation", "Mengenal batok")
    await office.db.run(trainer_reaching.contacted, office.now, office.by, task.id)
    async with office.db.read() as tx:
        assert await trainer_tasks.open_of(tx, office.office_id) == []
        row = await tx.fetchrow("select done_by, done_at from trainer_task")
    assert row is not None and (row["done_by"], row["done_at"] is not None) == (office.by.name, True)


async def test_a_mail_that_does_not_arrive_becomes_a_task(office: Planner, keys: Keys) -> None:
    workshop, *_rest = await taught(office)
    await invited(office, keys, workshop)
    async with office.db.read() as tx:
        row = await tx.fetchrow("select purpose, subject, occasion, recipient, data from mail")
    assert row is not None
    result = MailResult(
        row["purpose"],
        row["subject"],
        row["occasion"],
        row["recipient"],
        "refused",
        "550 no such user",
        row["data"],
    )
    for _again in range(2):
        await office.db.run(trainer_reaching.on_mail, office.now, result)
    async with office.db.read() as tx:
        (task,) = await trainer_tasks.open_of(tx, office.office_id)
    assert task.data["workshop"] == "Bimtek Kerajinan Batok Kelapa" and "sealed" not in task.data


async def test_a_lost_link_comes_again_from_each_office(office: Planner, keys: Keys) -> None:
    workshop, *_rest = await taught(office)
    await invited(office, keys, workshop)
    for asked in (EMAIL.upper(), EMAIL, "nobody@contoh.example"):
        await office.db.run(trainer_reaching.send_links_again, office.now, post(keys), asked)
    found: list[Read] = await mails(office.db, keys)
    assert [mail.purpose for mail in found] == ["trainer_invitation", "trainer_link"]
    assert found[0].link == found[1].link and found[1].link in found[1].text


async def test_one_message_that_fails_keeps_no_other_office_waiting(
    office: Planner, keys: Keys, working: Running, clock: MovedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The jobs go through the rows of all offices: one that fails stays due, those behind it are told."""
    first, venue, trainer, session = await taught(office)
    await invited(office, keys, first)
    other = await office.trainer("Yulia, S.Pd.", email="yulia@contoh.example")
    elsewhere = await office.venue("Balai Desa")
    second = await office.draft(elsewhere)
    theirs = await office.adds(second, venue_id=elsewhere, trainers=(other,), subject="Mengenal batok")
    await office.publishes(second)
    await invited(office, keys, second)
    await moved(office, first, session, trainer, venue, "11.00")
    await moved(office, second, theirs, other, elsewhere, "11.00")
    await jobs.tell_trainers(working)
    clock.move_to(clock.now() + QUIET + timedelta(seconds=1))
    tell, failed = invitations.tell, list[object]()

    async def failing(tx: Tx, *args: object) -> bool:
        if not failed:
            failed.append(args[-1])
        if args[-1] == failed[0]:
            raise ValueError("a row that cannot be told")
        return await tell(tx, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(invitations, "tell", failing)
    with pytest.raises(ValueError, match="cannot be told"):
        await jobs.tell_trainers(working)
    monkeypatch.undo()
    changed = [mail for mail in await mails(office.db, keys) if mail.purpose == "trainer_changed"]
    assert len(changed) == 1
    assert await jobs.tell_trainers(working) == 1, "the failed one is still due"


async def test_a_map_link_that_breaks_lines_stops_no_invitation(office: Planner, keys: Keys) -> None:
    """Such a link was taken once; a calendar takes no line break in it."""
    workshop, venue, _trainer, _session = await taught(office)

    async def spoil(tx: Tx) -> None:
        await tx.execute("update venue set map_url = $2 where id = $1", venue, "https://peta.example/\nX:1")

    await office.db.run(spoil)
    assert await invited(office, keys, workshop) == 1
    (mail,) = await mails(office.db, keys)
    assert all("URL" not in event and "X" not in event for event in mail.calendars["REQUEST"].events)
