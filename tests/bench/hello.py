"""The least an aiohttp server can do, in a process of its own: what our pages are compared with."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import web


@asynccontextmanager
async def hello() -> AsyncIterator[int]:
    """The port of a server that says hello."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", "tests.bench.hello"),
        stdout=asyncio.subprocess.PIPE,
        env={"PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert process.stdout is not None
    try:
        yield int(await process.stdout.readline())
    finally:
        process.terminate()
        await process.wait()


async def _say(request: web.Request) -> web.Response:
    return web.Response(text="hello")


async def _serve() -> None:
    app = web.Application()
    app.router.add_get("/", _say)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_serve())
