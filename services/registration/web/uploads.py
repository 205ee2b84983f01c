"""What strangers send: taken apart in processes with limits, parts of the running service."""

from __future__ import annotations

from services.registration.actions.answers import Attached
from shared.papers import Paper, Unfit, plain_name
from shared.sheets.reading import SheetReader
from shared.web import Upload
from shared.workers import Worker, WorkerFailed

SECONDS = 20.0
MEGABYTES = 700  # a picture of 30 megapixels, drawn anew
MOST_BYTES = 10 * 1024 * 1024  # of all files of one form
_LONGEST_NAME = 100


class GroupSheets(SheetReader):
    """Reads the lists of contact persons, apart from the office's: a stranger's file delays strangers."""

    def __init__(self) -> None:
        super().__init__(seconds=10.0, megabytes=300)


class Papers:
    """Makes what strangers send harmless; one file at a time."""

    def __init__(self) -> None:
        self._worker = Worker("shared.papers:harmless", seconds=SECONDS, megabytes=MEGABYTES)

    async def taken(self, upload: Upload) -> Attached:
        """The file as it is kept: a picture drawn anew or a PDF that does nothing. Raises Unfit."""
        try:
            paper: Paper = await self._worker.call(upload.data)
        except WorkerFailed as error:
            raise Unfit("too much to take apart") from error
        stem = plain_name(upload.name).rpartition(".")[0][:_LONGEST_NAME].strip(". ")
        return Attached(f"{stem or 'berkas'}{paper.ending}", paper.media_type, paper.data)

    async def close(self) -> None:
        await self._worker.close()
