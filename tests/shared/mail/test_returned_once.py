"""Returned mail is marked once, whatever is cut, repeated or read by two at a time."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import pytest

from shared.db import Tx
from shared.mail import queue, returns
from shared.mail.imap import Away
from shared.mail.smtp import Outcome
from tests.shared.mail.test_returned import look, reader, sent, states
from tests.support import returned as samples
from tests.support.imap import FakeImap
from tests.support.mailing import FaultySmtp, Office


async def test_read_again_from_the_beginning_nothing_happens_twice(
    office: Office, faulty: FaultySmtp, mailbox: FakeImap
) -> None:
    mailbox.arrives(samples.postfix(await sent(office, faulty)))
    await look(office, mailbox)
    assert await look(office, mailbox) == 0
    mailbox.validity += 1  # the mailbox was made anew: uids mean others
    assert await look(office, mailbox) == 1
    assert await office.counted() == 2, "sent, then refused"


async def test_without_looking_at_the_state_it_would(
    office: Office, faulty: FaultySmtp, mailbox: FakeImap, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: a mail is marked whether or not it is marked already."""
    condition = "and state in ('sending', 'retrying', 'sent', 'failed') and state <> $2"
    assert condition in returns.MARK
    monkeypatch.setattr(returns, "MARK", returns.MARK.replace(condition, ""))
    mailbox.arrives(samples.postfix(await sent(office, faulty)))
    await look(office, mailbox)
    mailbox.validity += 1
    await look(office, mailbox)
    assert await office.counted() == 3


@pytest.mark.parametrize("command", ["LOGIN", "SELECT", "UID SEARCH", "UID FETCH 2", "UID STORE", "LOGOUT"])
async def test_cut_anywhere_the_next_look_goes_on(
    office: Office, faulty: FaultySmtp, mailbox: FakeImap, command: str
) -> None:
    for _ in range(2):
        mailbox.arrives(samples.postfix(await sent(office, faulty)))
    mailbox.refuses = lambda heard: "cut" if heard.startswith(command) else ""
    if command == "LOGOUT":
        await look(office, mailbox)
    else:
        with pytest.raises(Away):
            await look(office, mailbox)
    mailbox.refuses = lambda _heard: ""
    await look(office, mailbox)
    assert await states(office) == ["refused"] * 2
    assert await office.counted() == 4, "each was sent once and came back once"


async def test_two_replicas_read_once(office: Office, faulty: FaultySmtp, mailbox: FakeImap) -> None:
    mailbox.arrives(samples.postfix(await sent(office, faulty)))
    done = await asyncio.gather(*(reader(office, mailbox).step() for _ in range(5)))
    assert sorted(done) == [0, 0, 0, 0, 1]
    assert (mailbox.sign_ins, await office.counted()) == (1, 2)


async def test_a_wrong_password_is_not_tried_all_the_time(office: Office, mailbox: FakeImap) -> None:
    mailbox.refuses = lambda heard: "NO wrong password" if heard.startswith("LOGIN") else ""
    with pytest.raises(Away, match="wrong password"):
        await reader(office, mailbox).step()
    for _ in range(3):
        assert await reader(office, mailbox).step() == 0
    assert sum(one.startswith("LOGIN") for one in mailbox.heard) == 1, "servers lock out who does"


async def test_what_the_service_cannot_take_is_owed(
    office: Office, faulty: FaultySmtp, mailbox: FakeImap
) -> None:
    mailbox.arrives(samples.postfix(await sent(office, faulty)))
    office.breaks = [RuntimeError("not now")]
    await look(office, mailbox)
    assert (await states(office), await office.counted()) == (["refused"], 1)
    await office.sender(faulty.port).step()
    assert await office.counted() == 2


async def test_a_mail_whose_answer_was_lost_comes_back_and_is_not_sent_again(
    office: Office, faulty: FaultySmtp, mailbox: FakeImap
) -> None:
    await office.send(office.mail())
    (letter,) = await office.db.run(queue.claim, uuid4(), 10)
    composed = await office.sender(faulty.port)._composed(letter)
    mailbox.arrives(samples.postfix(composed.content))
    await look(office, mailbox)

    async def late(tx: Tx) -> object:
        return await queue.finish(tx, letter, "sent", Outcome("sent", "250").detail)

    assert await office.db.run(late) is None, "its sender wakes up late"
    await office.all_due()
    assert await office.sender(faulty.port).step() == 0
    assert await states(office) == ["refused"] and faulty.taken == []


async def test_a_full_mailbox_is_read_in_steps(
    office: Office, faulty: FaultySmtp, mailbox: FakeImap, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(returns, "BATCH", 2)
    for _ in range(3):
        mailbox.arrives(b"A: b\r\n\r\nHalo")
    returning = reader(office, mailbox)
    assert [await returning.step() for _ in range(3)] == [2, 1, 0]
