"""What becomes of a mail: sent, tried again, refused, failed, waiting."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from datetime import UTC, datetime

import pytest

from shared.embedded.catcher import Catcher
from shared.mail import queue
from shared.mail.queue import RETRIES
from shared.mail.smtp import Server
from tests.support.mailing import FaultySmtp, Office
from tests.support.settle import until


async def test_a_mail_arrives_with_everything_in_it(office: Office, catcher: Catcher) -> None:
    await office.send(office.mail(language="en"))

    assert await office.sender(Server.from_url(catcher.url).port).step() == 1

    (caught,) = catcher.mailbox.newest()
    (row,) = await office.rows()
    assert caught.sender == '"Disperin Babel (CONTOH)" <bimtek@contoh.example>'
    assert caught.reply_to == "disperin@contoh.example"
    assert caught.to == "siti@contoh.example"
    assert caught.message_id == f"<{row['message_id'].hex}@contoh.example>"
    assert "Tuesday, 25 April 2017 at 08:00 WIB" in caught.text
    assert caught.links == ["https://bimtek.example/pendaftaran/ABC"]
    assert "background: #0B5A56" in caught.html or "background:#0B5A56" in caught.html
    assert "<style" not in caught.html.replace("<style>@media", "")
    assert row["state"] == "sent"
    assert [(told.state, told.purpose) for told in office.told] == [("sent", "seat_given")]


async def test_the_same_occasion_is_one_mail(office: Office, faulty: FaultySmtp) -> None:
    mail = office.mail()
    await office.send(mail)
    await office.send(mail)
    await office.sender(faulty.port).step()
    assert len(faulty.taken) == 1


async def test_another_occasion_is_another_mail(office: Office, faulty: FaultySmtp) -> None:
    """Negative control of the test above: it is the key that makes it one."""
    mail = office.mail()
    await office.send(mail)
    await office.send(office.mail(subject=mail.subject, occasion="2"))
    sender = office.sender(faulty.port)
    assert [await sender.step(), await sender.step()] == [1, 1], "the older one first"
    assert len(faulty.taken) == 2


async def put_off_and_followed(office: Office, faulty: FaultySmtp, **newer: str) -> list[str]:
    """A notice is put off by the server, and then there is a newer one: which occasions arrive, in order."""
    first = office.mail(occasion="1", data={**office.mail().data, "code": "ONE"})
    await office.send(first)
    sender = office.sender(faulty.port)
    faulty.on_rcpt = lambda _address: "451 later"
    await sender.step()
    faulty.on_rcpt = lambda _address: "250 OK"
    data = {**first.data, "code": "TWO"}
    await office.send(office.mail(**{"subject": first.subject, "occasion": "2", "data": data, **newer}))
    for _ in range(2):
        await sender.step()
    await office.all_due()
    for _ in range(2):
        await sender.step()
    return [code for content in faulty.taken for code in ("ONE", "TWO") if f"/{code}".encode() in content]


async def test_a_newer_notice_waits_for_the_older_one(office: Office, faulty: FaultySmtp) -> None:
    assert await put_off_and_followed(office, faulty) == ["ONE", "TWO"]


async def test_without_the_order_the_older_one_arrives_last(
    office: Office, faulty: FaultySmtp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: whatever is due is taken."""
    claim = re.sub(r"and not exists \(.*?\)\)", "", queue.CLAIM, flags=re.DOTALL)
    assert claim != queue.CLAIM
    monkeypatch.setattr(queue, "CLAIM", claim)
    assert await put_off_and_followed(office, faulty) == ["TWO", "ONE"]


async def test_a_corrected_address_does_not_wait_for_the_one_before(
    office: Office, faulty: FaultySmtp
) -> None:
    assert await put_off_and_followed(office, faulty, to="benar@contoh.example") == ["TWO", "ONE"]


async def test_a_batch_goes_on_one_connection(office: Office, faulty: FaultySmtp) -> None:
    await office.send(*(office.mail() for _ in range(20)))
    await office.sender(faulty.port).step()
    assert (len(faulty.taken), faulty.connections) == (20, 1)


async def test_a_sender_that_is_told_to_end_finishes_one_and_gives_the_others_back(
    office: Office, faulty: FaultySmtp
) -> None:
    await office.send(*(office.mail() for _ in range(20)))
    sending = asyncio.create_task(office.sender(faulty.port).step())
    await until(lambda: faulty.taken)
    sending.cancel()
    await asyncio.gather(sending, return_exceptions=True)
    states = Counter(row["state"] for row in await office.rows())
    assert states == {"sent": len(faulty.taken), "queued": 20 - len(faulty.taken)}

    await office.sender(faulty.port).step()
    assert len(faulty.taken) == 20


