"""Connections of one service: its schema, its role, its time limits."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, TypeAlias, cast

import asyncpg

from shared.db.errors import ConnectionLost, Fault, Unavailable, fault
from shared.encoding import as_json

# What an action is given: a connection inside its transaction.
Tx: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

ACQUIRE_SECONDS = 3.0  # a request waits this long for a free connection, then 503
CONNECT_SECONDS = 5.0
CLOSE_SECONDS = 10.0
# statement_timeout is the server's word; a server or network that is frozen says nothing at all.
ANSWER_SECONDS = 17.0
IDLE_SECONDS = 60.0  # an unused connection is closed: a backend holds several MB
SETTINGS = {
    "lock_timeout": "3s",
    "statement_timeout": "15s",
    "idle_in_transaction_session_timeout": "30s",
    "timezone": "UTC",
    "jit": "off",  # our statements are short; compiling them costs more than it saves
}


def role_of(schema: str) -> str:
    """The role that may change rows in a service's schema, and nothing else."""
    return f"bimtek_{schema}"


if TYPE_CHECKING:  # generic for the type checker only
    _Base = asyncpg.Connection[asyncpg.Record]
else:
    _Base = asyncpg.Connection


class _Connection(_Base):
    """A pooled connection that needs no cleaning query on its way back.

    Sessions hold no state of their own: settings are made at connect or with SET LOCAL, locks are
    those of the transaction, nothing listens here. That saves one round trip for each use.
    """

    __slots__ = ()

    def get_reset_query(self) -> str:
        return ""


def _to_json(value: Any) -> str:
    # A tenth of the standard library's time: it is a letter's or an outcome's for everybody who signs up.
    return as_json(value).decode()


def broken(tx: Tx) -> bool:
    """Whether the connection is gone."""
    try:
        return tx.is_closed()
    except asyncpg.InterfaceError:
        return True  # the pool has taken it away from us already, because it broke


async def _prepare(connection: asyncpg.Connection[asyncpg.Record]) -> None:
    await connection.set_type_codec("jsonb", schema="pg_catalog", encoder=_to_json, decoder=json.loads)


class Pool:
    """Connections that act as one role in one schema, either for writing or for reading only."""

    def __init__(self, pool: asyncpg.Pool[asyncpg.Record]) -> None:
        self._pool = pool

    @classmethod
    async def open(cls, dsn: str, schema: str, *, size: int, writes: bool, at_once: bool = False) -> Pool:
        """Connect to `dsn` as the role of `schema` (see shared.db.migrate, which makes it).

        `at_once`: the first connection is made now, so a server that is away is an OSError here.
        """
        settings = {
            **SETTINGS,
            "search_path": schema,
            "role": role_of(schema),
            "application_name": f"bimtek {schema}",
            "default_transaction_read_only": "off" if writes else "on",
        }
        return cls(
            await asyncpg.create_pool(
                dsn,
                min_size=0,
                max_size=size,
                init_size=1 if at_once else 0,
                init=_prepare,
                connection_class=_Connection,
                server_settings=settings,
                timeout=CONNECT_SECONDS,
                command_timeout=ANSWER_SECONDS,
                max_inactive_connection_lifetime=IDLE_SECONDS,
                statement_cache_size=500,
                max_cached_statement_lifetime=0,  # statements are constants: keep their plans
            )
        )

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Tx]:
        """A connection for the block. Errors: `Unavailable` when none is free in time or the server is
        away, `ConnectionLost` when it breaks inside the block."""
        held = await self._acquire()
        try:
            yield cast(Tx, held)
        except TimeoutError as error:
            # What was asked may still be under way there: this connection cannot serve anybody else.
            if not broken(held):
                held.terminate()
            raise ConnectionLost("the database server does not answer") from error
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
            if broken(held) or fault(error) is Fault.LOST:
                raise ConnectionLost("the database connection broke") from error
            raise
        finally:
            await self._pool.release(held, timeout=CLOSE_SECONDS)

    async def _acquire(self) -> Any:
        try:
            return await self._pool.acquire(timeout=ACQUIRE_SECONDS)
        except TimeoutError as error:
            raise Unavailable(f"no database connection was free for {ACQUIRE_SECONDS:g} s") from error
        except OSError as error:
            raise ConnectionLost("the database server does not answer") from error
        except asyncpg.PostgresError as error:
            if fault(error) in (Fault.LOST, Fault.OVERLOAD):
                raise ConnectionLost("the database server takes no connections now") from error
            raise

    async def close(self) -> None:
        """Wait for connections in use to come back, at most ten seconds, then close all."""
        try:
            async with asyncio.timeout(CLOSE_SECONDS):
                await self._pool.close()
        except TimeoutError:
            self._pool.terminate()
