"""Registration, joined: its addresses, what it hears, its jobs, and the doors in and out."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from services.registration.actions.leaving import Leaving
from services.registration.actions.message_texts import wording
from services.registration.actions.reaching import on_mail
from services.registration.actions.republish import REPUBLISH
from services.registration.actions.sign_up import Admission
from services.registration.handlers import HANDLERS
from services.registration.jobs import JOBS
from services.registration.rendering.press import Press
from services.registration.web.kept import Kept
from services.registration.web.routes import PREFIXES, ROUTES
from services.registration.web.uploads import GroupSheets, Papers
from services.registration.web.villages import Villages
from shared.mail.compose import Composer
from shared.outbound import Outbound
from shared.service import Running, Service
from shared.sheets.reading import SheetReader


@asynccontextmanager
async def parts(running: Running) -> AsyncIterator[list[object]]:
    """The group commits, the workshops that forms ask for, the printer and the way out, while it runs."""
    press, papers, villages = Press(), Papers(), Villages()
    sheets, lists = SheetReader(), GroupSheets()
    async with (
        Admission(running.db) as admission,
        Leaving(running.db) as leaving,
        Outbound(loopback=running.settings.webhooks_to_loopback) as outbound,
    ):
        settings = running.settings
        composer = Composer(
            SERVICE.folder / "templates",
            mail_from=settings.mail_from,
            public_url=settings.public_url,
            keys=running.keys,
        )
        try:
            kept = Kept(running.db)
            yield [admission, leaving, kept, press, papers, villages, sheets, lists, outbound, composer]
        finally:
            await press.close()
            await papers.close()
            await villages.close()
            await sheets.close()
            await lists.close()


SERVICE = Service(
    name="registration",
    prefixes=PREFIXES,
    routes=ROUTES,
    handlers=HANDLERS,
    republish=REPUBLISH,
    jobs=JOBS,
    on_mail=on_mail,
    worded=wording,
    parts=parts,
)
