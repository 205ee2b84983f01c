"""What a list of the JSON API may be asked: the names of the pages' lists, but read strictly."""

from __future__ import annotations

from pydantic import BaseModel, Field

from shared.web.searching import like

MOST = 100  # rows a page


class Listed(BaseModel):
    """What every such list may be asked, `MOST` rows a page."""

    cari: str = Field("", max_length=100, description="Text to look for")
    halaman: int = Field(1, ge=1, le=100_000, description="Page, from 1")

    @property
    def search(self) -> str:
        """Escaped for `like`."""
        return like(self.cari.strip())

    @property
    def skip(self) -> int:
        return (self.halaman - 1) * MOST
