"""What is measured, how it is compared, and on which machine."""

from __future__ import annotations

import os
import platform
import subprocess
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from tests.support.databases import ROOT

Measure = Callable[[], Awaitable[float]]


@dataclass(frozen=True)
class Row:
    """Two sides of one run. Rates vary with the machine; `ratio` is what to trust."""

    row: str
    ours: float
    against: float
    must: float | None  # the least ratio; None: for information
    rounds: int
    unit: str
    what: str  # what the two sides are, in one line
    most: float | None = None  # the greatest ratio, where less is better

    @property
    def ratio(self) -> float:
        return self.ours / self.against

    @property
    def good(self) -> bool:
        enough = self.must is None or self.ratio >= self.must
        return enough and (self.most is None or self.ratio <= self.most)


async def interleaved(rounds: int, sides: Mapping[str, Measure]) -> dict[str, float]:
    """Measure each side once in every round, so that whatever else the machine does hits all alike;
    the median of each."""
    found: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(rounds):
        for name, measure in sides.items():
            found[name].append(await measure())
    return {name: median(figures) for name, figures in found.items()}


def machine() -> dict[str, str]:
    """Where and of what these figures are."""
    return {
        "machine": f"{_processor()}, {os.cpu_count()} cores, {_memory_gb():.0f} GB",
        "system": f"{platform.system()} {platform.release()}, Python {platform.python_version()}",
        "commit": _commit(),
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
    }


def _processor() -> str:
    with Path("/proc/cpuinfo").open() as lines:
        names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _memory_gb() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9


def _commit() -> str:
    def git(*words: str) -> str:
        done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
        return done.stdout.strip()

    return (git("rev-parse", "--short", "HEAD") or "unknown") + ("+" if git("status", "--porcelain") else "")
