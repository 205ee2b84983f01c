"""The text of a mail as a message to send by hand: one wording for both."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from aiohttp import web

from services.scheduling.actions.trainer_letters import PAGE, Post
from services.scheduling.store.trainer_links import Guest
from shared.i18n import using_language
from shared.web import running
from shared.web.rendering import render_text

_TRAINERS_READ = "id"  # what their mails are written in


def post(request: web.Request) -> Post:
    """What letters need of this installation."""
    return Post(running(request).keys, running(request).settings.mail_from)


def page_address(request: web.Request, guest: Guest) -> str:
    """The link that opens a trainer's own page."""
    service = running(request)
    code = service.keys.decrypt(guest.page_sealed, purpose=PAGE)
    return f"{service.settings.public_url.rstrip('/')}/narasumber/{code}"


def ready_text(request: web.Request, purpose: str, data: Mapping[str, Any], guest: Guest) -> str:
    """What somebody of the office can send to this trainer by WhatsApp, with the link of their page."""
    values = {**data, "link": page_address(request, guest), "lang": _TRAINERS_READ}
    with using_language(_TRAINERS_READ):
        text = render_text(request, f"email/{purpose}/message.txt", **values)
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def whatsapp(text: str, phone: str = "") -> str:
    """A link that opens WhatsApp with this text; to nobody in particular without a number."""
    return f"https://wa.me/{phone}?text={quote(text)}"
