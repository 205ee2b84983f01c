"""The audit trail of planning, of the office and of its staff."""

from __future__ import annotations

from services.scheduling.store import history
from services.scheduling.web import words
from services.scheduling.web.organizer import choices
from shared.web.history import Words, history_page


def _special(field: str, text: str) -> str:
    return choices.district_name(text)


PAGE = history_page(
    "/kelola/riwayat",
    Words(words.ACTS, words.FIELDS, words.VALUES, special=_special),
    history.names,
)
