"""The sample service on a real server, with a real database behind its sessions."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from shared import staff
from shared.clock import MovedClock
from shared.crypto import Keys
from shared.events.scheduling import Organization, Role, Staff
from shared.metrics import Metrics
from shared.service import Running
from shared.settings import Settings
from shared.web.app import web_app
from shared.web.server import serve
from shared.web.session import cookie_name
from tests.conftest import DatabaseOf
from tests.shared.web import sample
from tests.support import factories


@dataclass
class Site:
    """The sample on its port. `sign_in` gives the cookies of a new session."""

    url: str
    running: Running
    office: Organization
    app: web.Application

    async def member(self, role: Role = Role.ORGANIZER, **given: object) -> Staff:
        document = factories.staff_document(self.office.id, role=role, **given)
        await self.running.db.run(staff.keep_staff, document)
        return document

    async def keep(self, member: Staff) -> None:
        await self.running.db.run(staff.keep_staff, member)

    async def cookies(self, member: Staff) -> dict[str, str]:
        """Sign in through the sample's form; what the browser then holds."""
        async with aiohttp.ClientSession() as client:
            token = token_in(await text(client, f"{self.url}/masuk"))
            data = {"email": member.email, "password": str(member.id), "form_token": token}
            async with client.post(f"{self.url}/masuk", data=data, allow_redirects=False) as response:
                assert response.status == 303, await response.text()
                return {name: morsel.value for name, morsel in response.cookies.items()}


async def text(client: aiohttp.ClientSession, url: str) -> str:
    async with client.get(url) as response:
        return await response.text()


def token_in(html: str) -> str:
    """The form token of a page."""
    return html.split('name="form_token" value="')[1].split('"')[0]


@pytest.fixture
def other_keys(tmp_path: Path) -> Keys:
    """The keys of another installation."""
    return Keys.load(tmp_path / "keys")


OpenSite = Callable[..., Awaitable[Site]]


@pytest.fixture
async def open_site(
    database_of: DatabaseOf, keys: Keys, clock: MovedClock, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[OpenSite]:
    """`await open_site(keys=…, **settings)`: the sample with other keys or settings than the default."""
    runners: list[web.AppRunner] = []

    async def start(*, keys: Keys = keys, **given: object) -> Site:
        settings = Settings(home=tmp_path_factory.mktemp("home"), **given)  # type: ignore[arg-type]
        database = await database_of("scheduling")
        clock.move_to(sample.NOW)
        running = Running(sample.SERVICE, settings, database, clock, keys, Metrics())
        app = web_app(running, templates=sample.TEMPLATES)
        listener = socket.create_server(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        runners.append(await serve(app, listener))
        office = factories.organization()
        await database.run(staff.keep_organization, office)
        return Site(f"http://127.0.0.1:{port}", running, office, app)

    yield start
    for runner in runners:
        await runner.cleanup()


@pytest.fixture
async def site(open_site: OpenSite) -> Site:
    return await open_site()


@pytest.fixture
async def client(site: Site) -> AsyncIterator[aiohttp.ClientSession]:
    """A visitor with cookies, as a browser keeps them."""
    jar = aiohttp.CookieJar(unsafe=True)  # 127.0.0.1 is an address, not a name
    async with aiohttp.ClientSession(site.url, cookie_jar=jar, auto_decompress=True) as session:
        yield session


__all__ = ["OpenSite", "Site", "cookie_name", "text", "token_in"]
