"""The office's list of centres: added, renamed, taken out of the form and put back."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from services.registration.actions.office import By
from services.registration.domain.refusals import NotPossible, Reason
from services.registration.store import centres
from services.registration.store.centres import MOST, Centre
from shared import audit
from shared.db import Tx
from shared.ids import new_id


class NameTaken(Exception):
    """The office offers a centre of this name already; nothing was changed."""


class TooManyCentres(Exception):
    """An office's list holds no more."""


async def add(tx: Tx, by: By, name: str) -> UUID:
    """Offer one more. Raises NameTaken, TooManyCentres."""
    known = await centres.lock(tx, by.organization_id)
    if len(known) >= MOST:
        raise TooManyCentres
    id = new_id()
    if not await centres.add(tx, id, by.organization_id, name):
        raise NameTaken
    await _note(tx, by, "centre added", id, {}, {"name": name})
    return id


async def rename(tx: Tx, by: By, id: UUID, name: str) -> UUID:
    """Correct a name; who chose it has the new one. Raises NameTaken, NotPossible."""
    known = await centres.lock(tx, by.organization_id)
    before = _found(known, id)
    if not before.retired:
        _must_be_free(known, id, name)
    if name != before.name:
        await centres.keep(tx, replace(before, name=name))
        await _note(tx, by, "centre renamed", id, {"name": before.name}, {"name": name})
    return id


async def offer(tx: Tx, by: By, id: UUID, offered: bool) -> UUID:
    """Take one out of the form, or put it back; who chose it keeps it. Raises NameTaken, NotPossible."""
    known = await centres.lock(tx, by.organization_id)
    before = _found(known, id)
    if before.retired != offered:
        return id
    if offered:
        _must_be_free(known, id, before.name)
    await centres.keep(tx, replace(before, retired=not offered))
    what = "centre offered again" if offered else "centre retired"
    await _note(tx, by, what, id, {}, {"name": before.name})
    return id


def _found(known: list[Centre], id: UUID) -> Centre:
    centre = next((one for one in known if one.id == id), None)
    if centre is None:
        raise NotPossible(Reason.UNKNOWN)
    return centre


def _must_be_free(known: list[Centre], id: UUID, name: str) -> None:
    if any(one.id != id and not one.retired and one.name.lower() == name.lower() for one in known):
        raise NameTaken


async def _note(tx: Tx, by: By, what: str, id: UUID, before: dict[str, str], after: dict[str, str]) -> None:
    await audit.record(tx, by.who, by.organization_id, what, f"Centre/{id}", before, after)
