"""Certificates on a real server, with a door for staff that only tests have."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from uuid import UUID

import aiohttp
from aiohttp import web

from services.certificates import actions
from services.certificates.service import SERVICE
from services.certificates.store import certificates
from shared import staff
from shared.events.certificates import PublicReason
from shared.events.scheduling import Role
from shared.web import running
from shared.web.app import web_app
from shared.web.routes import page
from shared.web.server import serve
from shared.web.session import sign_in
from tests.support.certificates import OFFICE, Belitung, Desk, belitung
from tests.support.factories import staff_document
from tests.support.registration_site import Visitor


async def _let_in(request: web.Request) -> web.StreamResponse:
    async with running(request).db.read() as tx:
        member = await staff.find(tx, UUID(request.match_info["id"]))
    assert member is not None
    response = web.Response(text="in")
    sign_in(request, response, member)
    return response


UNDER_TEST = replace(SERVICE, routes=(*SERVICE.routes, page("/uji/masuk/{id}", _let_in, "let_in")))


@dataclass
class Site:
    """The server, the desk behind it, and people who come to it."""

    url: str
    desk: Desk

    @asynccontextmanager
    async def visitor(self) -> AsyncIterator[Visitor]:
        jar = aiohttp.CookieJar(unsafe=True)  # 127.0.0.1 is an address, not a name
        async with aiohttp.ClientSession(self.url, cookie_jar=jar) as session:
            yield Visitor(session)

    @asynccontextmanager
    async def member(self, role: Role = Role.APPROVER, office_id: UUID = OFFICE) -> AsyncIterator[Visitor]:
        member = staff_document(office_id, role=role, email=f"{role.value}@contoh.example")
        await self.desk.db.run(staff.keep_staff, member)
        async with self.visitor() as visitor:
            await visitor.get(f"/uji/masuk/{member.id}")
            yield visitor

    async def issued(self, people: int = 2) -> tuple[Belitung, certificates.Row]:
        """A workshop whose certificates are all made, and the first of them."""
        story = await belitung(self.desk, people)
        await self.desk.approves(story.workshop)
        await self.desk.makes()
        return story, (await self.desk.rows(story.workshop))[0]

    async def revokes(self, row: certificates.Row) -> None:
        """By mistake, with a note that stays inside."""
        await self.desk.db.run(
            actions.revoke, self.desk.now, OFFICE, row.id, PublicReason.MISTAKE, "rahasia kantor", "x"
        )


@asynccontextmanager
async def opened_site(desk: Desk) -> AsyncIterator[Site]:
    listener = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    service = desk.running
    service.service = UNDER_TEST
    service.settings = service.settings.model_copy(update={"public_url": url})
    runner = await serve(web_app(service), listener)
    try:
        yield Site(url, desk)
    finally:
        await runner.cleanup()
