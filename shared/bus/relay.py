"""From the outbox to the transport, in every replica, in no promised order.

The relay goes by state: a row is there or it is not. Remembering the last id instead loses events,
because ids are given out before commits are (measured).
"""

from __future__ import annotations

from shared.bus.transport import Link, Outgoing
from shared.db import Database, Tx
from shared.logging import logger
from shared.loops import crowded

log = logger(__name__)

WINDOW = 500  # messages handed over together, their confirmations gathered
IN_A_CROWD = 100  # the same while many people wait for answers of this process: shorter, so they wait less
# Skipping locked rows lets replicas share the work; a crash unlocks what it held.
CLAIM = """
    select id, message_id, subject, body from outbox
    where next_at <= clock_timestamp()
    order by id limit $1 for update skip locked
"""
SENT = """
    delete from outbox where id = any ($1::bigint[])
"""
POSTPONE = """
    update outbox set next_at = clock_timestamp() + interval '5 seconds' where id = any ($1::bigint[])
"""


class Relay:
    """Hands over what one service sends."""

    def __init__(self, db: Database, link: Link) -> None:
        self._db = db
        self._link = link

    async def step(self) -> int:
        """Hand over one window; how many messages were confirmed. TransportAway, Unavailable."""
        return await self._db.run(self._send)

    async def _send(self, tx: Tx) -> int:
        rows = await tx.fetch(CLAIM, IN_A_CROWD if crowded() else WINDOW)
        if not rows:
            return 0
        # The rows stay locked meanwhile. If we die after this line and before the commit, the messages
        # are sent again: twice is what the receivers are built for, never is what nobody could mend.
        confirmed = await self._link.publish(
            [Outgoing(row["message_id"], row["subject"], row["body"]) for row in rows]
        )
        sent = [row["id"] for row in rows if row["message_id"] in confirmed]
        await tx.execute(SENT, sent)
        if len(sent) < len(rows):
            refused = [row for row in rows if row["message_id"] not in confirmed]
            kinds = sorted({row["subject"].partition("/")[0] for row in refused})
            log.warning("not confirmed, tried again in 5 s", count=len(refused), kinds=kinds)
            await tx.execute(POSTPONE, [row["id"] for row in refused])
        return len(sent)
