"""Serving applications over HTTP with the limits that aiohttp leaves open, and stopping without a loss."""

from __future__ import annotations

import asyncio
import socket
import time

from aiohttp import web

KEEPALIVE = 30.0  # seconds; aiohttp's own default is more than an hour
HEADER_BYTES = 16_384
FINISH = 5.0  # seconds for requests in hand when the process ends
# Seconds for connections to be given up by the other side after the last new one was taken. The
# proxy's idle time (Caddyfile) is shorter: what it sends on a connection we close under it is lost.
DRAIN = 8.0

_STOPPING: web.AppKey[asyncio.Event] = web.AppKey("stopping", asyncio.Event)


async def serve(app: web.Application, listener: socket.socket, *, finish: float = FINISH) -> web.AppRunner:
    """Answer on a listening socket until the runner is cleaned up.

    Requests in hand then have `finish` seconds.
    """
    stopping = app[_STOPPING] = asyncio.Event()

    async def say_close(_request: web.Request, response: web.StreamResponse) -> None:
        if stopping.is_set():
            response.force_close()
            response.headers["Connection"] = "close"

    app.on_response_prepare.append(say_close)
    runner = web.AppRunner(
        app,
        access_log=None,
        keepalive_timeout=KEEPALIVE,
        max_line_size=HEADER_BYTES,
        max_field_size=HEADER_BYTES,
        handler_cancellation=False,
        shutdown_timeout=finish,
    )
    await runner.setup()
    await web.SockSite(runner, listener, backlog=1024).start()
    return runner


async def drain(runner: web.AppRunner, listener: socket.socket, *, seconds: float = DRAIN) -> None:
    """Take no new connection, answer what comes on the open ones with "close", and end them.

    Whoever dials from now on is refused at once and can go to another replica. Connections that are
    still open after `seconds` are closed while idle; requests in hand are finished all the same.
    """
    runner.app[_STOPPING].set()
    await _refuse_new(runner, listener)
    give_up = time.monotonic() + seconds
    while runner.server is not None and runner.server.connections and time.monotonic() < give_up:  # noqa: ASYNC110
        await asyncio.sleep(0.02)
    await runner.cleanup()


async def _refuse_new(runner: web.AppRunner, listener: socket.socket) -> None:
    """Close the listening socket, but not on those who wait in its queue: they may have sent already."""
    loop = asyncio.get_running_loop()
    loop.remove_reader(listener.fileno())
    waiting = []
    while True:
        try:
            waiting.append(listener.accept()[0])
        except (BlockingIOError, ConnectionAbortedError):
            break
    for site in list(runner.sites):
        await site.stop()
    for connection in waiting:
        assert runner.server is not None
        await loop.connect_accepted_socket(runner.server, connection)
