"""What every transport promises, whatever it is made of. New transports join in conftest.py."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import asyncpg
import pytest

from shared.bus.postgres import PostgresTransport
from shared.bus.transport import Delivery, Outgoing
from tests.conftest import DatabaseOf
from tests.support.hearing import HEARER, SENDER, World, outgoing


def subjects(messages: Sequence[Outgoing | Delivery]) -> list[str]:
    return sorted(message.subject for message in messages)


async def test_what_is_confirmed_arrives_with_its_bytes(here: World) -> None:
    sent = [outgoing(body=b"\x00\xff not even text"), outgoing("Organization", b"")]

    assert await here.outgoing.publish(sent) == {message.message_id for message in sent}

    async with here.incoming.subscribe(10) as subscription:
        received = await subscription.receive(1)
    assert sorted((one.subject, one.body) for one in received) == sorted(
        (one.subject, one.body) for one in sent
    )
    assert not any(one.redelivered for one in received)


async def test_a_message_nobody_hears_is_not_confirmed(here: World) -> None:
    heard, unheard = outgoing("Staff"), outgoing("Workshop")

    assert await here.outgoing.publish([heard, unheard]) == {heard.message_id}


async def test_every_queue_that_hears_a_kind_gets_its_own(here: World) -> None:
    await here.declare({HEARER: ("Staff", "Organization"), SENDER: ("Staff",)})

    await here.outgoing.publish([outgoing("Staff"), outgoing("Organization")])

    assert await here.incoming.waiting() == 2
    assert await here.outgoing.waiting() == 1


async def test_nothing_to_receive_ends_after_the_timeout(here: World) -> None:
    async with here.incoming.subscribe(10) as subscription:
        assert await asyncio.wait_for(subscription.receive(0.05), 2) == []


async def test_a_waiting_subscription_is_woken(here: World) -> None:
    async with here.incoming.subscribe(10) as subscription:
        waiting = asyncio.create_task(subscription.receive(30))
        await asyncio.sleep(0.05)
        await here.outgoing.publish([outgoing()])
        assert len(await asyncio.wait_for(waiting, 5)) == 1


async def test_no_more_than_asked_for_are_given_out_at_a_time(here: World) -> None:
    await here.outgoing.publish([outgoing() for _ in range(25)])
    async with here.incoming.subscribe(10) as subscription:
        first = await subscription.receive(1)
        assert len(first) == 10
        await subscription.ack(first)
        assert len(await subscription.receive(1)) == 10


async def test_two_consumers_never_hold_the_same_delivery(here: World) -> None:
    await here.outgoing.publish([outgoing() for _ in range(20)])
    async with here.incoming.subscribe(10) as one, here.incoming.subscribe(10) as other:
        held = [*await one.receive(1), *await other.receive(1)]
        assert len({delivery.subject for delivery in held}) == 20


async def test_what_is_acknowledged_is_gone_and_the_rest_comes_back(here: World) -> None:
    await here.outgoing.publish([outgoing() for _ in range(4)])
    async with here.incoming.subscribe(10) as subscription:
        received = await subscription.receive(1)
        await subscription.ack(received[:3])

    async with here.incoming.subscribe(10) as subscription:
        assert subjects(await subscription.receive(1)) == subjects(received[3:])
        assert await here.incoming.waiting() == 1


async def test_declaring_again_forgets_what_is_no_longer_heard(here: World) -> None:
    await here.declare({HEARER: ("Organization",)})

    assert await here.outgoing.publish([outgoing("Staff")]) == set()


# What follows is about the PostgreSQL transport alone.

ON_POSTGRES = pytest.mark.parametrize("transport", ["postgres"], indirect=True)


@pytest.fixture
async def short_lease(dsn: str, database_of: DatabaseOf) -> PostgresTransport:
    transport = PostgresTransport(lease=0.2)
    await transport.declare(dsn, {HEARER: ("Staff",)})
    return transport


async def test_what_a_dead_consumer_held_comes_back_marked_when_its_lease_ends(
    short_lease: PostgresTransport, database_of: DatabaseOf
) -> None:
    db = await database_of(HEARER)
    async with short_lease.link(db, HEARER) as link:
        await link.publish([outgoing()])
        # Dead: it neither acknowledges nor leaves its subscription.
        async with link.subscribe(10) as dead, link.subscribe(10) as heir:
            held = await dead.receive(0.01)
            assert await heir.receive(0.01) == [], "a lease that runs keeps others away"
            inherited: Sequence[Delivery] = []
            async with asyncio.timeout(10):
                while not inherited:
                    inherited = await heir.receive(0.05)
            assert subjects(inherited) == subjects(held)
            assert inherited[0].redelivered


@ON_POSTGRES
async def test_a_service_sees_and_deletes_only_its_own_queue(here: World, dsn: str) -> None:
    await here.outgoing.publish([outgoing()])

    async def meddle(role: str) -> str:
        connection = await asyncpg.connect(dsn, server_settings={"role": role})
        try:
            return await connection.execute("delete from bus.delivery")
        finally:
            await connection.close()

    assert await meddle("bimtek_scheduling") == "DELETE 0"
    assert await meddle(f"bimtek_{HEARER}") == "DELETE 1"


@ON_POSTGRES
async def test_a_service_cannot_change_who_hears_what(here: World, dsn: str) -> None:
    connection = await asyncpg.connect(dsn, server_settings={"role": "bimtek_scheduling"})
    try:
        assert await connection.execute("delete from bus.subscription") == "DELETE 0"
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute("insert into bus.subscription values ('scheduling', 'Staff')")
    finally:
        await connection.close()
