"""Mail that other servers send back: found by its Message-ID alone, marked once, whatever is cut."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID, uuid4

import pytest

from shared.db import Tx
from shared.mail import queue, returned, returns
from shared.mail.imap import Away
from shared.mail.returns import Returns
from shared.mail.smtp import Outcome
from tests.support import returned as samples
from tests.support.imap import FakeImap
from tests.support.mailing import MESSAGE_ID, FaultySmtp, Office

Sample = Callable[[bytes], bytes]


def reader(office: Office, mailbox: FakeImap, **given: Any) -> Returns:
    return Returns(office.db, mailbox.box(), office.clock, office._on_mail, **given)


async def sent(office: Office, faulty: FaultySmtp) -> bytes:
    """One mail went to Siti and was taken; what went."""
    await office.send(office.mail())
    await office.sender(faulty.port).step()
    return faulty.taken[-1]


async def look(office: Office, mailbox: FakeImap, returning: Returns | None = None) -> int:
    """Read the mailbox, as if the time for it had come."""

    async def now(tx: Tx) -> None:
        await tx.execute("update returned_mail set next_at = clock_timestamp()")

    await office.db.run(now)
    return await (returning or reader(office, mailbox)).step()


async def states(office: Office) -> list[str]:
    return [row["state"] for row in await office.rows()]


def name(mail: bytes) -> str:
    """Its Message-ID."""
    found = MESSAGE_ID.search(mail)
    assert found is not None
    return found[1].decode()


# What is said


@pytest.mark.parametrize("sample", samples.ENDED)
async def test_a_mail_sent_back_is_marked_as_refused(
    office: Office, faulty: FaultySmtp, mailbox: FakeImap, sample: Sample
) -> None:
    uid = mailbox.arrives(sample(await sent(office, faulty)))
    assert await look(office, mailbox) == 1
    (row,) = await office.rows()
    assert row["state"] == "refused"
    assert row["detail"].startswith("550 5.1.1") or "550 5.1.1" in row["detail"], "the server's own words"
    assert [one.state for one in office.told] == ["sent", "refused"]
    assert mailbox.seen == {uid}


@pytest.mark.parametrize(
    ("sample", "state"),
    [(samples.delayed, "sent"), (samples.full, "failed"), (samples.given_up, "failed")],
)
async def test_only_what_speaks_of_the_address_blames_the_address(
    office: Office, faulty: FaultySmtp, mailbox: FakeImap, sample: Sample, state: str
) -> None:
    uid = mailbox.arrives(sample(await sent(office, faulty)))
    await look(office, mailbox)
    assert await states(office) == [state]
    assert mailbox.seen == {uid}, "nothing in it for a person to do"


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("5.0.0", "refused"),
        ("5.1.2", "refused"),
        ("5.2.1", "refused"),
        ("5.2.3", "failed"),
        ("5.3.4", "failed"),
        ("5.4.4", "refused"),
        ("5.7.1", "failed"),
        ("4.4.7", "failed"),
    ],
)
def test_status_codes(status: str, state: str) -> None:
    verdict = returned.judge(samples.postfix(b"Message-ID: <a@b>\r\n\r\nHalo", status=status, words="tidak"))
    assert verdict is not None and verdict.state == state


@pytest.mark.parametrize(
    ("status", "words", "state"),
    [
        ("5.0.0", "552 5.2.2 <siti@contoh.example> mailbox full", "failed"),
        ("5.0.0", "550 5.7.1 message looks like spam", "failed"),
        ("5.0.0", "550 5.1.1 no such user", "refused"),
        ("5.0.0", "552 storage allocation exceeded", "failed"),
        ("5.0.0", "554-message refused", "failed"),
        ("5.0.0", "550 no such user here (Exim 4.92.3)", "refused"),
        ("", "550 no such user here", "refused"),
        ("", "451 try again later", "failed"),
        ("", "tidak ada", "refused"),
    ],
)
def test_a_code_that_says_nothing_leaves_it_to_the_servers_words(status: str, words: str, state: str) -> None:
    verdict = returned.judge(samples.postfix(b"Message-ID: <a@b>\r\n\r\nHalo", status=status, words=words))
    assert verdict is not None and verdict.state == state


def test_words_are_read_in_their_own_letters() -> None:
    head, _, text = samples.exim(b"Message-ID: <a@b>\r\n\r\nHalo").partition(b"\r\n\r\n")
    for charset in ("utf-16", "iso-8859-1", "x-unheard-of"):
        words = text.decode().replace("User unknown", "usuário")
        encoded = base64.encodebytes(words.encode("utf-8" if charset.startswith("x") else charset))
        kind = f"\r\nContent-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        verdict = returned.judge(head + kind.encode() + encoded)
        assert verdict is not None and verdict.detail.endswith("usuário"), charset


async def handed_on(office: Office, faulty: FaultySmtp, mailbox: FakeImap) -> list[str]:
    """Siti's mailbox hands everything on to another address, and that one does not exist."""
    mail = await sent(office, faulty)
    report = samples.postfix(mail).replace(b"siti@contoh.example", b"anak@lain.example")
    mailbox.arrives(report)
    await look(office, mailbox)
    return await states(office)


async def test_an_address_that_ours_only_hands_on_to_does_not_blame_ours(
    office: Office, faulty: FaultySmtp, mailbox: FakeImap
) -> None:
    assert await handed_on(office, faulty, mailbox) == ["failed"]


async def test_control_without_comparing_the_addresses_it_would(
    office: Office, faulty: FaultySmtp, mailbox: FakeImap, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(returned.Verdict, "about", lambda verdict, _recipient: verdict.state)
    assert await handed_on(office, faulty, mailbox) == ["refused"]


async def test_whom_it_was_first_for_is_enough(office: Office, faulty: FaultySmtp, mailbox: FakeImap) -> None:
    report = samples.postfix(await sent(office, faulty))
    for ours in (b"Final-Recipient: rfc822; ", b"<"):
        assert ours + b"siti@contoh.example" in report
        report = report.replace(ours + b"siti@contoh.example", ours + b"kotak17@dalam.example")
    mailbox.arrives(report)
    await look(office, mailbox)
    assert await states(office) == ["refused"]


async def test_an_answer_is_no_returned_mail(office: Office, faulty: FaultySmtp, mailbox: FakeImap) -> None:
    mailbox.arrives(samples.out_of_office(name(await sent(office, faulty))))
    assert await look(office, mailbox) == 1
    assert await states(office) == ["sent"]
    assert mailbox.seen == set(), "left for people"


@pytest.mark.parametrize(
    ("judge", "state"), [(returns.JUDGE, "sent"), ("tests.support.returned:judge_of_anybody", "refused")]
)
async def test_a_person_who_attaches_our_mail_is_no_server(
    office: Office, faulty: FaultySmtp, mailbox: FakeImap, judge: str, state: str
) -> None:
    """The control is a judge who does not ask who wrote it."""
    uid = mailbox.arrives(samples.sent_along(await sent(office, faulty)))
    await look(office, mailbox, reader(office, mailbox, judge=judge))
    assert await states(office) == [state]
    assert (uid in mailbox.seen) is (state == "refused"), "left for people"


# Strangers


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


async def waits(office: Office, faulty: FaultySmtp, mailbox: FakeImap) -> float:
    """Siti answers her mail with something that is endless to judge, and another mail comes back. The longest
    that everybody else waits, in seconds."""
    mailbox.arrives(samples.endless(await sent(office, faulty)))
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
    assert await waits(office, faulty, mailbox) < 1.5
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
    assert await waits(office, faulty, mailbox) > 1.5


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


# Once


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
