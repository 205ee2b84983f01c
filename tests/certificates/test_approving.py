"""Who may approve what, when, and who is told of it."""

from __future__ import annotations

import pytest

from services.certificates import actions
from services.certificates.actions.approval import lasting
from services.certificates.domain.refusals import NotFound, Reason, Refused
from services.certificates.domain.states import State
from shared import staff
from shared.events.certificates import PublicReason
from shared.events.scheduling import WorkshopState
from shared.ids import new_id
from tests.support.certificates import (
    OFFICE,
    Desk,
    belitung,
    newer,
    office_document,
    sheet,
)
from tests.support.factories import staff_document


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


async def test_a_cancelled_workshop_gives_no_numbers(desk: Desk) -> None:
    await desk.db.run(staff.keep_organization, office_document(approves_certificates=True))
    story = await belitung(desk, 2)
    await desk.hears(newer(story.workshop, state=WorkshopState.CANCELLED))
    with pytest.raises(Refused) as refused:
        await desk.approves(story.workshop)
    assert refused.value.reason is Reason.CANCELLED
    assert await desk.approves_by_rule() == 0
    assert {row.number for row in await desk.rows(story.workshop)} == {""}


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
