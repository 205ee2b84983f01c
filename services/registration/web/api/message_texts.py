"""The words of an office's mails, for programs."""

from __future__ import annotations

from typing import Literal

from aiohttp import web

from services.registration.actions import message_texts as actions
from services.registration.domain.message_texts import Text, allowed
from services.registration.store import message_texts
from services.registration.store.message_texts import Kept
from services.registration.web.forms.message_texts import TextForm, word_problems
from services.registration.web.history import TOLD
from services.registration.web.models.message_texts import TextAnswer, TextsAnswer, TriedAnswer
from services.registration.web.organizer.decisions import by_of
from services.registration.web.organizer.message_texts import NAMES, mail_of, tried
from shared.i18n import _
from shared.web import Conflict, answer, read_json, running, staff_of
from shared.web.errors import Invalid


async def texts(request: web.Request) -> web.StreamResponse:
    async with running(request).db.read() as tx:
        kept = await message_texts.of_office(tx, staff_of(request).organization_id)
    told = [_told(purpose, language, kept.get((purpose, language))) for purpose in TOLD for language in NAMES]
    return answer(TextsAnswer(items=told))


def _told(purpose: str, language: str, kept: Kept | None) -> TextAnswer:
    text = kept.text if kept else Text()
    known: Literal["id", "en"] = "en" if language == "en" else "id"
    return TextAnswer(
        purpose=purpose,
        language=known,
        subject=text.subject,
        opening=text.opening,
        closing=text.closing,
        placeholders=list(allowed(purpose)),
        changed_at=kept.changed_at if kept else None,
        changed_by=kept.changed_by if kept else "",
    )


async def keep(request: web.Request) -> web.StreamResponse:
    """Replaces whatever stands there.

    Raises Invalid for a placeholder this mail does not know, Conflict where somebody wrote at this moment.
    """
    purpose, language = mail_of(request)
    text = (await read_json(request, TextForm)).text
    if problems := word_problems(purpose, text):
        raise Invalid(errors=problems)
    try:
        await running(request).db.run(actions.keep, by_of(request), purpose, language, text)
    except actions.Overtaken as error:
        raise Conflict(_("Teks ini baru saja diubah orang lain.")) from error
    async with running(request).db.read() as tx:
        kept = await message_texts.of_office(tx, staff_of(request).organization_id)
    return answer(_told(purpose, language, kept.get((purpose, language))))


async def try_out(request: web.Request) -> web.StreamResponse:
    return answer(TriedAnswer(sent_to=await tried(request)))
