"""The text of a mail as a message to send by hand: one wording for both."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from services.registration.store.registrations import Row
from services.registration.web.views import manage_code
from shared.i18n import using_language
from shared.web import running
from shared.web.rendering import render_text


def ready_text(request: web.Request, purpose: str, data: Mapping[str, Any], row: Row) -> str:
    """What somebody of the office can send to this person by WhatsApp, with the link of their page.

    In the person's language, whichever the office reads.
    """
    service = running(request)
    link = f"{service.settings.public_url.rstrip('/')}/pendaftaran/{manage_code(service.keys, row)}"
    values = {**data, "card_code": row.card_code, "link": link, "lang": row.language}
    with using_language(row.language):
        text = render_text(request, f"email/{purpose}/message.txt", **values)
    return "\n".join(line.rstrip() for line in text.strip().splitlines())
