"""The consumer: every message has its effect once, whatever its neighbours do and whoever dies."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from shared.bus import Handler, Handlers, inbox
from shared.bus.consumer import Consumer
from shared.bus.receiving import Received
from shared.bus.relay import Relay
from shared.bus.transport import Delivery, Outgoing, Subscription
from shared.bus.trouble import Aside
from shared.db import Tx
from shared.events.scheduling import Staff
from shared.ids import new_id
from tests.support.factories import organization, staff_document
from tests.support.hearing import HANDLERS, STAFF, World, hear_staff, message, note, once_each


async def no_inbox(tx: Tx, message_ids: Iterable[UUID]) -> set[UUID]:
    return set(message_ids)


async def careless(tx: Tx, now: datetime, documents: Sequence[Staff]) -> None:
    """A handler that acts on whatever it hears."""
    await STAFF.take(tx, documents)
    await note(tx, documents)


# Repeats


async def three_times(here: World, handlers: Handlers) -> tuple[Counter[Any], Counter[Any]]:
    """Every message arrives three times; the effects, and what they should be."""
    documents = [staff_document() for _ in range(20)]
    messages = [message(document) for document in documents]
    for _ in range(3):
        await here.outgoing.publish(messages)
        await here.drain(here.consumer(handlers))
    return await here.effects(), once_each(documents)


async def test_repeats_have_no_effect(here: World) -> None:
    effects, expected = await three_times(here, HANDLERS)
    assert effects == expected


async def test_repeats_have_no_effect_even_without_the_inbox(
    here: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "add", no_inbox)
    effects, expected = await three_times(here, HANDLERS)
    assert effects == expected


async def test_the_inbox_saves_a_careless_handler_from_repeats(here: World) -> None:
    effects, expected = await three_times(here, {"Staff": Handler(careless)})
    assert effects == expected


async def test_control_without_both_guards_effects_double(
    here: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "add", no_inbox)
    effects, expected = await three_times(here, {"Staff": Handler(careless)})
    assert effects == Counter(dict.fromkeys(expected, 3))


# Poison


async def poison_among_innocents(here: World, kind: type[Consumer]) -> tuple[list[dict[str, Any]], int]:
    """99 innocents, one that its handler refuses, one unreadable, one unheard of; trouble and effects."""
    innocents: list[Staff] = [staff_document() for _ in range(99)]
    messages = [message(document) for document in [staff_document(name="poison"), *innocents]]
    nonsense = Outgoing(new_id(), "Staff/nonsense", b"{ not json")
    unheard = Outgoing(new_id(), "Staff/x", messages[1].body.replace(b"Staff/", b"Course/"))
    await here.outgoing.publish([*messages[:50], nonsense, unheard, *messages[50:]])
    await here.drain(here.consumer(kind=kind))
    assert await here.incoming.waiting() == 0
    return await here.trouble(), (await here.effects()).total()


async def test_poison_is_set_aside_and_innocents_pass(here: World) -> None:
    trouble, effects = await poison_among_innocents(here, Consumer)

    assert effects == 99
    refused = [row for row in trouble if row["parked_at"] is None]
    parked = [row for row in trouble if row["parked_at"] is not None]
    assert [row["attempts"] for row in refused] == [1]
    assert refused[0]["reason"].startswith("Poisoned: cannot take it at hearing.py:")
    assert sorted(row["reason"] for row in parked) == [
        "not a readable CloudEvent: : json_invalid",
        "unknown kind of subject: 'Course'",
    ]


class NeverAlone(Consumer):
    """The control: blames the whole batch."""

    async def _take_together(self, subscription: Subscription, batch: dict[Delivery, Received]) -> None:
        try:
            await self._take(list(batch.values()))
        except Exception:
            aside = {d: Aside(r.message_id, r.subject, d.body, 1, "batch failed") for d, r in batch.items()}
            await self._set_aside(subscription, aside)
        else:
            await self._ack(subscription, list(batch))


async def test_control_blaming_the_batch_sets_innocents_aside(here: World) -> None:
    trouble, effects = await poison_among_innocents(here, NeverAlone)
    assert effects < 99
    assert len(trouble) > 3


async def test_what_the_service_does_not_hear_is_parked_with_the_reason(here: World) -> None:
    await here.outgoing.publish([message(organization())])

    await here.drain(here.consumer({"Staff": Handler(hear_staff)}))

    (row,) = await here.trouble()
    assert row["reason"] == "this service does not hear of a Organization"
    assert row["parked_at"] is not None


async def test_nonsense_in_the_reason_holds_up_no_queue(here: World) -> None:
    async def quote(tx: Tx, now: datetime, documents: Sequence[Staff]) -> None:
        raise ValueError(f"nobody is called {documents[0].name}")

    await here.outgoing.publish([message(staff_document(name="a\0b"))])

    await here.drain(here.consumer({"Staff": Handler(quote)}))

    (row,) = await here.trouble()
    assert row["reason"].startswith("ValueError: nobody is called ab at ")


async def test_unknown_types_and_fields_do_not_hurt(here: World) -> None:
    document = staff_document()
    body = message(document).body
    newer = body.replace(b'"StaffChanged"', b'"StaffPromoted"').replace(
        b'"data":{', b'"data":{"shoe_size":42,'
    )
    assert newer != body
    await here.outgoing.publish([Outgoing(new_id(), document.subject, newer)])

    await here.drain()

    assert await here.effects() == once_each([document])


# Together and alone


async def test_a_handler_gets_the_newest_of_each_subject_sorted(here: World) -> None:
    heard: list[list[tuple[UUID, int]]] = []

    async def listen(tx: Tx, now: datetime, documents: Sequence[Staff]) -> None:
        assert now == pytest.approx(here.clock.now(), abs=timedelta(minutes=1))
        heard.append([(document.id, document.version) for document in documents])

    ids = sorted(new_id() for _ in range(3))
    await here.outgoing.publish(
        [message(staff_document(id=id, version=version)) for version in (2, 9, 4) for id in reversed(ids)]
    )
    await here.drain(here.consumer({"Staff": Handler(listen)}))

    assert heard == [[(id, 9) for id in ids]]


async def test_a_handler_marked_alone_gets_each_in_a_transaction_of_its_own(here: World) -> None:
    transactions: list[tuple[int, int]] = []

    async def listen(tx: Tx, now: datetime, documents: Sequence[Staff]) -> None:
        transactions.append((len(documents), await tx.fetchval("select txid_current()")))

    await here.outgoing.publish([message(staff_document()) for _ in range(5)])
    await here.drain(here.consumer({"Staff": Handler(listen, alone=True)}))

    assert [count for count, _ in transactions] == [1] * 5
    assert len({id for _, id in transactions}) == 5


async def test_four_consumers_on_one_queue_never_block_each_other(here: World) -> None:
    ids = [new_id() for _ in range(60)]
    documents = [staff_document(id=id, version=version) for version in range(1, 6) for id in ids]
    await here.send(documents)
    relay = Relay(here.sender, here.outgoing)
    while await relay.step():
        pass

    consumers = [here.consumer() for _ in range(4)]
    await asyncio.gather(*(here.drain(one) for one in consumers))

    kept = await here.hearer.run(STAFF.get_many, ids)
    assert {document.version for document in kept.values()} == {5}
    assert max((await here.effects()).values()) == 1
    assert sum(one.handled for one in consumers) == len(documents)
