"""Errors as people and programs read them."""

from __future__ import annotations

import aiohttp
import pytest

from shared.db import Unavailable
from shared.web import session
from shared.web.middlewares import CSP
from tests.shared.web.conftest import Site, text, token_in


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
    assert "Isian Anda masih ada." in page


async def test_the_form_of_somebody_whose_session_cannot_be_read_is_kept_too(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(request: object) -> bool:
        raise Unavailable("the database is away")

    cookies = await site.cookies(await site.member())
    async with aiohttp.ClientSession(site.url, cookies=cookies) as client:
        token = token_in(await text(client, "/bimtek/batok/daftar"))
        monkeypatch.setattr(session, "load", away)
        typed = {"form_token": token, "full_name": "Hendra"}
        async with client.post("/bimtek/batok/daftar", data=typed) as response:
            page = await response.text()
            assert (response.status, response.headers["Retry-After"]) == (503, "5")
        assert 'name="full_name" value="Hendra"' in page and token_in(page) == token
        elsewhere = {"Sec-Fetch-Site": "cross-site"}
        async with client.post("/bimtek/batok/daftar", data=typed, headers=elsewhere) as response:
            assert response.status == 403 and "Hendra" not in await response.text()


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


async def test_a_call_takes_its_query_as_described(client: aiohttp.ClientSession) -> None:
    async with client.get("/api/v1/sample/found?cari=100%25_a&halaman=3&lain=x") as response:
        assert await response.json() == {"search": "100\\%\\_a", "skip": 200}
    for wrong in ("halaman=0", "halaman=satu", "halaman=1&halaman=2", "cari=%01", "cari=" + "a" * 101):
        async with client.get(f"/api/v1/sample/found?{wrong}") as response:
            problem = await response.json(content_type="application/problem+json")
        assert (response.status, len(problem["errors"])) == (422, 1), wrong


async def test_a_number_in_quotes_is_no_number(client: aiohttp.ClientSession) -> None:
    headers = {"Idempotency-Key": "x"}
    async with client.post("/api/v1/sample/things", json={"name": "a", "count": "1"}, headers=headers) as one:
        problem = await one.json(content_type="application/problem+json")
    assert (one.status, [error["field"] for error in problem["errors"]]) == (422, ["count"])
