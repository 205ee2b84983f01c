"""Looking at handed-in files in a process of its own, with limits: they may be made to do harm."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from services.certificates.sealing.check import Inspection, SealState, inspect
from services.certificates.sealing.keys import SealKey, read_key
from shared.workers import Worker, WorkerFailed

SECONDS = 20.0
MEGABYTES = 500


@cache
def _key(path: str) -> SealKey:
    return read_key(Path(path))


def look(path: str, pdf: bytes) -> Inspection:
    """What the worker process runs; `path` is the file of the seal's key."""
    return inspect(pdf, _key(path))


class Inspector:
    """Tells what a file says of itself."""

    def __init__(self, path: Path, key: SealKey) -> None:
        self.key = key
        self._path = str(path)
        target = f"{look.__module__}:{look.__name__}"
        self._worker = Worker(target, seconds=SECONDS, megabytes=MEGABYTES)

    async def inspect(self, pdf: bytes) -> Inspection:
        """A file that breaks the limits says nothing: no seal, no code."""
        try:
            found: Inspection = await self._worker.call(self._path, pdf)
        except WorkerFailed:
            return Inspection(SealState.NONE, ())
        return found

    async def close(self) -> None:
        await self._worker.close()
