"""Signature blocks of the office: added, changed and taken out, one at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from services.scheduling.actions.offices import change_office
from services.scheduling.domain.accounts import Actor
from services.scheduling.domain.refusals import Missing
from services.scheduling.domain.signers import with_signer, without_signer
from services.scheduling.store import offices
from shared.db import Tx
from shared.events.scheduling import Organization, SignatureBlock


async def put_signer(
    tx: Tx,
    now: datetime,
    by: Actor,
    place: int | None,
    blocks: Sequence[SignatureBlock],
    seen_version: int,
) -> None:
    """Keep who signs, in place of the block at `place` or beside the others.

    Raises Invalid when the office was changed since the form was opened, or when two blocks of one kind of
    paper would begin on the same day; Missing for a place that is not there.
    """
    office = await _office(tx, by)
    await change_office(tx, now, by, with_signer(office, place, blocks), seen_version)


async def remove_signer(tx: Tx, now: datetime, by: Actor, place: int, seen_version: int) -> None:
    """Take a block out. What was signed under it stays as it is. Raises as `put_signer`."""
    office = await _office(tx, by)
    await change_office(tx, now, by, without_signer(office, place), seen_version)


async def _office(tx: Tx, by: Actor) -> Organization:
    await offices.lock(tx, by.organization_id)
    office = await offices.document(tx, by.organization_id)
    if office is None:
        raise Missing
    return office
