"""Bytes no browser of ours sends: every one is refused or read as nothing, none breaks the server."""

from __future__ import annotations

import asyncio

import pytest

from tests.shared.web.conftest import Site

_HEAD = b"Host: localhost\r\nConnection: close\r\n"
_PART = b'--abc\r\nContent-Disposition: form-data; name="form_token"\r\n'


async def answer(site: Site, start: bytes, headers: bytes = b"", body: bytes = b"") -> tuple[int, str]:
    """Status and page of a request written byte for byte."""
    host, port = site.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    if body:
        headers += b"Content-Length: %d\r\n" % len(body)
    writer.write(start + b" HTTP/1.1\r\n" + _HEAD + headers + b"\r\n" + body)
    async with asyncio.timeout(10):
        text = (await reader.read()).decode()
    writer.close()
    return int(text.split()[1]), text


@pytest.mark.parametrize(
    "path",
    [b"/bimtek/%00", b"/bimtek/batok/daftar?cari=a%00b", b"/pendaftaran/%00", b"/api/v1/sample/guess/%00"],
)
async def test_nul_in_an_address_leads_nowhere(site: Site, path: bytes) -> None:
    assert (await answer(site, b"GET " + path))[0] == 404


async def test_two_percent_signs_are_no_nul(site: Site) -> None:
    assert (await answer(site, b"GET /hasil?cari=%2500"))[0] == 200


@pytest.mark.parametrize("name", [b"kabar", b"bahasa", b"bimtek-8000"])
async def test_a_cookie_of_broken_letters_is_no_cookie(site: Site, name: bytes) -> None:
    cookie = b"Cookie: " + name + b"=\xff\xfe.\xff\r\n"
    assert (await answer(site, b"GET /kosong", cookie))[0] == 200


@pytest.mark.parametrize("origin", [b"http://[", b"\xff", b"http://[::1"])
async def test_an_origin_that_is_no_address_is_foreign(site: Site, origin: bytes) -> None:
    headers = b"Content-Type: application/x-www-form-urlencoded\r\nOrigin: " + origin + b"\r\n"
    assert (await answer(site, b"POST /bimtek/batok/daftar", headers, b"full_name=x"))[0] == 403


@pytest.mark.parametrize(
    "body",
    [
        _PART + b"broken header line\r\n\r\nabc\r\n--abc--\r\n",
        _PART + b"X-Long: " + b"a" * 10_000 + b"\r\n\r\nabc\r\n--abc--\r\n",
        _PART + b"".join(b"X-%d: y\r\n" % n for n in range(500)) + b"\r\nabc\r\n--abc--\r\n",
        _PART + b"Content-Type: text/plain; charset=\x00\r\n\r\nabc\r\n--abc--\r\n",
        _PART + b"Content-Length: -1\r\n\r\nabc\r\n--abc--\r\n",
        _PART + b"\r\nabc",
        b"--abc\r\nContent-Type: multipart/mixed; boundary=d\r\n\r\n--d\r\n\r\nx\r\n--d--\r\n--abc--",
    ],
)
async def test_broken_multipart_is_refused(site: Site, body: bytes) -> None:
    headers = b"Content-Type: multipart/form-data; boundary=abc\r\n"
    assert (await answer(site, b"POST /unggah", headers, body))[0] in (400, 403)


async def test_no_link_of_a_page_leaves_the_site_by_the_address_asked_for(site: Site) -> None:
    status, page = await answer(site, b"GET //evil.example/x")
    assert status == 404
    assert 'href="//' not in page
