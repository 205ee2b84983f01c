"""The server posts to addresses that offices name, and to nothing that only the server can reach."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from shared import outbound
from shared.outbound import Outbound, Sent, Trouble, is_public
from tests.support.receiver import Receiver, receiver


@pytest.fixture
async def inside() -> AsyncIterator[Receiver]:
    """Something on this machine that nobody outside can reach."""
    async with receiver() as listening:
        yield listening


class Resolver(AbstractResolver):
    """A name server of somebody else's: answers the given addresses, one after the other."""

    def __init__(self, *answers: str) -> None:
        self.answers, self.asked = list(answers), 0

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        answer = self.answers[min(self.asked, len(self.answers) - 1)]
        self.asked += 1
        kind = socket.AF_INET6 if ":" in answer else socket.AF_INET
        return [ResolveResult(hostname=host, host=answer, port=port, family=kind, proto=0, flags=0)]

    async def close(self) -> None:
        pass


async def post(url: str, **given: Any) -> Sent:
    async with Outbound(**given) as out:
        return await out.post(url, {}, b"{}")


def port_of(receiver: Receiver) -> int:
    return int(receiver.url.split(":")[2].split("/")[0])


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.9.9.9", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "100.64.0.1"),
        *("169.254.169.254", "192.0.0.8", "198.18.0.1", "224.0.0.1", "239.1.1.1", "240.0.0.1"),
        *(
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:8.8.8.8",
            "fe80::1",
            "fe80::1%eth0",
            "3fff::1",
        ),
        *("fc00::1", "fec0::1", "ff02::1", "2002:7f00:1::", "2001:0:1:2::", "64:ff9b::7f00:1", "2001:db8::1"),
        *("", "contoh.example"),
    ],
)
def test_what_is_not_of_the_public_internet(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "103.10.66.1", "2606:4700:4700::1111"])
def test_what_is(address: str) -> None:
    assert is_public(address)


# However somebody writes an address of this machine: some mean it only to the system's resolver.
SPELLINGS = (
    "127.0.0.1",
    "localhost",
    "127.1",
    "2130706433",
    "0x7f.1",
    "0177.0.0.1",
    "0",
    "[::ffff:127.0.0.1]",
)


@pytest.mark.parametrize("host", SPELLINGS)
async def test_no_spelling_leads_inside(inside: Receiver, host: str) -> None:
    sent = await post(f"http://{host}:{port_of(inside)}/")
    assert sent.trouble in (Trouble.ADDRESS, Trouble.NAME), host
    assert inside.heard == []


@pytest.mark.parametrize("answer", ["127.0.0.1", "::ffff:127.0.0.1"])
async def test_a_name_that_leads_inside_is_refused(inside: Receiver, answer: str) -> None:
    sent = await post(f"http://sistem.contoh.example:{port_of(inside)}/", resolver=Resolver(answer))
    assert (sent, inside.heard) == (Sent(None, Trouble.ADDRESS), [])


async def test_control_without_the_gate_it_is_reached(
    inside: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbound, "is_public", lambda _address, *, loopback: True)
    sent = await post(f"http://sistem.contoh.example:{port_of(inside)}/", resolver=Resolver("127.0.0.1"))
    assert (sent.status, len(inside.heard)) == (200, 1)


async def checked_first(url: str, resolver: Resolver) -> None:
    """The usual mistake: look the name up, find it harmless, and connect by the name."""
    host, port = url.removeprefix("http://").rstrip("/").split(":")
    (found,) = await resolver.resolve(host, int(port))
    assert is_public(found["host"])
    connector = aiohttp.TCPConnector(resolver=resolver, use_dns_cache=False)
    async with aiohttp.ClientSession(connector=connector) as session, session.post(url) as response:
        await response.read()


