"""What parallel classes and classes in series are called."""

from __future__ import annotations

from collections.abc import Collection
from string import ascii_uppercase

from shared.indonesia import roman

PARALLEL, SERIES = "Kelas", "Angkatan"
MOST_CLASSES = 10


def next_labels(taken: Collection[str], count: int) -> list[str]:
    """The next free labels: "Angkatan II", "Angkatan III" beside an "Angkatan I", else "Kelas B", "Kelas C".

    A class without a label counts as the first: it becomes "Kelas A" when others come beside it.
    """
    used = {label.strip().casefold() for label in taken if label.strip()}
    if any(label.startswith(SERIES.casefold()) for label in used):
        names = [f"{SERIES} {roman(number)}" for number in range(1, 13)]
    else:
        names = [f"{PARALLEL} {letter}" for letter in ascii_uppercase]
        if len(used) < len(taken):
            used.add(names[0].casefold())
    return [name for name in names if name.casefold() not in used][:count]
