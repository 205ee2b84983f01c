"""What the worker process does: one file, rendered and sealed. It keeps compiler, fonts and key loaded."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from services.certificates.rendering.certificate import Wording, render
from services.certificates.sealing.keys import read_key
from services.certificates.sealing.seal import Seal


@cache
def _seal(path: str) -> Seal:
    return Seal(read_key(Path(path)))


def press(path: str, wording: Wording) -> bytes:
    """The sealed PDF; `path` is the file of the seal's key. Raises CannotTypeset."""
    return _seal(path).seal(render(wording), wording.url)
