"""Scheduling, joined."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from services.scheduling.actions import REPUBLISH
from services.scheduling.actions.mail_ends import on_mail
from services.scheduling.handlers import HANDLERS
from services.scheduling.jobs import JOBS, suggester
from services.scheduling.rendering.press import Press
from services.scheduling.web.passwords import password_threads
from services.scheduling.web.routes import PREFIXES, ROUTES
from shared.service import Running, Service
from shared.sheets.reading import SheetReader


@asynccontextmanager
async def parts(running: Running) -> AsyncIterator[list[object]]:
    """What lives as long as the service: threads for passwords, processes for sheets, timetables, letters."""
    async with AsyncExitStack() as stack:
        reader, press = SheetReader(), Press()
        stack.push_async_callback(reader.close)
        stack.push_async_callback(press.close)
        passwords = await stack.enter_async_context(password_threads(running))
        suggesting = await stack.enter_async_context(suggester(running))
        yield [*passwords, *suggesting, reader, press]


SERVICE = Service(
    name="scheduling",
    prefixes=PREFIXES,
    routes=ROUTES,
    handlers=HANDLERS,
    republish=REPUBLISH,
    jobs=JOBS,
    on_mail=on_mail,
    parts=parts,
)
