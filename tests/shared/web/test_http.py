"""Errors as people and programs read them, headers, kept pages, static files, bodies, limits."""

from __future__ import annotations

import asyncio
import gzip

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from shared.db import Unavailable
from shared.web import body, kept
from shared.web.middlewares import CSP
from shared.web.static import content_hash
from tests.shared.web import sample
from tests.shared.web.conftest import OpenSite, Site, text, token_in

# Errors


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("/tidak/ada", 404, "Halaman tidak ditemukan"),
        ("/bimtek/salah", 404, "Periksa lagi tautan"),
        ("/rusak", 500, "Terjadi kesalahan"),
        ("/sibuk", 503, "Layanan sedang sibuk"),
    ],
)
async def test_an_error_is_a_page_with_a_way_on(
    client: aiohttp.ClientSession, path: str, status: int, says: str
) -> None:
    async with client.get(path) as response:
        page = await response.text()
        assert response.status == status
        assert says in page and 'href="/"' in page
        assert "postgres password" not in page and "Traceback" not in page
        assert response.headers["Content-Security-Policy"] == CSP


async def test_busy_says_when_to_try_again(client: aiohttp.ClientSession) -> None:
    async with client.get("/sibuk") as response:
        assert int(response.headers["Retry-After"]) > 0


async def test_a_form_sent_while_busy_is_kept_under_its_own_key(client: aiohttp.ClientSession) -> None:
    """Sending it again must find what the first send may have done, so the token stays the same."""
    token = token_in(await text(client, "/bimtek/batok/daftar"))
    async with client.post("/sibuk", data={"form_token": token, "full_name": "Hendra"}) as response:
        page = await response.text()
        assert (response.status, response.headers["Retry-After"]) == (503, "5")
    assert 'name="full_name" value="Hendra"' in page and token_in(page) == token


async def test_a_wrong_method_names_the_right_one(client: aiohttp.ClientSession) -> None:
    async with client.post("/hasil", data={}) as response:
        assert response.status == 405
        assert "GET" in response.headers["Allow"]


async def test_the_api_answers_problem_json(client: aiohttp.ClientSession) -> None:
    headers = {"Idempotency-Key": "x"}
    async with client.post("/api/v1/sample/things", json={"count": -1}, headers=headers) as response:
        problem = await response.json(content_type="application/problem+json")
        assert response.status == problem["status"] == 422
        assert {one["field"] for one in problem["errors"]} == {"name", "count"}
    async with client.post(
        "/api/v1/sample/things", data=b"{", headers={"Content-Type": "application/json"}
    ) as bad:
        assert bad.status == 400
    async with client.post("/api/v1/sample/things", json={"name": "a", "count": 1}) as response:
        assert response.status == 400  # no Idempotency-Key
    async with client.get("/api/v1/sample/breaks") as response:
        assert response.status == 500
        assert "password" not in await response.text()
    async with client.get("/api/v1/sample/tidak-ada") as response:
        assert response.status == 404
        assert response.content_type == "application/problem+json"


async def test_wrong_fields_are_kept_and_named(client: aiohttp.ClientSession) -> None:
    token = token_in(await text(client, "/bimtek/batok/daftar"))
    data = [
        ("form_token", token),
        ("full_name", "<script>alert(1)</script>"),
        ("phone", "0812\x00"),
        ("workers", "banyak"),
        ("days", "1"),
        ("days", "2"),
        ("gender", "X"),
        ("nik", "123"),
    ]
    async with client.post("/bimtek/batok/daftar", data=aiohttp.FormData(data)) as response:
        page = await response.text()
    assert response.status == 422
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page
    for sentence in (
        "Ketik ulang isian ini",
        "Tulis Jumlah pekerja dengan angka",
        "Pilih salah satu untuk Jenis kelamin",
        "yang Anda tulis 3 angka",
        "Isi kecamatan.",
    ):
        assert sentence in page, sentence
    assert page.count(" checked") == 2  # both days


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


# Kept pages


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
        await asyncio.sleep(0.1)
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


# Bodies


async def test_multipart_is_refused_where_no_file_is_expected(client: aiohttp.ClientSession) -> None:
    """Also one without a first boundary, which aiohttp would read without end."""
    headers = {"Content-Type": "multipart/form-data; boundary=abc"}
    async with client.post("/bimtek/batok/daftar", data=b"x" * 200_000, headers=headers) as response:
        assert response.status == 415


async def test_an_upload_is_read_within_its_limit(client: aiohttp.ClientSession) -> None:
    token = token_in(await text(client, "/bimtek/batok/daftar"))

    def form(size: int) -> aiohttp.FormData:
        data = aiohttp.FormData({"form_token": token})
        data.add_field("berkas", b"\r\n\x00" * (size // 3), filename="a.pdf", content_type="application/pdf")
        return data

    async with client.post("/unggah", data=form(90_000)) as response:
        assert await response.json() == {"bytes": 90_000, "name": "a.pdf"}
    async with client.post("/unggah", data=form(900_000)) as response:
        assert response.status == 413
    headers = {"Content-Type": "multipart/form-data; boundary=abc"}
    async with client.post("/unggah", data=b"no boundary at all " * 100, headers=headers) as response:
        assert response.status in (400, 403)


async def test_a_body_without_length_is_counted_while_it_comes(client: aiohttp.ClientSession) -> None:
    async def endless() -> object:
        for _ in range(100):
            yield b"a" * 10_000

    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    async with client.post("/bimtek/batok/daftar", data=endless(), headers=headers) as response:
        assert response.status == 413


async def test_a_body_that_does_not_come_is_given_up(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body, "GRACE", 0.2)
    host, port = site.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(
        f"POST /bimtek/batok/daftar HTTP/1.1\r\nHost: {host}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 500\r\n\r\nfull_name=".encode()
    )
    answer = await asyncio.wait_for(reader.readline(), 5)
    assert b" 408 " in answer
    writer.close()


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
