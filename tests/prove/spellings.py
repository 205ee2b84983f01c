"""Looking for a NIK: the pieces in which it stands, in whatever spelling a program could give it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator, Mapping

_BETWEEN = b" .-_/"


def places_of(niks: Iterable[str], pieces: Mapping[str, bytes]) -> set[str]:
    """The pieces in which one of the numbers stands in any spelling."""
    spellings = [spelling for nik in niks for spelling in _spellings(nik)]
    digits = [nik.encode() for nik in niks]
    return {name for name, piece in pieces.items() if _stands_in(piece, digits, spellings)}


def _stands_in(piece: bytes, digits: Iterable[bytes], spellings: Iterable[bytes]) -> bool:
    bare, low = piece.translate(None, _BETWEEN), piece.lower()
    return any(nik in bare for nik in digits) or any(
        spelling in (low if spelling.islower() else piece) for spelling in spellings
    )


def _spellings(nik: str) -> Iterator[bytes]:
    """What a program might write for it: hex, base64 wherever it begins, two bytes a letter, plain hashes."""
    plain = nik.encode()
    yield plain.hex().encode()
    yield nik.encode("utf-16-le")
    for before in range(3):
        whole = base64.b64encode(bytes(before) + plain)
        yield whole[(before * 8 + 5) // 6 : (before + len(plain)) * 8 // 6]
    for name in ("md5", "sha1", "sha256"):  # without a key anybody can try all numbers out
        yield hashlib.new(name, plain).hexdigest().encode()
        yield base64.b64encode(hashlib.new(name, plain).digest()).rstrip(b"=")
