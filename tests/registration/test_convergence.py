"""Whatever order documents arrive in, and however often, seats and people end the same."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import pytest

from services.registration.actions import facts
from services.registration.store import copies
from shared.events.certificates import Certificate, CertificateState, Delivery
from shared.events.registration import RegistrationState as State
from shared.events.scheduling import Workshop
from shared.ids import new_id
from tests.support.factories import version
from tests.support.registration import OFFICE, Office, newer, workshop


def history(of: Workshop) -> list[Workshop]:
    """Ten changes of one workshop; the capacity it ends with is below the people who came."""
    documents = [of]
    for capacity in (3, 5, 2, 6, 4, 8, 1, 7, 3, 4):
        documents.append(newer(documents[-1], capacity=capacity, summary=f"{capacity} kursi"))
    return documents


async def end_of(panitia: Office, of: Workshop) -> tuple[object, ...]:
    seats = await panitia.seats(of)
    async with panitia.db.read() as tx:
        kept = await copies.WORKSHOPS.get(tx, of.id)
    assert kept is not None
    return kept.version, seats.wanted_capacity, seats.state, kept.summary


@pytest.mark.parametrize("seed", range(8))
async def test_workshop_documents_shuffled_and_repeated_end_the_same(seed: int, panitia: Office) -> None:
    belitung = workshop(4)
    documents = history(belitung)
    order = random.Random(seed)
    heard = documents + order.choices(documents, k=10)
    order.shuffle(heard)
    for document in heard:
        await panitia.hears(document)
    last = documents[-1]
    assert await end_of(panitia, belitung) == (last.version, 4, last.state, "4 kursi")


@pytest.mark.parametrize("seed", range(4))
async def test_people_are_never_above_the_seats_while_documents_arrive(seed: int, panitia: Office) -> None:
    """With sign-ups in between: counts agree with rows, and nobody waits beside a free seat."""
    belitung = workshop(4)
    documents = history(belitung)
    order = random.Random(seed)
    await panitia.hears(documents[0])
    rest = documents[1:] * 2
    order.shuffle(rest)
    for document in rest:
        await panitia.hears(document)
        await panitia.signs_up(belitung)
        seats, states = await panitia.seats(belitung), await panitia.states(belitung)
        assert seats.taken == states.get(State.CONFIRMED, 0) <= seats.seats
        assert seats.waiting == states.get(State.WAITLISTED, 0)
        assert seats.free == 0 or seats.waiting == 0


async def test_negative_control_without_versions_the_order_decides() -> None:
    """A receiver that keeps whatever arrives last ends differently for another order."""
    ends = set()
    for seed in range(8):
        documents = history(workshop(4))
        random.Random(seed).shuffle(documents)
        kept = {document.id: document.capacity for document in documents}
        ends |= set(kept.values())
    assert len(ends) > 1


async def test_certificates_shuffled_and_repeated_end_the_same(panitia: Office) -> None:
    registration, id = new_id(), new_id()
    documents = [
        Certificate(
            id=id,
            version=version(),
            organization_id=OFFICE,
            workshop_id=new_id(),
            registration_id=registration,
            state=state,
            number="001/2017",
            code=code,
            delivery=delivery,
            issued_at=datetime(2017, 4, 29, tzinfo=UTC),
        )
        for state, code, delivery in (
            (CertificateState.APPROVED, "", Delivery.NOT_YET),
            (CertificateState.ISSUED, "A" * 26, Delivery.NOT_YET),
            (CertificateState.ISSUED, "A" * 26, Delivery.MAILED),
            (CertificateState.REVOKED, "A" * 26, Delivery.MAILED),
        )
    ]
    for seed in range(6):
        heard = documents * 2
        random.Random(seed).shuffle(heard)
        for document in heard:
            await panitia.db.run(facts.take_certificates, [document])
        async with panitia.db.read() as tx:
            (kept,) = await copies.certificates_of(tx, registration)
        assert kept == documents[-1]


async def test_a_batch_is_the_same_as_one_by_one(panitia: Office) -> None:
    belitung = workshop(4)
    await panitia.hears(*reversed(history(belitung)))
    assert (await panitia.seats(belitung)).wanted_capacity == 4
