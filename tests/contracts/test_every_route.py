"""Every route of every service as nobody and as each role that may not: from the route tables themselves."""

from __future__ import annotations

import re
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from services.suite import SERVICES
from shared import staff
from shared.clock import MovedClock
from shared.crypto import Keys
from shared.events.scheduling import Role, Staff
from shared.metrics import Metrics
from shared.service import Running, Service
from shared.settings import Settings
from shared.web.app import web_app
from shared.web.context import RUNNING
from shared.web.routes import PLACEHOLDER, Kind, Route
from shared.web.server import serve
from shared.web.session import sign_in
from tests.conftest import DatabaseOf
from tests.support import factories

Open = Callable[[Service], AbstractAsyncContextManager[tuple[str, Running]]]


@pytest.fixture
def opened(database_of: DatabaseOf, keys: Keys, clock: MovedClock, tmp_path: Path) -> Open:
    @asynccontextmanager
    async def open_service(service: Service) -> AsyncIterator[tuple[str, Running]]:
        database = await database_of(service.name)
        running = Running(service, Settings(home=tmp_path), database, clock, keys, Metrics())
        listener = socket.create_server(("127.0.0.1", 0))
        runner = await serve(web_app(running), listener)
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}", running
        finally:
            await runner.cleanup()

    return open_service


def path_of(route: Route) -> str:
    """The route with something that fits its placeholders."""
    names = PLACEHOLDER.findall(route.path)
    pattern = {name: _fitting(route.path, name) for name in names}
    return route.url(**pattern)


def _fitting(path: str, name: str) -> str:
    match = re.search(rf"{{{name}:([^{{}}]*(?:{{[^{{}}]*}}[^{{}}]*)*)}}", path)
    alternatives: list[str] = match[1].split("|") if match else []
    for candidate in (*alternatives, "01900000-0000-7000-8000-000000000001", "A" * 26, "AAAAAAAA", "1", "a"):
        if match is None or re.fullmatch(match[1], candidate):
            return candidate
    raise AssertionError(f"nothing fits {name} of {path}")


def guarded(service: Service) -> list[Route]:
    return [route for route in service.routes if not route.access.is_public]


def cookies_of(running: Running, member: Staff) -> dict[str, str]:
    app = web.Application()
    app[RUNNING] = running
    response = web.Response()
    sign_in(make_mocked_request("GET", "/", app=app), response, member)
    return {name: morsel.value for name, morsel in response.cookies.items()}


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
def test_everything_under_kelola_is_guarded(service: Service) -> None:
    bare = [
        route.path for route in service.routes if route.path.startswith("/kelola") and route.access.is_public
    ]
    assert not bare


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
async def test_nobody_gets_in(service: Service, opened: Open) -> None:
    async with opened(service) as (url, _running), aiohttp.ClientSession() as client:
        for route in guarded(service):
            async with client.request(route.method, url + path_of(route), allow_redirects=False) as response:
                assert response.status == (303 if route.kind is Kind.PAGE else 401), route.path


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
async def test_a_role_that_may_not_is_refused(service: Service, opened: Open) -> None:
    async with opened(service) as (url, running):
        office = factories.organization()
        await running.db.run(staff.keep_organization, office)
        for role in Role:
            member = factories.staff_document(office.id, role=role)
            await running.db.run(staff.keep_staff, member)
            async with aiohttp.ClientSession(cookies=cookies_of(running, member)) as client:
                for route in guarded(service):
                    if not route.access.allows(role):
                        path = url + path_of(route)
                        async with client.request(route.method, path, allow_redirects=False) as response:
                            assert response.status == 403, (role, route.path)
