"""How every form and call of scheduling reaches its action: once, and as whoever is signed in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from services.scheduling.domain.refusals import Refused
from services.scheduling.web.line import line_of
from services.scheduling.web.sentences import problems_of
from shared.db import Tx
from shared.web import call_key, fingerprint, form_key, running


async def once(request: web.Request, action: Callable[..., Awaitable[Any]], *args: Any, **kwargs: Any) -> Any:
    """Do what the form asks; pressed twice it is done once and answers the same."""
    service = running(request)
    async with line_of(service).turn():
        kept = await service.db.once(
            action.__name__, form_key(request), fingerprint(request), _kept, action, *args, **kwargs
        )
    return kept.outcome["value"]


async def tried(
    request: web.Request, action: Callable[..., Awaitable[Any]], *args: Any, **kwargs: Any
) -> dict[str, str]:
    """Like `once`, for a form that is shown again: field → sentence for what was refused, or nothing."""
    try:
        await once(request, action, *args, **kwargs)
    except Refused as refused:
        return problems_of(refused)
    return {}


async def called(
    request: web.Request, action: Callable[..., Awaitable[Any]], *args: Any, **kwargs: Any
) -> Any:
    """Do what a program asks; with an Idempotency-Key at most once."""
    service = running(request)
    async with line_of(service).turn():
        key = call_key(request)
        if key is None:
            return await service.db.run(action, *args, **kwargs)
        kept = await service.db.once(
            action.__name__, key, fingerprint(request), _kept, action, *args, **kwargs
        )
    return kept.outcome["value"]


async def _kept(tx: Tx, action: Callable[..., Awaitable[Any]], *args: Any, **kwargs: Any) -> dict[str, Any]:
    value = await action(tx, *args, **kwargs)
    return {"value": value if isinstance(value, dict | list | str | int | None) else str(value)}
