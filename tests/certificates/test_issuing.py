"""From approval to the mailbox: numbers without gaps, each certificate exactly once."""

from __future__ import annotations

import asyncio
import re
from datetime import date

import asyncpg
import pytest

from services.certificates import actions
from services.certificates.actions.approval import lasting
from services.certificates.actions.issue import MadeAlready, Sealed
from services.certificates.domain import numbering
from services.certificates.domain.numbering import Series
from services.certificates.domain.refusals import NotFound, Reason, Refused
from services.certificates.domain.states import Attention, State
from services.certificates.jobs.make import make, make_one
from services.certificates.sealing.inspector import Inspector
from services.certificates.store import certificates, numbers
from shared import staff
from shared.clock import wall
from shared.db import Tx
from shared.events.certificates import Delivery, PublicReason
from shared.ids import new_code, new_id
from shared.mail import MailResult
from shared.mail.mail import End
from tests.support.certificates import (
    OFFICE,
    Desk,
    belitung,
    newer,
    office_document,
    registration,
    sheet,
    workshop,
)
from tests.support.factories import staff_document
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
    await _owner(dsn, "alter table certificates.certificate drop constraint certificate_once")
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
    await _owner(dsn, "alter table certificates.edition drop constraint edition_once")
    await _owner(dsn, "alter table certificates.edition add constraint edition_once unique (id)")
    await desk.db.run(issue)
    assert len(await desk.editions(row)) == 2  # the control


async def _owner(dsn: str, statement: str) -> None:
    connection = await asyncpg.connect(dsn)
    await connection.execute(statement)
    await connection.close()


async def test_numbers_have_no_gap_whatever_fails_at_the_same_time(desk: Desk, dsn: str) -> None:
    async def take(tx: Tx, fails: bool) -> list[int]:
        given = await numbers.take(tx, OFFICE, Series("DISPERIN", 2017), 3)
        await asyncio.sleep(0)
        if fails:
            raise RuntimeError("the approval is rolled back")
        return list(given)

    outcomes = await asyncio.gather(
        *(desk.db.run(take, at % 3 == 0) for at in range(30)), return_exceptions=True
    )
    taken = sorted(number for given in outcomes if isinstance(given, list) for number in given)
    assert taken == list(range(1, 61))

    # The control: a sequence, which is what most programs use.
    await _owner(dsn, "create sequence certificates.urut; grant usage on certificates.urut to public")

    async def draw(tx: Tx, fails: bool) -> int:
        number: int = await tx.fetchval("select nextval('certificates.urut')")
        if fails:
            raise RuntimeError("the approval is rolled back")
        return number

    draws = await asyncio.gather(
        *(desk.db.run(draw, at % 3 == 0) for at in range(30)), return_exceptions=True
    )
    drawn = sorted(given for given in draws if isinstance(given, int))
    assert drawn != list(range(1, 21))


async def test_two_workshops_approved_at_once_share_the_counter(desk: Desk) -> None:
    first, second = await belitung(desk, 5), await belitung(desk, 5)
    given = await asyncio.gather(desk.approves(first.workshop), desk.approves(second.workshop))
    ordinals = sorted(int(number[:3]) for numbers in given for number in numbers)
    assert ordinals == list(range(1, 11))


# The number


def test_templates_seen_in_real_offices() -> None:
    held = workshop(class_label="Angkatan II")

    def printed(template: str, **given: str) -> str:
        office = office_document(number_template=template, **given)
        return numbering.number(office, held, date(2017, 4, 28), 1)

    assert printed("{urut:03}/{kegiatan}-POKJAWAS/JBR/{bulan_romawi}/{tahun}") == (
        "001/BTK-KL-POKJAWAS/JBR/IV/2017"
    )
    assert printed("{urut:04}/Sertifikat/BPMPKALTIM/{tahun}") == "0001/Sertifikat/BPMPKALTIM/2017"
    assert printed("556/BIMTEK-DISPAR/SDK/{urut:03}/{tahun}") == "556/BIMTEK-DISPAR/SDK/001/2017"
    assert printed("{klasifikasi}/{urut}/{bulan}/{tahun} {angkatan}", number_classification="893.3") == (
        "893.3/1/04/2017 Angkatan II"
    )


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        ("{urut:03}/{tahun", Reason.TEMPLATE_BRACES),
        ("{urut:03}/{tahun}/{nik}", Reason.TEMPLATE_FIELD),
        ("{urut:03}/{tahun}/{0}", Reason.TEMPLATE_FIELD),
        ("{urut:03}/{tahun.real}", Reason.TEMPLATE_FIELD),
        ("{urut:>99999999}/{tahun}", Reason.TEMPLATE_SPEC),
        ("{urut:03}/{tahun!r}", Reason.TEMPLATE_SPEC),
        ("{urut:03}", Reason.TEMPLATE_LACKS),
        ("SERT/{tahun}", Reason.TEMPLATE_LACKS),
    ],
)
def test_a_template_that_cannot_work_is_refused_with_the_reason(template: str, reason: Reason) -> None:
    with pytest.raises(Refused) as refused:
        numbering.check_template(template)
    assert refused.value.reason is reason


