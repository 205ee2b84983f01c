"""Certificates on a real server, with a door for staff that only tests have."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from uuid import UUID

import aiohttp
from aiohttp import web

from services.certificates.service import SERVICE
from shared import staff
from shared.events.scheduling import Role
from shared.web import running
from shared.web.app import web_app
from shared.web.routes import page
from shared.web.server import serve
from shared.web.session import sign_in
from tests.support.certificates import OFFICE, Desk
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
