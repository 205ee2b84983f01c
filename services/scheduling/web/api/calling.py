"""How every JSON call reaches its action, and what a refusal looks like to a program."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any

from aiohttp import web

from services.scheduling.actions.alternatives import at_that_time
from services.scheduling.domain.alternatives import Alternatives
from services.scheduling.domain.refusals import Refused, Taken
from services.scheduling.web.doing import called
from services.scheduling.web.models.warnings import alternatives_answer
from services.scheduling.web.sentences import collision_text, problems_of, taken_text
from shared.i18n import _
from shared.web import running, staff_of
from shared.web.errors import Invalid as InvalidBody
from shared.web.routes import Handler

_CONFLICT = 409


async def do(request: web.Request, action: Callable[..., Awaitable[Any]], *args: Any, **kwargs: Any) -> Any:
    """Call the action; a refusal becomes an RFC 9457 problem with its fields. Taken passes."""
    try:
        return await called(request, action, *args, **kwargs)
    except Taken:
        raise
    except Refused as refused:
        raise InvalidBody(errors=problems_of(refused)) from refused


def says_who(handler: Handler) -> Handler:
    """Answer a double booking with 409 and everything a program needs to find another time."""

    @wraps(handler)
    async def answered(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except Taken as taken:
            async with running(request).db.read() as tx:
                free = await at_that_time(tx, staff_of(request).organization_id, taken)
            text = json.dumps(conflict(taken, free), ensure_ascii=False)
            return web.Response(text=text, status=_CONFLICT, content_type="application/problem+json")

    return answered


def conflict(taken: Taken, free: Alternatives) -> dict[str, Any]:
    """The problem document of a double booking: who, where, when, and what else is free."""
    return {
        "type": "/api/v1/scheduling/problems/taken",
        "title": _("Sudah dipesan pada waktu itu"),
        "status": _CONFLICT,
        "detail": taken_text(taken),
        "next_free": taken.next_free.isoformat() if taken.next_free else None,
        "alternatives": alternatives_answer(free).model_dump(mode="json", include={"trainers", "venues"}),
        "collisions": [
            {
                "kind": collision.kind,
                "resource_id": str(collision.resource_id),
                "resource": collision.resource,
                "session_id": str(collision.session_id),
                "subject": collision.subject,
                "workshop_id": str(collision.workshop_id),
                "workshop": collision.workshop,
                "venue": collision.venue,
                "starts_at": collision.starts_at.isoformat(),
                "ends_at": collision.ends_at.isoformat(),
                "message": collision_text(collision, taken.zone),
            }
            for collision in taken.collisions
        ],
    }
