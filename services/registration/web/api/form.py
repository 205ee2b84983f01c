"""The office's own questions for programs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from aiohttp import web

from services.registration.actions import questions as actions
from services.registration.domain.questions import Moment, Unsound
from services.registration.domain.refusals import NotPossible
from services.registration.store import questions
from services.registration.web.forms.builder import sentence
from services.registration.web.kept import Kept
from services.registration.web.models.form import (
    CopyBody,
    FormAnswer,
    FormBody,
    SetAnswer,
    SetBody,
    SetsAnswer,
)
from services.registration.web.organizer.address import id_of, workshop_of
from services.registration.web.organizer.decisions import by_of
from shared.db import Tx
from shared.web import NotFound, answer, call_key, fingerprint, read_json, running, staff_of
from shared.web.errors import Invalid


async def asked(request: web.Request) -> web.StreamResponse:
    """What a sign-up is asked, for whoever wants to sign somebody up."""
    found = await running(request).part(Kept).asked(request.match_info["slug"])
    if found is None:
        raise NotFound
    form = found.form
    shown = FormAnswer.of(form, {})
    wanted = {one.key for one in form.of(Moment.SIGN_UP)}
    return answer(
        FormAnswer(questions=[one for one in shown.questions if one.key in wanted], business=shown.business)
    )


async def form(request: web.Request) -> web.StreamResponse:
    return answer(await _form(request))


async def put(request: web.Request) -> web.StreamResponse:
    body = await read_json(request, FormBody)
    wanted = [one.question for one in body.questions]
    await _do(request, actions.put, id_of(request, "workshop_id"), wanted, body.business)
    return answer(await _form(request))


async def copy(request: web.Request) -> web.StreamResponse:
    body = await read_json(request, CopyBody)
    await _do(request, actions.copy, id_of(request, "workshop_id"), body.source_id)
    return answer(await _form(request))


async def sets(request: web.Request) -> web.StreamResponse:
    return answer(await _sets(request))


async def keep_set(request: web.Request) -> web.StreamResponse:
    body = await read_json(request, SetBody)
    await _do(request, actions.keep_set, id_of(request, "workshop_id"), body.name)
    return answer(await _sets(request))


async def delete_set(request: web.Request) -> web.StreamResponse:
    await _do(request, actions.delete_set, id_of(request, "set_id"))
    return answer(await _sets(request))


async def _form(request: web.Request) -> FormAnswer:
    async with running(request).db.read() as tx:
        workshop = await workshop_of(request, tx)
        found = await questions.read(tx, workshop.id)
        people = await questions.answered(tx, workshop.id, workshop.organization_id)
    return FormAnswer.of(found, people)


async def _sets(request: web.Request) -> SetsAnswer:
    async with running(request).db.read() as tx:
        found = await questions.sets(tx, staff_of(request).organization_id)
    return SetsAnswer(sets=[SetAnswer.of(one) for one in found])


async def _do(request: web.Request, action: Callable[..., Awaitable[Any]], *args: object) -> None:
    """Do it, with an Idempotency-Key at most once; what cannot be asked names its field."""
    service, key, by = running(request), call_key(request), by_of(request)
    try:
        if key is None:
            await service.db.run(action, by, *args)
        else:
            await service.db.once(action.__name__, key, fingerprint(request), _kept, action, by, *args)
    except Unsound as unsound:
        raise Invalid(errors={unsound.field: sentence(unsound)}) from unsound
    except NotPossible:
        raise NotFound from None


async def _kept(tx: Tx, action: Callable[..., Awaitable[Any]], *args: object) -> dict[str, Any]:
    made = await action(tx, *args)
    return {"value": str(made) if isinstance(made, UUID) else None}