async def test_a_name_that_answers_otherwise_the_second_time_is_refused(inside: Receiver) -> None:
    url = f"http://sistem.contoh.example:{port_of(inside)}/"
    for rebinding in (Resolver("127.0.0.1"), Resolver("127.0.0.1", "8.8.8.8")):
        assert (await post(url, resolver=rebinding)).trouble is Trouble.ADDRESS
        assert rebinding.asked == 1, "what was checked is what is connected to"
    assert inside.heard == []


async def test_control_checking_before_connecting_is_fooled(inside: Receiver) -> None:
    await checked_first(f"http://sistem.contoh.example:{port_of(inside)}/", Resolver("8.8.8.8", "127.0.0.1"))
    assert len(inside.heard) == 1


async def test_loopback_only_where_it_was_allowed(inside: Receiver) -> None:
    assert (await post(inside.url, loopback=True)) == Sent(200, None)
    private = Resolver("10.0.0.1")
    assert (
        await post("http://a.contoh.example/", loopback=True, resolver=private)
    ).trouble is Trouble.ADDRESS


async def test_a_redirect_is_not_followed(inside: Receiver) -> None:
    async with receiver() as outside:
        outside.status, outside.headers = 307, {"Location": inside.url}
        assert await post(outside.url, loopback=True) == Sent(307, Trouble.REDIRECT)
        assert inside.heard == []
        async with aiohttp.ClientSession() as plain, plain.post(outside.url) as response:  # the control
            assert (response.status, len(inside.heard)) == (200, 1)


async def test_no_proxy_of_the_environment_is_asked(
    inside: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with receiver() as proxy:
        for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url)
        for name in ("no_proxy", "NO_PROXY"):
            monkeypatch.delenv(name, raising=False)
        assert (await post(inside.url, loopback=True)).status == 200
        assert (len(inside.heard), proxy.heard) == (1, [])
        async with (
            aiohttp.ClientSession(trust_env=True) as trusting,
            trusting.post(inside.url),
        ):  # the control
            assert len(proxy.heard) == 1


async def test_who_does_not_answer_is_left_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    assert outbound.SECONDS <= 10
    monkeypatch.setattr(outbound, "SECONDS", 0.2)
    silent = socket.create_server(("127.0.0.1", 0))  # takes the connection and says nothing
    with silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        assert await post(url, loopback=True) == Sent(None, Trouble.TIMEOUT)


async def test_an_endless_answer_costs_nothing() -> None:
    """Its body is not read: the connection is closed after the head."""
    written = 0

    async def flood(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal written
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000000000\r\n\r\n")
        try:
            while True:
                writer.write(b"x" * 65_536)
                await writer.drain()
                written += 65_536
        except ConnectionError:
            writer.close()

    server = await asyncio.start_server(flood, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        assert await post(f"http://127.0.0.1:{port}/", loopback=True) == Sent(200, None)
    assert written < 32 << 20, "what fits into the buffers of a connection"


async def test_https_needs_a_certificate_that_is_trusted(inside: Receiver) -> None:
    """A receiver that speaks no TLS at all, and one whose certificate nobody vouches for, get nothing."""
    sent = await post(inside.url.replace("http://", "https://"), loopback=True)
    assert sent.trouble in (Trouble.TLS, Trouble.CONNECTION)
    assert inside.heard == []
    assert ssl.create_default_context().verify_mode is ssl.CERT_REQUIRED


async def test_what_goes_wrong_has_a_name() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        closed = listener.getsockname()[1]
    assert await post(f"http://127.0.0.1:{closed}/", loopback=True) == Sent(None, Trouble.CONNECTION)
    assert await post("http://nirgends.invalid/") == Sent(None, Trouble.NAME)
    assert (await post("http://a..b/")).trouble in (Trouble.ADDRESS, Trouble.NAME)
    assert (await post(f"http://{'x' * 70}.contoh.example/")).trouble in (Trouble.ADDRESS, Trouble.NAME)
    async with receiver() as refusing:
        refusing.status = 500
        assert await post(refusing.url, loopback=True) == Sent(500, Trouble.STATUS)
