"""Looking at handed-in files in a process of its own, with limits: they may be made to do harm."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from services.certificates.sealing.check import Inspection, SealState, inspect
from services.certificates.sealing.keys import SealKey, read_key
from shared.workers import Worker, WorkerFailed

SECONDS = 8.0  # an honest file takes less than one; one made to take for ever keeps others waiting so long
MEGABYTES = 500
MOST_WAITING = 4  # files; whoever comes then is told to come again rather than wait for minutes


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
        self._waiting = 0

    @property
    def full(self) -> bool:
        """Whether as many files wait as may."""
        return self._waiting >= MOST_WAITING

    async def inspect(self, pdf: bytes) -> Inspection:
        """A file that breaks the limits says nothing: no seal, no code."""
        self._waiting += 1
        try:
            found: Inspection = await self._worker.call(self._path, pdf)
        except WorkerFailed:
            return Inspection(SealState.NONE, ())
        finally:
            self._waiting -= 1
        return found

    async def close(self) -> None:
        await self._worker.close()
