"""A mail server that keeps every message instead of sending it: the demo, and `up` without SMTP.

It listens on loopback only, on a port the system chooses, in the loop of the process. What it
accepts is a file in its folder before it answers 250, so a message it took is never lost.
"""

from __future__ import annotations

import asyncio
import re
import secrets
import time
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from shared.clock import wall

KEPT = 2_000  # messages; the oldest go first
MOST_BYTES = 32 * 1024 * 1024
# Addresses that no server would take, so that an undeliverable mail can be seen.
REFUSED_DOMAIN = "tidak-ada.contoh.example"
REFUSED_LOCAL = "tidak-ada"
_NAME = re.compile(r"[0-9]{19}-[0-9a-f]{8}")


@dataclass(frozen=True, slots=True)
class Attachment:
    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Caught:
    """One message as a reader sees it."""

    id: str
    received_at: datetime
    message_id: str
    sender: str
    to: str
    reply_to: str
    subject: str
    text: str
    html: str
    attachments: tuple[Attachment, ...]

    @property
    def links(self) -> list[str]:
        """Every address in the text, in order, each once."""
        return list(dict.fromkeys(re.findall(r"https?://[^\s<>\"]+", self.text)))


class Mailbox:
    """The kept messages: one file each in a folder, named so that names sort by time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Counted here: looking through the folder for every message took most of a mail's time.
        self._oldest_first = deque(reversed(self._names()))

    def keep(self, content: bytes) -> str:
        """Write one message down and drop the oldest above the limit. Returns its id."""
        name = f"{time.time_ns()}-{secrets.token_hex(4)}"
        partial = self._folder / f"{name}.part"
        partial.write_bytes(content)
        partial.rename(self._folder / f"{name}.eml")
        self._oldest_first.append(name)
        while len(self._oldest_first) > KEPT:
            (self._folder / f"{self._oldest_first.popleft()}.eml").unlink(missing_ok=True)
        return name

    def newest(self, most: int = 200, *, to: str = "") -> list[Caught]:
        """The newest messages first; `to` keeps only those to this address."""
        found: list[Caught] = []
        for name in self._names():
            message = self.get(name)
            if message is not None and (not to or message.to.casefold() == to.casefold()):
                found.append(message)
                if len(found) == most:
                    break
        return found

    def get(self, name: str) -> Caught | None:
        """One message, or None if there is none of this id."""
        if not _NAME.fullmatch(name):
            return None
        path = self._folder / f"{name}.eml"
        try:
            return _read(name, path.read_bytes(), datetime.fromtimestamp(path.stat().st_mtime, wall().tzinfo))
        except FileNotFoundError:
            return None

    def _names(self) -> list[str]:
        return sorted((path.stem for path in self._folder.glob("*.eml")), reverse=True)


class _Keeper:
    """aiosmtpd's handler: says 550 to the addresses that do not exist, keeps the rest."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        local, _at, domain = address.casefold().rpartition("@")
        if domain == REFUSED_DOMAIN or local.startswith(REFUSED_LOCAL):
            return "550 5.1.1 Alamat tidak ada"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        await asyncio.to_thread(self._mailbox.keep, content)
        return "250 2.0.0 Disimpan di kotak surat"


@dataclass(frozen=True, slots=True)
class Catcher:
    """A running mail catcher."""

    mailbox: Mailbox
    url: str  # for Settings.smtp_url


@asynccontextmanager
async def catch_mail(folder: Path) -> AsyncIterator[Catcher]:
    """Run the catcher while the block runs."""
    mailbox = Mailbox(folder)
    keeper = _Keeper(mailbox)
    loop = asyncio.get_running_loop()

    def connection() -> SMTP:
        # The host name is given, since looking it up may block on a name server.
        return SMTP(
            keeper,
            loop=loop,
            hostname="localhost",
            ident="Bimtek",
            enable_SMTPUTF8=True,
            data_size_limit=MOST_BYTES,
        )

    server = await loop.create_server(connection, "127.0.0.1", 0)
    try:
        port = server.sockets[0].getsockname()[1]
        yield Catcher(mailbox, f"smtp://127.0.0.1:{port}")
    finally:
        server.close()


def _read(name: str, content: bytes, received_at: datetime) -> Caught:
    message = message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return Caught(
        id=name,
        received_at=received_at,
        message_id=str(message["Message-ID"] or ""),
        sender=str(message["From"] or ""),
        to=_addresses(message),
        reply_to=str(message["Reply-To"] or ""),
        subject=str(message["Subject"] or ""),
        text=_body(message, "plain"),
        html=_body(message, "html"),
        attachments=tuple(_attachment(part) for part in message.iter_attachments()),
    )


def _addresses(message: EmailMessage) -> str:
    to = message["To"]
    return ", ".join(address.addr_spec for address in to.addresses) if to is not None else ""


def _body(message: EmailMessage, subtype: str) -> str:
    part = message.get_body(preferencelist=(subtype,))
    return part.get_content() if part is not None else ""


def _attachment(part: EmailMessage) -> Attachment:
    content = part.get_payload(decode=True)
    name = part.get_filename() or "lampiran"
    return Attachment(name, part.get_content_type(), content if isinstance(content, bytes) else b"")
