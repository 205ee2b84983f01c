"""The QR code of a certificate, sized for paper."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

import segno

LEAST_MM = 35.0  # of the code itself; phones read that from an arm's length even on a poor copy
QUIET = 4  # modules of white around it, as ISO/IEC 18004 asks for
LARGEST_VERSION = 14  # beyond it a module is under half a millimetre
MASK = 2  # trying all eight masks takes a third of the whole rendering; any of them reads well


class TooLong(ValueError):
    """The address does not fit a code that can still be read from paper."""


@dataclass(frozen=True, slots=True)
class QrCode:
    """An SVG of one path in modules, and its side with the quiet zone in millimetres."""

    svg: bytes
    side_mm: float


def qr_code(url: str) -> QrCode:
    """The code for `url` with error correction M. Raises TooLong."""
    code = segno.make_qr(url, error="m", mask=MASK, boost_error=False)
    if int(code.version) > LARGEST_VERSION:
        raise TooLong(f"a QR code for {len(url)} characters needs version {code.version}")
    modules = code.symbol_size(border=0)[0]
    side = modules + 2 * QUIET
    runs = (
        f"M{QUIET + x} {QUIET + y}h{length}v1h-{length}z"
        for y, row in enumerate(code.matrix)
        for x, length in _runs(row)
    )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{side}" height="{side}" viewBox="0 0 {side} {side}">'
        f'<path d="{"".join(runs)}"/></svg>'
    )
    return QrCode(svg.encode(), LEAST_MM * side / modules)


def _runs(row: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Where the dark modules of a row begin and how many stand together: fewer shapes, no hairlines."""
    for dark, together in groupby(enumerate(row), key=lambda module: module[1]):
        if dark:
            places = [x for x, _ in together]
            yield places[0], len(places)
