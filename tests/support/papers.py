"""Reading PDF files as a stranger would: text, places, QR codes, seal."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pypdfium2
import zxingcpp
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives import serialization
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from services.certificates.sealing.keys import SealKey

MM = 72 / 25.4  # points


def text_of(pdf: bytes) -> list[str]:
    """The words of each page, lines joined by spaces."""
    document = pypdfium2.PdfDocument(pdf)
    pages = [document[at].get_textpage().get_text_bounded() for at in range(len(document))]
    return [" ".join(page.split()) for page in pages]


def box_of(pdf: bytes, words: str, page: int = 0) -> list[tuple[float, float, float, float]]:
    """Where the words stand, in millimetres from the lower left: (left, bottom, right, top) per line."""
    textpage = pypdfium2.PdfDocument(pdf)[page].get_textpage()
    found = textpage.search(words, match_case=True).get_next()
    assert found is not None, f"{words!r} is not on page {page + 1}"
    start, count = found
    boxes = [textpage.get_rect(at) for at in range(textpage.count_rects(start, count))]
    return [tuple(value / MM for value in box) for box in boxes]


def qr_of(pdf: bytes, scale: float = 3.0) -> str:
    """What the QR code of the first page says, read from a picture of the page."""
    picture = pypdfium2.PdfDocument(pdf)[0].render(scale=scale).to_pil()
    (code,) = zxingcpp.read_barcodes(picture)
    return str(code.text)


def standard_of(pdf: bytes) -> str:
    """The PDF/A part and level that the file's metadata claims, "3B"."""
    with pikepdf.open(BytesIO(pdf)) as document, document.open_metadata() as metadata:
        return str(metadata.pdfa_status)


def sealed_by(pdf: bytes, key: SealKey) -> bool:
    """Whether the whole file is sealed with that key, by pyHanko's own validation."""
    der = key.certificate.public_bytes(serialization.Encoding.DER)
    (signature,) = PdfFileReader(BytesIO(pdf)).embedded_signatures
    context = ValidationContext(trust_roots=[asn1_x509.Certificate.load(der)])
    status = validate_pdf_signature(signature, context)
    whole = status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    return bool(status.intact and status.valid and status.trusted and status.docmdp_ok and whole)
