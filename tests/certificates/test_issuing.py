"""From approval to the mailbox, each certificate exactly once."""

from __future__ import annotations

import asyncio

import pytest

from services.certificates import actions
from services.certificates.actions.issue import MadeAlready, Sealed
from services.certificates.domain.states import State
from services.certificates.jobs.make import Press, make, make_one
from services.certificates.rendering.certificate import Wording
from services.certificates.sealing.inspector import Inspector
from services.certificates.store import certificates
from shared.clock import wall
from shared.db import Tx
from shared.events.certificates import Delivery
from shared.ids import new_code, new_id
from tests.support.certificates import (
    OFFICE,
    Desk,
    belitung,
    newer,
)
from tests.support.databases import execute
from tests.support.papers import qr_of, sealed_by, text_of


async def test_a_workshop_is_approved_made_sealed_and_mailed(desk: Desk) -> None:
    story = await belitung(desk, 3)
    paperless = newer(story.people[0], email="")
    await desk.hears(paperless)
    given = await desk.approves(story.workshop)
    assert given == [f"00{at}/BTK-KL/DISPERIN/IV/2017" for at in (1, 2, 3)]
    assert await desk.makes() == 3

    rows = await desk.rows(story.workshop)
    assert [row.number for row in rows] == given
    assert [row.name for row in rows] == sorted(row.name for row in rows)
    assert {row.state for row in rows} == {State.ISSUED}
    assert (await desk.row(story.workshop, paperless)).delivery is Delivery.BY_LINK
    mails = await desk.mails()
    assert {mail["recipient"] for mail in mails} == {person.email for person in story.people[1:]}
    assert all(mail["purpose"] == "certificate_ready" and len(mail["attachments"]) == 1 for mail in mails)
    assert (await desk.events()).count("CertificateIssued") == 3

    row = rows[1]
    pdf = await desk.pdf(row)
    (edition,) = await desk.editions(row)
    assert await asyncio.to_thread(sealed_by, pdf, desk.running.part(Inspector).key)
    assert qr_of(pdf) == f"{desk.running.settings.public_url}/sertifikat/{edition.code}"
    assert row.name in text_of(pdf)[0] and row.number in text_of(pdf)[0]


async def test_repeats_make_nothing_twice(desk: Desk) -> None:
    story = await belitung(desk, 4)
    documents = list(desk.seen)
    first = await desk.approves(story.workshop)
    assert await desk.approves(story.workshop) == []
    await desk.hears(*documents, *reversed(documents))
    await desk.makes()
    await desk.hears(*documents)
    assert await desk.makes() == 0
    rows = await desk.rows(story.workshop)
    assert sorted(row.number for row in rows) == first
    assert [len(await desk.editions(row)) for row in rows] == [1] * 4
    assert len(await desk.mails()) == 4


async def test_two_workers_at_once_make_each_file_once(desk: Desk) -> None:
    story = await belitung(desk, 12)
    await desk.approves(story.workshop)
    await asyncio.gather(make(desk.running), make(desk.running))
    await desk.makes()
    assert [len(await desk.editions(row)) for row in await desk.rows(story.workshop)] == [1] * 12
    assert len(await desk.mails()) == 12


async def test_a_worker_that_dies_before_the_commit_leaves_nothing_and_the_next_makes_one(desk: Desk) -> None:
    story = await belitung(desk, 1)
    await desk.approves(story.workshop)
    (order,) = await desk.db.run(actions.claim)

    async def dies(tx: Tx) -> None:
        await actions.issue(tx, desk.now, order, Sealed(b"%PDF", new_code(), "X" * 12, wall()))
        raise RuntimeError("the process is killed before the commit")

    with pytest.raises(RuntimeError):
        await desk.db.run(dies)
    assert await desk.mails() == [] and "CertificateIssued" not in await desk.events()
    assert await desk.makes() == 0  # the lease of the dead one still holds
    await _lease_ends(desk)
    assert await desk.makes() == 1
    (row,) = await desk.rows(story.workshop)
    assert len(await desk.editions(row)) == 1 and len(await desk.mails()) == 1


