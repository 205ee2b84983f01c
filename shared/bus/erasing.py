"""Forgetting a subject on its way: what erasing a person's data asks of the bus."""

from __future__ import annotations

from shared.db import Tx

OUTBOX = """
    delete from outbox where subject = $1
"""
TROUBLE = """
    delete from trouble where subject = $1
"""
HAS_DELIVERIES = """
    select to_regclass('bus.delivery') is not null
"""
DELIVERIES = """
    delete from bus.delivery where subject = $1
"""


async def forget(tx: Tx, subject: str) -> None:
    """Delete what this service still holds of `subject` in outbox, trouble and its own queue.

    It happens by itself: in the owner's service when the erased document is added to the outbox, in a
    receiver's when it hears that document. So each cleans its own queue and needs no right to others'.
    """
    await tx.execute(OUTBOX, subject)
    await tx.execute(TROUBLE, subject)
    if await tx.fetchval(HAS_DELIVERIES):
        await tx.execute(DELIVERIES, subject)
