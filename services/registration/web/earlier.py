"""What the same form or call came to when it was sent before, for what ends the link that it came by."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aiohttp import web

from shared.db import KeyReused
from shared.db.once import Claim, known
from shared.i18n import _
from shared.web import Conflict, fingerprint, running
from shared.web.context import is_api


@contextmanager
def one_sending(request: web.Request) -> Iterator[None]:
    """A form's key that belongs to another sending is a Conflict: the link may be over, and nothing can be
    asked again there. Programs get the KeyReused of every other call.
    """
    try:
        yield
    except KeyReused:
        if is_api(request):
            raise
        raise Conflict(_("Formulir ini sudah dipakai untuk kiriman lain. Buka lagi halamannya.")) from None


async def earlier(request: web.Request, scope: str, key: str) -> dict[str, Any] | None:
    """The outcome that `db.once` keeps of it; None where it comes for the first time. Raises as
    `one_sending`."""
    with one_sending(request):
        async with running(request).db.read() as tx:
            return await known(tx, scope, Claim(key, fingerprint(request)))
