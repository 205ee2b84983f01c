"""The consumer when something cuts in: it is killed, or the database cannot. Nothing is lost or blamed."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pytest

from shared.bus import Handler, consumer
from shared.bus import trouble as trouble_module
from shared.bus.consumer import Consumer
from shared.bus.receiving import Received
from shared.bus.running import run_bus
from shared.bus.transport import Delivery, Subscription
from shared.db import Tx, Unavailable
from shared.events.scheduling import Staff
from tests.support.factories import staff_document
from tests.support.hearing import HANDLERS, HEARER, World, hear_staff, message, once_each

# Death


class DiesBeforeAck(Consumer):
    async def _ack(self, subscription: Subscription, deliveries: Sequence[Delivery]) -> None:
        raise asyncio.CancelledError


class AcksFirst(Consumer):
    """The control: acknowledges before the commit, and dies in between."""

    async def _take(self, batch: Sequence[Received]) -> None:
        raise asyncio.CancelledError

    async def _take_together(self, subscription: Subscription, batch: dict[Delivery, Received]) -> None:
        await self._ack(subscription, list(batch))
        await self._take(list(batch.values()))


async def killed_once(here: World, kind: type[Consumer]) -> tuple[Counter[Any], Counter[Any]]:
    """One consumer dies at its worst moment, the next one goes on."""
    documents = [staff_document() for _ in range(20)]
    await here.outgoing.publish([message(document) for document in documents])
    with pytest.raises(asyncio.CancelledError):
        await here.drain(here.consumer(kind=kind))
    await here.work_off()
    return await here.effects(), once_each(documents)


async def test_killed_between_commit_and_ack_effects_happen_once(here: World) -> None:
    effects, expected = await killed_once(here, DiesBeforeAck)
    assert effects == expected
    assert await here.trouble() == []


async def test_control_ack_before_commit_loses(here: World) -> None:
    effects, expected = await killed_once(here, AcksFirst)
    assert expected - effects == expected


async def test_what_killed_its_consumer_is_tried_apart(here: World) -> None:
    document = staff_document()
    sent = message(document)
    seen: list[Delivery] = []

    class Once:
        """A subscription that gives out one marked delivery."""

        async def receive(self, timeout: float) -> Sequence[Delivery]:
            return [Delivery(1, sent.subject, sent.body, redelivered=True)]

        async def ack(self, deliveries: Sequence[Delivery]) -> None:
            seen.extend(deliveries)

    await here.consumer().step(Once(), 0)

    assert len(seen) == 1
    assert await here.effects() == Counter()
    (row,) = await here.trouble()
    assert (row["attempts"], row["parked_at"]) == (0, None)
    assert await trouble_module.Trouble(here.hearer, "example", HANDLERS, here.clock).step() == 1
    assert await here.effects() == once_each([document])
    assert await here.trouble() == []


# Nobody's fault


async def stormy(tx: Tx, now: datetime, documents: Sequence[Staff]) -> None:
    await tx.execute("do $$ begin raise exception 'could not serialize' using errcode = '40001'; end $$")


async def test_a_conflict_in_the_database_counts_against_no_message(here: World) -> None:
    documents = [staff_document() for _ in range(3)]
    await here.outgoing.publish([message(document) for document in documents])

    with pytest.raises(Unavailable):
        await here.drain(here.consumer({"Staff": Handler(stormy)}))
    assert await here.trouble() == []

    await here.work_off()  # the storm is over: everything was given back
    assert await here.effects() == once_each(documents)


async def test_control_counting_the_weather_blames_innocents(
    here: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumer, "passing", lambda error: False)
    await here.outgoing.publish([message(staff_document())])

    await here.drain(here.consumer({"Staff": Handler(stormy)}))

    assert len(await here.trouble()) == 1


async def slow(tx: Tx, now: datetime, documents: Sequence[Staff]) -> None:
    await tx.execute("set local statement_timeout = '50ms'")
    await tx.execute("select pg_sleep(5)")


async def test_a_message_that_never_ends_in_time_is_its_own_fault(here: World) -> None:
    await here.outgoing.publish([message(staff_document())])

    await here.drain(here.consumer({"Staff": Handler(slow)}))

    (row,) = await here.trouble()
    assert row["attempts"] == 1


async def test_a_consumer_comes_back_by_itself_after_the_storm(here: World) -> None:
    stormy_days = 1

    async def sometimes(tx: Tx, now: datetime, documents: Sequence[Staff]) -> None:
        nonlocal stormy_days
        if stormy_days:
            stormy_days -= 1
            raise Unavailable("the database does not answer")
        await hear_staff(tx, now, documents)

    documents = [staff_document() for _ in range(5)]
    await here.outgoing.publish([message(document) for document in documents])
    async with run_bus(here.hearer, HEARER, {"Staff": Handler(sometimes)}, here.clock, here.transport):
        await here.settle()

    assert await here.effects() == once_each(documents)
    assert await here.trouble() == []
