"""Whose fault a failure is: the message's, which is then set aside, or nobody's, which passes."""

from __future__ import annotations

import traceback
from pathlib import Path

import asyncpg
from pydantic import ValidationError

from shared.bus.transport import TransportAway
from shared.db import Unavailable, transient
from shared.events.cloud import Unreadable


def passing(error: BaseException) -> bool:
    """Whether the same message may well succeed later without anybody mending anything.

    A statement that ran out of time is not that: a message whose work never fits would otherwise keep
    its whole queue waiting.
    """
    if isinstance(error, Unavailable) and isinstance(error.__cause__, asyncpg.QueryCanceledError):
        return False
    return transient(error) or isinstance(error, TransportAway)


def reason(error: Exception) -> str:
    """What a person reads beside a parked message: what failed and where, without anybody's data."""
    if isinstance(error, Unreadable):
        return str(error)
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "/services/" in frame.filename] or frames
    place = f" at {Path(ours[-1].filename).name}:{ours[-1].lineno} in {ours[-1].name}" if ours else ""
    return f"{type(error).__name__}: {_said(error)}{place}"


def _said(error: Exception) -> str:
    if isinstance(error, asyncpg.PostgresError):
        # Not str(): that adds the DETAIL line, which quotes the row.
        return f"{error.args[0] if error.args else ''} ({error.sqlstate})"[:300]
    if isinstance(error, ValidationError):
        fields = sorted({".".join(map(str, found["loc"])) for found in error.errors(include_input=False)})
        return f"{error.title}: {', '.join(fields)}"[:300]
    return str(error)[:300]
