"""How what serves comes to its end. It knows no service: a process of one service imports no other."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Coroutine
from typing import Any


def until_told(work: Coroutine[Any, Any, int]) -> int:
    """Run until it ends by itself, or until Ctrl-C or SIGTERM, which end it in order; the exit code."""

    async def watched() -> int:
        task = asyncio.ensure_future(work)
        loop = asyncio.get_running_loop()
        for one in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(one, task.cancel)
        try:
            return await task
        except asyncio.CancelledError:
            return 0

    return asyncio.run(watched())
