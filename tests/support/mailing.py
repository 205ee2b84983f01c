"""An office that sends, and a server that can be told to fail."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from shared.clock import MovedClock
from shared.db import Database, Tx
from shared.ids import new_id
from shared.mail import Mail, MailResult, mail
from shared.mail.compose import Composer
from shared.mail.sender import MailSender
from shared.mail.smtp import Server

MESSAGE_ID = re.compile(rb"^Message-ID: (.+?)\r$", re.MULTILINE | re.IGNORECASE)


class FaultySmtp:
    """A mail server that speaks just enough SMTP and fails where it is told to.

    `on_rcpt` and `on_data` answer instead of 250; the answer "cut" closes the connection: on data,
    after the whole message was taken, which is the ambiguous case. While `answering` is not set, a taken
    message waits for its answer.
    """

    def __init__(self) -> None:
        self.taken: list[bytes] = []
        self.connections = 0
        self.on_rcpt: Callable[[str], str] = lambda _address: "250 OK"
        self.on_data: Callable[[bytes], str] = lambda _content: "250 taken"
        self.answering = asyncio.Event()
        self.answering.set()
        self.port = 0

    @property
    def message_ids(self) -> Counter[bytes]:
        """Which messages were taken, and how often."""
        return Counter(MESSAGE_ID.findall(b"\n".join(self.taken)))

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        writer.write(b"220 faulty\r\n")
        try:
            while line := (await reader.readline()).decode().strip():
                verb = line.split(" ")[0].upper()
                if verb == "DATA":
                    writer.write(b"354 go on\r\n")
                    content = (await reader.readuntil(b"\r\n.\r\n")).removesuffix(b".\r\n")
                    self.taken.append(content)
                    await self.answering.wait()
                    answer = self.on_data(content)
                else:
                    answer = self.on_rcpt(line) if verb == "RCPT" else "250 OK"
                if answer == "cut":
                    return
                writer.write(f"{answer}\r\n".encode())
                if verb == "QUIT":
                    return
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def listening(faulty: FaultySmtp) -> AsyncIterator[None]:
    server = await asyncio.start_server(faulty.serve, "127.0.0.1", 0)
    faulty.port = server.sockets[0].getsockname()[1]
    try:
        yield
    finally:
        server.close()


@dataclass
class Office:
    """One office and its mails."""

    db: Database
    composer: Composer
    clock: MovedClock
    id: UUID
    told: list[MailResult] = field(default_factory=list)
    breaks: list[Exception] = field(default_factory=list)  # what on_mail raises next

    def sender(self, port: int) -> MailSender:
        return MailSender(
            self.db,
            self.composer,
            Server("127.0.0.1", port),
            "bimtek@contoh.example",
            self.clock,
            self._on_mail,
        )

    def mail(self, **given: Any) -> Mail:
        values: dict[str, Any] = {
            "purpose": "seat_given",
            "subject": f"Registration/{new_id()}",
            "organization_id": self.id,
            "to": "siti@contoh.example",
            "data": {
                "name": "Siti Aminah",
                "title": "Batok Kelapa",
                "code": "ABC",
                "starts_at": "2017-04-25T01:00:00+00:00",
            },
        }
        return Mail(**{**values, **given})

    async def send(self, *mails: Mail) -> None:
        await self.db.run(mail.add_many, mails)

    async def rows(self) -> list[dict[str, Any]]:
        async with self.db.read() as tx:
            return [dict(row) for row in await tx.fetch("select * from mail order by id")]

    async def all_due(self) -> None:
        """Let every wait end now: retries, leases, debts."""

        async def move(tx: Tx) -> None:
            await tx.execute("update mail set next_at = clock_timestamp() - interval '1 second'")

        await self.db.run(move)

    async def _on_mail(self, tx: Tx, now: datetime, result: MailResult) -> None:
        if self.breaks:
            raise self.breaks.pop()
        await tx.execute("update counter set n = n + 1 where id = 1")
        self.told.append(result)

    async def counted(self) -> int:
        """How often on_mail took effect in the database."""
        async with self.db.read() as tx:
            return int(await tx.fetchval("select n from counter where id = 1"))
