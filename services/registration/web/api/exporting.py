"""The office's data for programs."""

from __future__ import annotations

import base64

from aiohttp import web

from services.registration.domain.refusals import NotPossible, Reason
from services.registration.web import views
from services.registration.web.models.exporting import ExportAnswer, ExportBody
from services.registration.web.organizer.exporting import exported, name_of
from shared.i18n import _
from shared.web import Conflict, NotFound, answer, read_json


async def export(request: web.Request) -> web.StreamResponse:
    """Raises NotFound for a workshop of another office, Conflict for more people than one file takes."""
    body = await read_json(request, ExportBody)
    try:
        made = await exported(request, body.asked)
    except NotPossible as error:
        if error.reason is Reason.UNKNOWN:
            raise NotFound from error
        raise Conflict(_(views.REASONS[error.reason])) from error
    data = base64.b64encode(made.data).decode()
    return answer(ExportAnswer(people=made.people, name=name_of(request), file_base64=data))
