"""A contact person's own data: corrected and deleted by themselves; and a link that leaked, replaced.

Nobody has to decide about it: it is done at once, so there is no clock for the office to keep.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from services.registration.actions.group_letters import say_address_changed, send_link
from services.registration.actions.groups import Code, takes_people
from services.registration.actions.office import By
from services.registration.domain.groups import Contact, Ground
from services.registration.domain.refusals import NotPossible, Reason
from services.registration.store import contacts, copies, groups, seats
from services.registration.store.groups import Group
from shared import audit
from shared.db import Tx
from shared.events.scheduling import Workshop
from shared.mail import mail
from shared.sheets import kept

RENEWED, DELETED = "renew_group", "delete_contact"  # scopes of `db.once`


async def _held(tx: Tx, id: UUID, mark: str | None = None) -> Group:
    """The list, with the seat row locked: whoever is being added is decided before or after.

    `mark`: of the link that whoever acts came by or saw. Where it was replaced meanwhile they do nothing:
    else somebody who holds a leaked link and presses in the very moment of its replacement would have the
    new one. Raises NotPossible.
    """
    known = await groups.read(tx, id)
    if known is None:
        raise NotPossible(Reason.UNKNOWN)
    await seats.lock_one(tx, known.workshop_id)
    group = await groups.read(tx, id)
    if group is None:
        raise NotPossible(Reason.UNKNOWN)
    if mark is not None and mark != group.link_mark:
        raise NotPossible(Reason.STATE_CHANGED)
    return group


async def correct(tx: Tx, now: datetime, id: UUID, mark: str, contact: Contact) -> None:
    """They are called, reached and described like this; a new address gets the link, the old one hears of it.

    `mark` as in `_held`. Raises NotPossible.
    """
    before = await _held(tx, id, mark)
    if contact == before.contact:
        return
    await contacts.correct(tx, id, contact)
    if contact.email != before.email:
        after = await groups.read(tx, id)
        assert after is not None, "it was changed in this transaction"
        occasion = f"address {now:%Y-%m-%dT%H:%M:%S}"
        await say_address_changed(tx, before, occasion)
        if await _invited(tx, now, after, occasion):
            await contacts.untold(tx, id, None)
    # That they did, never what: the trail outlives the list.
    await _note(tx, before.subject, "contact person corrected", before, {})


async def delete(tx: Tx, id: UUID, mark: str) -> dict[str, Any]:
    """Nothing of the contact person stays, no mail and no file of theirs; their people stay registered.

    Answers {"workshop": id}, for `db.once`. `mark` as in `_held`. Raises NotPossible.
    """
    group = await _held(tx, id, mark)
    await _forget(tx, group)
    await _note(tx, group.subject, "contact person deleted", group, {"people": group.people})
    return {"workshop": str(group.workshop_id)}


async def delete_for(tx: Tx, by: By, id: UUID, ground: Ground) -> dict[str, Any]:
    """The same by a member of staff, for a contact person who asks or who should not be one.

    Answers {"workshop": id}, for `db.once`. Raises NotPossible, also for another office's.
    """
    group = await _held(tx, id)
    if by.organization_id != group.organization_id:
        raise NotPossible(Reason.UNKNOWN)
    await _forget(tx, group)
    told = {"people": group.people, "reason": ground.value}
    await _note(tx, by.who, "contact person deleted by office", group, told)
    return {"workshop": str(group.workshop_id)}


async def _forget(tx: Tx, group: Group) -> None:
    await mail.forget(tx, group.subject)
    await kept.drop(tx, group.subject)
    await contacts.delete(tx, group.id)


async def renew(
    tx: Tx, now: datetime, code: Code, id: UUID, mark: str, by: By | None = None
) -> dict[str, Any]:
    """A new link, mailed to the contact person where there is an address; the old one opens nothing.

    Where there is none, somebody of the office has to tell them. `by` is the member of staff; None: the
    contact person, who reads it on the next page. Answers {"group": id}, for `db.once`. `mark` as in
    `_held`: of two who press at once one replaces it. Raises NotPossible, also for another office's.
    """
    group = await _held(tx, id, mark)
    if by is not None and by.organization_id != group.organization_id:
        raise NotPossible(Reason.UNKNOWN)
    await contacts.renew(tx, id, code.sha256, code.sealed)
    renewed = await groups.read(tx, id)
    assert renewed is not None, "it was changed in this transaction"
    mailed = await _invited(tx, now, renewed, f"renewed {code.id}")
    await contacts.untold(tx, id, None if mailed or by is None else now)
    await _note(tx, by.who if by else group.subject, "contact link replaced", group, {})
    return {"group": str(id)}


def would_be_mailed(group: Group, workshop: Workshop | None, now: datetime) -> bool:
    """Whether a new link goes by mail: for the words that ask before it is made."""
    return takes_people(group, workshop, now) and bool(group.email) and not group.email_trouble


async def _invited(tx: Tx, now: datetime, group: Group, occasion: str) -> bool:
    """Mail the link while the list takes people; False where nothing is mailed.

    What still waits would say the link it had before, or say it to the address before, and is dropped.
    """
    await mail.drop(tx, "group_link", group.subject)
    workshop = await copies.WORKSHOPS.get(tx, group.workshop_id)
    return takes_people(group, workshop, now) and await send_link(tx, group, occasion)


async def told(tx: Tx, by: By, id: UUID) -> None:
    """Somebody of the office has told the contact person their new link. Raises NotPossible."""
    group = await _held(tx, id)
    if by.organization_id != group.organization_id:
        raise NotPossible(Reason.UNKNOWN)
    if group.link_untold_at is not None:
        await contacts.untold(tx, id, None)
        await _note(tx, by.who, "contact link told", group, {})


async def _note(tx: Tx, who: str, what: str, group: Group, after: dict[str, Any]) -> None:
    await audit.record(tx, who, group.organization_id, what, group.subject, None, after)
