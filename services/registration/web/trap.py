"""What stands before the sign-up form: a ceiling, a field only programs fill in, and the time people need."""

from __future__ import annotations

from aiohttp import web

from services.registration.settings import SIGN_UPS_PER_WORKSHOP
from shared.i18n import _
from shared.web import render
from shared.web.answers import ask_again
from shared.web.context import FORM
from shared.web.limit import limited
from shared.web.routes import Handler
from shared.web.tokens import sent_too_soon

TRAP = "homepage"  # plausible to a program; no form of ours asks people for it


def caught(request: web.Request) -> bool:
    """Whether the posted form has something in the field that people do not see."""
    return any(value.strip() for value in request[FORM].getall(TRAP, []))


def stopped(request: web.Request) -> web.Response | None:
    """The answer to a form that no person filled in, or not yet; None for one that people send.

    Where the field is filled in it is friendly and the same for everybody: it says neither that anything was
    noticed nor that it was stored, and tells a person whose browser filled the field what to do.

    What is sent sooner than people can fill it in is shown once more with the same token: a few seconds later
    it is as good as any.
    """
    if caught(request):
        return render(request, "participant/thanks.html")
    if sent_too_soon(request):
        text = _(
            "Formulir dikirim terlalu cepat. Isian Anda masih ada. "
            "Tunggu beberapa detik, lalu tekan Kirim sekali lagi."
        )
        return ask_again(request, text, same_token=True)
    return None


def trapped(handler: Handler) -> Handler:
    """The handler of a workshop's public form with this field: what `stopped` answers is never stored, and
    no database hears of it."""

    async def guarded(request: web.Request) -> web.StreamResponse:
        limited(request, "workshop", SIGN_UPS_PER_WORKSHOP, request.match_info["slug"])
        return stopped(request) or await handler(request)

    return guarded
