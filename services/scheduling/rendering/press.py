"""The process that renders letters, niced below the web; pages and jobs ask it."""

from __future__ import annotations

from collections.abc import Sequence

from services.scheduling.domain.letter_face import Face
from services.scheduling.settings import RENDER_MEGABYTES, RENDER_SECONDS
from shared.workers import Worker


class Press:
    """Started with the first letter, kept for the next. Each call raises WorkerFailed past its limits."""

    def __init__(self) -> None:
        # Named, not imported: what it needs is loaded only in the process.
        target = "services.scheduling.rendering.worker:work"
        self._worker = Worker(target, seconds=RENDER_SECONDS, megabytes=RENDER_MEGABYTES)

    async def letter(self, face: Face, number: str, emblem_png: bytes, *, draft: bool = False) -> bytes:
        """The PDF of one letter. Raises CannotTypeset."""
        pdf: bytes = await self._worker.call("letter", face, number, emblem_png, draft)
        return pdf

    async def together(self, files: Sequence[bytes]) -> bytes:
        """One PDF of many, for the printer."""
        pdf: bytes = await self._worker.call("together", list(files))
        return pdf

    async def villages(self, district_code: str) -> list[tuple[str, str]]:
        """(code, name) of a kecamatan's villages; there, because all of Indonesia's take 20 MB."""
        found: list[tuple[str, str]] = await self._worker.call("villages", district_code)
        return found

    async def close(self) -> None:
        await self._worker.close()
