"""The mailbox that returned mail comes to, read with the standard library; every call here blocks.

The password never crosses a network in the clear: TLS with a trusted certificate is a must, from the first
byte (`imaps`) or by STARTTLS (`imap`), except on this very machine.
"""

from __future__ import annotations

import contextlib
import imaplib
import ipaddress
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

TIMEOUT = 60.0  # seconds, for each answer
WINDOW = 50_000  # uids in one search: the library refuses an answer of more than a megabyte on a line
MOST_BYTES = 512 * 1024  # of one message: reports come first, the returned mail's headers with them


class BadUrl(ValueError):
    """BIMTEK_BOUNCE_URL cannot be used."""


class Away(Exception):
    """The mailbox cannot be read now; its text says what the server or the network answered."""


@dataclass(frozen=True, slots=True)
class Box:
    """One folder of one mailbox."""

    host: str
    port: int
    tls: bool  # from the first byte
    username: str
    password: str
    folder: str

    @classmethod
    def from_url(cls, url: str) -> Box:
        """`imaps://user:password@host:993/INBOX`, or `imap://…:143` with STARTTLS. Raises BadUrl."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError as error:
            raise BadUrl("BIMTEK_BOUNCE_URL is no address") from error
        folder = unquote(parts.path.strip("/")) or "INBOX"
        if parts.scheme not in ("imap", "imaps") or not parts.hostname or not folder.isascii():
            raise BadUrl("BIMTEK_BOUNCE_URL must look like imaps://user:password@host:993/INBOX")
        if not parts.username or not parts.password:
            raise BadUrl("BIMTEK_BOUNCE_URL needs a user and a password: imaps://user:password@host")
        tls = parts.scheme == "imaps"
        return cls(
            parts.hostname,
            port or (993 if tls else 143),
            tls,
            unquote(parts.username),
            unquote(parts.password),
            folder,
        )

    @property
    def name(self) -> str:
        """What tells it from another one; without the password."""
        return f"{self.username}@{self.host}:{self.port}/{self.folder}"

    @property
    def local(self) -> bool:
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False


class Session:
    """A folder that is open. Messages are named by their uid, which only grows while `validity` stays."""

    def __init__(self, box: Box) -> None:
        """Connect and open. Raises Away."""
        with _away():
            self._imap = _connected(box)
            try:
                _sign_in(self._imap, box)
                _ok(self._imap.select(_quoted(box.folder)))
                (validity,) = self._imap.response("UIDVALIDITY")[1]
                self.validity = int(validity or 0)
                (following,) = self._imap.response("UIDNEXT")[1]
                self._following = int(following or 0)
            except BaseException:
                self._imap.shutdown()
                raise

    def newer(self, than: int, most: int) -> list[int]:
        """The uids after `than`, the oldest first. Raises Away."""
        first = than + 1
        while True:
            end = first + WINDOW - 1
            last = end >= self._following
            with _away():
                (found,) = _ok(self._imap.uid("SEARCH", "UID", f"{first}:{'*' if last else end}"))[:1]
                # "n:*" means the last one too where n is beyond it.
                uids = [uid for uid in sorted(map(int, (found or b"").split())) if uid > than]
            if uids or last:
                return uids[:most]
            first = end + 1

    def read(self, uid: int) -> bytes:
        """The beginning of a message, which stays unread; empty if it is gone. Raises Away."""
        with _away():
            answer = _ok(self._imap.uid("FETCH", str(uid), f"(BODY.PEEK[]<0.{MOST_BYTES}>)"))
        return next((part[1] for part in answer if isinstance(part, tuple)), b"")

    def mark_read(self, uids: list[int]) -> None:
        """What is done is shown as read, so that people see what is left for them. Raises Away."""
        with _away():
            if uids:
                _ok(self._imap.uid("STORE", ",".join(map(str, uids)), "+FLAGS.SILENT", r"(\Seen)"))

    def leave(self) -> None:
        try:
            self._imap.logout()
        except (imaplib.IMAP4.error, OSError):
            self.cut()

    def cut(self) -> None:
        """End at once, also while another thread waits for an answer."""
        with contextlib.suppress(OSError):
            self._imap.shutdown()


def _connected(box: Box) -> imaplib.IMAP4:
    trusted = ssl.create_default_context()
    if box.tls:
        return imaplib.IMAP4_SSL(box.host, box.port, ssl_context=trusted, timeout=TIMEOUT)
    imap = imaplib.IMAP4(box.host, box.port, timeout=TIMEOUT)
    if not box.local:
        try:
            imap.starttls(trusted)
        except BaseException:
            imap.shutdown()
            raise
    return imap


def _sign_in(imap: imaplib.IMAP4, box: Box) -> None:
    if (box.username + box.password).isascii():
        imap.login(box.username, box.password)
    else:  # LOGIN knows only ASCII
        words = b"\0" + box.username.encode() + b"\0" + box.password.encode()
        imap.authenticate("PLAIN", lambda _challenge: words)


def _quoted(folder: str) -> str:
    return '"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _ok(answer: tuple[str, list[Any]]) -> list[Any]:
    if answer[0] != "OK":
        raise imaplib.IMAP4.error(str(answer[1]))
    return answer[1]


@contextlib.contextmanager
def _away() -> Iterator[None]:
    try:
        yield
    except (imaplib.IMAP4.error, OSError, ValueError) as error:
        raise Away(f"{type(error).__name__}: {error}") from error
