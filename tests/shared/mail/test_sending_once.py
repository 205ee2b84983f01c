"""None is lost, none goes twice except after an ambiguous cut, and then under the same Message-ID."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from shared.db import Tx
from shared.mail import queue
from shared.mail.queue import Letter
from shared.mail.smtp import Line, Outcome
from tests.support.mailing import FaultySmtp, Office
from tests.support.settle import ended_or_blocked, until

# Two senders


async def beside_a_slow_sender(office: Office, faulty: FaultySmtp) -> list[int]:
    """One mail is being accepted, slowly, when another sender comes: how often each message was taken."""
    await office.send(office.mail())
    faulty.answering.clear()
    slow = asyncio.create_task(office.sender(faulty.port).step())
    await until(lambda: faulty.taken)
    other = asyncio.create_task(office.sender(faulty.port).step())
    await until(lambda: other.done() or len(faulty.taken) > 1)
    faulty.answering.set()
    await asyncio.gather(slow, other)
    return list(faulty.message_ids.values())


async def test_a_mail_that_is_being_sent_is_not_taken_by_another(office: Office, faulty: FaultySmtp) -> None:
    assert await beside_a_slow_sender(office, faulty) == [1]
    assert await office.counted() == 1


async def test_without_the_lease_it_is(
    office: Office, faulty: FaultySmtp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: a claim that ends at once."""
    monkeypatch.setattr(queue, "LEASE", timedelta(0))
    assert await beside_a_slow_sender(office, faulty) == [2]


async def claimed_at_once(office: Office, dsn: str) -> tuple[list[int], list[int]]:
    """Two senders claim in the same moment: the mails each of them would now send."""
    await office.send(*(office.mail() for _ in range(5)))
    claimed, may_commit = asyncio.Event(), asyncio.Event()

    async def claim_slowly(tx: Tx) -> list[Letter]:
        letters = await queue.claim(tx, uuid4(), 3)
        claimed.set()
        await may_commit.wait()
        return letters

    slow = asyncio.create_task(office.db.run(claim_slowly))
    await claimed.wait()
    other = asyncio.create_task(office.db.run(queue.claim, uuid4(), 3))
    await ended_or_blocked(other, dsn)
    may_commit.set()
    return [letter.id for letter in await slow], [letter.id for letter in await other]


async def test_two_claims_at_once_share_the_queue(office: Office, dsn: str) -> None:
    one, other = await claimed_at_once(office, dsn)
    assert (len(one), len(other)) == (3, 2)
    assert not {*one} & {*other}


async def test_without_the_lock_both_claims_have_the_same_mails(
    office: Office, dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: the same statement that does not lock what it is about to claim."""
    lock = "for update skip locked"
    assert lock in queue.CLAIM
    monkeypatch.setattr(queue, "CLAIM", queue.CLAIM.replace(lock, ""))
    one, other = await claimed_at_once(office, dsn)
    assert one == other


async def test_two_senders_share_the_queue(office: Office, faulty: FaultySmtp) -> None:
    await office.send(*(office.mail() for _ in range(5)))
    steps = [office.sender(faulty.port).step() for _ in range(2)]
    assert sum(await asyncio.gather(*steps)) == 5
    assert list(faulty.message_ids.values()) == [1] * 5


async def test_a_sender_that_died_is_followed_by_another(office: Office, faulty: FaultySmtp) -> None:
    await office.send(office.mail())
    (letter,) = await office.db.run(queue.claim, uuid4(), 10)
    assert await office.sender(faulty.port).step() == 0, "its lease holds"
    await office.all_due()
    assert await office.sender(faulty.port).step() == 1

    async def late(tx: Tx) -> object:
        return await queue.finish(tx, letter, "failed", "woke up late")

    assert await office.db.run(late) is None, "the first one's word no longer counts"
    assert [row["state"] for row in await office.rows()] == ["sent"]


# A connection that is cut


async def cut_after_the_message(office: Office, faulty: FaultySmtp, *, kept: bool) -> list[int]:
    """The connection breaks between the message and the answer: how often each message is there at the end.

    The sender sees the same whether the server had `kept` the message or died with it.
    """

    def cut(_content: bytes) -> str:
        if not kept:
            faulty.taken.pop()
        return "cut"

    await office.send(office.mail())
    sender = office.sender(faulty.port)
    faulty.on_data = cut
    await sender.step()
    faulty.on_data = lambda _content: "250 taken"
    for _ in range(2):  # the second time there is nothing to do: only the cut is followed by a repeat
        await office.all_due()
        await sender.step()
    return list(faulty.message_ids.values())


async def test_a_message_the_server_died_with_is_not_lost(office: Office, faulty: FaultySmtp) -> None:
    assert await cut_after_the_message(office, faulty, kept=False) == [1]
    assert await office.counted() == 1


async def test_taken_as_sent_before_the_answer_it_is_lost(
    office: Office, faulty: FaultySmtp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: a sender that takes the end of the message for its acceptance."""

    async def optimistic(line: Line, sender: str, recipient: str, content: bytes) -> Outcome:
        outcome = await deliver(line, sender, recipient, content)
        return Outcome("sent", "") if outcome.detail.startswith("sambungan terputus") else outcome

    deliver = Line.deliver
    monkeypatch.setattr(Line, "deliver", optimistic)
    assert await cut_after_the_message(office, faulty, kept=False) == []
    assert await office.counted() == 1, "and it is told as sent"


async def test_a_message_the_server_kept_comes_again_as_the_same(office: Office, faulty: FaultySmtp) -> None:
    assert await cut_after_the_message(office, faulty, kept=True) == [2]
    first, second = faulty.taken
    assert first == second, "Date and all: mailboxes can tell that it is the same"
    assert await office.counted() == 1


async def test_composed_anew_each_time_it_comes_as_another(
    office: Office, faulty: FaultySmtp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: a Message-ID made with the message and not with the row."""

    async def claim_anew(tx: Tx, lease: UUID, most: int) -> list[Letter]:
        return [replace(letter, message_id=uuid4()) for letter in await claim(tx, lease, most)]

    claim = queue.claim
    monkeypatch.setattr(queue, "claim", claim_anew)
    assert await cut_after_the_message(office, faulty, kept=True) == [1, 1]
