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


@contextmanager
def one_sending() -> Iterator[None]:
    """A key that belongs to another sending is a Conflict, in words for people."""
    try:
        yield
    except KeyReused:
        raise Conflict(
            _("Formulir atau kunci ini sudah dipakai untuk kiriman lain. Buka lagi halamannya.")
        ) from None


async def earlier(request: web.Request, scope: str, key: str) -> dict[str, Any] | None:
    """The outcome that `db.once` keeps of it; None where it comes for the first time. Raises Conflict."""
    with one_sending():
        async with running(request).db.read() as tx:
            return await known(tx, scope, Claim(key, fingerprint(request)))
