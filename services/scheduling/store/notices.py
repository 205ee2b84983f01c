"""What people know of a workshop, what they were not told yet, and the decisions about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from services.scheduling.domain.notices import Changes
from services.scheduling.settings import NOTICES_CARRIED, QUIET_MINUTES
from shared.db import Tx
from shared.events.notices import Notice, SessionChange, TermChange
from shared.events.scheduling import Workshop


@dataclass(frozen=True)
class Announced:
    """What people were last told of a workshop, and since when they know less than is true."""

    document: Workshop
    reason: str
    since: datetime | None
    changed_at: datetime | None


@dataclass(frozen=True)
class Decided:
    """A decision about changes: sent, or not needed."""

    id: UUID
    at: datetime
    sent: bool
    by_name: str  # empty: by itself
    reason: str
    changes: Changes
    people: int

    @property
    def notice(self) -> Notice:
        return notice_of(self.id, self.at, self.reason, self.changes)


@dataclass(frozen=True)
class Untold:
    """A published workshop with changes that nobody was told of."""

    workshop_id: UUID
    organization_id: UUID
    title: str
    zone: str
    changes: int
    people: int  # whom it may touch, as counted here
    compared: bool  # False: it was changed again since, and the quiet time begins anew
    since: datetime
    changed_at: datetime
    touches_at: datetime | None
    quiet_minutes: int

    @property
    def quiet(self) -> timedelta:
        return timedelta(minutes=self.quiet_minutes)


def notice_of(id: UUID, at: datetime, reason: str, changes: Changes) -> Notice:
    """The part of the Workshop document."""
    return Notice(
        id=id,
        at=at,
        reason=reason,
        sessions=changes.sessions,
        terms=changes.terms,
        seated_only=changes.seated_only,
    )


def _plain(changes: Changes) -> dict[str, Any]:
    return {
        "sessions": [change.model_dump(mode="json") for change in changes.sessions],
        "terms": [change.model_dump(mode="json") for change in changes.terms],
        "seated_only": changes.seated_only,
    }


def _changes(plain: dict[str, Any]) -> Changes:
    return Changes(
        tuple(SessionChange.model_validate(change) for change in plain["sessions"]),
        tuple(TermChange.model_validate(change) for change in plain["terms"]),
    )


PUT_KNOWN = """
insert into announced (workshop_id, document, looked_version) values ($1, $2, $3)
on conflict (workshop_id) do update
set document = excluded.document, looked_version = excluded.looked_version, changes = null, reason = '',
    since = null, changed_at = null, touches_at = null
"""
KNOWN = "select document, reason, since, changed_at from announced where workshop_id = $1"
LOOKED = """
update announced
set looked_version = $2,
    changes = $3,
    reason = case when $3::jsonb is null then '' when $4 = '' then reason else $4 end,
    since = case when $3::jsonb is null then null else coalesce(since, $5) end,
    changed_at = case when $3::jsonb is null then null when changes is distinct from $3::jsonb then $5
                 else changed_at end,
    touches_at = $6
where workshop_id = $1
"""
TO_LOOK_AT = """
select w.organization_id, w.id
from workshop w
left join announced a on a.workshop_id = w.id
where w.state = 'published'
  and (a.workshop_id is null or a.looked_version < w.version or a.touches_at <= $1)
order by w.id
limit 50
"""
UNTOLD = """
select w.id as workshop_id, w.organization_id, btrim(w.title || ' ' || w.class_label) as title, w.zone,
       jsonb_array_length(a.changes -> 'sessions') + jsonb_array_length(a.changes -> 'terms') as changes,
       (select count(*) from registration_copy
        where workshop_id = w.id and state in ('pending', 'confirmed', 'waitlisted', 'offered')) as people,
       a.looked_version >= w.version as compared, a.since, a.changed_at, a.touches_at,
       coalesce(r.quiet_minutes, $1) as quiet_minutes
