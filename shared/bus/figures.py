"""What the bus tells about itself: what waits where, as numbers for people, tests and Prometheus."""

from __future__ import annotations

import math
from contextlib import suppress
from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Gauge

from shared.bus.transport import Link, TransportAway
from shared.db import Database

LEFT = """
    select
        (select count(*) from outbox) as outbox,
        (select coalesce(extract(epoch from clock_timestamp() - min(created_at)), 0)::float8 from outbox)
            as oldest,
        (select count(*) from trouble where parked_at is null) as trouble,
        (select count(*) from trouble where parked_at is not null) as parked
"""


@dataclass(frozen=True, slots=True)
class Left:
    """What one service still has to do."""

    outbox: int  # not confirmed by the transport
    deliveries: int | None  # in its queue; None: the transport cannot say
    trouble: int  # failed, to be tried again
    parked: int  # waiting for a person; nothing of the machine's
    oldest: float = 0.0  # seconds since the oldest row of the outbox was written
    missing: int = 0  # queues and the like that the transport should have

    @property
    def nothing(self) -> bool:
        """Whether the machine has nothing left to do."""
        return self.deliveries == 0 and not (self.outbox or self.trouble)


async def left(db: Database, link: Link) -> Left:
    """Count what waits now."""
    async with db.read() as tx:
        row = await tx.fetchrow(LEFT)
    assert row is not None  # a select of counts has one row
    deliveries = None
    with suppress(TransportAway):
        deliveries = await link.waiting()
    return Left(row["outbox"], deliveries, row["trouble"], row["parked"], row["oldest"], len(link.missing))


class Figures:
    """One service's gauges in its own registry."""

    def __init__(self, registry: CollectorRegistry) -> None:
        def gauge(name: str, meaning: str) -> Gauge:
            return Gauge(f"bimtek_bus_{name}", meaning, registry=registry)

        self._outbox = gauge("outbox_messages", "Events not yet confirmed by the transport")
        self._oldest = gauge("outbox_oldest_seconds", "Age of the oldest of them")
        self._deliveries = gauge("deliveries", "Messages in this service's queue")
        self._trouble = gauge("trouble_messages", "Messages that failed and are tried again")
        self._parked = gauge("parked_messages", "Messages that wait for a person")
        self._missing = gauge("missing", "Queues and the like the transport lacks; nothing is sent meanwhile")

    def show(self, now: Left) -> None:
        self._outbox.set(now.outbox)
        self._oldest.set(now.oldest)
        self._deliveries.set(math.nan if now.deliveries is None else now.deliveries)
        self._trouble.set(now.trouble)
        self._parked.set(now.parked)
        self._missing.set(now.missing)
