"""Contact persons and the people on their lists: begun, declared, filled, changed and withdrawn.

People of a list go through the same door as everybody: the same decision, seats, quotas and letters. Each
row of a submission has its own outcome. Who cannot be taken stays in the form with what was typed, and
does not cost the others their place in line.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from services.registration.actions.group_letters import GROUP_PURPOSE, send_link
from services.registration.actions.leaving import Leaving
from services.registration.actions.office import By
from services.registration.actions.sign_up import Admission, Admitted, make_wish
from services.registration.domain.groups import Contact, Kind
from services.registration.domain.people import Person
from services.registration.domain.refusals import NotPossible, Reason
from services.registration.domain.seats import Refusal
from services.registration.settings import CONSENT_VERSION, OPEN_GROUP_PEOPLE
from services.registration.store import contacts, copies, groups, registrations, seats
from services.registration.store.groups import Group
from services.registration.store.registrations import Row
from shared import audit, ids
from shared.crypto import Keys
from shared.db import Busy, KeyReused, Tx
from shared.events.scheduling import Workshop, WorkshopState
from shared.files import File


class Refused(Exception):
    """Nobody can begin a list here now."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class Code:
    """The secret of a list's page, drawn before the transaction so that a repeat has the same."""

    id: UUID
    sha256: bytes
    sealed: bytes


def new_code(keys: Keys) -> Code:
    code = ids.new_code()
    return Code(ids.new_id(), ids.digest(code), keys.encrypt(code, purpose=GROUP_PURPOSE))


async def start(
    tx: Tx, now: datetime, code: Code, workshop_id: UUID, contact: Contact, language: str
) -> dict[str, Any]:
    """Begin a list at a workshop that is open to all; the contact declares to act for its people.

    Answers {"group": id}, for `db.once`. Raises Refused where nobody can sign up.
    """
    row = (await seats.read(tx, (workshop_id,))).get(workshop_id)
    refusal = Refusal.UNKNOWN if row is None else row.refusal(now)
    if row is None or refusal is not None:
        raise Refused(refusal or Refusal.UNKNOWN)
    new = _new(now, code, workshop_id, row.organization_id, contact, language)
    await groups.add(tx, new._replace(consent_version=CONSENT_VERSION, consent_at=now))
    await send_link(tx, await _stored(tx, code.id), "started")
    return {"group": str(code.id)}


def _new(
    now: datetime, code: Code, workshop_id: UUID, organization_id: UUID, contact: Contact, language: str
) -> groups.New:
    return groups.New(
        id=code.id,
        workshop_id=workshop_id,
        organization_id=organization_id,
        kind=Kind.OPEN,
        name=contact.name,
        phone=contact.phone,
        email=contact.email,
        role=contact.role,
        institution=contact.institution,
        language=language,
        most=OPEN_GROUP_PEOPLE,
        deadline=None,
        consent_version="",
        consent_at=None,
        code_sha256=code.sha256,
        code_sealed=code.sealed,
        created_at=now,
        created_by="",
    )


async def _stored(tx: Tx, id: UUID) -> Group:
    group = await groups.read(tx, id)
    assert group is not None, "it was stored or read in this transaction"
    return group


async def nominate(
    tx: Tx,
    now: datetime,
    by: By,
    code: Code,
    workshop_id: UUID,
    contact: Contact,
    most: int,
    deadline: datetime | None,
) -> dict[str, Any]:
    """Make a contact person's link with a quota and a deadline. Raises NotPossible."""
    workshop = await copies.WORKSHOPS.get(tx, workshop_id)
    if workshop is None or workshop.organization_id != by.organization_id:
        raise NotPossible(Reason.UNKNOWN)
    if workshop.ends_at <= now:
        raise NotPossible(Reason.TOO_LATE)
    new = _new(now, code, workshop_id, by.organization_id, contact, "id")
    made = new._replace(kind=Kind.NOMINATION, most=most, deadline=deadline, created_by=by.who)
    await groups.add(tx, made)
    group = await _stored(tx, code.id)
    await _note(tx, by, "contact link made", group, {}, _shown(group))
    await send_link(tx, group, "made")
    return {"group": str(code.id)}


async def declare(tx: Tx, now: datetime, id: UUID, code_sealed: bytes) -> None:
    """The contact person says that they act for the people they will add; saying it again changes nothing.

    `code_sealed`: of the link they came by, as in `Group`; where it was replaced meanwhile nothing is said.
    """
    await groups.declare(tx, id, CONSENT_VERSION, now, code_sealed)


async def set_terms(tx: Tx, now: datetime, by: By, id: UUID, most: int, deadline: datetime | None) -> None:
    """Another quota or deadline; nobody who is on the list loses anything. Raises NotPossible."""
    before = await _held(tx, by, id)
    if before.withdrawn_at is not None:
        raise NotPossible(Reason.STATE_CHANGED)
    if (most, deadline) != (before.most, before.deadline):
        await groups.set_terms(tx, id, most, deadline)
        after = replace(before, most=most, deadline=deadline)
        await _note(tx, by, "contact link changed", before, _shown(before), _shown(after))


