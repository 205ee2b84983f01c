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


def trapped(handler: Handler) -> Handler:
    """The handler of a workshop's public form with this field: once it is filled in, nothing is stored.

    People neither see the field nor hear of it. The answer is friendly and the same for everybody: it
    says neither that anything was noticed nor that it was stored, and tells a person whose browser filled
    the field what to do.

    What is sent sooner than people can fill it in is shown once more, before a database hears of it, with
    the same token: a few seconds later it is as good as any.
    """

    async def guarded(request: web.Request) -> web.StreamResponse:
        limited(request, "workshop", SIGN_UPS_PER_WORKSHOP, request.match_info["slug"])
        if caught(request):
            return render(request, "participant/thanks.html")
        if sent_too_soon(request):
            text = _(
                "Formulir dikirim terlalu cepat. Isian Anda masih ada. "
                "Tunggu beberapa detik, lalu tekan Kirim sekali lagi."
            )
            return ask_again(request, text, same_token=True)
        return await handler(request)

    return guarded
