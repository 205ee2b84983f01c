"""One process of the promise `mail`: senders at work on the queue of one service, until it is killed."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from shared import logging
from shared.clock import SystemClock
from shared.crypto import Keys
from shared.db import Database, Tx
from shared.mail import MailResult, queue, sender
from shared.mail.compose import Composer
from shared.mail.queue import Letter
from shared.mail.sender import MailSender
from shared.mail.smtp import Line, Outcome, Server, Unreachable

# What the control leaves out: the lease of a claim, the order "send, then mark", nothing here but the unique
# key of the table, or nothing at all.
Variant = Literal["", "no lease", "mark first", "no key"]

TEMPLATES = Path(__file__).parent.parent / "shared" / "mail" / "templates"
SERVICE = "example"
SENDERS = 2  # loops in one process
LEASE = 6.0  # seconds a dead process keeps what it claimed: short, or the proof would mostly wait
ROOM = 4.0  # of these must be left when a mail is begun
BATCH = 8


async def note(tx: Tx, _now: datetime, result: MailResult) -> None:
    """What a service does in the transaction that marks: a row, so that doing it twice is two."""
    await tx.execute("insert into effect (subject, version) values ($1, 0)", result.subject)


class Careless(MailSender):
    """A control: marks, then sends."""

    async def _one(self, line: Line, letters: list[Letter], until: float) -> bool:
        await self._mark(letters[0], Outcome("sent", ""), until)
        try:
            await self._try(line, letters[0])
        except Unreachable:
            return True
        return False


async def _send(one: MailSender) -> None:
    while True:
        if not await one.step():
            await asyncio.sleep(0.05)


async def run(dsn: str, port: int, keys: Path, variant: Variant) -> None:
    db = await Database.open(dsn, SERVICE, size=4)
    composer = Composer(
        TEMPLATES,
        mail_from="bimtek@contoh.example",
        public_url="https://bimtek.example",
        keys=Keys.load(keys),
    )
    kind = Careless if variant == "mark first" else MailSender
    server = Server("127.0.0.1", port)
    senders = [
        kind(db, composer, server, "bimtek@contoh.example", SystemClock(), note) for _ in range(SENDERS)
    ]
    await asyncio.gather(*(_send(one) for one in senders))


def main(dsn: str, port: int, keys: Path, variant: Variant) -> None:
    logging.configure("CRITICAL")  # a connection that is cut is no news here
    shortened: Any = sender
    shortened.ROOM, shortened.BATCH = ROOM, BATCH
    shortened.LEASE = queue.LEASE = timedelta(seconds=LEASE)
    shortened.RETRIES = (timedelta(seconds=0.2),) * 100
    if variant == "no lease":
        queue.LEASE = timedelta(0)
    asyncio.run(run(dsn, port, keys, variant))
