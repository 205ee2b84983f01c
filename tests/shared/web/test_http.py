"""Headers, the language, static files, limits, and what operations ask."""

from __future__ import annotations

import gzip

import aiohttp
import pytest

from shared.web.middlewares import CSP
from shared.web.static import content_hash
from tests.shared.web.conftest import OpenSite, Site, text


async def test_head_is_get_without_a_body(client: aiohttp.ClientSession) -> None:
    async with client.head("/hasil") as response:
        assert (response.status, await response.read()) == (200, b"")


# Headers


async def test_every_answer_has_the_security_headers(client: aiohttp.ClientSession) -> None:
    for path in (
        "/",
        "/hasil",
        "/tidak-ada",
        "/api/v1/sample/guess/1",
        f"/static/{content_hash()}/bimtek.css",
    ):
        async with client.get(path) as response:
            assert response.headers["Content-Security-Policy"] == CSP, path
            assert response.headers["Referrer-Policy"] == "same-origin"
            assert response.headers["X-Content-Type-Options"] == "nosniff"
            assert response.headers["Permissions-Policy"] == "camera=()"
            assert "Server" not in response.headers


async def test_only_the_phone_page_asks_for_the_camera(site: Site) -> None:
    cookies = await site.cookies(await site.member())
    async with (
        aiohttp.ClientSession(cookies=cookies) as client,
        client.get(f"{site.url}/kelola/kehadiran/pos/1") as response,
    ):
        assert response.headers["Permissions-Policy"] == "camera=(self)"


async def test_a_capability_page_is_not_indexed_and_names_nobody_to_chat_previews(
    client: aiohttp.ClientSession,
) -> None:
    async with client.get("/pendaftaran/K7M49QXT") as response:
        page = await response.text()
        assert "noindex" in response.headers["X-Robots-Tag"] and 'content="noindex' in page
        assert response.headers["Cache-Control"] == "no-store"
        assert '<meta property="og:title" content="Bimtek">' in page


async def test_pages_have_no_inline_style_or_script(client: aiohttp.ClientSession) -> None:
    for path in ("/", "/bimtek/batok", "/bimtek/batok/daftar", "/pendaftaran/X", "/hasil", "/masuk"):
        page = await text(client, path)
        assert (
            " style=" not in page
            and "<style" not in page
            and "<script>" not in page
            and " onclick" not in page
        )


# Language


async def test_the_language_is_asked_for_once_and_remembered(client: aiohttp.ClientSession) -> None:
    assert 'lang="id"' in await text(client, "/hasil")
    assert 'lang="en"' in await text(client, "/hasil?bahasa=en")
    assert 'lang="en"' in await text(client, "/hasil")
    assert 'lang="en"' in await text(client, "/hasil?bahasa=xx")
    assert 'lang="id"' in await text(client, "/hasil?bahasa=id")


# Static files


async def test_static_files_are_kept_for_ever_and_compressed(site: Site) -> None:
    async with aiohttp.ClientSession(site.url, auto_decompress=False) as client:
        path = f"/static/{content_hash()}/bimtek.css"
        async with client.get(path, headers={"Accept-Encoding": "gzip"}) as response:
            assert "immutable" in response.headers["Cache-Control"]
            plain = gzip.decompress(await response.read())
        async with client.get(path, headers={"Accept-Encoding": "identity"}) as response:
            assert await response.read() == plain
        async with client.get(path.replace(content_hash(), "0" * 12)) as response:
            assert (response.status, response.headers["Cache-Control"]) == (200, "no-cache")


@pytest.mark.parametrize(
    "name", ["../app.py", "..%2fapp.py", "tidak-ada.css", "js", "%00", "fonts/%2e%2e/%2e%2e/app.py"]
)
async def test_nothing_outside_the_folder_is_served(client: aiohttp.ClientSession, name: str) -> None:
    async with client.get(f"/static/{content_hash()}/{name}") as response:
        assert response.status == 404


# Limits


async def test_guessing_is_slowed_down(site: Site, client: aiohttp.ClientSession) -> None:
    statuses = []
    for code in range(5):
        async with client.get(f"/api/v1/sample/guess/{code}") as response:
            statuses.append(response.status)
            if response.status == 429:
                assert 1 <= int(response.headers["Retry-After"]) <= 60
    assert statuses == [200, 200, 200, 429, 429]


async def test_a_forwarded_address_counts_only_from_a_trusted_proxy(open_site: OpenSite) -> None:
    async def tries(proxies: int) -> list[int]:
        site = await open_site(trusted_proxies=proxies)
        statuses = []
        async with aiohttp.ClientSession(site.url) as client:
            for number in range(5):
                headers = {"X-Forwarded-For": f"203.0.113.9, 198.51.100.{number}"}
                async with client.get("/api/v1/sample/guess/1", headers=headers) as response:
                    statuses.append(response.status)
        return statuses

    assert await tries(0) == [200, 200, 200, 429, 429], "a claimed address must not help"
    assert await tries(1) == [200] * 5


# Operations


async def test_alive_ready_and_measured(client: aiohttp.ClientSession) -> None:
    async with client.get("/healthz/scheduling") as response:
        assert response.status == 200
    async with client.get("/readyz/scheduling") as response:
        assert response.status == 200
    metrics = await text(client, "/metrics/scheduling")
    assert 'bimtek_request_seconds_count{method="GET",route="healthz",status="200"} 1.0' in metrics
    async with client.get("/metrics/scheduling", headers={"X-Forwarded-For": "203.0.113.9"}) as response:
        assert response.status == 404