from announced a
join workshop w on w.id = a.workshop_id
left join notice_rule r on r.organization_id = w.organization_id
where a.changes is not null and w.state = 'published' and ($2::uuid is null or w.organization_id = $2)
order by a.touches_at nulls last, a.since, w.id
"""
ADD = """
insert into notice (id, workshop_id, organization_id, at, sent, by_name, reason, changes, people)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""
OF_WORKSHOP = """
select id, at, sent, by_name, reason, changes, people
from notice where workshop_id = $1
order by at desc, id desc
limit $2
"""
CARRIED = """
select id, at, sent, by_name, reason, changes, people
from notice where workshop_id = $1 and sent
order by at desc, id desc
limit $2
"""
QUIET = "select quiet_minutes from notice_rule where organization_id = $1"
SET_QUIET = """
insert into notice_rule (organization_id, quiet_minutes) values ($1, $2)
on conflict (organization_id) do update set quiet_minutes = excluded.quiet_minutes
"""


async def put_known(tx: Tx, document: Workshop) -> None:
    """From now on people know this document; nothing is untold."""
    plain = document.model_copy(update={"notices": ()}).model_dump(mode="json")
    await tx.execute(PUT_KNOWN, document.id, plain, document.version)


async def known(tx: Tx, workshop_id: UUID) -> Announced | None:
    """None: this workshop was published before anybody compared."""
    row = await tx.fetchrow(KNOWN, workshop_id)
    if row is None:
        return None
    document = Workshop.model_validate(row["document"])
    return Announced(document, row["reason"], row["since"], row["changed_at"])


async def looked(
    tx: Tx,
    workshop_id: UUID,
    version: int,
    changes: Changes,
    reason: str,
    now: datetime,
) -> None:
    """Note what a comparison found; `changed_at` moves only if it found something else than the last one."""
    found = _plain(changes) if changes else None
    await tx.execute(LOOKED, workshop_id, version, found, reason, now, changes.touches_at(now))


async def to_look_at(tx: Tx, now: datetime) -> list[tuple[UUID, UUID]]:
    """(office, workshop) of published workshops that changed since they were compared."""
    return [(row["organization_id"], row["id"]) for row in await tx.fetch(TO_LOOK_AT, now)]


async def untold(tx: Tx, organization_id: UUID | None = None) -> list[Untold]:
    """Workshops with changes nobody was told of, of one office or of all; the nearest session first."""
    return [Untold(**row) for row in await tx.fetch(UNTOLD, QUIET_MINUTES, organization_id)]


async def add(tx: Tx, workshop_id: UUID, organization_id: UUID, decided: Decided) -> None:
    await tx.execute(
        ADD,
        decided.id,
        workshop_id,
        organization_id,
        decided.at,
        decided.sent,
        decided.by_name,
        decided.reason,
        _plain(decided.changes),
        decided.people,
    )


async def of_workshop(tx: Tx, workshop_id: UUID, most: int) -> list[Decided]:
    """The newest first."""
    return [_decided(row) for row in await tx.fetch(OF_WORKSHOP, workshop_id, most)]


async def carried(tx: Tx, workshop_id: UUID) -> tuple[Notice, ...]:
    """The notices that the document carries: the last ten sent, the oldest first."""
    rows = await tx.fetch(CARRIED, workshop_id, NOTICES_CARRIED)
    return tuple(_decided(row).notice for row in reversed(rows))


def _decided(row: Any) -> Decided:
    values = dict(row)
    return Decided(**values | {"changes": _changes(values["changes"])})


async def quiet_minutes(tx: Tx, organization_id: UUID) -> int:
    """How long the office waits after the last change before people are told by itself."""
    found = await tx.fetchval(QUIET, organization_id)
    return QUIET_MINUTES if found is None else int(found)


async def set_quiet(tx: Tx, organization_id: UUID, minutes: int) -> None:
    await tx.execute(SET_QUIET, organization_id, minutes)
