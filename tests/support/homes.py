"""Folders for whole installations under test."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def home() -> Iterator[Path]:
    """An empty folder that the database's own user may enter (pytest's are private), gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="bimtek-home-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
