"""What parallel classes and classes in series are called."""

from __future__ import annotations

from collections.abc import Collection
from string import ascii_uppercase

from shared.indonesia import roman

PARALLEL, SERIES = "Kelas", "Angkatan"
MOST_CLASSES = 10
_MOST_SERIES = 12  # beyond it people write the label themselves


def is_series(label: str) -> bool:
    return label.strip().casefold().startswith(SERIES.casefold())


def next_labels(taken: Collection[str], count: int, *, series: bool) -> list[str]:
    """The next free labels: "Angkatan II", "Angkatan III" of a series, else "Kelas B", "Kelas C"; fewer
    where the names run out.

    A class without a label counts as the first: it becomes the first when others come beside it.
    """
    used = {label.strip().casefold() for label in taken if label.strip()}
    if series:
        names = [f"{SERIES} {roman(number)}" for number in range(1, _MOST_SERIES + 1)]
    else:
        names = [f"{PARALLEL} {letter}" for letter in ascii_uppercase]
    if any(not label.strip() for label in taken):
        used.add(names[0].casefold())
    return [name for name in names if name.casefold() not in used][:count]
