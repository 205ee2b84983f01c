"""Identities and codes: what names a row, what opens a page, what a person reads aloud."""

from __future__ import annotations

import hashlib
import secrets
import time
from uuid import UUID

# Crockford's base32: no I, L, O, U, so a code read aloud or typed from paper is not mistaken.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 26  # 130 bits: a secret that opens a page by itself
CARD_CODE_LENGTH = 8  # typed by people; guarded by rate limits, never enough to change anything
_LETTERS = bytes(ord(ALPHABET[byte % 32]) for byte in range(256))  # 256 is a multiple of 32: all alike likely
_LOOKALIKES = str.maketrans({"I": "1", "L": "1", "O": "0"})


def new_id() -> UUID:
    """A UUID version 7 (RFC 9562): ordered by time, so new rows land on the same index pages."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & (1 << 48) - 1) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=value)


def new_code() -> str:
    """A secret of 130 random bits, 26 characters, for links that open a page by themselves."""
    return _drawn(CODE_LENGTH)


def new_card_code() -> str:
    """Eight characters a person can read aloud; shown as `K7M4-9QXT`."""
    return _drawn(CARD_CODE_LENGTH)


def _drawn(length: int) -> str:
    return secrets.token_bytes(length).translate(_LETTERS).decode()


def shown(code: str) -> str:
    """A card or check code as people read it: groups of four joined by hyphens."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def normalized(typed: str) -> str:
    """What a person typed, as the stored code: upper case, no spaces or hyphens, O→0, I and L→1."""
    kept = "".join(character for character in typed.upper() if character.isalnum())
    return kept.translate(_LOOKALIKES)


def digest(secret: str) -> bytes:
    """SHA-256 of a secret, which is what tables and events hold instead of the secret itself."""
    return hashlib.sha256(secret.encode()).digest()
