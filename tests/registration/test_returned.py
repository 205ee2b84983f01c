"""A mail that comes back after its server took it: the person is called, and no offer runs out meanwhile."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from services.registration.actions import office, reaching, resending
from services.registration.actions.office import By
from services.registration.service import SERVICE
from services.registration.store import changes, tasks
from services.registration.store.registrations import Row
from shared.bus.postgres import PostgresTransport
from shared.clock import MovedClock
from shared.crypto import Keys
from shared.db import Tx
from shared.events.scheduling import Workshop
from shared.mail.returns import Returns
from shared.mail.smtp import Server
from shared.service import run_service, settled
from shared.settings import Settings
from tests.registration.test_outgoing import calls, ends
from tests.support.imap import FakeImap, listening
from tests.support.registration import OFFICE, Office, workshop
from tests.support.registration_site import Site
from tests.support.returned import TO, exchange

ALICE = By("Staff/alice", "Alice", OFFICE)
UNKNOWN = "550 5.1.10 RESOLVER.ADR.RecipientNotFound"


@pytest.fixture
async def mailbox() -> AsyncIterator[FakeImap]:
    imap = FakeImap()
    async with listening(imap):
        yield imap


async def comes_back(panitia: Office, mailbox: FakeImap, row: Row, purpose: str) -> None:
    """Another server could not deliver that mail, and the mailbox is read."""
    async with panitia.db.read() as tx:
        found = await tx.fetch(
            "select message_id from mail where subject = $1 and purpose = $2 order by id",
            row.subject,
            purpose,
        )
    header = f"Message-ID: <{found[-1]['message_id'].hex}@contoh.example>\r\nTo: {row.email}\r\n\r\nHalo\r\n"
    mailbox.arrives(exchange(header.encode()).replace(TO.encode(), row.email.encode()))

    async def now(tx: Tx) -> None:
        await tx.execute("update returned_mail set next_at = clock_timestamp()")

    await panitia.db.run(now)
    await Returns(panitia.db, mailbox.box(), panitia.clock, reaching.on_mail).step()


async def offered(panitia: Office) -> tuple[Workshop, Row]:
    """Somebody waited; a seat became free, and the mail that offers it was taken by its server."""
    belitung = workshop(1, offer_hours=24)
    await panitia.hears(belitung)
    seated, waits = await panitia.signs_up(belitung), await panitia.signs_up(belitung)
    await panitia.db.run(office.cancel, panitia.now, ALICE, seated.id, "Sakit")
    await ends(panitia, "sent", "250 taken")
    row = await panitia.row(waits.id)
    assert row.answer_by is not None and row.answer_by > panitia.now
    return belitung, row


async def test_the_office_sees_it_as_if_the_server_had_refused_it(site: Site, mailbox: FakeImap) -> None:
    belitung = workshop()
    await site.panitia.hears(belitung)
    row = await site.panitia.signs_up(belitung)
    await ends(site.panitia, "sent", "250 taken")
    assert await calls(site.panitia, row) == []
    await comes_back(site.panitia, mailbox, row, "sign_up_confirmed")
    assert await calls(site.panitia, row) == ["sign_up_confirmed"]
    assert (await site.panitia.row(row.id)).email_trouble.startswith(UNKNOWN)
    async with site.organizer() as alice:
        mails = await alice.get("/kelola/peserta/surat")
        told = await alice.get(f"/kelola/peserta/orang/{row.id}")
        to_call = await alice.get(f"/kelola/peserta/{belitung.id}/hubungi")
    assert "Ditolak: alamat tidak ada" in mails.words and UNKNOWN in mails.words
    assert UNKNOWN in told.words
    assert row.full_name in to_call.words and "Anda mendapat kursi di Bimtek ini." in to_call.words


async def test_an_offer_that_came_back_waits_until_the_person_is_called(
    panitia: Office, mailbox: FakeImap
) -> None:
    _belitung, row = await offered(panitia)
    await comes_back(panitia, mailbox, row, "seat_offered")
    assert (await panitia.row(row.id)).answer_by is None
    assert await called(panitia, row)
    answer_by = (await panitia.row(row.id)).answer_by
    assert answer_by is not None and row.answer_by is not None and answer_by > row.answer_by, "a whole day"


async def test_without_stopping_its_time_it_would_run_out(
    panitia: Office, mailbox: FakeImap, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: what the first server said counts for good."""

    async def nothing(_tx: Tx, _id: UUID) -> None:
        pass

    monkeypatch.setattr(changes, "stop_deadline", nothing)
    belitung, row = await offered(panitia)
    await comes_back(panitia, mailbox, row, "seat_offered")
    assert await panitia.db.run(reaching.lapse, panitia.now + timedelta(hours=25), belitung.id) == 1


async def test_a_person_who_was_called_already_keeps_their_time(panitia: Office, mailbox: FakeImap) -> None:
    """The mail failed for days, somebody called, and only then the report of the other server comes."""
    belitung = workshop(1, offer_hours=24)
    await panitia.hears(belitung)
    seated, waits = await panitia.signs_up(belitung), await panitia.signs_up(belitung)
    await panitia.db.run(office.cancel, panitia.now, ALICE, seated.id, "Sakit")
    await ends(panitia, "failed", "the answer was lost")
    assert await called(panitia, waits)
    answer_by = (await panitia.row(waits.id)).answer_by
    assert answer_by is not None
    await comes_back(panitia, mailbox, waits, "seat_offered")
    row = await panitia.row(waits.id)
    assert row.answer_by == answer_by and row.email_trouble.startswith(UNKNOWN)
    assert await calls(panitia, row) == [], "nobody calls twice"


async def test_an_address_corrected_meanwhile_is_not_blamed(panitia: Office, mailbox: FakeImap) -> None:
    belitung = workshop()
    await panitia.hears(belitung)
    row = await panitia.signs_up(belitung)
    await ends(panitia, "sent", "250 taken")
    await panitia.db.run(resending.correct_email, panitia.now, ALICE, row.id, "benar@contoh.example")
    await comes_back(panitia, mailbox, row, "sign_up_confirmed")
    assert (await panitia.row(row.id)).email_trouble == ""


async def called(panitia: Office, row: Row) -> bool:
    """*Sudah dihubungi* for the one call that is open."""
    async with panitia.db.read() as tx:
        (task,) = [one for one in await tasks.of_person(tx, row.id) if one.done_at is None]
    return await panitia.db.run(reaching.contacted, panitia.now, ALICE, task.id)


@pytest.mark.parametrize("read", [True, False])
async def test_a_running_service_reads_it_only_where_it_is_set(
    dsn: str, keys: Keys, clock: MovedClock, mailbox: FakeImap, tmp_path: Path, read: bool
) -> None:
    address = f"imap://bimtek:rahasia@127.0.0.1:{mailbox.port}"
    settings = Settings(
        home=tmp_path,
        database_url=dsn,
        smtp_url="smtp://127.0.0.1:9",
        bounce_url=address if read else "",
    )
    await PostgresTransport().declare(dsn, {"registration": ()})
    nobody = Server("127.0.0.1", 9)
    async with run_service(
        SERVICE, settings, keys, clock, PostgresTransport(), mail_server=nobody
    ) as running:
        await settled([running], timeout=30)
    assert mailbox.sign_ins == int(read)
