"""What stands before the sign-up form: a ceiling, and a field that only programs fill in."""

from __future__ import annotations

from aiohttp import web

from services.registration.settings import SIGN_UPS_PER_WORKSHOP
from shared.web import render
from shared.web.context import FORM
from shared.web.limit import limited
from shared.web.routes import Handler

TRAP = "homepage"  # plausible to a program; no form of ours asks people for it


def trapped(handler: Handler) -> Handler:
    """The handler of a workshop's public form with this field: once it is filled in, nothing is stored.

    People neither see the field nor hear of it. The answer is friendly and the same for everybody: it
    says neither that anything was noticed nor that it was stored, and tells a person whose browser filled
    the field what to do.
    """

    async def guarded(request: web.Request) -> web.StreamResponse:
        limited(request, "workshop", SIGN_UPS_PER_WORKSHOP, request.match_info["slug"])
        if any(value.strip() for value in request[FORM].getall(TRAP, [])):
            return render(request, "participant/thanks.html")
        return await handler(request)

    return guarded