# Approval


async def test_a_real_office_cannot_print_an_address_that_will_not_last(desk: Desk) -> None:
    for url in (
        "http://bimtek.go.id",
        "https://localhost",
        "https://10.0.0.7",
        "https://[::1]",
        "https://bimtek",
    ):
        assert not lasting(url), url
    assert lasting("https://bimtek.babelprov.go.id")

    office = office_document(example=False)
    await desk.db.run(staff.keep_organization, office)
    story = await belitung(desk, 1)
    desk.running.settings = desk.running.settings.model_copy(update={"public_url": "http://localhost:8000"})
    with pytest.raises(Refused) as refused:
        await desk.approves(story.workshop, office=office)
    assert refused.value.reason is Reason.NOT_LASTING
    await desk.db.run(staff.keep_organization, office_document(example=True))
    assert len(await desk.approves(story.workshop)) == 1


async def test_approval_waits_for_a_signer_and_for_the_sheet(desk: Desk) -> None:
    office = office_document(signature_blocks=())
    await desk.db.run(staff.keep_organization, office)
    story = await belitung(desk, 1)
    with pytest.raises(Refused) as refused:
        await desk.approves(story.workshop)
    assert refused.value.reason is Reason.NO_SIGNER
    await desk.db.run(staff.keep_organization, office_document())
    await desk.hears(sheet(story.workshop, story.attended, closed=False))
    with pytest.raises(Refused) as refused:
        await desk.approves(story.workshop)
    assert refused.value.reason is Reason.SHEET_OPEN


async def test_another_offices_workshop_is_not_there(desk: Desk) -> None:
    story = await belitung(desk, 1)
    (row,) = await desk.rows(story.workshop)
    other = new_id()
    for action in (
        lambda tx: actions.submit(tx, desk.now, other, story.workshop.id, "x"),
        lambda tx: actions.revoke(tx, desk.now, other, row.id, PublicReason.MISTAKE, "", "x"),
        lambda tx: actions.correct(tx, other, row.id, "Budi", PublicReason.SPELLING, "x"),
        lambda tx: actions.send_again(tx, other, row.id, "x"),
        lambda tx: actions.mark_handed_over(tx, other, row.id, "x"),
    ):
        with pytest.raises(NotFound):
            await desk.db.run(action)


async def test_an_office_may_decide_that_no_person_approves(desk: Desk) -> None:
    await desk.db.run(staff.keep_organization, office_document(approves_certificates=True))
    story = await belitung(desk, 2)
    assert await desk.approves_by_rule() == 2
    assert await desk.approves_by_rule() == 0
    assert [row.state for row in await desk.rows(story.workshop)] == [State.APPROVED] * 2


async def test_those_who_approve_are_told_once(desk: Desk) -> None:
    approver = staff_document(OFFICE, role="approver", email="penyetuju@contoh.example")
    await desk.db.run(staff.keep_staff, approver)
    story = await belitung(desk, 2)
    for expected in (2, 0):
        assert await desk.db.run(actions.submit, desk.now, OFFICE, story.workshop.id, "x") == expected
    (letter,) = await desk.mails()
    assert letter["purpose"] == "approval_waiting" and letter["recipient"] == approver.email
    assert letter["data"]["count"] == 2


# Afterwards


async def test_a_corrected_name_is_a_new_edition_with_the_same_number(desk: Desk) -> None:
    story = await belitung(desk, 1)
    (siti,) = story.people
    (number,) = await desk.approves(story.workshop)
    await desk.makes()
    await desk.hears(newer(siti, certificate_name="Siti Nur'aini, S.E."))
    row = await desk.row(story.workshop, siti)
    assert row.attention is Attention.NAME and row.name == siti.full_name  # waits for a person
    await desk.db.run(actions.correct, OFFICE, row.id, "Siti Nur'aini, S.E.", PublicReason.SPELLING, "x")
    assert await desk.makes() == 1

    row = await desk.row(story.workshop, siti)
    old, new = await desk.editions(row)
    assert (row.number, row.edition, row.attention) == (number, 2, Attention.NONE)
    assert old.replaced_because is PublicReason.SPELLING and new.replaced_because is None
    assert old.code != new.code and row.code == new.code
    assert "Siti Nur'aini, S.E." in text_of(await desk.pdf(row))[0]
    assert [mail["purpose"] for mail in await desk.mails()] == ["certificate_ready", "certificate_replaced"]
    assert (await desk.events())[-1] == "CertificateReplaced"


