"""The certificates service: its parts joined."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from urllib.parse import urlsplit

from services.certificates.actions import REPUBLISH, mail_ended
from services.certificates.handlers import HANDLERS
from services.certificates.jobs.make import Press
from services.certificates.jobs.schedule import JOBS
from services.certificates.sealing.inspector import Inspector
from services.certificates.sealing.keys import FILE, seal_key
from services.certificates.web.routes import PREFIXES, ROUTES
from shared.clock import wall
from shared.service import Running, Service


@asynccontextmanager
async def parts(running: Running) -> AsyncIterator[list[object]]:
    """The seal's key, made at the first start, and the two worker processes that use it."""
    folder = running.settings.key_folder
    # The demo's year lies in the past, and its papers should not be older than their seal.
    began = min(wall() - timedelta(days=1), running.clock.now().replace(month=1, day=1, hour=0, minute=0))
    host = urlsplit(running.settings.public_url).hostname or "localhost"
    key = seal_key(folder, host, began)
    async with AsyncExitStack() as stack:
        press, inspector = Press(folder / FILE), Inspector(folder / FILE, key)
        stack.push_async_callback(press.close)
        stack.push_async_callback(inspector.close)
        yield [press, inspector]


SERVICE = Service(
    name="certificates",
    prefixes=PREFIXES,
    routes=ROUTES,
    handlers=HANDLERS,
    republish=REPUBLISH,
    jobs=JOBS,
    on_mail=mail_ended,
    parts=parts,
)
