"""`bimtek bench`: measures speed, each row as a ratio of two sides of the same run."""

from __future__ import annotations

import asyncio
import importlib
import json as json_format
import sys
from collections.abc import Callable, Coroutine
from dataclasses import asdict

from shared import logging
from tests.bench.figures import Row, machine

# Each module has `async def measure(rounds) -> list[Row]`.
ROWS = {
    "list": "tests.bench.list_page",
    "people": "tests.bench.people",
    "signup": "tests.bench.sign_up",
    "signup-apart": "tests.bench.sign_up_apart",
    "slowdisk": "tests.bench.commit_delay",
    "crowd": "tests.bench.open_loop",
    "door": "tests.bench.check_in",
    "events": "tests.bench.events",
    "certificates": "tests.bench.certificates",
    "schedule": "tests.bench.schedule",
    "memory": "tests.bench.memory",
    "apart": "tests.bench.memory_apart",
    "bytes": "tests.bench.wire",
}
ROUNDS = 3
COLUMNS = "{:<24}{:>12}{:>12}{:>9}{:>9}{:>8}  {}"


def main(row: str | None = None, *, json: bool = False, rounds: int = ROUNDS) -> int:
    """Measure all rows, or the one named; 0 if each reaches what it must."""
    if row is not None and row not in ROWS:
        print(f"There is no row {row!r}. There are: {', '.join(ROWS)}", file=sys.stderr)
        return 2
    logging.configure("ERROR")
    about = machine()
    if not json:
        print(*(f"{name}: {value}" for name, value in about.items()), sep="\n")
        print(COLUMNS.format("row", "ours", "against", "ratio", "must", "rounds", "unit"), flush=True)
    found: list[Row] = []
    for name in [row] if row else ROWS:
        for one in asyncio.run(_of(name)(rounds)):
            found.append(one)
            if not json:
                print(in_columns(one), flush=True)
    if json:
        rows = [{**asdict(one), "ratio": one.ratio, "good": one.good} for one in found]
        print(json_format.dumps({**about, "rows": rows}, indent=2))
    else:
        print(*(f"{one.row}: {one.what}" for one in found), sep="\n")
    return 0 if all(one.good for one in found) else 1


def _of(name: str) -> Callable[[int], Coroutine[None, None, list[Row]]]:
    measure: Callable[[int], Coroutine[None, None, list[Row]]] = importlib.import_module(ROWS[name]).measure
    return measure


def in_columns(row: Row) -> str:
    """One line: row, ours, against, ratio, must, rounds, unit."""
    must = "–" if row.must is None else f"{row.must:.2f}"
    must = must if row.most is None else f"≤ {row.most:.2f}"
    figures = (f"{row.ours:,.1f}", f"{row.against:,.1f}", f"{row.ratio:.2f}", must)
    return COLUMNS.format(row.row, *figures, row.rounds, row.unit)
