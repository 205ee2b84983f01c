"""Several letters as one file, for the printer: the very pages that were made, one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from pikepdf import Pdf


def together(files: Sequence[bytes]) -> bytes:
    """One PDF of all pages, in the order of the files."""
    made = BytesIO()
    with Pdf.new() as pages:
        for data in files:
            with Pdf.open(BytesIO(data)) as one:
                pages.pages.extend(one.pages)
        pages.save(made)
    return made.getvalue()
