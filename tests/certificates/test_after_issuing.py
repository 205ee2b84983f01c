"""After the first edition: corrected, revoked, delivered or not."""

from __future__ import annotations

import re

import pytest

from services.certificates import actions
from services.certificates.domain.refusals import Refused
from services.certificates.domain.states import Attention, State
from services.certificates.jobs.make import make_one
from services.certificates.store import certificates
from shared.events.certificates import Delivery, PublicReason
from shared.mail import MailResult
from shared.mail.mail import End
from tests.support.certificates import (
    OFFICE,
    Desk,
    belitung,
    newer,
    registration,
    sheet,
)
from tests.support.papers import text_of


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


async def test_a_name_the_office_corrected_is_not_reported_as_changed_in_registration(desk: Desk) -> None:
    story = await belitung(desk, 1)
    (siti,) = story.people
    await desk.approves(story.workshop)
    (row,) = await desk.rows(story.workshop)
    await desk.db.run(actions.correct, OFFICE, row.id, "Siti Nur'aini", PublicReason.SPELLING, "x")
    await desk.hears(newer(siti, phone="6281299900077"), sheet(story.workshop, story.attended))
    assert (await desk.row(story.workshop, siti)).attention is Attention.NONE
    await desk.hears(newer(siti, certificate_name="Siti N."))  # but a change after that is
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