async def withdraw(tx: Tx, now: datetime, by: By, id: UUID) -> None:
    """Nobody is added by this link any more; who is on the list stays. Raises NotPossible."""
    group = await _held(tx, by, id)
    if group.withdrawn_at is None:
        await groups.withdraw(tx, id, now)
        await _note(tx, by, "contact link withdrawn", group, {}, {})


def takes_people(group: Group, workshop: Workshop | None, now: datetime) -> bool:
    """Whether an invitation to it makes sense: not withdrawn, and its workshop neither cancelled nor over."""
    return group.withdrawn_at is None and _why_over(workshop, now) is None


def _why_over(workshop: Workshop | None, now: datetime) -> Reason | None:
    if workshop is not None and workshop.state is WorkshopState.CANCELLED:
        return Reason.WORKSHOP_CANCELLED
    there = workshop is not None and workshop.state is WorkshopState.PUBLISHED and now < workshop.ends_at
    return None if there else Reason.TOO_LATE


async def send_again(tx: Tx, now: datetime, by: By, id: UUID) -> None:
    """Mail the link once more, once in an hour of the clock.

    Raises NotPossible where there is no address, where nobody can take part any more, and where it went
    this hour already.
    """
    group = await _held(tx, by, id)
    if over := _why_over(await copies.WORKSHOPS.get(tx, group.workshop_id), now):
        raise NotPossible(over)
    occasion = f"{now:%Y-%m-%dT%H}"
    if await contacts.mailed(tx, id, occasion):
        raise NotPossible(Reason.JUST_SENT)
    if group.withdrawn_at is not None or not await send_link(tx, group, occasion):
        raise NotPossible(Reason.STATE_CHANGED)
    await _note(tx, by, "contact link sent again", group, {}, {})


def sent_again_from(now: datetime) -> datetime:
    """When a link that went this hour can be mailed once more."""
    return now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)


async def _held(tx: Tx, by: By, id: UUID) -> Group:
    """The office's list, with the seat row locked: whoever is being added is decided before or after."""
    known = await groups.read(tx, id)
    if known is None or known.organization_id != by.organization_id:
        raise NotPossible(Reason.UNKNOWN)
    await seats.lock_one(tx, known.workshop_id)
    return await _stored(tx, id)


def _shown(group: Group) -> dict[str, Any]:
    """Without the name: the trail stays when the list is deleted, and its page knows the name until then."""
    deadline = group.deadline.isoformat() if group.deadline else ""
    return {"most": group.most, "deadline": deadline}


async def _note(
    tx: Tx, by: By, what: str, group: Group, before: dict[str, Any], after: dict[str, Any]
) -> None:
    changed = {name: value for name, value in after.items() if before.get(name) != value}
    was = {name: before[name] for name in changed if name in before}
    await audit.record(tx, by.who, by.organization_id, what, group.subject, was, changed)


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody to be put on a list, with the files that answer questions, sealed.

    `number` tells the rows of one submission apart, also when some of them are sent again.
    """

    number: int
    person: Person
    files: tuple[File, ...] = ()
    said: bytes = b""  # a fingerprint of what was typed, where sealing makes the same answers look different


Outcome = Admitted | Refusal | KeyReused | Busy


async def add(
    admission: Admission,
    keys: Keys,
    group: Group,
    entries: Sequence[Entry],
    now: datetime,
    *,
    key: str,
    language: str,
    channel: str = "group",
) -> list[Outcome]:
    """Sign these people up in this order, each with their own outcome; returns after the commit.

    `key` names the submission: sent again it answers what was stored, row by row. A row whose key was used
    for another person is KeyReused, one that found no turn is Busy; everybody else's outcome stands. Nobody
    is added where the link of `group` was replaced meanwhile. Raises Unavailable.
    """
    wishes = [
        make_wish(
            keys,
            group.workshop_id,
            entry.person,
            now,
            key=f"group:{group.id}:{key}:{entry.number}",
            fingerprint=entry.said or keys.index(repr(entry.person), purpose="request"),
            language=language,
            channel=channel,
            group_id=group.id,
            link_mark=group.link_mark,
            files=entry.files,
        )
        for entry in entries
    ]
    # Handed over in their order in one turn of the loop, so they stand in line as they were typed.
    outcomes = await asyncio.gather(*map(admission.sign_up, wishes), return_exceptions=True)
    return [_outcome(one) for one in outcomes]


def _outcome(one: Admitted | Refusal | BaseException) -> Outcome:
    if isinstance(one, BaseException) and not isinstance(one, KeyReused | Busy):
        raise one
    return one


async def person_of(tx: Tx, group: Group, id: UUID) -> Row:
    """Somebody on this list. Raises NotPossible for anybody else."""
    row = await registrations.read(tx, id)
    if row is None or row.group_id != group.id:
        raise NotPossible(Reason.UNKNOWN)
    return row


async def cancel(leaving: Leaving, now: datetime, group: Group, row: Row) -> Row:
    """Somebody on a list gives up their place, as they could by their own link.

    Raises NotPossible, also where the link of `group` was replaced meanwhile.
    """
    return await leaving.cancel(now, row.id, group.terms)
