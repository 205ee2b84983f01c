"""Scheduling on a real server, with people who sign in by its own form."""

from __future__ import annotations

import io
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from services.scheduling.rendering.press import Press
from services.scheduling.service import SERVICE
from shared.clock import Clock
from shared.crypto import Keys
from shared.db import Database
from shared.metrics import Metrics
from shared.service import Running
from shared.settings import Settings
from shared.sheets.reading import SheetReader
from shared.web.app import web_app
from shared.web.server import serve
from tests.support.registration_site import Answer, Visitor
from tests.support.scheduling import PASSWORD, Person, Planner


class Member(Visitor):
    """A visitor who also speaks JSON."""

    async def sends_file(self, path: str, name: str, data: bytes, **fields: str) -> Answer:
        """Choose a file on the page and send its form; extra `fields` go along."""
        form = aiohttp.FormData(
            {"form_token": (await self.get(path)).token(), **fields},
            quote_fields=False,  # as browsers do
        )
        form.add_field("file", io.BytesIO(data), filename=name, content_type="application/octet-stream")
        return await self.post(path, form)

    async def call(
        self, method: str, path: str, body: object = None, **headers: str
    ) -> tuple[int, dict[str, Any]]:
        """Status and answer of a JSON call."""
        async with self.session.request(
            method, f"/api/v1/scheduling{path}", json=body, headers=headers
        ) as answer:
            return answer.status, await answer.json(content_type=None)


@dataclass
class Site:
    """The server and the office behind it."""

    url: str
    running: Running
    office: Planner

    @asynccontextmanager
    async def visitor(self) -> AsyncIterator[Member]:
        jar = aiohttp.CookieJar(unsafe=True)  # 127.0.0.1 is an address, not a name
        async with aiohttp.ClientSession(self.url, cookie_jar=jar) as session:
            yield Member(session)

    @asynccontextmanager
    async def signed_in(self, who: Person | None = None) -> AsyncIterator[Member]:
        """Alice, or another person, after the sign-in form."""
        async with self.visitor() as visitor:
            answer = await self.signs_in(visitor, (who or self.office.by).email)
            # An operator is led on to the door, which is another service's.
            assert answer.status == 200 or answer.url == "/kelola/kehadiran", answer.words
            yield visitor

    async def signs_in(self, visitor: Visitor, email: str, password: str = PASSWORD) -> Answer:
        return await visitor.fill("/masuk", {"email": email, "password": password, "next": "/kelola"})


@asynccontextmanager
async def site(
    db: Database, keys: Keys, clock: Clock, office: Planner, press: Press | None = None
) -> AsyncIterator[Site]:
    """`press`: where letters are rendered, kept by whoever opened it; without one none can be."""
    listener = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    settings = Settings(home=Path("/nonexistent"), public_url=url)
    reader = SheetReader()
    parts: list[object] = [office.passwords, reader, *([] if press is None else [press])]
    service = Running(SERVICE, settings, db, clock, keys, Metrics(), parts)
    runner = await serve(web_app(service), listener)
    try:
        yield Site(url, service, office)
    finally:
        await runner.cleanup()
        await reader.close()
