"""Trainers reached: reminded, asked again, called where no mail arrives, whatever fails beside them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from services.scheduling import jobs
from services.scheduling.actions import invitations, trainer_reaching, workshops
from services.scheduling.settings import QUIET
from services.scheduling.store import trainer_tasks
from services.scheduling.store.trainer_tasks import Rule
from shared.clock import MovedClock
from shared.crypto import Keys
from shared.db import Tx
from shared.mail import MailResult
from shared.service import Running
from tests.support.scheduling import FIRST_DAY, Planner, at
from tests.support.trainers import Read, confirmed, invited, mails, post
from tests.support.trainers_told import EMAIL, moved, taught, told


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
