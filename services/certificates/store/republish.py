"""New versions for what is sent again."""

from __future__ import annotations

from uuid import UUID

from services.certificates.store import certificates, eligibility
from shared.db import Tx
from shared.events.certificates import Eligibility

STAMP_VERDICTS = """
update eligibility set version = next_version(version)
where id in (select id from eligibility where $1::uuid is null or id > $1 order by id limit $2 for update)
returning id, version, organization_id, workshop_id, verdict, jp_reached, jp_needed, jp_total,
          missed_sessions, missed_mandatory, decided_at
"""
STAMP_CERTIFICATES = """
update certificate set version = next_version(version)
where id in (
    select id from certificate
    where ($1::uuid is null or id > $1) and state in ('approved', 'issued', 'revoked')
    order by id limit $2 for update
)
returning id
"""


async def verdicts(tx: Tx, after: UUID | None, most: int) -> list[Eligibility]:
    """The next verdicts in order of id, with new versions."""
    rows = await tx.fetch(STAMP_VERDICTS, after, most)
    return sorted((eligibility.document(row) for row in rows), key=lambda found: found.id)


async def numbered(tx: Tx, after: UUID | None, most: int) -> list[certificates.Row]:
    """The next numbered certificates in order of id, with new versions."""
    ids = sorted(row["id"] for row in await tx.fetch(STAMP_CERTIFICATES, after, most))
    return [row for id in ids if (row := await certificates.get(tx, id))]
