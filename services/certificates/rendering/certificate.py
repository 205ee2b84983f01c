"""One certificate as a PDF/A-3b file, front and back, not yet sealed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

from services.certificates.domain.face import Face
from services.certificates.rendering.qr import qr_code
from shared.ids import shown
from shared.pdf.typesetter import CannotTypeset, Typesetter, unprintable

DESIGN = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Wording:
    """Everything printed on one person's certificate."""

    face: Face
    number: str
    name: str
    check_code: str
    url: str  # what the QR code opens
    check_at: str  # where a check code is typed: "bimtek.example.go.id/sertifikat"
    emblem_png: bytes = b""


@cache
def _typesetter() -> Typesetter:
    return Typesetter(DESIGN, "certificate.typ")


def render(wording: Wording) -> bytes:
    """The PDF. Raises CannotTypeset, e.g. for a letter the font lacks."""
    _refuse_unprintable(wording)
    made_at = datetime.combine(wording.face.signing_date, time(), UTC)
    code = qr_code(wording.url)
    pictures = {"qr.svg": code.svg}
    if wording.emblem_png:
        pictures["emblem.png"] = wording.emblem_png
    return _typesetter().typeset(values_of(wording, code.side_mm), made_at, pictures)


def values_of(wording: Wording, qr_mm: float) -> dict[str, dict[str, Any]]:
    """What the design reads from face.json and person.json; `qr_mm` is the side of the QR picture."""
    day = wording.face.signing_date
    face = {
        **wording.face.model_dump(mode="json", exclude={"signing_date"}),
        "signed": [day.year, day.month, day.day],
        "emblem": bool(wording.emblem_png),
    }
    person = {
        "number": wording.number,
        "name": wording.name,
        "check_code": shown(wording.check_code),
        "check_at": wording.check_at,
        "url": wording.url,
        "qr_mm": round(qr_mm, 2),
    }
    return {"face": face, "person": person}


def _refuse_unprintable(wording: Wording) -> None:
    """Raise CannotTypeset naming the letters, before typst would fail without saying where."""
    face = wording.face
    printed = chain(
        (wording.name, wording.number, face.office, face.activity, face.held_by, face.place, face.signed_at),
        (face.signature.prefix, face.signature.name, face.signature.rank, *face.signature.position),
        face.letterhead,
        (text for row in face.materials for text in (row.subject, row.trainers)),
    )
    if missing := unprintable("".join(printed)):
        letters = " ".join(missing[:5])
        raise CannotTypeset(f"the font has no {letters}", letters)
