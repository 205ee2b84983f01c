"""Makes the web font: `python -m shared.web.fonts`, when the font package or the wanted letters change.

Needs fonttools and brotli, which only the tests install; the result is part of the repository.
"""

from __future__ import annotations

import shutil
import sys
from importlib.resources import files
from pathlib import Path

from fontTools import subset, ttLib
from fontTools.varLib import instancer

FOLDER = Path(__file__).parent / "static" / "fonts"
NAME = "plus-jakarta-sans"
# Basic Latin, the accents of names, and the signs our texts use.
LETTERS = (
    "".join(map(chr, range(0x20, 0x7F))) + "ÀÁÂÄÇÈÉÊËÌÍÎÏÑÒÓÔÖÙÚÛÜàáâäçèéêëìíîïñòóôöùúûü" + "‘’“”–—…·×≥≤→°©•"
)
WEIGHTS = (400, 750)


def make() -> int:
    """Write the woff2 and the licence beside it; the size in bytes."""
    package = files("fontpkg_plus_jakarta_sans")
    font = ttLib.TTFont(str(package / "files" / "PlusJakartaSans[wght].ttf"))
    font = instancer.instantiateVariableFont(font, {"wght": WEIGHTS})
    options = subset.Options(flavor="woff2", layout_features=["kern", "liga", "tnum", "mark", "ccmp"])
    options.hinting = False
    options.name_IDs = [0, 1, 2, 13, 14]
    cutter = subset.Subsetter(options)
    cutter.populate(text=LETTERS)
    cutter.subset(font)
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"{NAME}.woff2"
    font.flavor = "woff2"
    font.save(path)
    shutil.copy(str(package / "LICENSE"), FOLDER / f"{NAME}-OFL.txt")
    return path.stat().st_size


if __name__ == "__main__":
    sys.stdout.write(f"{make()} bytes\n")
