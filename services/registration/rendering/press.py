"""The process that prints for the office, niced below the web."""

from __future__ import annotations

from collections.abc import Sequence

from services.registration.domain.cards import Batch, Card, Order
from services.registration.domain.papers import DecisionSheet
from services.registration.settings import RENDER_MEGABYTES, RENDER_SECONDS
from shared.workers import Worker


class Press:
    """Started with the first sheet, kept for the next. Each call raises WorkerFailed past its limits."""

    def __init__(self) -> None:
        # Named, not imported: what it needs is loaded only in the process.
        target = "services.registration.rendering.worker:work"
        self._worker = Worker(target, seconds=RENDER_SECONDS, megabytes=RENDER_MEGABYTES)

    async def cards(self, batch: Batch, cards: Sequence[Card], order: Order) -> bytes:
        """The PDF of a batch of cards, eight to a sheet."""
        pdf: bytes = await self._worker.call("cards", batch, list(cards), order)
        return pdf

    async def decision(self, sheet: DecisionSheet, emblem_png: bytes) -> bytes:
        """The PDF of a list that was decided."""
        pdf: bytes = await self._worker.call("decision", sheet, emblem_png)
        return pdf

    async def close(self) -> None:
        await self._worker.close()
