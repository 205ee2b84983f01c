"""One action, one transaction, run again when the database asks for it."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, Concatenate, ParamSpec, TypeVar

import asyncpg

from shared.db.errors import CommitUnknown, Fault, Unavailable, fault
from shared.db.once import Once, perform
from shared.db.pool import Pool, Tx, broken
from shared.db.wake import collected
from shared.loops import Signal

P = ParamSpec("P")
T = TypeVar("T")

ATTEMPTS = 5
RESERVED = 2  # connections kept for group commit, whatever else goes on
PATIENCE = 10.0  # seconds after which no further attempt begins: a person is waiting
ROLLBACK_SECONDS = 3.0
_PAUSES = {Fault.CONFLICT: 0.02, Fault.LOST: 0.1}  # seconds, doubled with each attempt, then jittered


class Database:
    """One service's part of the database.

    `reserved` is the same database over connections of its own: what many people wait for together (group
    commit) goes on while others hold all of ours, each waiting for a lock.
    """

    def __init__(self, writes: Pool, reads: Pool, reserved: Database | None = None) -> None:
        self._writes = writes
        self._reads = reads
        self.reserved = reserved or self
        self._signals: dict[str, Signal] = reserved._signals if reserved else {}

    @classmethod
    async def open(cls, dsn: str, schema: str, *, size: int = 10) -> Database:
        """Connect as the service that owns `schema`: up to `size` connections for actions and as many
        for reading, opened when needed. Error: `Unavailable` when the server does not answer."""
        try:
            writes = await Pool.open(dsn, schema, size=size, writes=True, at_once=True)
        except OSError as error:
            raise Unavailable("the database server does not answer") from error
        reads = await Pool.open(dsn, schema, size=size, writes=False)
        return cls(writes, reads, cls(await Pool.open(dsn, schema, size=RESERVED, writes=True), reads))

    async def close(self) -> None:
        """Wait for actions under way (ten seconds at most) and close the connections."""
        await asyncio.gather(self._writes.close(), self.reserved._writes.close(), self._reads.close())

    async def run(
        self, action: Callable[Concatenate[Tx, P], Awaitable[T]], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Do `action(tx, …)` in one transaction and return what it returns, after the commit.

        The action may run several times and must do nothing outside the database. What it raises
        rolls everything back. Error: `Unavailable` when the database could not do it in time; only
        `CommitUnknown`, one kind of it, leaves open whether it was stored.
        """
        return await self._persist(False, action, args, kwargs)

    async def run_keyed(
        self, action: Callable[Concatenate[Tx, P], Awaitable[T]], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Like `run`, for an action that recognizes its own repetition by keys it stores: it also
        runs again when the connection broke during COMMIT."""
        return await self._persist(True, action, args, kwargs)

    async def once(
        self,
        scope: str,
        key: str,
        fingerprint: bytes,
        action: Callable[Concatenate[Tx, P], Awaitable[dict[str, Any]]],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Once:
        """Do the action at most once for this key and return its outcome, stored with it.

        `fingerprint` (a hash of the request) guards against a key used for two different requests:
        `KeyReused`. Two calls at the same time: the second waits and gets the first one's outcome.
        """
        return await self._persist(True, perform, (scope, key, fingerprint, action, args, kwargs), {})

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Tx]:
        """A connection that cannot write, for pages: each statement sees what is committed when it
        starts. Error: `Unavailable`."""
        try:
            async with self._reads.connection() as tx:
                yield tx
        except asyncpg.PostgresError as error:
            if fault(error) is None:
                raise
            raise Unavailable(f"reading failed: {error}") from error

    def signal(self, topic: str) -> Signal:
        """Set after every commit whose action called `wake(topic)`."""
        return self._signals.setdefault(topic, Signal())

    async def _persist(self, keyed: bool, action: Callable[..., Awaitable[T]], args: Any, kwargs: Any) -> T:
        last_start = time.monotonic() + PATIENCE
        attempt = 0
        while True:
            attempt += 1
            try:
                return await self._attempt(action, args, kwargs)
            except Exception as error:
                kind = fault(error)
                if kind is None or (isinstance(error, CommitUnknown) and not keyed):
                    raise
                if kind is Fault.OVERLOAD or attempt == ATTEMPTS or time.monotonic() > last_start:
                    raise Unavailable(f"given up after {attempt} attempts: {error}") from error
            # Jitter, or those who collided once collide again.
            await asyncio.sleep(_PAUSES[kind] * 2**attempt * random.uniform(0.25, 1))

    async def _attempt(self, action: Callable[..., Awaitable[T]], args: Any, kwargs: Any) -> T:
        with collected() as topics:
            async with self._writes.connection() as tx:
                try:
                    await tx.execute("begin")
                    result = await action(tx, *args, **kwargs)
                except BaseException:
                    await _roll_back(tx)
                    raise
                await _commit(tx)
        for topic in topics:
            self.signal(topic).set()
        return result


async def _commit(tx: Tx) -> None:
    try:
        status = await tx.execute("commit")
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
        if isinstance(error, asyncpg.PostgresError) and fault(error) is not Fault.LOST:
            raise  # refused by the server, so it was rolled back: a deferred check, a conflict
        _give_up(tx)
        raise CommitUnknown("the connection broke during COMMIT; it may have been stored") from error
    if status != "COMMIT":
        # PostgreSQL answers COMMIT of a failed transaction with ROLLBACK and no error at all.
        raise RuntimeError("the action went on after a failed statement, so nothing was stored")


async def _roll_back(tx: Tx) -> None:
    """Leave the connection clean, or closed when it does not answer in time."""
    if broken(tx):
        return
    try:
        async with asyncio.timeout(ROLLBACK_SECONDS):
            await tx.execute("rollback")
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError):  # OSError includes the timeout
        _give_up(tx)
    except asyncio.CancelledError:
        _give_up(tx)
        raise


def _give_up(tx: Tx) -> None:
    if not broken(tx):
        tx.terminate()
