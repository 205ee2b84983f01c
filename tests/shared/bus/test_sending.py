"""Outbox and relay: an event is sent if, and only if, what it tells of was committed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from shared.bus import outbox
from shared.bus.relay import WINDOW, Relay
from shared.bus.transport import Link, Outgoing, TransportAway
from shared.db import Tx
from shared.events import Event
from shared.events.scheduling import ORGANIZATION_CHANGED
from tests.support.factories import organization, staff_document
from tests.support.hearing import World, event, once_each


async def test_what_is_rolled_back_is_never_sent(here: World) -> None:
    async def change_one_s_mind(tx: Tx) -> None:
        await outbox.add(tx, event(staff_document()))
        raise LookupError

    with pytest.raises(LookupError):
        await here.sender.run(change_one_s_mind)

    assert await Relay(here.sender, here.outgoing).step() == 0


async def test_adding_wakes_the_relay_after_the_commit(here: World) -> None:
    signal = here.sender.signal(outbox.TOPIC)
    before = signal.sent

    await here.send([staff_document()])

    assert signal.sent == before + 1


async def test_only_what_the_catalogue_declares_can_be_sent(here: World) -> None:
    with pytest.raises(ValueError, match="not in the catalogue"):
        await here.sender.run(outbox.add, Event("OfficeRenamed", organization()))
    with pytest.raises(ValueError, match="not in the catalogue"):
        await here.sender.run(outbox.add, Event(ORGANIZATION_CHANGED.name, staff_document()))


async def test_a_window_at_a_time_until_the_outbox_is_empty(here: World) -> None:
    await here.send([staff_document() for _ in range(WINDOW + 20)])
    relay = Relay(here.sender, here.outgoing)

    assert [await relay.step() for _ in range(3)] == [WINDOW, 20, 0]
    assert await here.incoming.waiting() == WINDOW + 20
    assert await here.outbox() == 0


class Unreliable:
    """A link that confirms only some messages, or breaks after it handed them over."""

    def __init__(self, link: Link, *, confirms: int = 0, breaks: bool = False) -> None:
        self._link = link
        self._confirms = confirms
        self._breaks = breaks

    async def publish(self, messages: Sequence[Outgoing]) -> set[UUID]:
        if self._breaks:
            await self._link.publish(messages)
            raise TransportAway("the connection broke before the confirmation came")
        return await self._link.publish(messages[: self._confirms])

    def __getattr__(self, name: str) -> Any:
        return getattr(self._link, name)


async def test_what_is_not_confirmed_stays_and_is_tried_later(here: World) -> None:
    await here.send([staff_document() for _ in range(5)])

    assert await Relay(here.sender, Unreliable(here.outgoing, confirms=3)).step() == 3

    async with here.sender.read() as tx:
        assert await tx.fetchval("select count(*) from outbox where next_at > clock_timestamp()") == 2
    assert await here.incoming.waiting() == 3


async def test_what_no_queue_hears_stays_in_the_outbox(here: World) -> None:
    await here.declare({"example": ("Organization",)})
    heard, unheard = organization(), staff_document()
    await here.send([heard, unheard])

    assert await Relay(here.sender, here.outgoing).step() == 1

    assert await here.outbox() == 1


async def test_a_relay_that_dies_after_handing_over_sends_again_and_it_counts_once(here: World) -> None:
    documents = [staff_document() for _ in range(5)]
    await here.send(documents)

    with pytest.raises(TransportAway):
        await Relay(here.sender, Unreliable(here.outgoing, breaks=True)).step()
    assert await Relay(here.sender, here.outgoing).step() == 5

    assert await here.incoming.waiting() == 10
    await here.drain()
    assert await here.effects() == once_each(documents)


class ByRememberedId(Relay):
    """The control: goes on after the last id it has seen, as one would at first."""

    last = 0

    async def _send(self, tx: Tx) -> int:
        rows = await tx.fetch("select id, message_id, subject, body from outbox where id > $1", self.last)
        self.last = max((row["id"] for row in rows), default=self.last)
        await self._link.publish([Outgoing(row["message_id"], row["subject"], row["body"]) for row in rows])
        return len(rows)


async def committed_crosswise(here: World, relay: Relay) -> int:
    """Two transactions take ids in one order and commit in the other; how many messages arrive."""
    early = await asyncpg.connect(here.dsn, server_settings={"search_path": "scheduling"})
    try:
        slow = early.transaction()
        await slow.start()
        await outbox.add(early, event(staff_document()))
        await here.send([staff_document()])
        await relay.step()
        await slow.commit()
        await relay.step()
    finally:
        await early.close()
    return await here.incoming.waiting()


async def test_ids_that_commit_out_of_order_are_all_sent(here: World) -> None:
    assert await committed_crosswise(here, Relay(here.sender, here.outgoing)) == 2


async def test_control_a_relay_by_remembered_id_loses_an_event(here: World) -> None:
    assert await committed_crosswise(here, ByRememberedId(here.sender, here.outgoing)) == 1


async def test_two_relays_share_the_outbox_and_send_each_once(here: World) -> None:
    await here.send([staff_document() for _ in range(30)])
    first = Relay(here.sender, here.outgoing)

    class WhileTheFirstSends(Unreliable):
        async def publish(self, messages: Sequence[Outgoing]) -> set[UUID]:
            assert await first.step() == 0, "the rows of a window are locked"
            return await here.outgoing.publish(messages)

    assert await Relay(here.sender, WhileTheFirstSends(here.outgoing)).step() == 30
    assert await here.incoming.waiting() == 30
