"""What can go wrong with a database, sorted by what helps: again, later, or a person."""

from __future__ import annotations

from enum import Enum

import asyncpg


class Unavailable(Exception):
    """The database cannot do this now and nothing was found wrong with the request.

    Pages answer 503 with Retry-After. Unless the text says otherwise, nothing was stored.
    """

    retry_after = 5  # seconds, for the Retry-After header


class Busy(Unavailable):
    """Too many people ask at once; this one was not begun."""

    retry_after = 3


class ConnectionLost(Unavailable):
    """The connection broke before COMMIT was sent: nothing was stored, so it may run again."""


class CommitUnknown(Unavailable):
    """The connection broke during COMMIT: whether it was stored, nobody can say."""


class KeyReused(Exception):
    """An idempotency key came back with another request; 422, because the caller made a mistake."""


class Overtaken(Exception):
    """A key was stored by somebody else while this transaction did what it stands for: it runs again."""


class Fault(Enum):
    """What helps against an error of the database."""

    CONFLICT = "again at once: somebody else was faster"
    LOST = "again soon: the server went away or restarts"
    OVERLOAD = "later: the server is out of time, memory, disk or connections"


_CONFLICTS = {
    "40001",  # serialization_failure
    "40P01",  # deadlock_detected
    "55P03",  # lock_not_available: lock_timeout
}
_OVERLOADS = {"57014"}  # query_canceled: statement_timeout
_OVERLOAD_CLASS = "53"  # insufficient_resources
_LOST_CLASSES = ("08", "57P")  # connection exceptions; shutdown, crash, cannot connect now
# The plan of a prepared statement outlived a migration; asyncpg has dropped it by now.
_STALE_PLAN = (
    asyncpg.exceptions.InvalidCachedStatementError,
    asyncpg.exceptions.OutdatedSchemaCacheError,
)


def fault(error: BaseException) -> Fault | None:
    """Which kind of passing trouble this is; None for a mistake that repeating cannot mend."""
    if isinstance(error, (Overtaken, *_STALE_PLAN)):
        return Fault.CONFLICT
    if isinstance(error, ConnectionLost | CommitUnknown):
        return Fault.LOST
    state = getattr(error, "sqlstate", None) if isinstance(error, asyncpg.PostgresError) else None
    if state is None:
        return None
    if state in _CONFLICTS:
        return Fault.CONFLICT
    if state.startswith(_LOST_CLASSES):
        return Fault.LOST
    if state in _OVERLOADS or state.startswith(_OVERLOAD_CLASS):
        return Fault.OVERLOAD
    return None


def transient(error: BaseException) -> bool:
    """Whether the same work may succeed later: what must not count as a failed attempt."""
    return isinstance(error, Unavailable) or fault(error) is not None
