"""The bus of one running service: its loops, started and stopped together."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from prometheus_client import CollectorRegistry

from shared.bus import figures, inbox, outbox, trouble
from shared.bus.consumer import Consumer
from shared.bus.figures import Figures, Left
from shared.bus.handlers import Handlers
from shared.bus.relay import Relay
from shared.bus.transport import Link, Transport
from shared.bus.trouble import Trouble
from shared.clock import Clock
from shared.db import Database
from shared.loops import forever

POLL = 1.0  # seconds between looks at tables that other processes may have written to
COUNTED = 15.0  # seconds between two counts for /metrics
PRUNED = 3600.0  # seconds between two prunings of the inbox


class Bus:
    """One service's sending and receiving in this process."""

    def __init__(
        self,
        db: Database,
        service: str,
        handlers: Handlers,
        clock: Clock,
        link: Link,
        registry: CollectorRegistry | None,
        relay_poll: float,
    ) -> None:
        self._db = db
        self._link = link
        self._service = service
        self._relay_poll = relay_poll
        self._relay = Relay(db, link)
        self._consumer = Consumer(db, link, service, handlers, clock)
        self._trouble = Trouble(db, service, handlers, clock)
        self._figures = Figures(registry or CollectorRegistry())
        self.sent = 0  # messages confirmed since the start

    @property
    def handled(self) -> int:
        """Deliveries acknowledged since the start."""
        return self._consumer.handled

    async def left(self) -> Left:
        """What this service still has to do."""
        return await figures.left(self._db, self._link)

    async def run(self) -> None:
        """All loops until cancelled."""
        relay_signal, trouble_signal = self._db.signal(outbox.TOPIC), self._db.signal(trouble.TOPIC)
        poll = self._relay_poll
        async with asyncio.TaskGroup() as loops:
            for name, work in {
                "relay": forever(f"{self._service} relay", self._send, every=poll, signal=relay_signal),
                "consumer": self._consumer.run(),
                "trouble": forever(
                    f"{self._service} trouble", self._trouble.step, every=POLL, signal=trouble_signal
                ),
                "figures": forever(f"{self._service} figures", self.count, every=COUNTED),
                "pruning": forever(f"{self._service} pruning", self._prune, every=PRUNED),
            }.items():
                loops.create_task(work, name=f"{self._service} {name}")

    async def _send(self) -> int:
        confirmed = await self._relay.step()
        self.sent += confirmed
        return confirmed

    async def count(self) -> int:
        """Bring the gauges up to date."""
        self._figures.show(await self.left())
        return 0

    async def _prune(self) -> int:
        return await self._db.run(inbox.prune)


@asynccontextmanager
async def run_bus(
    db: Database,
    service: str,
    handlers: Handlers,
    clock: Clock,
    transport: Transport,
    *,
    registry: CollectorRegistry | None = None,
    relay_poll: float = POLL,
) -> AsyncIterator[Bus]:
    """Send what `service` has in its outbox and let `handlers` take what it hears, inside the block.

    `registry` gets the gauges for /metrics. `relay_poll` is how often, in seconds, the outbox is looked
    at for what other processes put there. Leaving the block loses nothing: what was not finished is
    in a table or comes back from the transport.
    """
    async with transport.link(db, service) as link:
        bus = Bus(db, service, handlers, clock, link, registry, relay_poll)
        running = asyncio.create_task(bus.run(), name=f"{service} bus")
        try:
            yield bus
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)


async def settled(buses: Iterable[Bus], *, timeout: float = 30.0) -> None:
    """Wait until these services have nothing left to tell each other; TimeoutError after `timeout` s.

    Messages move while we count, so two counts in a row must find nothing and nothing moved between.
    """
    buses = list(buses)
    give_up = time.monotonic() + timeout
    quiet_at: list[int] | None = None
    while True:
        moved = [bus.sent + bus.handled for bus in buses]
        left = [await bus.left() for bus in buses]
        if all(one.nothing for one in left):
            if quiet_at == moved:
                return
            quiet_at = moved
        else:
            quiet_at = None
            if time.monotonic() > give_up:
                raise TimeoutError(f"still to do: {left}")
            await asyncio.sleep(0.02)