async def test_a_change_that_a_person_left_alone_does_not_come_back(desk: Desk) -> None:
    story = await belitung(desk, 1)
    (siti,) = story.people
    await desk.approves(story.workshop)
    changed = newer(siti, certificate_name="S. Nuraini")
    await desk.hears(changed)
    row = await desk.row(story.workshop, siti)
    await desk.db.run(actions.dismiss, OFFICE, row.id, "x")
    await desk.hears(newer(changed), sheet(story.workshop, story.attended))
    assert (await desk.row(story.workshop, siti)).attention is Attention.NONE
    await desk.hears(newer(changed, certificate_name="Siti N."))
    assert (await desk.row(story.workshop, siti)).attention is Attention.NAME


async def test_a_correction_while_the_file_is_made_wins(desk: Desk) -> None:
    story = await belitung(desk, 1)
    await desk.approves(story.workshop)
    (order,) = await desk.db.run(actions.claim)
    await desk.db.run(actions.correct, OFFICE, order.certificate_id, "Benar", PublicReason.SPELLING, "x")
    await make_one(desk.running, order)
    await desk.makes()
    (row,) = await desk.rows(story.workshop)
    (edition,) = await desk.editions(row)
    assert edition.name == row.name == "Benar"


async def test_revoked_is_for_ever_and_its_number_is_never_given_again(desk: Desk) -> None:
    story = await belitung(desk, 2)
    first = story.people[0]
    await desk.approves(story.workshop)
    await desk.makes()
    row = await desk.row(story.workshop, first)
    await desk.db.run(actions.revoke, desk.now, OFFICE, row.id, PublicReason.MISTAKE, "salah orang", "x")
    with pytest.raises(Refused):
        await desk.db.run(actions.revoke, desk.now, OFFICE, row.id, PublicReason.MISTAKE, "", "x")
    with pytest.raises(Refused):
        await desk.db.run(actions.correct, OFFICE, row.id, "Lain", PublicReason.SPELLING, "x")
    assert (await desk.mails())[-1]["purpose"] == "certificate_revoked"
    assert "salah orang" not in str(await desk.mails())
    assert (await desk.events())[-1] == "CertificateRevoked"

    await desk.hears(sheet(story.workshop, story.attended), newer(first))
    third = registration(story.workshop)
    await desk.hears(third, sheet(story.workshop, {**story.attended, third.id: 8}))
    (number,) = await desk.approves(story.workshop)
    assert number.startswith("003/")
    assert (await desk.row(story.workshop, first)).state is State.REVOKED


async def test_what_became_of_the_mail_is_told(desk: Desk) -> None:
    story = await belitung(desk, 1)
    await desk.approves(story.workshop)
    await desk.makes()
    (letter,) = await desk.mails()

    async def ended(state: End, occasion: str, detail: str = "") -> certificates.Row:
        result = MailResult(
            letter["purpose"],
            letter["subject"],
            occasion,
            letter["recipient"],
            state,
            detail,
        )
        await desk.db.run(actions.mail_ended, desk.now, result)
        return (await desk.rows(story.workshop))[0]

    row = await ended("refused", letter["occasion"], "550 no such user")
    assert (row.delivery, row.delivery_detail) == (Delivery.FAILED, "550 no such user")
    assert (await desk.events())[-1] == "CertificateUndeliverable"
    await desk.db.run(actions.send_again, OFFICE, row.id, "x")
    again = (await desk.mails())[-1]["occasion"]
    row = await ended("failed", letter["occasion"])  # the older mail does not count any more
    assert row.delivery is Delivery.NOT_YET
    row = await ended("sent", again)
    assert row.delivery is Delivery.MAILED and (await desk.events())[-1] == "CertificateDelivered"


async def test_a_name_that_cannot_be_printed_waits_for_a_person(desk: Desk) -> None:
    story = await belitung(desk, 1)
    await desk.hears(newer(story.people[0], certificate_name="Siti 字"))
    await desk.approves(story.workshop)
    await desk.makes()
    (row,) = await desk.rows(story.workshop)
    assert row.state is State.APPROVED and row.failure == "letters 字"
    assert await desk.makes() == 0
    await desk.db.run(actions.correct, OFFICE, row.id, "Siti Zi", PublicReason.SPELLING, "x")
    assert await desk.makes() == 1
    (row,) = await desk.rows(story.workshop)
    assert row.state is State.ISSUED and row.failure == ""
    assert re.fullmatch(r"001/.*", row.number)
