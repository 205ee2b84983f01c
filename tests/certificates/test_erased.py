"""The certificate of somebody who was erased stands; the way to reach them does not."""

from __future__ import annotations

import pytest

from services.certificates.domain.states import Attention, State
from shared.db import Tx
from shared.events.certificates import Delivery
from shared.events.registration import Registration, RegistrationState
from shared.mail import mail
from tests.support.certificates import Desk, belitung, newer
from tests.support.traces import places


def erased(person: Registration) -> Registration:
    emptied = dict.fromkeys(("full_name", "certificate_name", "phone", "email", "business_name"), "")
    document: Registration = newer(person, state=RegistrationState.ERASED, ticket_sha256="", **emptied)
    return document


async def test_the_certificate_stands_and_nobody_can_be_reached(desk: Desk) -> None:
    story = await belitung(desk)
    person = story.people[0]
    await desk.approves(story.workshop)
    while await desk.makes():
        pass
    row = await desk.row(story.workshop, person)
    assert row.delivered_to == person.email
    await desk.hears(erased(person))
    after = await desk.row(story.workshop, person)
    assert (after.state, after.number, after.name) == (State.ISSUED, row.number, row.name)
    assert after.attention is Attention.NONE, "nothing is left to be looked at"
    assert after.delivery is Delivery.BY_LINK
    assert await places(desk.db, [person.email]) == []


async def test_control_without_forgetting_the_address_stays(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def nothing(tx: Tx, subject: str) -> None:
        return None

    story = await belitung(desk)
    person = story.people[0]
    await desk.approves(story.workshop)
    while await desk.makes():
        pass
    monkeypatch.setattr(mail, "forget", nothing)
    await desk.hears(erased(person))
    assert await places(desk.db, [person.email]) == ["mail.recipient"]


async def test_a_draft_goes_with_its_person(desk: Desk) -> None:
    story = await belitung(desk)
    before = await desk.rows(story.workshop)
    await desk.hears(erased(story.people[0]))
    assert len(await desk.rows(story.workshop)) == len(before) - 1


async def test_an_address_that_is_not_kept_any_more_is_not_kept_here_either(desk: Desk) -> None:
    story = await belitung(desk)
    person = story.people[0]
    await desk.approves(story.workshop)
    while await desk.makes():
        pass
    await desk.hears(newer(person, email=""))
    after = await desk.row(story.workshop, person)
    assert (after.state, after.attention, after.delivery) == (State.ISSUED, Attention.NONE, Delivery.BY_LINK)
    assert await places(desk.db, [person.email]) == []
