"""The W3C trace context that follows one cause through web, outbox and receivers."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_CURRENT: ContextVar[str] = ContextVar("traceparent", default="")


def traceparent() -> str:
    """The `traceparent` for an event sent now: a new step of the current trace, or of a new one."""
    parts = _CURRENT.get().split("-")
    trace_id = parts[1] if len(parts) == 4 else secrets.token_hex(16)
    return f"00-{trace_id}-{secrets.token_hex(8)}-01"


@contextmanager
def following(received: str) -> Iterator[None]:
    """Let what is sent inside belong to the trace of `received` (a `traceparent`, or nothing)."""
    token = _CURRENT.set(received)
    try:
        yield
    finally:
        _CURRENT.reset(token)
