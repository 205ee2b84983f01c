"""What is the same for trainers and venues: not archived or deleted while needed, every change on record."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from services.scheduling.domain.accounts import Actor, who
from services.scheduling.domain.refusals import InUse, Missing, Refused
from services.scheduling.domain.workshops import differences
from services.scheduling.store import blocks, usage
from services.scheduling.store.trainers import Trainer
from services.scheduling.store.usage import Use
from services.scheduling.store.venues import Venue
from shared import audit
from shared.db import Tx

R = TypeVar("R", Trainer, Venue)
_PRIVATE = ("phone", "email", "nip", "contact", "contact_phone")  # never in the audit trail


async def needed(tx: Tx, now: datetime, by: Actor, changes: Sequence[tuple[R, R]]) -> dict[UUID, Refused]:
    """Of these (before, wanted), InUse by id for what would be archived and is still to be used."""
    going = [wanted for before, wanted in changes if wanted.archived and not before.archived]
    if not going:
        return {}
    uses = await usage.to_come(tx, by.organization_id, [one.id for one in going], now)
    return {one.id: _in_use(one, uses[one.id]) for one in going if one.id in uses}


def _in_use(resource: Trainer | Venue, uses: Sequence[Use], field: str = "archived") -> InUse:
    titles = tuple(use.title for use in uses)
    return InUse(resource.name, sum(use.sessions for use in uses), titles, field=field)


async def put_away(
    tx: Tx,
    now: datetime,
    by: Actor,
    resource_ids: Sequence[UUID],
    archived: bool,
    find: Callable[[Tx, UUID, UUID], Awaitable[R | None]],
    change: Callable[[Tx, datetime, Actor, R], Awaitable[None]],
) -> dict[str, Any]:
    """Archive several, or take them back. Raises Missing, and then nothing is done.

    Those that are needed stay as they are. Answered are `done`, how many were changed, and `refused`, the
    fields of InUse of each that was not.
    """
    done, refused = 0, []
    for resource_id in sorted(set(resource_ids)):
        before = await find(tx, by.organization_id, resource_id)
        if before is None:
            raise Missing
        if before.archived != archived:
            try:
                await change(tx, now, by, replace(before, archived=archived))
                done += 1
            except InUse as needed:
                refused.append(asdict(needed))
    return {"done": done, "refused": refused}


async def delete_resource(
    tx: Tx, by: Actor, resource: Trainer | Venue, delete: Callable[[Tx, UUID, UUID], Awaitable[bool]]
) -> None:
    """Delete what nothing ever named, with its blocked times. Raises InUse."""
    uses = await usage.ever(tx, by.organization_id, resource.id)
    if uses:
        raise _in_use(resource, uses, field="form")
    await blocks.delete_of(tx, by.organization_id, resource.id)
    if not await delete(tx, by.organization_id, resource.id):
        raise InUse(resource.name, 0, field="form")


async def record(
    tx: Tx, by: Actor, what: str, subject: str, before: Mapping[str, object], after: Mapping[str, object]
) -> None:
    """Keep in the audit trail what differs, without what belongs to a person alone."""
    old, new = differences(dict(before), dict(after))
    for values in (old, new):
        for name in ("id", *_PRIVATE):
            values.pop(name, None)
    await audit.record(tx, who(by), by.organization_id, what, subject, old or None, new or None)
