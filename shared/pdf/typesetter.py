"""One kept typst compiler for one design.

A design is a folder with a `.typ` file and its pictures. The typesetter copies it into a private
folder, writes the values of each document beside it as JSON files, and compiles. The compiler, the
fonts and everything typst has already laid out stay in memory from one document to the next.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import TYPE_CHECKING, Any

import fontpkg

# typst and fontTools are loaded by the functions that use them: only worker processes do.
if TYPE_CHECKING:
    import typst

PREFIX = "bimtek-pdf-"  # of the private folders, then the process that owns one
FAMILIES = ("EB Garamond", "Plus Jakarta Sans")
STANDARD: typst.PDFStandard = "a-3b"  # ISO 19005-3, what an archive keeps for decades


class CannotTypeset(Exception):
    """The values do not fit the design. `letters`: those the fonts lack, when that is the cause."""

    def __init__(self, message: str, letters: str = "") -> None:
        super().__init__(message, letters)
        self.letters = letters


@cache
def fonts() -> typst.Fonts:
    """Our two families and no others: the same bytes on every machine."""
    import typst

    folders = [str(fontpkg.path(family).parent) for family in FAMILIES]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(folders))


@cache
def _glyphs(family: str) -> frozenset[int]:
    from fontTools.ttLib import TTFont

    with TTFont(str(fontpkg.path(family)), lazy=True) as font:
        return frozenset(font.getBestCmap())


def unprintable(words: str, family: str = FAMILIES[0]) -> list[str]:
    """The characters of `words` the font has no glyph for; an empty list when all can be printed."""
    known = _glyphs(family)
    return sorted({letter for letter in words if ord(letter) not in known and letter != "\n"})


def _sweep() -> None:
    """Remove the folders of workers that were killed and could not do it themselves."""
    for folder in Path(gettempdir()).glob(f"{PREFIX}*"):
        owner = folder.name.removeprefix(PREFIX).partition("-")[0]
        if owner.isdigit() and not Path(f"/proc/{owner}").exists():
            shutil.rmtree(folder, ignore_errors=True)


def _refuse_packages(folder: Path) -> None:
    """typst would fetch `@preview/…` from the network while it compiles."""
    for source in folder.glob("*.typ"):
        if '"@' in source.read_text(encoding="utf-8"):
            raise ValueError(f"{source.name} imports a package; designs use their own files only")


class Typesetter:
    """Makes PDF/A-3b files of one design. Not for two threads at once; one for each worker process."""

    def __init__(self, folder: Path, main: str) -> None:
        import typst

        """`main` is the design's file in `folder`. Raises ValueError for a design that imports packages."""
        _refuse_packages(folder)
        _sweep()
        self._place = TemporaryDirectory(prefix=f"{PREFIX}{os.getpid()}-")
        self._folder = Path(self._place.name)
        for source in folder.iterdir():
            if source.suffix in {".typ", ".svg", ".png"}:
                shutil.copy(source, self._folder)
        self._compiler = typst.Compiler(
            self._folder / main,
            root=self._folder,
            font_paths=fonts(),
        )

    def typeset(
        self,
        values: Mapping[str, Mapping[str, Any]],
        made_at: datetime,
        pictures: Mapping[str, bytes] | None = None,
    ) -> bytes:
        """The PDF of `values`; `pictures` are files the design opens by name. Raises CannotTypeset.

        Each part of `values` becomes `<part>.json`. What many documents share belongs into a part of its
        own: what is made from an unchanged part alone is not laid out again.
        """
        import typst

        for name, content in (pictures or {}).items():
            (self._folder / name).write_bytes(content)
        for name, part in values.items():
            text = json.dumps(part, ensure_ascii=False)
            (self._folder / f"{name}.json").write_text(text, encoding="utf-8")
        try:
            pdf = self._compiler.compile(
                format="pdf", pdf_standards=[STANDARD], timestamp=int(made_at.timestamp())
            )
        except typst.TypstError as error:
            raise CannotTypeset(error.message) from error
        if not isinstance(pdf, bytes):  # one PDF is always bytes; a list would be pictures of pages
            raise CannotTypeset("the compiler made no PDF")
        return pdf

    def close(self) -> None:
        """Remove the private folder."""
        self._place.cleanup()
