"""A small name server, as a container engine has one for the replicas of each service."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections import defaultdict
from typing import cast


class Names(asyncio.DatagramProtocol):
    """Answers who is behind a name: an A record for each replica that was announced."""

    def __init__(self) -> None:
        self.addresses: defaultdict[str, list[str]] = defaultdict(list)
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        end = data.index(b"\0", 12) + 5
        length = data[12]
        name = data[13 : 13 + length].decode()
        (kind,) = struct.unpack("!H", data[end - 4 : end - 2])
        found = self.addresses[name] if kind == 1 else []
        records = b"".join(
            struct.pack("!HHHIH", 0xC00C, 1, 1, 0, 4) + socket.inet_aton(address) for address in found
        )
        head = data[:2] + struct.pack("!HHHHH", 0x8580, 1, len(found), 0, 0)
        assert self._transport is not None
        self._transport.sendto(head + data[12:end] + records, addr)
