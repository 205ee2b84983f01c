"""What a message makes needless, a wrong click, and who is reminded and thanked when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from services.registration import jobs
from services.registration.actions import facts, letters, office, own, reaching, reminding
from services.registration.domain.messages import overtaken_by, overtakes
from services.registration.domain.refusals import NotPossible
from services.registration.settings import UNDO_WITHIN
from services.registration.store import tasks
from services.registration.store.message_terms import MessageTerms
from services.registration.store.registrations import Row
from services.registration.store.tasks import Task
from shared.clock import MovedClock
from shared.db import Tx
from shared.events.attendance import PersonAttendance, SessionMark, Status
from shared.events.registration import RegistrationState as State
from shared.events.scheduling import Workshop
from shared.ids import new_id
from shared.mail import queue
from tests.registration.test_people import ALICE, CHARLIE, at_work
from tests.support.factories import version
from tests.support.registration import OFFICE, Office, newer, person, session, workshop


async def tasks_of(panitia: Office, row: Row) -> list[Task]:
    async with panitia.db.read() as tx:
        return await tasks.of_person(tx, row.id)


async def left(panitia: Office, row: Row) -> list[str]:
    return [task.purpose for task in await tasks_of(panitia, row) if task.done_at is None]


def test_each_state_overtakes_the_ones_before_and_no_notice_of_a_change() -> None:
    assert overtakes("seat_given") >= {"waitlisted", "seat_offered", "link_again"}
    assert "workshop_changed" not in overtakes("seat_given")
    assert "workshop_changed" in overtakes("workshop_cancelled")
    assert overtakes("workshop_changed") == frozenset()
    assert "cancelled_by_self" in overtaken_by("reminder") and "seat_given" not in overtaken_by("reminder")


async def test_a_newer_state_closes_what_need_not_be_said_any_more(panitia: Office) -> None:
    belitung = workshop(1)
    await panitia.hears(belitung)
    first = await panitia.signs_up(belitung, person(email=""))
    waits = await panitia.signs_up(belitung, person(email=""))
    await panitia.db.run(own.cancel, panitia.now, first.id)
    assert await left(panitia, first) == ["cancelled_by_self"]
    assert await left(panitia, waits) == ["seat_given"]
    needless = (await tasks_of(panitia, waits))[0]
    assert needless.overtaken and needless.done_by == "" and needless.purpose == "waitlisted"


async def test_without_that_rule_the_old_task_stays(panitia: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control."""
    monkeypatch.setattr(letters, "overtakes", lambda _purpose: frozenset())
    belitung = workshop(1)
    await panitia.hears(belitung)
    row = await panitia.signs_up(belitung, person(email=""))
    await panitia.db.run(own.cancel, panitia.now, row.id)
    assert await left(panitia, row) == ["sign_up_confirmed", "cancelled_by_self"]


async def refuse_first(panitia: Office, row: Row) -> None:
    """The server answers the oldest waiting mail of somebody only now, with no."""

    async def refuse(tx: Tx) -> None:
        mine = [one for one in await queue.claim(tx, new_id(), 100) if one.subject == row.subject]
        result = await queue.finish(tx, mine[0], "refused", "550 no such user")
        assert result is not None
        await reaching.on_mail(tx, panitia.now, result)

    await panitia.db.run(refuse)


async def test_an_old_mail_that_fails_late_makes_no_task(panitia: Office) -> None:
    belitung = workshop()
    await panitia.hears(belitung)
    row = await panitia.signs_up(belitung)
    await panitia.db.run(own.cancel, panitia.now, row.id)
    await refuse_first(panitia, row)
    only = await tasks_of(panitia, row)
    assert [(task.purpose, task.overtaken) for task in only] == [("sign_up_confirmed", True)]


async def test_the_newest_mail_that_fails_makes_one(panitia: Office) -> None:
    """The control."""
    belitung = workshop()
    await panitia.hears(belitung)
    row = await panitia.signs_up(belitung)
    await refuse_first(panitia, row)
    assert await left(panitia, row) == ["sign_up_confirmed"]


async def offered_without_email(panitia: Office) -> tuple[Row, Task]:
    belitung = workshop(1, offer_hours=24)
    await panitia.hears(belitung)
    first, waits = await panitia.signs_up(belitung), await panitia.signs_up(belitung, person(email=""))
    await panitia.db.run(own.cancel, panitia.now, first.id)
    (task,) = [one for one in await tasks_of(panitia, waits) if one.done_at is None]
    return waits, task


