"""Participants' cards as a PDF/A-3b file, eight on a sheet of A4, with lines to cut along."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from functools import cache
from itertools import groupby
from pathlib import Path

import segno

from services.registration.domain.cards import Batch, Card, Order, in_order
from shared.indonesia import villages_of
from shared.pdf.typesetter import Typesetter, unprintable

DESIGN = Path(__file__).parent
FONT = "Plus Jakarta Sans"
QUIET = 4  # modules of white, as ISO/IEC 18004 asks for
MASK = 4  # trying all eight takes longer than the rest of a card; any of them reads well


@cache
def _typesetter() -> Typesetter:
    return Typesetter(DESIGN, "cards.typ")


def render(batch: Batch, cards: Sequence[Card], order: Order) -> bytes:
    """The PDF of the cards in their order. A letter the font lacks does not keep the others from paper."""
    named = in_order([replace(card, village=_village(card)) for card in cards], order)
    values = {
        "batch": asdict(batch),
        "cards": [
            {"name": card.name, "home": card.home, "code": card.code, "qr": qr_picture(card.qr)}
            for card in named
        ],
    }
    text = json.dumps(values, ensure_ascii=False)
    for letter in unprintable(text, FONT):
        text = text.replace(letter, "?")
    return _typesetter().typeset({"sheet": json.loads(text)}, datetime(*batch.made_on, tzinfo=UTC))


def _village(card: Card) -> str:
    """Looked up here: all of Indonesia's villages take 20 MB, which the web does without."""
    return dict(villages_of(card.district_code)).get(card.village_code, "") if card.village_code else ""


def qr_picture(text: str) -> str:
    """An SVG of one path in modules: fewer shapes than a square for each, and no hairlines between them."""
    code = segno.make_qr(text, error="m", mask=MASK, boost_error=False)
    side = code.symbol_size(border=QUIET)[0]
    runs = []
    for y, row in enumerate(code.matrix):
        for dark, together in groupby(enumerate(row), key=lambda module: module[1]):
            if dark:
                places = [x for x, _ in together]
                runs.append(f"M{QUIET + places[0]} {QUIET + y}h{len(places)}v1h-{len(places)}z")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{side}" height="{side}" viewBox="0 0 {side} {side}">'
        f'<path d="{"".join(runs)}"/></svg>'
    )
