"""Public pages that are made once for many."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from shared.db import Unavailable
from shared.web import kept
from tests.shared.web import sample
from tests.shared.web.conftest import Site, text


async def test_a_kept_page_is_rendered_once_a_second(
    client: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "SECONDS", 60.0)
    before = sample.SEEN.rendered
    pages = await asyncio.gather(*(text(client, "/?nomor=1") for _ in range(20)))
    assert len(set(pages)) == 1
    assert sample.SEEN.rendered == before + 1
    assert 'lang="en"' in await text(client, "/?nomor=1&bahasa=en")


async def test_who_waits_for_a_page_that_cannot_be_made_is_told_with_the_first() -> None:
    """One after the other each would wait for the database anew."""
    asked = 0

    async def hangs(request: web.Request) -> web.Response:
        nonlocal asked
        asked += 1
        await asyncio.sleep(0)  # meanwhile the others come
        raise Unavailable("the database does not answer")

    pages = kept.Kept({})
    request = make_mocked_request("GET", "/")
    answers = await asyncio.gather(
        *(pages.made(request, "id", hangs) for _ in range(20)), return_exceptions=True
    )
    assert all(isinstance(answer, Unavailable) for answer in answers)
    assert asked == 1
    with pytest.raises(Unavailable):
        await pages.made(request, "id", hangs)
    assert asked == 2, "who comes later tries again"


async def test_a_kept_page_is_at_most_a_second_old(
    client: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "SECONDS", 0.0)
    first = await text(client, "/?nomor=2")
    assert await text(client, "/?nomor=2") != first


async def test_an_unchanged_kept_page_is_304(client: aiohttp.ClientSession) -> None:
    async with client.get("/") as response:
        etag = response.headers["ETag"]
    async with client.get("/", headers={"If-None-Match": etag}) as response:
        assert (response.status, await response.read()) == (304, b"")


async def test_a_kept_page_never_shows_who_asked(site: Site) -> None:
    cookies = await site.cookies(await site.member(name="Alice Rahasia"))
    async with aiohttp.ClientSession(cookies=cookies) as client:
        assert "Masuk panitia" in await text(client, f"{site.url}/")
