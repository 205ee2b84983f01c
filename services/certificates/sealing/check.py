"""Looking at a file somebody hands in: whose seal it has, and which certificate it claims to be."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from itertools import chain

from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives import serialization

from services.certificates.sealing.keys import SealKey

_CLAIM = re.compile(rb"/sertifikat/([0-9A-HJKMNP-TV-Z]{26})", re.IGNORECASE)
_STREAM = re.compile(rb"stream\r?\n")
_CLAIMS_MOST = 20  # a certificate names itself; each further code costs the caller a look into the table
_INFLATED_MOST = 32 * 1024 * 1024  # bytes looked through in all: a packed file must not fill the memory


class SealState(StrEnum):
    """What the seal says of the bytes."""

    INTACT = "intact"  # our seal, and it covers the whole file
    CHANGED = "changed"  # our seal, but the bytes are no longer those it was set on
    NONE = "none"  # no seal of ours can be found


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a file says of itself. None of it is proof: proof is the hash in our table."""

    seal: SealState
    codes: tuple[str, ...]  # certificates whose verification address stands in the file


def inspect(pdf: bytes, key: SealKey) -> Inspection:
    """Look at a file of any content; never raises for what is in it."""
    return Inspection(seal_state(pdf, key), claimed_codes(pdf))


def seal_state(pdf: bytes, key: SealKey) -> SealState:
    """Whether our seal is on the file and holds."""
    # Here and not above: a second and 40 MB that only the worker process should pay.
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    der = key.certificate.public_bytes(serialization.Encoding.DER)
    ours = asn1_x509.Certificate.load(der)
    present = der in pdf or der.hex().encode() in pdf.lower()
    try:
        for signature in PdfFileReader(BytesIO(pdf), strict=False).embedded_signatures:
            if signature.signer_cert.dump() != der:
                continue
            status = validate_pdf_signature(signature, ValidationContext(trust_roots=[ours]))
            whole = status.coverage is SignatureCoverageLevel.ENTIRE_FILE
            good = status.intact and status.valid and whole and status.docmdp_ok
            return SealState.INTACT if good else SealState.CHANGED
    except Exception:  # - a hostile or damaged file may break the reader anywhere; that is an answer
        return SealState.CHANGED if present else SealState.NONE
    return SealState.CHANGED if present else SealState.NONE


def claimed_codes(pdf: bytes) -> tuple[str, ...]:
    """The first certificate codes in the file's plain and deflated parts, in order, each once."""
    found: dict[str, None] = {}
    for part in chain([pdf], _inflated(pdf)):
        for match in _CLAIM.finditer(part):
            found[match[1].decode().upper()] = None
            if len(found) == _CLAIMS_MOST:
                return tuple(found)
    return tuple(found)


def _inflated(pdf: bytes) -> Iterator[bytes]:
    """What the deflated streams hold, `_INFLATED_MOST` in all. Reads any file once, however it is made."""
    left, at = _INFLATED_MOST, 0
    while left > 0 and (start := _STREAM.search(pdf, at)):
        at = pdf.find(b"endstream", start.end())
        if at < 0:
            return
        try:
            plain = zlib.decompressobj().decompress(pdf[start.end() : at], left)
        except zlib.error:
            continue
        left -= len(plain)
        yield plain
