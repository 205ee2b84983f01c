"""One kept SMTP connection, and what the server's answers mean for a mail."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote, urlsplit

import aiosmtplib

FINAL_REPLY = 600.0  # seconds; RFC 5321 4.5.3.2.6: ten minutes for the reply after the final dot
COMMAND = 60.0  # seconds for connecting and every other reply


class BadUrl(ValueError):
    """BIMTEK_SMTP_URL cannot be used."""


class Unreachable(Exception):
    """There is no usable connection: nothing of this batch can go now."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where mail is handed over."""

    host: str
    port: int
    tls: bool = False  # TLS from the first byte
    username: str | None = None
    password: str | None = None

    @classmethod
    def from_url(cls, url: str) -> Server:
        """`smtp://user:password@host:587` (STARTTLS where offered) or `smtps://…:465`.

        Raises BadUrl.
        """
        parts = urlsplit(url)
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise BadUrl("BIMTEK_SMTP_URL must look like smtp://user:password@host:587 or smtps://host:465")
        tls = parts.scheme == "smtps"
        return cls(
            parts.hostname,
            parts.port or (465 if tls else 587),
            tls,
            unquote(parts.username) if parts.username else None,
            unquote(parts.password) if parts.password else None,
        )

    @property
    def local(self) -> bool:
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one try. `later`: try again; `refused`: this address; `failed`: any other final no."""

    state: Literal["sent", "refused", "failed", "later"]
    detail: str


class Line:
    """A connection kept for a batch; it opens when first needed and again after a cut."""

    def __init__(self, server: Server) -> None:
        # A password never crosses a network in the clear: then STARTTLS is a must, not an offer.
        must_encrypt = server.username is not None and not server.local
        self._smtp = aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            use_tls=server.tls,
            start_tls=(True if must_encrypt else None) if not server.tls else False,
            username=server.username,
            password=server.password,
            local_hostname="localhost" if server.local else None,
            timeout=COMMAND,
        )

    async def deliver(self, sender: str, recipient: str, content: bytes) -> Outcome:
        """Hand over one message. Raises Unreachable if no connection can be made."""
        if not self._smtp.is_connected:
            await self._connect()
        try:
            return await self._transaction(sender, recipient, content)
        except (aiosmtplib.SMTPServerDisconnected, aiosmtplib.SMTPTimeoutError, OSError) as cut:
            # Also the ambiguous case: the server may have taken it and died before saying so.
            self._smtp.close()
            return Outcome("later", f"sambungan terputus: {cut}")

    async def close(self) -> None:
        if self._smtp.is_connected:
            try:
                await self._smtp.quit(timeout=5)
            except (aiosmtplib.SMTPException, OSError):
                self._smtp.close()

    async def _connect(self) -> None:
        try:
            await self._smtp.connect()
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            self._smtp.close()
            raise Unreachable(_words(error)) from error

    async def _transaction(self, sender: str, recipient: str, content: bytes) -> Outcome:
        # `final` is what a 5xx means at that step: only RCPT speaks about the address.
        options = None
        if not recipient.isascii():
            if not self._smtp.supports_extension("smtputf8"):
                return Outcome(
                    "refused", "server email kami tidak dapat mengirim ke alamat dengan huruf non-Latin"
                )
            options = ("SMTPUTF8",)
        try:
            await self._smtp.mail(sender, options=options, encoding="utf-8")
        except aiosmtplib.SMTPResponseException as answer:
            return await self._no(answer, "failed")
        try:
            await self._smtp.rcpt(recipient, encoding="utf-8")
        except aiosmtplib.SMTPResponseException as answer:
            return await self._no(answer, "failed" if answer.message.startswith("5.7.") else "refused")
        try:
            reply = await self._smtp.data(content, timeout=FINAL_REPLY)
        except aiosmtplib.SMTPResponseException as answer:
            return await self._no(answer, "failed")
        return Outcome("sent", f"{reply.code} {reply.message}")

    async def _no(
        self, answer: aiosmtplib.SMTPResponseException, final: Literal["refused", "failed"]
    ) -> Outcome:
        if answer.code == 421 or answer.code <= 0:  # the server is closing the connection
            self._smtp.close()
        elif self._smtp.is_connected:
            try:
                await self._smtp.rset()
            except (aiosmtplib.SMTPException, OSError):
                self._smtp.close()
        return Outcome(final if 500 <= answer.code < 600 else "later", _words(answer))


def _words(error: Exception) -> str:
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return f"{error.code} {error.message}"
    return str(error) or type(error).__name__
