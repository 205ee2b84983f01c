"""Bodies: which are read, how much of them, and for how long one waits."""

from __future__ import annotations

import asyncio
import contextlib

import aiohttp
import pytest

from shared.web import body
from tests.shared.web.conftest import Site, text, token_in


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


def a_file(token: str) -> aiohttp.FormData:
    data = aiohttp.FormData({"form_token": token})
    data.add_field("berkas", b"small", filename="a.pdf", content_type="application/pdf")
    return data


async def test_as_many_files_are_taken_as_fit_and_the_next_is_told_to_come_again(
    client: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = token_in(await text(client, "/bimtek/batok/daftar"))
    monkeypatch.setattr(body, "MOST_UPLOADS", 0)
    async with client.post("/unggah", data=a_file(token)) as response:
        assert response.status == 503
        assert "Retry-After" in response.headers
    monkeypatch.setattr(body, "MOST_UPLOADS", 1)
    for _ in range(2):  # room is given back
        async with client.post("/unggah", data=a_file(token)) as response:
            assert response.status == 200


async def test_an_address_that_sent_enough_files_is_refused_before_they_are_read(
    site: Site, client: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(body, "UPLOADS_PER_ADDRESS", "1/minute")
    token = token_in(await text(client, "/bimtek/batok/daftar"))
    async with client.post("/unggah", data=a_file(token)) as response:
        assert response.status == 200
    host, port = site.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(
        f"POST /unggah HTTP/1.1\r\nHost: {host}\r\nSec-Fetch-Site: same-origin\r\n"
        "Content-Type: multipart/form-data; boundary=abc\r\nContent-Length: 90000\r\n\r\n".encode()
    )
    async with asyncio.timeout(5):
        assert b" 429 " in await reader.readline()
    writer.close()


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


async def test_a_body_that_trickles_below_the_floor_is_given_up(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each byte comes in time; all of them together come too slowly."""
    monkeypatch.setattr(body, "GRACE", 0.3)
    assert await _trickled(site) == b"408"


async def test_a_body_that_keeps_above_the_floor_is_given_up_after_the_whole_time(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(body, "FLOOR", 0.001)
    monkeypatch.setattr(body, "SECONDS", 0.3)
    assert await _trickled(site) == b"408"


async def test_control_without_floor_and_deadline_the_server_goes_on_reading(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(body, "FLOOR", 0.001)
    assert await _trickled(site) == b"", "nobody stopped it: all has come, and no answer before"


async def _trickled(site: Site) -> bytes:
    """The status with which a body of ten bytes a second is answered before its end; none: b""."""
    host, port = site.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(
        f"POST /bimtek/batok/daftar HTTP/1.1\r\nHost: {host}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 500\r\n\r\n".encode()
    )
    try:
        for _ in range(20):
            writer.write(b"a")
            with contextlib.suppress(TimeoutError):
                return (await asyncio.wait_for(reader.readline(), 0.1)).split()[1]
        return b""
    finally:
        writer.close()
