"""What the operator's tools ask: alive, ready, metrics."""

from __future__ import annotations

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

from shared.web.context import running
from shared.web.errors import NotFound
from shared.web.rendering import answer


async def healthz(request: web.Request) -> web.Response:
    """The process runs and its event loop turns."""
    return answer({"status": "ok", "service": running(request).service.name})


async def readyz(request: web.Request) -> web.Response:
    """The database answers; nothing else decides, so a broker away takes no page down."""
    async with running(request).db.read() as tx:
        await tx.fetchval("select 1")
    return answer({"status": "ready", "service": running(request).service.name})


async def metrics(request: web.Request) -> web.Response:
    """Counters for Prometheus, only to who asks directly: a proxy's visitors get nothing."""
    if "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
        raise NotFound
    return web.Response(body=running(request).metrics.text(), headers={"Content-Type": CONTENT_TYPE_LATEST})


async def here(_request: web.Request) -> web.Response:
    """The person at the desk pressed "Tetap masuk": reaching this renews the session."""
    return answer({"status": "ok"})
