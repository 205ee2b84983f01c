"""Reaching people: what the mail server said, who was called, reminders, offers that ran out, lost links."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from services.registration.actions import group_letters
from services.registration.actions.data_requests import forget_goodbye
from services.registration.actions.letters import Letter, facts, facts_of, send, task_instead
from services.registration.actions.message_texts import TRIED
from services.registration.actions.moving import move, promote
from services.registration.actions.office import By
from services.registration.domain.messages import NOT_WORTH_A_CALL, overtaken_by
from services.registration.domain.moves import Act
from services.registration.domain.refusals import NotPossible, Reason
from services.registration.settings import LOST_LINKS_MOST, UNDO_WITHIN
from services.registration.store import changes, copies, lapsing, messages, registrations, seats, tasks
from services.registration.store.registrations import Row
from shared import audit
from shared.db import Tx
from shared.events.scheduling import WorkshopState
from shared.mail import MailResult


async def on_mail(tx: Tx, now: datetime, result: MailResult) -> None:
    """An offer's time starts when its mail arrived; an address that fails becomes a task for the office."""
    if result.subject.startswith("DataRequest/"):
        await forget_goodbye(tx, result.subject)
        return
    if result.subject.startswith(group_letters.ADDRESS_WAS):
        await forget_goodbye(tx, result.subject)
        return
    if result.subject.startswith(TRIED):
        return  # whoever tried the words of a mail sees for themselves whether it came
    if result.subject.startswith("Group/"):
        await group_letters.on_mail(tx, result)
        return
    row = await registrations.read(tx, UUID(result.subject.removeprefix("Registration/")))
    if row is None:
        return
    if result.state == "sent":
        if result.purpose == "seat_offered":
            await _start_deadline(tx, now, row)
        return
    if result.state == "refused":
        await changes.mark_email(tx, row.id, result.to, result.detail or result.state)
    newer = overtaken_by(result.purpose)
    late = await messages.said_later(tx, row.id, result.purpose, result.occasion, newer)
    if result.purpose == "seat_offered" and not late and not await tasks.is_there(tx, row.id, result):
        # It came back after its server had taken it: the time begins when the person is called. With a task
        # already there, that call may have begun it.
        await changes.stop_deadline(tx, row.id)
    if result.purpose not in NOT_WORTH_A_CALL:
        await tasks.add_many(tx, now, [task_instead(row, result, overtaken=late)])


async def _start_deadline(tx: Tx, now: datetime, row: Row) -> None:
    """The hours are those the offer was made for, whatever the terms say today."""
    await changes.start_deadline(tx, row.id, now + timedelta(hours=row.offer_hours or 0))


async def contacted(tx: Tx, now: datetime, by: By, task_id: UUID) -> bool:
    """*Sudah dihubungi*: the person was told; for an offer this is when its time starts.

    False if somebody was faster. Raises NotPossible for another office's task.
    """
    await _task(tx, by, task_id)
    task = await tasks.mark_done(tx, task_id, by.organization_id, now, by.name)
    if task is None:
        return False
    row = await registrations.read(tx, task.registration_id)
    if row is not None and task.purpose == "seat_offered":
        await _start_deadline(tx, now, row)
    await tasks.forget_goodbye(tx, task.id)
    subject = f"Registration/{task.registration_id}"
    await audit.record(tx, by.who, by.organization_id, "contacted", subject, None, {"purpose": task.purpose})
    return True


async def _task(tx: Tx, by: By, task_id: UUID) -> tasks.Task:
    """The office's own task, locked; nobody learns whether another office has it."""
    task = await tasks.lock(tx, task_id, by.organization_id)
    if task is None:
        raise NotPossible(Reason.UNKNOWN)
    return task


async def take_back(tx: Tx, now: datetime, by: By, task_id: UUID) -> bool:
    """A wrong click: the person was not reached. False if it is too late or never was so.

    A deadline that this click began is taken back too, unless the person has answered meanwhile.
    Raises NotPossible for another office's task.
    """
    task = await _task(tx, by, task_id)
    if task.done_at is None or task.overtaken or task.done_at < now - UNDO_WITHIN:
        return False
    await tasks.reopen(tx, task_id)
    if task.purpose == "seat_offered":
        row = await registrations.read(tx, task.registration_id)
        if row is not None and row.answer_by == task.done_at + timedelta(hours=row.offer_hours or 0):
            await changes.stop_deadline(tx, row.id)
    subject = f"Registration/{task.registration_id}"
    await audit.record(
        tx, by.who, by.organization_id, "contact taken back", subject, None, {"purpose": task.purpose}
    )
    return True


async def lapse(tx: Tx, now: datetime, workshop_id: UUID) -> int:
    """End offers whose time is over and give their seats to the next in line; how many ended."""
    seat = await seats.lock_one(tx, workshop_id)
    if seat.state is not WorkshopState.PUBLISHED:
        return 0  # cancelled since it was found: everybody was told of that
    over = await lapsing.lapsed_offers(tx, workshop_id, now)
    seat, rows = await move(tx, now, seat, over, Act.LAPSE)
    if rows:
        known = await facts_of(tx, rows[0])
        extra = {"goes_on": seat.promotes_itself(now)}
        await send(tx, now, [Letter(row, "offer_lapsed", known, extra) for row in rows])
        await promote(tx, now, seat, known)
    return len(rows)


async def send_links_again(tx: Tx, now: datetime, email: str) -> None:
    """Mail the links of all registrations of an address to that address; an unknown one gets nothing.

    Whoever asked sees the same answer in both cases.
    """
    rows = await registrations.find_by_email(tx, email, LOST_LINKS_MOST)
    workshops = await copies.WORKSHOPS.get_many(tx, {row.workshop_id for row in rows})
    occasion = now.strftime("%Y-%m-%dT%H")  # asking twice in an hour sends it once
    extra = {"from_office": False}
    await send(
        tx,
        now,
        [Letter(row, "link_again", facts(workshops[row.workshop_id]), extra, occasion) for row in rows],
    )
