"""Messages that failed: tried again one by one, later and later, then parked for a person.

An attempt is counted and committed before it begins, so a message that kills the process is counted
too. What is nobody's fault is taken back from the count.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from shared.bus.failures import passing, reason
from shared.bus.handlers import Handlers
from shared.bus.receiving import read, take_effect
from shared.clock import Clock
from shared.db import Database, Tx, wake
from shared.events.cloud import Unreadable
from shared.logging import logger

log = logger(__name__)

TOPIC = "trouble"  # wakes this process's loop after the commit
# Before the second, third, fourth and fifth attempt; a fifth failure parks.
PAUSES = (timedelta(seconds=1), timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=10))
LAST_ATTEMPT = len(PAUSES) + 1
LEASE = timedelta(seconds=60)  # how long one attempt may take before another replica begins the next

SET_ASIDE = """
    insert into trouble (message_id, subject, body, attempts, next_at, reason, parked_at)
    select message_id, subject, body, attempts, clock_timestamp() + pause, reason,
        case when parked then clock_timestamp() end
    from unnest($1::uuid[], $2::text[], $3::bytea[], $4::int[], $5::interval[], $6::text[], $7::boolean[])
        as given (message_id, subject, body, attempts, pause, reason, parked)
    order by message_id
    on conflict (message_id) do nothing
"""
BEGIN = """
    with due as materialized (
        select message_id from trouble
        where parked_at is null and next_at <= clock_timestamp() and attempts < $1
        order by next_at limit 1 for update skip locked
    )
    update trouble set attempts = trouble.attempts + 1, next_at = clock_timestamp() + $2::interval
    from due
    where trouble.message_id = due.message_id
    returning trouble.message_id, trouble.subject, trouble.body, trouble.attempts
"""
PARK_UNANSWERED = """
    update trouble set parked_at = clock_timestamp(), reason = 'no attempt ever ended: ' || reason
    where parked_at is null and next_at <= clock_timestamp() and attempts >= $1
"""
DONE = """
    delete from trouble where message_id = $1
"""
FAILED = """
    update trouble set next_at = clock_timestamp() + $2::interval, reason = $3,
        parked_at = case when $4::boolean then clock_timestamp() end
    where message_id = $1
"""
NOT_COUNTED = """
    update trouble set attempts = greatest(attempts - 1, 0), next_at = clock_timestamp() + interval '1 second'
    where message_id = any ($1::uuid[]) and parked_at is null
"""


@dataclass(frozen=True, slots=True)
class Aside:
    """A message on its way from the transport into `trouble`."""

    message_id: UUID
    subject: str
    body: bytes
    attempts: int  # that failed by its own fault
    reason: str  # for people; never the body
    parked: bool = False


@dataclass(frozen=True, slots=True)
class Attempt:
    message_id: UUID
    subject: str
    body: bytes
    number: int  # 1–5


async def set_aside(tx: Tx, messages: Sequence[Aside]) -> None:
    """Keep these here; a message that is here already stays as it is."""
    await tx.execute(
        SET_ASIDE,
        [message.message_id for message in messages],
        [_kept(message.subject) for message in messages],
        [message.body for message in messages],
        [message.attempts for message in messages],
        [_pause_after(message.attempts) for message in messages],
        [_kept(message.reason) for message in messages],
        [message.parked for message in messages],
    )
    wake(TOPIC)


class Trouble:
    """Works off one service's failed messages."""

    def __init__(self, db: Database, service: str, handlers: Handlers, clock: Clock) -> None:
        self._db = db
        self._service = service
        self._handlers = handlers
        self._clock = clock
        self._not_counted: set[UUID] = set()  # attempts to take back once the database answers

    async def step(self) -> int:
        """Try one message that is due; 0 when none is. Raises only what is nobody's fault."""
        await self._take_back()
        attempt = await self._begun()
        if attempt is None:
            return 0
        try:
            await self._db.run(self._take, attempt)
        except asyncio.CancelledError:
            self._not_counted.add(attempt.message_id)
            with suppress(Exception):
                async with asyncio.timeout(2):
                    await self._take_back()
            raise
        except Exception as error:
            if passing(error):
                self._not_counted.add(attempt.message_id)
                raise
            await self._fail(attempt, error)
        return 1

    async def _begun(self) -> Attempt | None:
        beginning = asyncio.ensure_future(self._db.run(_begin))
        try:
            return await asyncio.shield(beginning)
        except asyncio.CancelledError:
            # We are being stopped, perhaps between the commit and its answer: what was begun has to be
            # known, or it would be counted and wait until its lease ends.
            with suppress(Exception):
                if attempt := await beginning:
                    await self._stopped(attempt)
            raise

    async def _stopped(self, attempt: Attempt) -> None:
        self._not_counted.add(attempt.message_id)
        with suppress(Exception):
            await asyncio.wait_for(self._take_back(), 2)

    async def _take(self, tx: Tx, attempt: Attempt) -> None:
        received = read(attempt.body, self._handlers)
        await take_effect(tx, self._clock.now(), self._handlers, [received])
        await tx.execute(DONE, attempt.message_id)

    async def _fail(self, attempt: Attempt, error: Exception) -> None:
        park = attempt.number >= LAST_ATTEMPT or isinstance(error, Unreadable)
        why = reason(error)
        log.warning(
            "parked" if park else "message failed again",
            service=self._service,
            message=str(attempt.message_id),
            subject=attempt.subject,
            attempt=attempt.number,
            why=why,
        )
        await self._db.run(_failed, attempt, why, park)

    async def _take_back(self) -> None:
        if self._not_counted:
            ids = list(self._not_counted)
            await self._db.run(_uncount, ids)
            self._not_counted.difference_update(ids)


async def _begin(tx: Tx) -> Attempt | None:
    await tx.execute(PARK_UNANSWERED, LAST_ATTEMPT)
    row = await tx.fetchrow(BEGIN, LAST_ATTEMPT, LEASE)
    return Attempt(row["message_id"], row["subject"], row["body"], row["attempts"]) if row else None


async def _failed(tx: Tx, attempt: Attempt, why: str, park: bool) -> None:
    await tx.execute(FAILED, attempt.message_id, _pause_after(attempt.number), _kept(why), park)


async def _uncount(tx: Tx, message_ids: list[UUID]) -> None:
    await tx.execute(NOT_COUNTED, message_ids)


def _kept(text: str) -> str:
    """The text as PostgreSQL takes it: a NUL that somebody sent would hold up the queue for ever."""
    return text.replace("\0", "")


def _pause_after(attempts: int) -> timedelta:
    return PAUSES[min(attempts, len(PAUSES)) - 1] if attempts else timedelta()
