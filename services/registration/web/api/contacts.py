"""A contact person's own data and link, for programs."""

from __future__ import annotations

from aiohttp import web

from services.registration.actions import contacts as actions
from services.registration.domain.refusals import NotPossible
from services.registration.settings import GROUPS_PER_ADDRESS
from services.registration.store import groups
from services.registration.web.api.groups import list_answer
from services.registration.web.models.groups import ContactAnswer, ContactBody, DeletedAnswer
from services.registration.web.pages import contact_data
from services.registration.web.pages.groups import opened_by, opened_of
from shared import ids
from shared.web import NotFound, answer, idempotency_key, read_json, running
from shared.web.limit import limited


async def show(request: web.Request) -> web.StreamResponse:
    return answer(await _contact(request))


async def _contact(request: web.Request) -> ContactAnswer:
    opened = await opened_of(request)
    told = await contact_data.messages(request, opened)
    return ContactAnswer.model_validate(contact_data.document(opened, told))


async def correct(request: web.Request) -> web.StreamResponse:
    limited(request, "groups", GROUPS_PER_ADDRESS)
    body, service = await read_json(request, ContactBody), running(request)
    group = (await opened_of(request)).group
    try:
        await service.db.run(actions.correct, service.clock.now(), group.id, group.link_mark, body.contact)
    except NotPossible:
        raise NotFound from None
    return answer(await _contact(request))


async def renew(request: web.Request) -> web.StreamResponse:
    """The list with its new link; the same Idempotency-Key answers the same link again."""
    limited(request, "groups", GROUPS_PER_ADDRESS)
    code = await contact_data.renewed(request, f"api:{idempotency_key(request)}")
    async with running(request).db.read() as tx:
        group = await groups.by_code(tx, ids.digest(code))
    if group is None:
        raise NotFound
    return answer(list_answer(request, await opened_by(request, group)))


async def delete(request: web.Request) -> web.StreamResponse:
    """The same Idempotency-Key answers the same again, although the list is gone."""
    await contact_data.deleted(request, f"api:{idempotency_key(request)}")
    return answer(DeletedAnswer(deleted=True))
