"""A row of the desk's "Perlu keputusan"."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Decision:
    """One row: how many, what, the oldest, and the button that leads there."""

    count: int
    what: str
    oldest: str
    href: str
    action: str