async def test_a_wrong_click_is_taken_back_with_the_deadline_it_began(
    panitia: Office, clock: MovedClock
) -> None:
    row, task = await offered_without_email(panitia)
    clicked = panitia.now
    assert await panitia.db.run(reaching.contacted, clicked, ALICE, task.id)
    assert (await panitia.row(row.id)).answer_by == clicked + timedelta(hours=24)
    clock.move_to(panitia.now + timedelta(minutes=2))
    for act in (reaching.contacted, reaching.take_back):
        with pytest.raises(NotPossible):
            await panitia.db.run(act, panitia.now, CHARLIE, task.id)
    assert await panitia.db.run(reaching.take_back, panitia.now, ALICE, task.id)
    assert (await panitia.row(row.id)).answer_by is None and await left(panitia, row) == ["seat_offered"]
    assert not await panitia.db.run(reaching.take_back, panitia.now, ALICE, task.id)


async def test_later_it_cannot_be_taken_back(panitia: Office, clock: MovedClock) -> None:
    row, task = await offered_without_email(panitia)
    await panitia.db.run(reaching.contacted, panitia.now, ALICE, task.id)
    clock.move_to(panitia.now + UNDO_WITHIN + timedelta(seconds=1))
    assert not await panitia.db.run(reaching.take_back, panitia.now, ALICE, task.id)
    assert (await panitia.row(row.id)).answer_by is not None


def reminders(purposes: list[str]) -> int:
    return purposes.count("reminder")


async def test_reminded_a_week_and_a_day_before_at_nine(panitia: Office, clock: MovedClock) -> None:
    belitung = workshop()  # Tuesday, 25 April 2017, 08.00 WIB
    await panitia.hears(belitung)
    row = await panitia.signs_up(belitung)
    for at, sent in (
        (datetime(2017, 4, 18, 1, 59, tzinfo=UTC), 0),  # 08.59 WIB
        (datetime(2017, 4, 18, 2, 0, tzinfo=UTC), 1),
        (datetime(2017, 4, 24, 1, 59, tzinfo=UTC), 1),
        (datetime(2017, 4, 24, 2, 0, tzinfo=UTC), 2),
        (datetime(2017, 4, 25, 0, 59, tzinfo=UTC), 2),
    ):
        clock.move_to(at)
        await jobs.remind(at_work(panitia))
        await jobs.remind(at_work(panitia))
        assert reminders(await panitia.letters(row)) == sent, at


async def test_who_signs_up_after_the_moment_gets_no_late_reminder(
    panitia: Office, clock: MovedClock
) -> None:
    belitung = workshop(sign_up_closes_at=datetime(2017, 4, 25, tzinfo=UTC))
    await panitia.hears(belitung)
    early = await panitia.signs_up(belitung)
    clock.move_to(datetime(2017, 4, 24, 5, tzinfo=UTC))  # the program was away since before H-7
    late = await panitia.signs_up(belitung)
    assert await jobs.remind(at_work(panitia)) == 1
    assert reminders(await panitia.letters(early)) == 1, "one, although H-7 was due as well"
    assert reminders(await panitia.letters(late)) == 0
    assert await jobs.remind(at_work(panitia)) == 0


def moved(of: Workshop, by: timedelta) -> Workshop:
    later = tuple(
        one.model_copy(update={"starts_at": one.starts_at + by, "ends_at": one.ends_at + by})
        for one in of.sessions
    )
    return newer(of, sessions=later)


async def test_a_moved_beginning_is_reminded_of_anew(panitia: Office, clock: MovedClock) -> None:
    belitung = workshop()
    await panitia.hears(belitung)
    row = await panitia.signs_up(belitung)
    clock.move_to(datetime(2017, 4, 24, 2, tzinfo=UTC))
    await jobs.remind(at_work(panitia))
    await panitia.hears(moved(belitung, timedelta(days=14)))
    await jobs.remind(at_work(panitia))
    assert reminders(await panitia.letters(row)) == 1
    clock.move_to(datetime(2017, 5, 8, 2, tzinfo=UTC))
    await jobs.remind(at_work(panitia))
    assert reminders(await panitia.letters(row)) == 2