async def test_a_worker_that_comes_back_late_is_not_taken(desk: Desk) -> None:
    story = await belitung(desk, 1)
    await desk.approves(story.workshop)
    (late,) = await desk.db.run(actions.claim)
    await _lease_ends(desk)
    await desk.makes()
    await make_one(desk.running, late)
    (row,) = await desk.rows(story.workshop)
    assert len(await desk.editions(row)) == 1 and len(await desk.mails()) == 1


async def test_a_press_that_is_told_to_end_leaves_the_rest_to_others_at_once(
    desk: Desk,
) -> None:
    story = await belitung(desk, 3)
    await desk.approves(story.workshop)
    making = asyncio.create_task(make(desk.running))
    while not any([await desk.editions(row) for row in await desk.rows(story.workshop)]):
        await asyncio.sleep(0.01)
    making.cancel()
    await asyncio.gather(making, return_exceptions=True)
    assert await desk.makes() >= 1
    assert [len(await desk.editions(row)) for row in await desk.rows(story.workshop)] == [1] * 3
    assert len(await desk.mails()) == 3


async def test_a_fault_nobody_foresaw_costs_one_file_one_try_and_is_told(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = await belitung(desk, 3)
    await desk.approves(story.workshop)
    right = Press.sealed

    async def broken(press: Press, wording: Wording) -> bytes:
        if wording.number.startswith("001"):
            raise RuntimeError("a fault nobody foresaw")
        return await right(press, wording)

    monkeypatch.setattr(Press, "sealed", broken)
    with pytest.raises(RuntimeError):
        await make(desk.running)
    rows = await desk.rows(story.workshop)
    assert [(row.tries, row.failure) for row in rows] == [(1, "fault"), (0, ""), (0, "")]
    assert await desk.makes() == 2  # without waiting for the lease
    monkeypatch.setattr(Press, "sealed", right)
    await _lease_ends(desk)
    assert await desk.makes() == 1


async def _lease_ends(desk: Desk) -> None:
    async def action(tx: Tx) -> None:
        await tx.execute("update certificate set claimed_until = clock_timestamp()")

    await desk.db.run(action)


# The walls, and what happens without them


async def _two_drafts_at_once(dsn: str, desk: Desk) -> int:
    """Two transactions that do not see each other add a certificate for the same person."""
    one, held, kind, office = new_id(), new_id(), "peserta", OFFICE

    async def add(tx: Tx, barrier: asyncio.Barrier) -> None:
        await tx.fetchval("select 1")
        await barrier.wait()
        await certificates.add(tx, new_id(), office, held, one, kind, "Siti", new_code())

    barrier = asyncio.Barrier(2)
    await asyncio.gather(*(desk.db.run(add, barrier) for _ in range(2)))
    async with desk.db.read() as tx:
        return len(await certificates.of_workshop(tx, held))


async def test_the_database_itself_refuses_a_second_certificate(desk: Desk, dsn: str) -> None:
    assert await _two_drafts_at_once(dsn, desk) == 1
    await execute(dsn, "alter table certificates.certificate drop constraint certificate_once")
    assert await _two_drafts_at_once(dsn, desk) == 2  # the control


async def test_the_database_itself_refuses_a_second_edition(desk: Desk, dsn: str) -> None:
    """Without the row's state, as if a worker had judged it by memory, the constraint still stands."""
    story = await belitung(desk, 1)
    await desk.approves(story.workshop)
    (order,) = await desk.db.run(actions.claim)
    (row,) = await desk.rows(story.workshop)

    async def issue(tx: Tx) -> None:
        sealed = Sealed(b"%PDF " + new_code().encode(), new_code(), new_code()[:12], wall())
        await actions.issue(tx, desk.now, order, sealed)
        await tx.execute("update certificate set edition = 0, state = 'approved'")

    await desk.db.run(issue)
    with pytest.raises(MadeAlready):
        await desk.db.run(issue)
    assert len(await desk.editions(row)) == 1
    await execute(dsn, "alter table certificates.edition drop constraint edition_once")
    await execute(dsn, "alter table certificates.edition add constraint edition_once unique (id)")
    await desk.db.run(issue)
    assert len(await desk.editions(row)) == 2  # the control
