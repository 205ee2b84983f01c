"""What strangers and odd servers put into the mailbox: it marks nobody wrongly and stops nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

import pytest

from shared.db import Tx
from shared.mail import returned, returns
from shared.mail.imap import Away
from tests.shared.mail.test_returned import look, name, reader, sent, states
from tests.support import returned as samples
from tests.support.imap import FakeImap
from tests.support.mailing import FaultySmtp, Office


async def forged(office: Office, faulty: FaultySmtp, mailbox: FakeImap) -> list[str]:
    """Somebody who knows Siti's address, and what our mails look like, sends a perfect report."""
    mail = await sent(office, faulty)
    guessed = mail.replace(name(mail).encode(), f"<{uuid4().hex}@contoh.example>".encode())
    assert guessed != mail
    mailbox.arrives(samples.postfix(guessed))
    await look(office, mailbox)
    assert mailbox.seen == set()
    return await states(office)


async def test_a_stranger_cannot_mark_an_address_as_wrong(
    office: Office, faulty: FaultySmtp, mailbox: FakeImap
) -> None:
    assert await forged(office, faulty, mailbox) == ["sent"]


async def test_found_by_the_address_a_stranger_could(
    office: Office, faulty: FaultySmtp, mailbox: FakeImap, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: a mail is known by its recipient."""

    async def by_address(tx: Tx, _ids: Sequence[UUID]) -> dict[UUID, str]:
        rows = await tx.fetch("select message_id from mail where recipient = $1", samples.TO)
        return {row["message_id"]: samples.TO for row in rows}

    monkeypatch.setattr(returns, "known", by_address)
    with pytest.raises(AssertionError):
        await forged(office, faulty, mailbox)
    assert await states(office) == ["refused"]


@pytest.mark.parametrize(
    "nonsense",
    [
        b"",
        b"\x00\xff" * 500,
        b"Content-Type: multipart/report\r\n\r\n",
        b"A: b\r\n\r\n" + b"Message-ID: <" * 99,
    ],
)
async def test_what_nobody_can_read_is_passed_over(
    office: Office, faulty: FaultySmtp, mailbox: FakeImap, nonsense: bytes
) -> None:
    mailbox.arrives(nonsense)
    mailbox.arrives(samples.postfix(await sent(office, faulty)))
    await look(office, mailbox)
    assert await states(office) == ["refused"]


async def test_a_message_that_breaks_the_parser_stops_nothing(
    office: Office, faulty: FaultySmtp, mailbox: FakeImap
) -> None:
    first, second = await sent(office, faulty), await sent(office, faulty)
    broken = mailbox.arrives(samples.postfix(first) + b"poison")
    mailbox.arrives(samples.postfix(second))

    returning = reader(office, mailbox, judge="tests.support.returned:judge_of_poison")
    await look(office, mailbox, returning)
    assert await states(office) == ["sent", "refused"]
    assert broken not in mailbox.seen
    assert await look(office, mailbox) == 0, "and it is not tried for ever"


async def waits(office: Office, faulty: FaultySmtp, mailbox: FakeImap, *, length: int) -> float:
    """Siti answers her mail with something that is endless to judge, and another mail comes back. The longest
    that everybody else waits, in seconds."""
    mailbox.arrives(samples.endless(await sent(office, faulty), length))
    mailbox.arrives(samples.postfix(await sent(office, faulty)))
    loop = asyncio.get_running_loop()
    looking = asyncio.create_task(look(office, mailbox, reader(office, mailbox, judge_seconds=2.0)))
    longest, before = 0.0, loop.time()
    while not looking.done():
        await asyncio.sleep(0.01)
        longest, before = max(longest, loop.time() - before), loop.time()
    assert await looking == 2
    return longest


async def test_who_got_a_mail_cannot_stop_the_service_with_it(
    office: Office, faulty: FaultySmtp, mailbox: FakeImap
) -> None:
    """They know its Message-ID, so what they write is judged: elsewhere, and for so long."""
    assert await waits(office, faulty, mailbox, length=200_000) < 1.5
    assert await states(office) == ["sent", "refused"]
    assert mailbox.seen == {2}, "the first is left for people"


async def test_control_judged_in_the_service_it_would_stop(
    office: Office, faulty: FaultySmtp, mailbox: FakeImap, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Thread:
        def __init__(self, _target: str, **_limits: Any) -> None: ...

        async def call(self, content: bytes) -> returned.Verdict | None:
            return await asyncio.to_thread(returned.judge, content)

        async def close(self) -> None: ...

    monkeypatch.setattr(returns, "Worker", Thread)
    # Judged to its end here, so shorter.
    assert await waits(office, faulty, mailbox, length=60_000) > 1.5


@pytest.mark.parametrize("failing", ["NO [SERVERBUG] not this one", "cut", "half"])
async def test_a_message_that_the_mailbox_never_gives_does_not_hold_up_the_others(
    office: Office, faulty: FaultySmtp, mailbox: FakeImap, failing: str
) -> None:
    broken = mailbox.arrives(samples.postfix(await sent(office, faulty)))
    mailbox.arrives(samples.postfix(await sent(office, faulty)))
    mailbox.refuses = lambda heard: failing if heard.startswith(f"UID FETCH {broken} ") else ""
    returning = reader(office, mailbox)
    for _ in range(returns.TRIES):
        with pytest.raises(Away):
            await look(office, mailbox, returning)
        assert await states(office) == ["sent", "sent"], "it may be given the next time"
    assert await look(office, mailbox, returning) == 1
    assert await states(office) == ["sent", "refused"]