async def test_the_office_chooses_the_times(panitia: Office, clock: MovedClock) -> None:
    belitung = workshop()
    await panitia.hears(belitung)
    row = await panitia.signs_up(belitung)
    clock.move_to(datetime(2017, 4, 20, tzinfo=UTC))
    terms = MessageTerms((7, 3), 16, thanks=False)
    await panitia.db.run(reminding.set_terms, panitia.now, ALICE, belitung.id, terms)
    assert await jobs.remind(at_work(panitia)) == 0, "H-7 was over when it was chosen"
    clock.move_to(datetime(2017, 4, 22, 9, tzinfo=UTC))  # 16.00 WIB, three days before
    assert await jobs.remind(at_work(panitia)) == 1
    clock.move_to(datetime(2017, 4, 24, 9, tzinfo=UTC))
    assert await jobs.remind(at_work(panitia)) == 0
    assert reminders(await panitia.letters(row)) == 1
    with pytest.raises(NotPossible):
        await panitia.db.run(reminding.set_terms, panitia.now, CHARLIE, belitung.id, terms)


def attended(of: Workshop, row: Row, *statuses: Status | None) -> PersonAttendance:
    marks = tuple(
        SessionMark(session_id=one.id, status=status)
        for one, status in zip(of.sessions, statuses, strict=False)
    )
    return PersonAttendance(
        id=row.id, version=version(), organization_id=OFFICE, workshop_id=of.id, marks=marks
    )


async def test_whoever_was_there_is_thanked_the_morning_after(panitia: Office, clock: MovedClock) -> None:
    belitung = workshop(sessions=(session(datetime(2017, 4, 25, 1, tzinfo=UTC)),))
    await panitia.hears(belitung)
    there, away, late, silent, spoken = [
        await panitia.signs_up(belitung, person(email="" if at == 4 else f"orang{at}@contoh.example"))
        for at in range(5)
    ]
    told_of = [
        attended(belitung, there, Status.HADIR),
        attended(belitung, away, Status.TANPA_KETERANGAN),
        attended(belitung, silent, None),
        attended(belitung, spoken, Status.HADIR),
    ]
    await panitia.db.run(facts.take_attendance, told_of)
    clock.move_to(datetime(2017, 4, 26, 1, 59, tzinfo=UTC))
    assert await jobs.thank(at_work(panitia)) == 0
    clock.move_to(datetime(2017, 4, 26, 2, 0, tzinfo=UTC))
    assert await jobs.thank(at_work(panitia)) == 1
    await panitia.db.run(facts.take_attendance, [attended(belitung, late, Status.PULANG_AWAL)])
    assert await jobs.thank(at_work(panitia)) == 1, "the phone told it later"
    assert await jobs.thank(at_work(panitia)) == 0
    thanked = [row for row in (there, away, late, silent) if "thank_you" in await panitia.letters(row)]
    assert thanked == [there, late]
    assert "thank_you" not in await panitia.tasks(spoken), "nobody is called only to be thanked"


async def test_nobody_is_thanked_where_the_office_does_not_want_it(
    panitia: Office, clock: MovedClock
) -> None:
    belitung = workshop(sessions=(session(datetime(2017, 4, 25, 1, tzinfo=UTC)),))
    await panitia.hears(belitung)
    row = await panitia.signs_up(belitung)
    await panitia.db.run(facts.take_attendance, [attended(belitung, row, Status.HADIR)])
    await panitia.db.run(
        reminding.set_terms, panitia.now, ALICE, belitung.id, MessageTerms((1,), 9, thanks=False)
    )
    clock.move_to(datetime(2017, 4, 26, 5, tzinfo=UTC))
    assert await jobs.thank(at_work(panitia)) == 0


async def test_a_merged_registration_leaves_nothing_to_say(panitia: Office) -> None:
    belitung = workshop(1)
    await panitia.hears(belitung)
    seated = await panitia.signs_up(belitung, person(full_name="Hendra", phone="6281299900017", email=""))
    waits = await panitia.signs_up(belitung, person(full_name="Hendra", phone="6281299900017", email=""))
    await panitia.db.run(office.merge, panitia.now, ALICE, waits.id, seated.id)
    assert (await panitia.row(waits.id)).state is State.MERGED
    assert await left(panitia, waits) == [] and await left(panitia, seated) == ["sign_up_confirmed"]
