"""One letter as a PDF/A-3b file."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time
from functools import cache
from pathlib import Path

from services.scheduling.domain.letter_face import Face
from shared.pdf.typesetter import CannotTypeset, Typesetter, unprintable

DESIGN = Path(__file__).parent


@cache
def _typesetter() -> Typesetter:
    return Typesetter(DESIGN, "letter.typ")


def render(face: Face, number: str, emblem_png: bytes, draft: bool) -> bytes:
    """The PDF; `number` may be empty on a draft. Raises CannotTypeset, e.g. for a letter the font lacks."""
    day = face.signing_date
    values = {
        **face.model_dump(mode="json", exclude={"signing_date"}),
        "number": number,
        "signed": [day.year, day.month, day.day],
        "emblem": bool(emblem_png),
        "draft": draft,
    }
    if missing := unprintable(json.dumps(values, ensure_ascii=False)):
        letters = " ".join(missing[:5])
        raise CannotTypeset(f"the font has no {letters}", letters)
    pictures = {"emblem.png": emblem_png} if emblem_png else {}
    return _typesetter().typeset({"letter": values}, datetime.combine(day, time(), UTC), pictures)
