"""The letters that invite or send a trainer, opened from their own page."""

from __future__ import annotations

from aiohttp import web

from services.scheduling.actions.letter_delivery import file_name
from services.scheduling.store import letter_files, letters
from services.scheduling.web.downloads import pdf_answer
from services.scheduling.web.pages.trainer import guest_of
from shared import files
from shared.web import NotFound, id_in, running


async def file(request: web.Request) -> web.StreamResponse:
    """The newest edition's very bytes. Raises NotFound for a letter that does not name them."""
    letter_id = id_in(request, "letter_id")
    async with running(request).db.read() as tx:
        guest, _office = await guest_of(request, tx)
        theirs = await letters.of_trainer(tx, guest.organization_id, guest.trainer_id)
        letter = next((one for one in theirs if one.id == letter_id), None)
        made = await letter_files.editions(tx, letter_id) if letter else []
        kept = await files.get(tx, made[-1].file_id) if made else None
    if letter is None or kept is None:
        raise NotFound
    return pdf_answer(kept.data, file_name(letter.kind, letter.number))
