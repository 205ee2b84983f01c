"""What failed is tried five times, later and later, then waits for a person."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from shared.bus import Handler, Handlers, commands, outbox, trouble
from shared.bus.erasing import forget
from shared.bus.failures import reason
from shared.bus.relay import Relay
from shared.bus.trouble import Aside, Trouble, set_aside
from shared.clock import wall
from shared.db import Tx, Unavailable, run
from shared.events.cloud import encode
from shared.events.registration import REGISTRATION_CHANGED, RegistrationState
from shared.events.scheduling import Staff
from shared.ids import new_id
from tests.contracts.examples import REGISTERED
from tests.support.factories import staff_document
from tests.support.hearing import HANDLERS, HEARER, World, event, once_each

PAUSES = [1, 10, 60, 600]  # seconds before the second to the fifth attempt


def loop(here: World, handlers: Handlers = HANDLERS) -> Trouble:
    return Trouble(here.hearer, HEARER, handlers, here.clock)


async def failed_once(here: World, document: Staff) -> UUID:
    id = new_id()
    body = encode(event(document), id=id, time=wall(), traceparent="")
    await here.hearer.run(set_aside, [Aside(id, document.subject, body, 1, "Poisoned")])
    return id


async def skip_the_pause(here: World) -> int:
    """Make the message due now; how many seconds it would have had to wait."""

    async def action(tx: Tx) -> int:
        seconds: int = await tx.fetchval(
            "select round(extract(epoch from next_at - clock_timestamp()))::int from trouble"
        )
        await tx.execute("update trouble set next_at = clock_timestamp()")
        return seconds

    return await here.hearer.run(action)


async def row(here: World) -> dict[str, Any]:
    (only,) = await here.trouble()
    return only


async def test_five_failures_park(here: World) -> None:
    await failed_once(here, staff_document(name="poison"))
    pauses = [await skip_the_pause(here)]
    for attempt in (2, 3, 4):
        assert await loop(here).step() == 1
        assert (await row(here))["attempts"] == attempt
        pauses.append(await skip_the_pause(here))
    assert pauses == PAUSES

    assert await loop(here).step() == 1
    parked = await row(here)
    assert parked["attempts"] == 5
    assert parked["parked_at"] is not None
    assert parked["reason"].startswith("Poisoned: cannot take it at ")
    assert await loop(here).step() == 0


async def test_it_is_left_alone_until_its_time(here: World) -> None:
    await failed_once(here, staff_document())
    assert await loop(here).step() == 0


async def test_what_succeeds_later_has_its_effect_and_is_gone(here: World) -> None:
    document = staff_document()
    await failed_once(here, document)
    await skip_the_pause(here)

    assert await loop(here).step() == 1

    assert await here.effects() == once_each([document])
    assert await here.trouble() == []


async def test_what_kills_the_process_each_time_is_parked(here: World) -> None:
    await failed_once(here, staff_document())

    for _ in range(4):
        await skip_the_pause(here)
        # The process dies in the middle: the attempt was begun, and nothing more is heard of it.
        assert await here.hearer.run(trouble._begin) is not None
    await skip_the_pause(here)

    assert await loop(here).step() == 0
    parked = await row(here)
    assert parked["parked_at"] is not None
    assert parked["reason"] == "no attempt ever ended: Poisoned"


async def test_the_weather_is_taken_back_from_the_count(here: World) -> None:
    async def stormy(tx: Tx, now: datetime, documents: Any) -> None:
        raise Unavailable("the database does not answer")

    await failed_once(here, staff_document())
    await skip_the_pause(here)
    working = loop(here, {"Staff": Handler(stormy)})

    with pytest.raises(Unavailable):
        await working.step()
    assert await working.step() == 0

    assert (await row(here))["attempts"] == 1


async def test_stopping_in_the_middle_of_an_attempt_does_not_count(here: World) -> None:
    begun = asyncio.Event()

    async def endless(tx: Tx, now: datetime, documents: Any) -> None:
        begun.set()
        await asyncio.sleep(60)

    await failed_once(here, staff_document())
    await skip_the_pause(here)
    step = asyncio.create_task(loop(here, {"Staff": Handler(endless)}).step())
    await begun.wait()
    step.cancel()
    with pytest.raises(asyncio.CancelledError):
        await step

    assert (await row(here))["attempts"] == 1


async def test_stopping_while_an_attempt_is_being_counted_does_not_count(
    here: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = run._commit

    async def told_to_stop_before_the_answer(tx: Tx) -> None:
        await commit(tx)
        monkeypatch.setattr(run, "_commit", commit)
        step.cancel()
        await asyncio.sleep(0)

    await failed_once(here, staff_document())
    await skip_the_pause(here)
    monkeypatch.setattr(run, "_commit", told_to_stop_before_the_answer)
    step = asyncio.create_task(loop(here).step())
    with pytest.raises(asyncio.CancelledError):
        await step

    assert (await row(here))["attempts"] == 1
    assert await skip_the_pause(here) <= 1, "and it waits for no lease"


async def test_two_replicas_do_not_try_the_same_message(here: World) -> None:
    await failed_once(here, staff_document())
    await skip_the_pause(here)

    assert await here.hearer.run(trouble._begin) is not None
    assert await here.hearer.run(trouble._begin) is None


async def test_a_person_sees_shows_replays_and_drops(here: World) -> None:
    services = {HEARER: here.hearer}
    document = staff_document(name="poison", email="bu.sari@contoh.example")
    id = new_id()
    body = encode(event(document), id=id, time=wall(), traceparent="")
    nonsense = uuid4()
    await here.hearer.run(
        set_aside,
        [
            Aside(id, document.subject, body, 5, "Poisoned: cannot take it", parked=True),
            Aside(nonsense, "", b"\xff", 0, "not a readable CloudEvent", parked=True),
        ],
    )

    listed = await commands.parked(services)
    assert f"{HEARER}  {id}  {document.subject}" in listed
    assert "Poisoned: cannot take it" in listed
    assert f"{nonsense}  (no subject)" in listed

    shown = await commands.show(services, id)
    assert '"type": "StaffChanged"' in shown
    assert "bu.sari" not in shown
    assert "bu.sari" in await commands.show(services, id, personal=True)
    assert "1 bytes that are no JSON" in await commands.show(services, nonsense)
    with pytest.raises(LookupError):
        await commands.show(services, new_id())

    assert (await commands.drop(services, nonsense)).startswith("1 dropped")
    assert (await commands.replay(services)).startswith("1 tried again")
    assert (await row(here))["parked_at"] is None
    assert "1 more being tried again" in await commands.parked(services)
    healed = {"Staff": Handler(_take_all)}
    assert await loop(here, healed).step() == 1
    assert await commands.parked(services) == "Nothing is parked."


async def _take_all(tx: Tx, now: datetime, documents: Any) -> None:
    pass


async def test_an_erased_person_is_forgotten_on_the_way_by_sender_and_receiver(here: World) -> None:
    person = REGISTERED
    last = person.model_copy(
        update={"state": RegistrationState.ERASED, "full_name": "", "version": person.version + 1}
    )
    heard: list[bool] = []

    async def hear(tx: Tx, now: datetime, documents: Any) -> None:
        heard.extend(document.erased for document in documents)

    await here.declare({HEARER: ("Registration",)})
    relay = Relay(here.sender, here.outgoing)
    await here.sender.run(outbox.add, REGISTRATION_CHANGED(person))
    await relay.step()
    await here.sender.run(outbox.add, REGISTRATION_CHANGED(person))
    await here.sender.run(outbox.add, REGISTRATION_CHANGED(last))
    assert await here.outbox() == 1, "only the last word is still to be sent"
    await relay.step()

    body = encode(REGISTRATION_CHANGED(person), id=new_id(), time=wall(), traceparent="")
    await here.hearer.run(set_aside, [Aside(new_id(), person.subject, body, 5, "it failed", parked=True)])
    await here.drain(here.consumer({"Registration": Handler(hear)}))

    assert heard == [True]
    assert await here.trouble() == []
    assert await here.incoming.waiting() == 0


@pytest.mark.parametrize("transport", ["postgres"], indirect=True)  # a broker deletes nothing by subject
async def test_forgetting_a_subject_leaves_no_trace_of_it_on_its_way(here: World) -> None:
    erased, other = staff_document(), staff_document()
    await failed_once(here, erased)
    await here.send([erased, other])
    await Relay(here.sender, here.outgoing).step()
    await here.send([erased, other])

    await here.sender.run(forget, erased.subject)
    await here.hearer.run(forget, erased.subject)

    assert await here.outbox() == 1
    assert await here.incoming.waiting() == 1
    assert await here.trouble() == []


async def test_the_trace_of_a_cause_is_followed(here: World) -> None:
    async def answer(tx: Tx, now: datetime, documents: Any) -> None:
        await outbox.add(tx, event(staff_document()))

    trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    document = staff_document()
    id = new_id()
    body = encode(event(document), id=id, time=wall(), traceparent=trace)
    await here.hearer.run(set_aside, [Aside(id, document.subject, body, 0, "redelivered")])
    await loop(here, {"Staff": Handler(answer)}).step()

    async with here.hearer.read() as tx:
        sent = bytes(await tx.fetchval("select body from outbox"))
    assert b'"traceparent":"00-4bf92f3577b34da6a3ce929d0e0e4736-' in sent
    assert trace.encode() not in sent, "the same trace, but a step of its own"


async def test_a_reason_quotes_nobody_s_data(here: World) -> None:
    async def twice(tx: Tx) -> None:
        for _ in range(2):
            await tx.execute("insert into inbox (message_id) values ('00000000-0000-0000-0000-000000000001')")

    with pytest.raises(asyncpg.UniqueViolationError) as caught:
        await here.hearer.run(twice)
    assert "0001" in str(caught.value)
    said = reason(caught.value)
    assert "0001" not in said
    assert "inbox_pkey" in said and "23505" in said
