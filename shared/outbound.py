"""The one way out: posting to an address that an office has given, and to no other machine than it may.

Whoever may name an address must not make the server speak to what only the server can reach: its own
services, its neighbours, the metadata of its host. So the check is where the connection is made: each socket
is asked for by the very address it will be connected to, after the name was resolved. There is no second
resolving that could answer otherwise (DNS rebinding), and an address written as a number meets the same gate.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import TracebackType

import aiohttp
from aiohttp.abc import AbstractResolver
from aiohttp.typedefs import LooseHeaders

SECONDS = 10.0  # for the whole of one request
AT_ONCE = 8  # requests of one process
_GLOBAL_V6 = ipaddress.IPv6Network("2000::/3")
# What IANA's registries of special purposes hold; named here, because Python's versions differ about some.
_SPECIAL = tuple(
    ipaddress.ip_network(text)
    for text in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15"),
        *("198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3"),
        *("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"),
    )
)


class Trouble(StrEnum):
    """Why a request brought no answer that counts."""

    ADDRESS = "address"  # not of the public internet, or no address at all
    NAME = "name"  # the name leads nowhere
    CONNECTION = "connection"
    TLS = "tls"
    TIMEOUT = "timeout"
    REDIRECT = "redirect"  # which is never followed
    STATUS = "status"


@dataclass(frozen=True, slots=True)
class Sent:
    """What came of a request; `trouble` None: the other side took it."""

    status: int | None
    trouble: Trouble | None


class Forbidden(OSError):
    """The address is none of the public internet."""


def is_public(text: str, *, loopback: bool = False) -> bool:
    """Whether an IP address is one of the public internet; `loopback`: or this very machine.

    Addresses that carry another inside (IPv4-mapped, 6to4, Teredo, NAT64) are refused as such: what they
    lead to is decided by somebody else.
    """
    try:
        ip = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    if ip.is_loopback:
        return loopback
    if not ip.is_global or any(ip in network for network in _SPECIAL if network.version == ip.version):
        return False
    return isinstance(ip, ipaddress.IPv4Address) or ip in _GLOBAL_V6


class Outbound:
    """Posts with a deadline, without redirects, proxies, cookies or credentials of the environment."""

    def __init__(self, *, loopback: bool = False, resolver: AbstractResolver | None = None) -> None:
        self._loopback = loopback
        self._resolver = resolver  # None: the system's own
        self._session: aiohttp.ClientSession | None = None
        self._places = asyncio.Semaphore(AT_ONCE)  # waiting for one is no part of the deadline

    async def __aenter__(self) -> Outbound:
        connector = aiohttp.TCPConnector(
            limit=AT_ONCE,
            resolver=self._resolver or aiohttp.ThreadedResolver(),
            use_dns_cache=False,
            force_close=True,  # the next request asks for a socket, and so is checked, again
            socket_factory=self._socket,
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            timeout=aiohttp.ClientTimeout(total=None),
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
            auto_decompress=False,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._session is not None
        await self._session.close()

    def _socket(self, found: aiohttp.AddrInfoType) -> socket.socket:
        family, kind, protocol, _name, address = found
        if not is_public(str(address[0]), loopback=self._loopback):
            raise Forbidden("the address is none of the public internet")
        made = socket.socket(family=family, type=kind, proto=protocol)
        made.setblocking(False)
        return made

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Sent:
        """One request. Of the answer only its status is looked at; its body is never read."""
        assert self._session is not None
        given: LooseHeaders = dict(headers)
        timeout = aiohttp.ClientTimeout(total=SECONDS)
        try:
            async with (
                self._places,
                self._session.post(
                    url, data=body, headers=given, timeout=timeout, allow_redirects=False
                ) as response,
            ):
                status = response.status
                response.close()
        except (TimeoutError, aiohttp.ServerTimeoutError):
            return Sent(None, Trouble.TIMEOUT)
        except (aiohttp.ClientError, OSError, ValueError) as error:
            return Sent(None, _trouble_of(error))
        if 200 <= status < 300:
            return Sent(status, None)
        return Sent(status, Trouble.REDIRECT if 300 <= status < 400 else Trouble.STATUS)


def _trouble_of(error: Exception) -> Trouble:
    """What went wrong, from the error and those it stands for."""
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return Trouble.NAME
    if isinstance(error, aiohttp.ClientSSLError | ssl.SSLError):
        return Trouble.TLS
    if isinstance(error, aiohttp.InvalidURL | ValueError) and not isinstance(error, OSError):
        return Trouble.ADDRESS
    chain: BaseException | None = error
    while chain is not None:
        if isinstance(chain, Forbidden) or "none of the public internet" in str(chain):
            return Trouble.ADDRESS
        chain = chain.__cause__ or chain.__context__
    return Trouble.CONNECTION
