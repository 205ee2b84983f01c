"""Opening a sealed field, for programs."""

from __future__ import annotations

import base64

from aiohttp import web

from services.registration.actions.answers import Attached
from services.registration.actions.opening import open_field
from services.registration.domain.refusals import NotPossible, Reason
from services.registration.web.models.access import OpenBody, OpenedAnswer
from services.registration.web.organizer.access import in_words
from services.registration.web.organizer.decisions import by_of
from shared.i18n import _
from shared.web import NotFound, answer, id_in, read_json, running
from shared.web.errors import Invalid


async def open_one(request: web.Request) -> web.StreamResponse:
    """Raises NotFound also for a field the person left empty, or that is not sealed."""
    service, body = running(request), await read_json(request, OpenBody)
    id = id_in(request, "registration_id")
    try:
        value = await service.db.run(
            open_field, service.keys, by_of(request), id, body.field, body.purpose, body.reason
        )
    except NotPossible as error:
        if error.reason is Reason.NEEDS_REASON:
            raise Invalid(errors={"reason": _("Tulis alasannya.")}) from error
        raise NotFound from error
    if isinstance(value, Attached):
        data = base64.b64encode(value.data).decode()
        return answer(
            OpenedAnswer(field=body.field, value=value.name, file_base64=data, media_type=value.media_type)
        )
    async with service.db.read() as tx:
        return answer(OpenedAnswer(field=body.field, value=await in_words(tx, id, body.field, value)))
