"""What an office says in its own words in a mail, ready to stand in it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeAlias

from shared.db import Tx
from shared.events.scheduling import Organization
from shared.mail.queue import Letter

Paragraphs: TypeAlias = tuple[tuple[str, ...], ...]  # each of them its lines


@dataclass(frozen=True, slots=True)
class Wording:
    """An empty part leaves what the template says; `trial`: the mail is marked as one that only tries it."""

    subject: str = ""
    opening: Paragraphs = ()
    closing: Paragraphs = ()
    trial: bool = False

    @property
    def opening_text(self) -> str:
        return _joined(self.opening)

    @property
    def closing_text(self) -> str:
        return _joined(self.closing)


# What a service says of a mail whose turn has come; read in the sender's transaction.
Worded: TypeAlias = Callable[[Tx, Letter, Organization], Awaitable[Wording]]


def paragraphs(text: str) -> Paragraphs:
    """Text as people type it: an empty line ends a paragraph."""
    found: list[tuple[str, ...]] = []
    lines: list[str] = []
    for line in [*text.splitlines(), ""]:
        if line.strip():
            lines.append(line.strip())
        elif lines:
            found.append(tuple(lines))
            lines = []
    return tuple(found)


def _joined(parts: Paragraphs) -> str:
    return "\n\n".join("\n".join(lines) for lines in parts)
