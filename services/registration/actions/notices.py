"""Telling the people of a workshop what changed: once for each notice that scheduling sends."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from services.registration.actions.letters import Facts, Letter, send
from services.registration.domain.seats import LIVE, SEATED
from services.registration.store import notices, registrations
from services.registration.store.registrations import Row
from shared import notices as wording
from shared.bus import Change
from shared.db import Tx
from shared.events.notices import Notice
from shared.events.scheduling import Workshop, WorkshopState
from shared.i18n import using_language


async def tell(tx: Tx, now: datetime, change: Change[Workshop], known: Facts) -> None:
    """Write to everybody whom a notice touches and who was here when it was first heard.

    Who signs up afterwards has read the new schedule. That is why the moment of hearing decides and not
    the time of the notice: until then this service showed the old one. The caller holds the seat row, so
    nobody signs up in between.
    """
    heard = {notice.id for notice in change.old.notices} if change.old else set()
    for notice in change.new.notices:
        if notice.id in heard or not await notices.keep(
            tx, change.new.id, change.new.organization_id, notice
        ):
            continue
        if change.new.state is not WorkshopState.PUBLISHED or change.new.ends_at <= now:
            continue  # cancelled since, which says more; or over
        rows = await registrations.in_states(tx, change.new.id, SEATED if notice.seated_only else LIVE)
        await send(tx, now, letters(notice, rows, known))
        await notices.count(tx, notice.id, len(rows))


def letters(notice: Notice, rows: list[Row], known: Facts) -> list[Letter]:
    """One to each; nobody gets a second one of the same notice, for its id is the occasion."""
    texts = {
        (row.language, row.state.value): _text(notice, row.language, row.state.value, known["zone"])
        for row in rows
    }
    return [
        Letter(row, notices.PURPOSE, known, texts[row.language, row.state.value], str(notice.id))
        for row in rows
    ]


def _text(notice: Notice, language: str, state: str, zone: str) -> dict[str, Any]:
    with using_language(language):
        return {
            "headline": wording.headline(notice),
            "opening": wording.opening(state),
            "reason": notice.reason,
            "lines": wording.plain(notice, zone),
        }
