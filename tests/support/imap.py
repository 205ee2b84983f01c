"""A mailbox that speaks just enough IMAP (RFC 3501) to read returned mail, and fails when told to."""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from shared.mail.imap import Box

FETCH = re.compile(r"(\d+) \(BODY\.PEEK\[\]<0\.(\d+)>\)")
USER, PASSWORD = "bimtek@contoh.example", 'rahasia "sekali"'


@dataclass
class FakeImap:
    """One folder. `refuses` answers a command instead: text, "cut" to close the connection, or "half" to
    close it within the message."""

    messages: dict[int, bytes] = field(default_factory=dict)  # by uid
    seen: set[int] = field(default_factory=set)
    validity: int = 1
    sign_ins: int = 0
    heard: list[str] = field(default_factory=list)  # the commands, without the tag
    refuses: Callable[[str], str] = lambda _command: ""
    port: int = 0

    def arrives(self, content: bytes) -> int:
        """A message comes in; its uid."""
        uid = max(self.messages, default=0) + 1
        self.messages[uid] = content
        return uid

    def box(self, *, tls: bool = False) -> Box:
        return Box("127.0.0.1", self.port, tls, USER, PASSWORD, "INBOX")

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"* OK ready\r\n")
        try:
            while line := (await reader.readline()).decode().strip():
                tag, _, command = line.partition(" ")
                self.heard.append(command)
                answer = self.refuses(command)
                if answer == "cut":
                    return
                if answer == "half":
                    writer.write(b"* 1 FETCH (BODY[]<0> {100000}\r\n" + b"A: b\r\n" * 100)
                    return
                if not answer:
                    self._obey(command, writer)
                    answer = "OK done"
                writer.write(f"{tag} {answer}\r\n".encode())
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    def _obey(self, command: str, writer: asyncio.StreamWriter) -> None:
        verb = command.split(" ")[0].upper()
        if verb == "CAPABILITY":
            writer.write(b"* CAPABILITY IMAP4rev1\r\n")
        elif verb == "LOGIN":
            self.sign_ins += 1
        elif verb == "SELECT":
            following = max(self.messages, default=0) + 1
            writer.write(f"* {len(self.messages)} EXISTS\r\n".encode())
            writer.write(f"* OK [UIDVALIDITY {self.validity}] ok\r\n".encode())
            writer.write(f"* OK [UIDNEXT {following}] ok\r\n".encode())
        elif verb == "LOGOUT":
            writer.write(b"* BYE\r\n")
        elif command.startswith("UID SEARCH UID "):
            first, last = command.removeprefix("UID SEARCH UID ").split(":")
            newest = max(self.messages, default=0)
            end = newest if last == "*" else int(last)
            found = [uid for uid in self.messages if min(int(first), end) <= uid <= max(int(first), end)]
            writer.write(f"* SEARCH {' '.join(map(str, found))}\r\n".encode())
        elif asked := FETCH.search(command):
            uid, most = int(asked[1]), int(asked[2])
            if uid in self.messages:
                part = self.messages[uid][:most]
                writer.write(f"* {uid} FETCH (UID {uid} BODY[]<0> {{{len(part)}}}\r\n".encode())
                writer.write(part + b")\r\n")
        elif command.startswith("UID STORE"):
            self.seen |= {int(uid) for uid in command.split(" ")[2].split(",")}


@asynccontextmanager
async def listening(imap: FakeImap, certificate: ssl.SSLContext | None = None) -> AsyncIterator[None]:
    server = await asyncio.start_server(imap.serve, "127.0.0.1", 0, ssl=certificate)
    imap.port = server.sockets[0].getsockname()[1]
    try:
        yield
    finally:
        server.close()
