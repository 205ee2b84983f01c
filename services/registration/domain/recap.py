"""Counts of people that may leave the office: small ones are not told, nor can they be worked out.

Source of the rule: counts under five of disability and needs are not published (docs/glossary.md). A table
with one hidden count gives it away by its total, so small ones stand together in one rest, and where that
would still tell one of them, another count joins it (complementary suppression). Nothing here chooses by
size: who knows the rule learns nothing from what was chosen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

LEAST = 5  # people; fewer are not told


@dataclass(frozen=True, slots=True)
class Told:
    """A table as it may be shown: counts by category, and together the people of all the others."""

    shown: Mapping[str, int]
    rest: int | None  # of the categories not shown; None when all are
    total: int


def told(cells: Mapping[str, int], also_hidden: Iterable[str] = ()) -> Told:
    """The counts that may be told of two or more categories, in their order; the total is known anyway.

    `also_hidden`: what must not be told for another reason.
    """
    hidden = {name for name, count in cells.items() if count < LEAST} | set(also_hidden)
    total, rest = sum(cells.values()), sum(cells[name] for name in hidden)
    if not rest:
        return Told(dict(cells), None, total)  # nobody is in any of them: zero tells of nobody
    if len(hidden) < 2 or rest < LEAST or rest == (LEAST - 1) * len(hidden):
        # One alone, too few, or each of them as many as can be hidden: the rest would tell them.
        hidden |= set([name for name in cells if name not in hidden][:1])
    shown = {name: count for name, count in cells.items() if name not in hidden}
    return Told(shown, sum(cells[name] for name in hidden), total)


def together(tables: Sequence[Mapping[str, int]]) -> tuple[list[Told], Told]:
    """Several tables of the same categories, and their sum, so that no difference tells what one hides.

    A category is told in the sum only if no table hides it, or so many do that neither they nor what else
    they hide can be worked out.
    """
    parts = [told(table) for table in tables]
    whole: Counter[str] = Counter()
    for table in tables:
        whole.update(table)
    names = list(dict.fromkeys(name for table in tables for name in table))
    blocked = []
    for name in names:
        hiding = [at for at, part in enumerate(parts) if part.rest is not None and name not in part.shown]
        people = sum(tables[at].get(name, 0) for at in hiding)
        others = sum(parts[at].rest or 0 for at in hiding) - people
        if hiding and (len(hiding) < 2 or people < LEAST or others < LEAST):
            blocked.append(name)
    return parts, told({name: whole[name] for name in names}, blocked)
