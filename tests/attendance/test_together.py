"""Phones that send in the same moment share a transaction, and each hears what became of its own marks."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import pytest

from services.attendance.actions import taking
from services.attendance.actions.taking import Batch, Taking, WrongTimes
from services.attendance.domain import Answer, NewMark, Outcome
from services.attendance.store import sheets
from shared.db import LATER, Tx
from shared.ids import new_id
from tests.support.attendance import Door


def batch(door: Door, *marks: NewMark, office: UUID | None = None) -> Batch:
    return Batch(marks, office or door.office.id, door.staff_id, max(mark.at for mark in marks))


async def outcomes(door: Door, *batches: Batch) -> list[object]:
    """What each batch of one transaction came to."""
    results = await door.db.run(taking.record, batches)
    return [
        [answer.outcome for answer in result] if isinstance(result, list) else result for result in results
    ]


async def only_their_own_office_counts(door: Door) -> None:
    """The promise: whoever shares a transaction with this office marks nobody in its sessions."""
    siti, hendra = door.people[:2]
    found = await outcomes(
        door, batch(door, door.mark(siti)), batch(door, door.mark(hendra), office=new_id())
    )
    assert found == [[Outcome.RECORDED], [Outcome.UNKNOWN_SESSION]]
    assert await door.count("mark") == 1


async def test_another_office_in_the_same_transaction_marks_nobody_of_ours(door: Door) -> None:
    await only_their_own_office_counts(door)


async def test_without_looking_at_the_office_it_would(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: sessions of whoever is in the group."""
    monkeypatch.setattr(taking, "_of_office", lambda workshops, _batch: workshops)
    with pytest.raises(AssertionError):
        await only_their_own_office_counts(door)


async def test_a_batch_sent_again_while_the_first_still_waits_counts_once(door: Door) -> None:
    once = door.mark(door.people[0])
    assert await outcomes(door, batch(door, once), batch(door, once)) == [
        [Outcome.RECORDED],
        [Outcome.REPEATED],
    ]
    assert await door.count("mark") == 1
    assert len(await door.sent()) == 1


async def test_the_same_nonce_of_two_offices_are_two_marks(door: Door) -> None:
    """What the one sent is stored under its own name, whatever the other one did."""
    ours = door.mark(door.people[0])
    assert await outcomes(door, batch(door, ours, office=new_id()), batch(door, ours)) == [
        [Outcome.UNKNOWN_SESSION],
        [Outcome.RECORDED],
    ]


async def test_a_phone_with_a_wrong_clock_keeps_nobody_else_waiting(door: Door) -> None:
    siti, hendra = door.people[:2]
    early = door.mark(siti, at=door.sessions[0].starts_at - timedelta(days=3))
    wrong, right = await door.db.run(taking.record, [batch(door, early), batch(door, door.mark(hendra))])
    assert isinstance(wrong, WrongTimes)
    assert list(wrong.marks) == [0]
    assert right == [Answer(Outcome.RECORDED, hendra.id, hendra.document.full_name)]


async def test_a_sheet_that_is_being_closed_is_waited_for_apart(door: Door, dsn: str) -> None:
    """Its marks come again by themselves; nobody who shares their transaction waits for the lock."""
    first, other = (batch(door, door.mark(who)) for who in door.people[:2])
    holds, may_end = asyncio.Event(), asyncio.Event()

    async def close(tx: Tx) -> None:
        await sheets.lock(tx, door.workshop.id)
        holds.set()
        await may_end.wait()

    closing = asyncio.create_task(door.db.run(close))
    await holds.wait()
    elsewhere = batch(door, door.mark(door.people[2], session_id=new_id()))
    assert await outcomes(door, first, elsewhere) == [LATER, [Outcome.UNKNOWN_SESSION]]
    may_end.set()
    await closing
    assert await outcomes(door, first, other) == [[Outcome.RECORDED], [Outcome.RECORDED]]


async def test_a_crowd_of_phones_shares_transactions(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []
    record = taking.record

    async def counted(tx: Tx, batches: Sequence[Batch]) -> object:
        sizes.append(len(batches))
        return await record(tx, batches)

    monkeypatch.setattr(taking, "record", counted)
    given = [door.mark(who, of) for who in door.people for of in range(8)]
    arrives = max(mark.at for mark in given)
    async with Taking(door.db) as together:
        answers = await asyncio.gather(
            *(
                together.record([mark], organization_id=door.office.id, staff_id=door.staff_id, now=arrives)
                for mark in given
            )
        )
    assert [answer.outcome for (answer,) in answers] == [Outcome.RECORDED] * len(given)
    assert [answer.registration_id for (answer,) in answers] == [mark.registration_id for mark in given]
    assert len(sizes) < len(given) / 4