async def test_a_busy_server_is_tried_again_later(office: Office, faulty: FaultySmtp) -> None:
    faulty.on_rcpt = lambda _address: "451 4.7.1 greylisted, come back"
    await office.send(office.mail())
    sender = office.sender(faulty.port)
    await sender.step()

    (row,) = await office.rows()
    assert (row["state"], row["attempts"]) == ("retrying", 1)
    assert "greylisted" in row["detail"]
    assert row["next_at"] > datetime.now(UTC)
    assert await sender.step() == 0, "not before its time"

    faulty.on_rcpt = lambda _address: "250 OK"
    await office.all_due()
    await sender.step()
    (row,) = await office.rows()
    assert row["state"] == "sent"
    assert await office.counted() == 1


async def test_a_server_that_never_takes_it_ends_where_a_person_sees_it(
    office: Office, faulty: FaultySmtp
) -> None:
    faulty.on_rcpt = lambda _address: "450 4.2.1 mailbox busy"
    await office.send(office.mail())
    sender = office.sender(faulty.port)
    for _ in range(len(RETRIES) + 1):
        await office.all_due()
        await sender.step()
    (row,) = await office.rows()
    assert (row["state"], row["attempts"]) == ("failed", len(RETRIES) + 1)
    assert [told.state for told in office.told] == ["failed"]


async def test_an_unknown_address_is_refused_at_once_and_the_others_go(
    office: Office, faulty: FaultySmtp
) -> None:
    faulty.on_rcpt = lambda address: "550 5.1.1 no such user" if "siti" in address else "250 OK"
    await office.send(office.mail(), office.mail(to="budi@contoh.example"))
    await office.sender(faulty.port).step()
    states = {row["recipient"]: row["state"] for row in await office.rows()}
    assert states == {"siti@contoh.example": "refused", "budi@contoh.example": "sent"}
    assert {told.to: told.detail for told in office.told}["siti@contoh.example"] == "550 5.1.1 no such user"


async def test_content_that_is_refused_is_not_the_addresses_fault(office: Office, faulty: FaultySmtp) -> None:
    faulty.on_data = lambda _content: "554 5.6.0 looks like spam"
    await office.send(office.mail())
    await office.sender(faulty.port).step()
    assert [told.state for told in office.told] == ["failed"]


async def test_the_catcher_refuses_the_addresses_that_do_not_exist(office: Office, catcher: Catcher) -> None:
    await office.send(
        office.mail(to="hendra@tidak-ada.contoh.example"),
        office.mail(to="tidak-ada.lagi@contoh.example"),
        office.mail(),
    )
    await office.sender(Server.from_url(catcher.url).port).step()
    assert sorted(told.state for told in office.told) == ["refused", "refused", "sent"]
    assert [caught.to for caught in catcher.mailbox.newest()] == ["siti@contoh.example"]


async def test_no_server_at_all(office: Office) -> None:
    await office.send(office.mail(), office.mail())
    await office.sender(1).step()
    assert [row["state"] for row in await office.rows()] == ["retrying", "retrying"]
    assert not office.told


async def test_a_service_that_fails_to_hear_is_told_again_and_the_mail_goes_once(
    office: Office, faulty: FaultySmtp
) -> None:
    office.breaks = [RuntimeError("a mistake in on_mail")]
    await office.send(office.mail())
    sender = office.sender(faulty.port)
    await sender.step()
    (row,) = await office.rows()
    assert (row["state"], row["told"]) == ("sent", False)
    assert await office.counted() == 0

    await office.all_due()
    await sender.step()
    (row,) = await office.rows()
    assert (row["state"], row["told"]) == ("sent", True)
    assert await office.counted() == 1
    assert len(faulty.taken) == 1


async def test_a_broken_template_waits_and_holds_nobody_up(office: Office, faulty: FaultySmtp) -> None:
    await office.send(office.mail(purpose="broken"), office.mail())
    await office.sender(faulty.port).step()
    assert {row["purpose"]: row["state"] for row in await office.rows()} == {
        "broken": "retrying",
        "seat_given": "sent",
    }


async def test_nothing_goes_while_paused(office: Office, faulty: FaultySmtp) -> None:
    await office.send(office.mail())
    restored_at = datetime.now(UTC)
    await office.db.run(queue.pause)
    await office.send(office.mail(to="baru@contoh.example"))
    sender = office.sender(faulty.port)
    assert await sender.step() == 0

    waiting = await office.db.run(queue.may_have_gone, restored_at)
    assert [one.to for one in waiting] == ["siti@contoh.example"]
    await office.db.run(queue.resume)
    assert await sender.step() == 2
