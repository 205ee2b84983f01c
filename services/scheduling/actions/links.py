"""One-time links: only their hash is stored, and a queued mail holds them sealed."""

from __future__ import annotations

from base64 import b64encode
from datetime import timedelta
from uuid import UUID

from services.scheduling.store import sign_in
from shared import ids
from shared.crypto import Keys
from shared.db import Tx


async def let_in(
    tx: Tx, keys: Keys, account_id: UUID, purpose: str, lasts: timedelta
) -> tuple[str, dict[str, str]]:
    """A new link for this account, the only one that works: its token, and the path sealed for a mail."""
    token = ids.new_code()
    await sign_in.end_links(tx, account_id)
    await sign_in.add_link(tx, ids.digest(token), purpose, account_id, lasts)
    sealed = keys.encrypt(f"/masuk/{token}", purpose="path")
    return token, {"path": b64encode(sealed).decode()}
