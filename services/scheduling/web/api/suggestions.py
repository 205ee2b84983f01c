"""The JSON API of suggested timetables: asked for, looked at, stopped, accepted."""

from __future__ import annotations

from uuid import UUID

from aiohttp import web

from services.scheduling.actions import suggestions as actions
from services.scheduling.actions.accepting import accept_suggestion
from services.scheduling.domain.suggesting.wishes import Wishes
from services.scheduling.store import suggestions
from services.scheduling.web.api.calling import do, says_who
from services.scheduling.web.blockers import blocked_texts
from services.scheduling.web.models import suggestions as models
from services.scheduling.web.organizer.suggestions import names_of
from shared.web import NotFound, answer, id_in, read_json, running, staff_of


async def start(request: web.Request) -> web.StreamResponse:
    body = await read_json(request, models.SuggestionBody)
    by, now = staff_of(request), running(request).clock.now()
    return answer(await do(request, actions.start_suggestion, now, by, models.wishes_of(body)), 201)


async def show(request: web.Request) -> web.StreamResponse:
    by = staff_of(request)
    async with running(request).db.read() as tx:
        suggestion = await suggestions.find(tx, by.organization_id, id_in(request, "suggestion_id"))
        if suggestion is None:
            raise NotFound
        names = await names_of(tx, by.organization_id, suggestion.workshop_ids)
    blocked = []
    if suggestion.blocked:
        texts = blocked_texts(suggestion.blocked, Wishes.model_validate(suggestion.wishes), names)
        for row, (message, mend) in zip(suggestion.blocked["constraints"], texts, strict=True):
            about = UUID(str(row["about"]))
            blocked.append(
                models.ConstraintAnswer(
                    kind=row["kind"], about=about, word=row["word"], message=message, mend=mend
                )
            )
    return answer(models.answer_of(suggestion, blocked))


async def cancel(request: web.Request) -> web.StreamResponse:
    suggestion_id = id_in(request, "suggestion_id")
    return answer(await do(request, actions.cancel_suggestion, staff_of(request), suggestion_id))


@says_who
async def accept(request: web.Request) -> web.StreamResponse:
    body = await read_json(request, models.AcceptSuggestionBody)
    suggestion_id, now = id_in(request, "suggestion_id"), running(request).clock.now()
    by = staff_of(request)
    count = await do(request, accept_suggestion, now, by, suggestion_id, body.session_ids, body.reason)
    return answer({"sessions": count})
