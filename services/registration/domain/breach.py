"""A breach of personal data: who is told what, and until when.

UU 27/2022 pasal 46: in writing within 3×24 hours, to the people and to the lembaga (ayat 1), at least which
data, when and how, and what is done about it (ayat 2); in certain cases the public too (ayat 3).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

HOURS = timedelta(hours=3 * 24)
WORDS: Mapping[str, str] = {
    "name": "nama",
    "phone": "nomor HP/WhatsApp",
    "email": "alamat email",
    "nik": "NIK",
    "needs": "kebutuhan khusus",
    "disability": "disabilitas",
    "home": "kecamatan dan desa",
    "business": "data usaha",
    "answers": "jawaban formulir",
}
MASKED = frozenset({"nik", "needs", "disability"})  # on pages: opened one by one
SEALED = frozenset({"nik", "needs"})  # at rest: a database without its keys tells nothing of them
EXPORT = "export"
ANSWER = "q_"


@dataclass(frozen=True, slots=True)
class Breach:
    """What the office says of it; times are aware."""

    office: str
    since: datetime
    until: datetime
    known_at: datetime
    how: str
    measures: str

    @property
    def due_at(self) -> datetime:
        return self.known_at + HOURS


def exposed(has: Iterable[str], opened: Iterable[str], said: Sequence[str], *, everybody: bool) -> list[str]:
    """Which fields of one person count as exposed, in the order of WORDS.

    With `everybody` those that are `said`, as far as the person has them; where nothing is said, all that is
    not sealed at rest. Otherwise by the log: whoever's masked field was opened also had their page open, so
    what stands there counts.
    """
    known = set(has)
    if everybody:
        return [name for name in WORDS if name in known and (name in said if said else name not in SEALED)]
    seen = {name for name in known if name not in MASKED}
    fields = set(opened)
    seen |= fields & MASKED
    if any(name.startswith(ANSWER) for name in fields):
        seen.add("answers")
    return [name for name in WORDS if name in seen]
