"""Another system: listens on this machine, keeps what it was sent, and answers as it is told."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web


@dataclass
class Receiver:
    url: str
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)  # of its answers
    answer: bytes = b""
    heard: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    async def _take(self, request: web.Request) -> web.Response:
        names = {name.lower(): value for name, value in request.headers.items()}
        self.heard.append((names, await request.read()))
        return web.Response(status=self.status, headers=self.headers, body=self.answer)


@asynccontextmanager
async def receiver() -> AsyncIterator[Receiver]:
    listener = socket.create_server(("127.0.0.1", 0))
    made = Receiver(f"http://127.0.0.1:{listener.getsockname()[1]}/terima")
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", made._take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.SockSite(runner, listener).start()
    try:
        yield made
    finally:
        await runner.cleanup()
