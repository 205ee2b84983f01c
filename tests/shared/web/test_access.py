"""Every route as nobody and as every role, from the table itself."""

from __future__ import annotations

import aiohttp
import pytest

from shared.events.scheduling import Role
from shared.web.routes import Kind, Route
from tests.shared.web import sample
from tests.shared.web.conftest import Site, token_in

GUARDED = [route for route in sample.ROUTES if not route.access.is_public]


def path_of(route: Route) -> str:
    return route.url(workshop_id=1, id=1, slug="batok", code="X")


@pytest.mark.parametrize("route", GUARDED, ids=lambda route: route.name)
async def test_nobody_gets_in(route: Route, site: Site) -> None:
    async with (
        aiohttp.ClientSession() as client,
        client.request(route.method, site.url + path_of(route), allow_redirects=False) as response,
    ):
        expected = 401 if route.kind is not Kind.PAGE else 303
        assert response.status == expected


@pytest.mark.parametrize("role", list(Role))
async def test_each_role_gets_what_the_table_says_and_nothing_else(role: Role, site: Site) -> None:
    cookies = await site.cookies(await site.member(role))
    async with aiohttp.ClientSession(cookies=cookies) as client:
        async with client.get(f"{site.url}/kelola") as response:
            token = token_in(await response.text())
        for route in GUARDED:
            data = {"form_token": token} if route.kind is Kind.POST else None
            url = site.url + path_of(route)
            async with client.request(route.method, url, data=data, allow_redirects=False) as response:
                assert (response.status != 403) is route.access.allows(role), (route.name, response.status)


async def test_staff_pages_are_never_stored_or_indexed(site: Site) -> None:
    cookies = await site.cookies(await site.member())
    async with aiohttp.ClientSession(cookies=cookies) as client, client.get(f"{site.url}/kelola") as response:
        assert response.headers["Cache-Control"] == "no-store"
        assert "noindex" in response.headers["X-Robots-Tag"]
