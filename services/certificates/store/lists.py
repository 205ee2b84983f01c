"""Counts and lists for the desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.db import Tx
from shared.events.certificates import PublicReason
from shared.events.scheduling import Role, Staff

COUNTS = """
select workshop_id, state, count(*) as number
from certificate where organization_id = $1 group by workshop_id, state
"""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many certificates of a workshop are in which state."""

    by_state: dict[str, int]

    def of(self, *states: str) -> int:
        return sum(self.by_state.get(state, 0) for state in states)


async def counts(tx: Tx, organization_id: UUID) -> dict[UUID, Counts]:
    found: dict[UUID, dict[str, int]] = {}
    for row in await tx.fetch(COUNTS, organization_id):
        found.setdefault(row["workshop_id"], {})[row["state"]] = row["number"]
    return {workshop_id: Counts(by_state) for workshop_id, by_state in found.items()}


@dataclass(frozen=True, slots=True)
class Voided:
    """A number that was given and does not hold any more; it is never given again."""

    certificate_id: UUID
    workshop_id: UUID
    number: str
    name: str
    reason: PublicReason
    revoked_at: datetime


VOIDED = """
select id as certificate_id, workshop_id, number, name, reason, revoked_at
from certificate where organization_id = $1 and state = 'revoked'
order by year desc, unit, ordinal limit $2
"""


async def voided(tx: Tx, organization_id: UUID, most: int) -> list[Voided]:
    """The office's void list, the newest year first, in the order of the numbers."""
    rows = await tx.fetch(VOIDED, organization_id, most)
    return [Voided(**{**dict(row), "reason": PublicReason(row["reason"])}) for row in rows]


AUTOMATIC = """
select distinct certificate.workshop_id
from certificate
join organization on organization.id = certificate.organization_id
join workshop_copy on workshop_copy.id = certificate.workshop_id
where certificate.state in ('draft', 'submitted') and workshop_copy.document ->> 'state' <> 'cancelled'
    and (organization.document ->> 'approves_certificates')::boolean
"""


async def to_approve_automatically(tx: Tx) -> list[UUID]:
    """Workshops with certificates that wait although their office approves without a person."""
    return sorted(row["workshop_id"] for row in await tx.fetch(AUTOMATIC))


APPROVERS = """
select document from staff where organization_id = $1 and document ->> 'role' = $2
    and not (document ->> 'disabled')::boolean
order by id
"""


async def approvers(tx: Tx, organization_id: UUID) -> list[Staff]:
    """Those who may approve for the office and are not disabled."""
    rows = await tx.fetch(APPROVERS, organization_id, Role.APPROVER.value)
    return [Staff.model_validate(row["document"]) for row in rows]


@dataclass(frozen=True, slots=True)
class Task:
    """One line of the desk: what waits in one workshop, how many, since when."""

    matter: str  # "ready", "approval", "undelivered", "changed", "failed"
    workshop_id: UUID
    number: int
    oldest: datetime


TASKS = """
select matter, workshop_id, count(*) as number, min(since) as oldest
from (
    select 'approval' as matter, certificate.workshop_id, certificate.submitted_at as since
    from certificate join workshop_copy on workshop_copy.id = certificate.workshop_id
    where certificate.organization_id = $1 and certificate.state = 'submitted'
        and workshop_copy.document ->> 'state' <> 'cancelled'
    union all
    select 'ready', certificate.workshop_id, eligibility.decided_at
    from certificate
    join eligibility on eligibility.id = certificate.registration_id
    join organization on organization.id = certificate.organization_id
    join workshop_copy on workshop_copy.id = certificate.workshop_id
    where certificate.organization_id = $1 and certificate.state = 'draft'
        and workshop_copy.document ->> 'state' <> 'cancelled'
        and not (organization.document ->> 'approves_certificates')::boolean
    union all
    select 'undelivered', workshop_id, issued_at from certificate
    where organization_id = $1 and state = 'issued' and delivery = 'failed'
    union all
    select 'changed', workshop_id, coalesce(issued_at, approved_at) from certificate
    where organization_id = $1 and attention <> ''
    union all
    select 'failed', workshop_id, approved_at from certificate
    where organization_id = $1 and tries >= $2 and wanted_edition > edition
) as waiting
group by matter, workshop_id order by oldest, matter, workshop_id
"""


async def tasks(tx: Tx, organization_id: UUID, tries: int) -> list[Task]:
    """Everything in the office that waits for a person's decision, the oldest first."""
    return [
        Task(row["matter"], row["workshop_id"], row["number"], row["oldest"])
        for row in await tx.fetch(TASKS, organization_id, tries)
    ]
