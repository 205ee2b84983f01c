"""Verdicts, as they were published last."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import asyncpg

from services.certificates.domain.eligibility import Outcome
from shared.db import Tx
from shared.events.certificates import Eligibility, Verdict

KEEP = """
insert into eligibility (id, version, organization_id, workshop_id, verdict, jp_reached, jp_needed, jp_total,
                         missed_sessions, missed_mandatory, decided_at)
values ($1, next_version(0), $2, $3, $4, $5, $6, $7, $8, $9, $10)
on conflict (id) do update set
    version = next_version(eligibility.version), verdict = excluded.verdict, jp_reached = excluded.jp_reached,
    jp_needed = excluded.jp_needed, jp_total = excluded.jp_total,
    missed_sessions = excluded.missed_sessions, missed_mandatory = excluded.missed_mandatory,
    decided_at = excluded.decided_at
where (eligibility.verdict, eligibility.jp_reached, eligibility.jp_needed, eligibility.jp_total,
       eligibility.missed_sessions, eligibility.missed_mandatory)
    is distinct from (excluded.verdict, excluded.jp_reached, excluded.jp_needed, excluded.jp_total,
                      excluded.missed_sessions, excluded.missed_mandatory)
returning id, version, organization_id, workshop_id, verdict, jp_reached, jp_needed, jp_total,
          missed_sessions, missed_mandatory, decided_at
"""


async def keep(
    tx: Tx, id: UUID, organization_id: UUID, workshop_id: UUID, outcome: Outcome, now: datetime
) -> Eligibility | None:
    """Store the verdict; the new document, or None when nothing in it changed."""
    row = await tx.fetchrow(
        KEEP,
        id,
        organization_id,
        workshop_id,
        outcome.verdict.value,
        outcome.jp_reached,
        outcome.jp_needed,
        outcome.jp_total,
        list(outcome.missed_sessions),
        list(outcome.missed_mandatory),
        now,
    )
    return document(row) if row else None


OF_WORKSHOP = """
select id, version, organization_id, workshop_id, verdict, jp_reached, jp_needed, jp_total,
       missed_sessions, missed_mandatory, decided_at
from eligibility where workshop_id = $1
"""


async def of_workshop(tx: Tx, workshop_id: UUID) -> dict[UUID, Eligibility]:
    """Every verdict of the workshop by registration."""
    return {row["id"]: document(row) for row in await tx.fetch(OF_WORKSHOP, workshop_id)}


def document(row: asyncpg.Record) -> Eligibility:
    return Eligibility(
        id=row["id"],
        version=row["version"],
        organization_id=row["organization_id"],
        workshop_id=row["workshop_id"],
        verdict=Verdict(row["verdict"]),
        jp_reached=row["jp_reached"],
        jp_needed=row["jp_needed"],
        jp_total=row["jp_total"],
        missed_sessions=tuple(row["missed_sessions"]),
        missed_mandatory=tuple(row["missed_mandatory"]),
        decided_at=row["decided_at"],
    )
