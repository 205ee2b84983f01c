"""Attendance's pages on a port: who is signed in, and what they open and send."""

from __future__ import annotations

import dataclasses
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import aiohttp
from aiohttp import web

from services.attendance.actions.taking import Taking
from services.attendance.service import SERVICE
from shared import staff
from shared.events.scheduling import Role, Staff
from shared.metrics import Metrics
from shared.service import Running
from shared.settings import Settings
from shared.web import redirect, running
from shared.web.app import web_app
from shared.web.routes import page
from shared.web.server import serve
from shared.web.session import sign_in
from tests.support import factories
from tests.support.attendance import Door, Person

SignedIn = Callable[..., Awaitable[aiohttp.ClientSession]]


async def get(client: aiohttp.ClientSession, path: str, status: int = 200) -> str:
    async with client.get(path) as response:
        text = await response.text()
        assert response.status == status, text
        return text


async def post(
    client: aiohttp.ClientSession, page: str, data: dict[str, str], *, to: str = "", status: int = 200
) -> str:
    """Open the page, send its form, follow to where it leads."""
    token = (await get(client, page)).split('name="form_token" value="')[-1].split('"')[0]
    async with client.post(to or page, data={**data, "form_token": token}) as response:
        text = await response.text()
        assert response.status == status, text
        return text


async def send_marks(client: aiohttp.ClientSession, batch: dict[str, Any]) -> list[dict[str, Any]]:
    async with client.post("/api/v1/attendance/marks", json=batch) as response:
        assert response.status == 200, await response.text()
        answers: list[dict[str, Any]] = (await response.json())["marks"]
        return answers


@dataclass
class Site:
    """The same door on a port, with a way to be signed in."""

    url: str
    door: Door

    async def member(self, role: Role = Role.OPERATOR, office: UUID | None = None) -> Staff:
        document = factories.staff_document(office or self.door.office.id, role=role)
        await self.door.db.run(staff.keep_staff, document)
        return document

    def card(self, who: Person) -> str:
        """What the card's QR code says after the address."""
        return f"{who.ticket}.{self.door.keys.sign(who.ticket, purpose='ticket')}"


@asynccontextmanager
async def served(door: Door, home: Path) -> AsyncIterator[Site]:
    """Attendance on a port of its own, with one more route that signs a member of staff in."""

    async def signed_in(request: web.Request) -> web.Response:
        async with running(request).db.read() as tx:
            member = await staff.find(tx, UUID(request.match_info["staff_id"]))
        assert member is not None
        response = redirect(request, "/kelola/kehadiran")
        sign_in(request, response, member)
        return response

    service = dataclasses.replace(
        SERVICE, routes=(*SERVICE.routes, page("/masuk-uji/{staff_id}", signed_in, "test_sign_in"))
    )
    settings = Settings(home=home)
    async with Taking(door.db) as taking:
        app = web_app(Running(service, settings, door.db, door.clock, door.keys, Metrics(), [taking]))
        listener = socket.create_server(("127.0.0.1", 0))
        runner = await serve(app, listener)
        try:
            yield Site(f"http://127.0.0.1:{listener.getsockname()[1]}", door)
        finally:
            await runner.cleanup()
