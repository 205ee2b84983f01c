"""The workshops of one programme side by side: parallel classes, series, several towns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.scheduling.domain.hours import learning_hours
from services.scheduling.store import listing
from services.scheduling.store.listing import Listed
from shared.db import Tx


@dataclass(frozen=True)
class Beside:
    """A workshop as it stands beside its parallel classes."""

    listed: Listed
    jp: int
    districts: list[str]  # codes, in order of time


# Minutes of each teaching session as it took place, else as planned; places of all that were not dropped.
SESSIONS = """
select s.workshop_id, s.kind, v.district_code, o.jp_rounding,
       (extract(epoch from coalesce(s.actual_ends_at, s.ends_at)
                - coalesce(s.actual_starts_at, s.starts_at)) / 60)::int as minutes
from workshop w
join office o on o.id = w.organization_id
join session s on s.workshop_id = w.id
join venue v on v.id = s.venue_id
where w.organization_id = $1 and w.programme_id = $2 and s.held is distinct from false
order by s.starts_at, s.id
"""


async def side_by_side(tx: Tx, organization_id: UUID, now: datetime, programme_id: UUID) -> list[Beside]:
    """Classes of one title together, by label; titles by their first day."""
    rows = await listing.listed(tx, organization_id, now, programme_id=programme_id)
    jp: dict[UUID, int] = {}
    districts: dict[UUID, dict[str, None]] = {}
    for row in await tx.fetch(SESSIONS, organization_id, programme_id):
        workshop_id = row["workshop_id"]
        earned = learning_hours(row["kind"], row["minutes"], row["jp_rounding"])
        jp[workshop_id] = jp.get(workshop_id, 0) + earned
        districts.setdefault(workshop_id, {}).setdefault(row["district_code"])
    begins: dict[str, datetime] = {}
    for listed in rows:
        if listed.starts_at:
            begins[listed.title] = min(listed.starts_at, begins.get(listed.title, listed.starts_at))

    def order(row: Listed) -> tuple[bool, datetime, str, str]:
        return (row.title not in begins, begins.get(row.title, now), row.title, row.class_label)

    return [
        Beside(row, jp.get(row.id, 0), list(districts.get(row.id, {}))) for row in sorted(rows, key=order)
    ]
