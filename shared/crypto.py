"""Keys and what they are for: sealing what must stay secret, finding it again, signing what is printed.

The keys live in files of mode 0600, apart from the database, so a stolen database holds no NIK.
Every use names its purpose; what was made for one purpose means nothing for another.
"""

from __future__ import annotations

import base64
import hmac
import os
import secrets
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_BYTES = 32
_NONCE = 12
_FORMAT = b"\x01"  # first byte of everything sealed, so that another format can follow
_SIGNATURE_BYTES = 10  # 80 bits, 16 characters: short enough for a QR code of version 8


class Unreadable(ValueError):
    """What should be decrypted was altered, is for another purpose, or was sealed with another key."""


@dataclass(frozen=True, slots=True)
class Keys:
    """The secrets of one installation; every replica of every service has the same."""

    cookie: bytes = field(repr=False)
    data: bytes = field(repr=False)  # what is sealed in tables
    lookup: bytes = field(repr=False)  # blind indexes
    ticket: bytes = field(repr=False)  # short signatures in QR codes

    @classmethod
    def load(cls, folder: Path) -> Keys:
        """Read `<name>.key` for each key, making those that are missing. Safe when several start at once.

        Raises ValueError for a file that is not a key, OSError where the folder cannot be used.
        """
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return cls(*(_key(folder / f"{name}.key") for name in ("cookie", "data", "lookup", "ticket")))

    def encrypt(self, plain: str, *, purpose: str) -> bytes:
        """AES-256-GCM: format byte, nonce of 12 bytes, then text and tag; the purpose is authenticated."""
        return self.seal(plain.encode(), purpose=purpose)

    def seal(self, plain: bytes, *, purpose: str) -> bytes:
        """The same for bytes, such as a photo."""
        nonce = secrets.token_bytes(_NONCE)
        return _FORMAT + nonce + _cipher(self.data).encrypt(nonce, plain, purpose.encode())

    def decrypt(self, sealed: bytes, *, purpose: str) -> str:
        """The text that `encrypt` sealed for the same purpose; raises Unreadable."""
        return self.unseal(sealed, purpose=purpose).decode()

    def unseal(self, sealed: bytes, *, purpose: str) -> bytes:
        """The bytes that `seal` sealed for the same purpose; raises Unreadable."""
        if sealed[:1] != _FORMAT or len(sealed) <= 1 + _NONCE:
            raise Unreadable("not sealed by this software")
        nonce, text = sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :]
        try:
            return _cipher(self.data).decrypt(nonce, text, purpose.encode())
        except InvalidTag:
            raise Unreadable("altered, for another purpose, or sealed with another key") from None

    def index(self, plain: str, *, purpose: str) -> bytes:
        """32 bytes that are equal for equal text, to find a sealed value without opening all of them."""
        return _mac(self.lookup, plain, purpose)

    def sign(self, text: str, *, purpose: str) -> str:
        """A signature of 80 bits as 16 characters A–Z and 2–7, which QR codes store compactly."""
        return base64.b32encode(_mac(self.ticket, text, purpose)[:_SIGNATURE_BYTES]).decode()

    def signed(self, text: str, signature: str, *, purpose: str) -> bool:
        """Whether `signature` is that of `text`; upper and lower case are the same."""
        expected = self.sign(text, purpose=purpose)
        return hmac.compare_digest(expected.encode(), signature.upper().encode("utf-8", "replace"))


@cache
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(key)


def _mac(key: bytes, text: str, purpose: str) -> bytes:
    # The purpose's length stands first, so that purpose and text cannot be shifted into each other.
    named = purpose.encode()
    return hmac.digest(key, len(named).to_bytes(2, "big") + named + text.encode(), sha256)


def _key(path: Path) -> bytes:
    try:
        key = base64.b64decode(path.read_text().strip(), validate=True)
    except FileNotFoundError:
        return _made(path)
    except ValueError as error:
        raise ValueError(f"{path} is not a key: {error}") from None
    if len(key) != _BYTES:
        raise ValueError(f"{path} is not a key: {len(key)} bytes instead of {_BYTES}")
    return key


def _made(path: Path) -> bytes:
    """A new key, written whole before it gets its name; whoever named the file first wins."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(base64.b64encode(secrets.token_bytes(_BYTES)) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return _key(path)
