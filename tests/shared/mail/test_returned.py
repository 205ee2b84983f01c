"""Mail that other servers send back: found by its Message-ID alone, and what it says of the address."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import pytest

from shared.db import Tx
from shared.mail import returned, returns
from shared.mail.returns import Returns
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
