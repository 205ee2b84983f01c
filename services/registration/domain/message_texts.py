"""An office's own words in its mails: which words stand for a fact, and what they become."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields

MOST_SUBJECT = 120  # characters; more is cut off in most lists of mails
MOST_OPENING = 2000
MOST_CLOSING = 1000

# What every mail knows, in the words an office uses.
EVERYWHERE = ("nama", "bimtek", "tanggal", "tempat", "alamat", "narahubung", "wa_narahubung", "instansi")
# What only some know.
MORE: Mapping[str, tuple[str, ...]] = {
    "waitlisted": ("urutan",),
    "seat_offered": ("jam",),
    "not_selected": ("alasan",),
    "cancelled_by_office": ("alasan",),
    "workshop_cancelled": ("alasan",),
    "workshop_changed": ("alasan",),
}
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Text:
    """One mail in one language; an empty part leaves the product's own."""

    subject: str = ""
    opening: str = ""
    closing: str = ""

    @property
    def own(self) -> bool:
        """Whether anything is said in the office's words."""
        return bool(self.subject or self.opening or self.closing)


@dataclass(frozen=True, slots=True)
class Unknown:
    """Something between braces, or a brace, that stands for nothing in this mail."""

    written: str


def allowed(purpose: str) -> tuple[str, ...]:
    """The placeholders of a mail, without their braces."""
    return (*EVERYWHERE, *MORE.get(purpose, ()))


def unknown(purpose: str, text: Text) -> dict[str, Unknown]:
    """By part of the text, the first thing in it that would be sent as it stands."""
    found = {}
    for part in fields(text):
        wrong = _first_unknown(purpose, getattr(text, part.name))
        if wrong:
            found[part.name] = Unknown(wrong)
    return found


def _first_unknown(purpose: str, text: str) -> str:
    for match in _PLACEHOLDER.finditer(text):
        if match[1] not in allowed(purpose):
            return match[0]
    rest = re.search(r"[{}]", _PLACEHOLDER.sub("", text))
    return rest[0] if rest else ""


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its facts, put in once: what a fact says is never read for placeholders again.

    A fact that this mail does not have becomes nothing.
    """
    return _PLACEHOLDER.sub(lambda match: values.get(match[1], ""), text)
