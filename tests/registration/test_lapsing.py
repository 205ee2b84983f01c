"""Offers nobody answered in time: where the seat goes on to somebody, and where it does not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from services.registration import jobs
from services.registration.actions import reaching
from shared.clock import MovedClock
from shared.events.registration import RegistrationState as State
from shared.events.scheduling import WorkshopState
from tests.registration.test_people import at_work, offered_to_second, told
from tests.support.registration import Office, newer


async def test_an_offer_of_a_cancelled_workshop_does_not_lapse(panitia: Office, clock: MovedClock) -> None:
    """Everybody was told that it is cancelled; a seat that goes to the next in line would contradict it."""
    belitung, offered, third = await offered_to_second(panitia)
    await told(panitia, offered, "sent")
    await panitia.hears(newer(belitung, state=WorkshopState.CANCELLED))
    clock.move_to(panitia.now + timedelta(days=2))
    assert await jobs.lapse_offers(at_work(panitia)) == 0
    assert await panitia.db.run(reaching.lapse, panitia.now, belitung.id) == 0
    assert (await panitia.letters(offered))[-1] == "workshop_cancelled"
    assert (await panitia.row(third.id)).state is State.WAITLISTED


@pytest.mark.parametrize("begun", [False, True])
async def test_a_lapsed_offer_names_the_next_only_where_there_is_one(
    begun: bool, panitia: Office, clock: MovedClock
) -> None:
    belitung, offered, third = await offered_to_second(panitia)
    await told(panitia, offered, "sent")
    clock.move_to(belitung.starts_at + timedelta(hours=1) if begun else panitia.now + timedelta(days=2))
    assert await jobs.lapse_offers(at_work(panitia)) == 1
    assert (await panitia.row(third.id)).state is (State.WAITLISTED if begun else State.OFFERED)
    async with panitia.db.read() as tx:
        said = await tx.fetchval("select data -> 'goes_on' from mail where purpose = 'offer_lapsed'")
    assert said is (not begun)
