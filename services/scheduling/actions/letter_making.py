"""From a final letter to its file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from services.scheduling.actions.letters import TO_MAKE, own
from services.scheduling.domain.accounts import Actor, who
from services.scheduling.settings import CLAIM_LASTS, LETTERS_AT_ONCE, RENDER_PAUSE, RENDER_TRIES
from services.scheduling.store import letter_files
from services.scheduling.store.letter_files import Order
from shared import audit, files
from shared.db import Tx, wake


async def claim(tx: Tx) -> list[Order]:
    """Letters to be made into files, ours until the lease ends."""
    return await letter_files.claim(tx, LETTERS_AT_ONCE, RENDER_TRIES, CLAIM_LASTS)


async def give_back(tx: Tx, orders: Sequence[Order]) -> None:
    """This process ends: whoever else makes files takes these."""
    await letter_files.give_back(tx, orders)
    wake(TO_MAKE)


async def keep(tx: Tx, now: datetime, order: Order, pdf: bytes) -> bool:
    """Keep the file; whether it was still wanted. It is not when the letter was voided, corrected, or made
    elsewhere meanwhile."""
    if not await letter_files.still_wanted(tx, order):
        return False
    file_id = await files.keep(tx, pdf, "application/pdf")
    return await letter_files.add(tx, order, file_id, now)


async def could_not_make(tx: Tx, order: Order, reason: str, *, hopeless: bool) -> None:
    """Note why the file was not made. A `hopeless` one waits for a person, others are tried again."""
    pause: timedelta = RENDER_PAUSE * 2 ** (order.tries - 1)
    await letter_files.fail(tx, order, reason, pause, RENDER_TRIES if hopeless else order.tries)


async def try_again(tx: Tx, by: Actor, letter_id: UUID) -> None:
    """A person asks for the file once more. Raises Missing, WrongState."""
    letter = await own(tx, by, letter_id, "final")
    if letter.making:
        await letter_files.try_again(tx, letter.id)
        await audit.record(tx, who(by), by.organization_id, "letter file asked for again", letter.subject)
        wake(TO_MAKE)
