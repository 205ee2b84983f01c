"""The list of those who were chosen as a PDF/A-3b file."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from services.registration.domain.papers import DecisionSheet
from shared.pdf.typesetter import Typesetter, unprintable

DESIGN = Path(__file__).parent


@cache
def _typesetter() -> Typesetter:
    return Typesetter(DESIGN, "decision.typ")


def render(sheet: DecisionSheet, emblem_png: bytes) -> bytes:
    """The PDF. A letter the font lacks does not keep the list from paper: it is printed as "?"."""
    text = json.dumps({**asdict(sheet), "emblem": bool(emblem_png)}, ensure_ascii=False)
    for letter in unprintable(text):
        text = text.replace(letter, "?")
    pictures = {"emblem.png": emblem_png} if emblem_png else {}
    return _typesetter().typeset({"list": json.loads(text)}, datetime(*sheet.day, tzinfo=UTC), pictures)
