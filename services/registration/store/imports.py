"""What an import asks and writes beside the sign-up itself."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from services.registration.domain.importing import Known, Marks
from shared.db import Tx
from shared.events.registration import RegistrationState

# Whoever was merged is found as whom they were merged into, by their own marks too.
PEOPLE = """
with recursive listed (named, person) as (
    select id, id from registration
    where workshop_id = $1 and organization_id = $2 and state <> 'erased'
      and ($3::uuid is null or group_id = $3)
    union
    select listed.named, merged.merged_into
    from listed join registration merged on merged.id = listed.person and merged.state = 'merged'
)
select person.id, person.state, marks.card_code, marks.nik_index, marks.phone, marks.full_name,
       marks.district_code
from listed
join registration person on person.id = listed.person and person.state not in ('merged', 'erased')
join registration marks on marks.id = listed.named
order by person.queue, marks.id <> person.id, marks.queue
"""


async def people(tx: Tx, workshop_id: UUID, organization_id: UUID, group_id: UUID | None) -> list[Known]:
    """Everybody of the office's workshop, or of a contact person's list in it, in order of sign-up.

    Of whom a list has only a merged registration, no more than that one's marks is told.
    """
    found: dict[UUID, Known] = {}
    for row in await tx.fetch(PEOPLE, workshop_id, organization_id, group_id):
        marks = Marks(
            row["card_code"], row["nik_index"], row["phone"], row["full_name"], row["district_code"]
        )
        known = found.get(row["id"])
        found[row["id"]] = (
            replace(known, merged=(*known.merged, marks))
            if known
            else Known(row["id"], RegistrationState(row["state"]), marks)
        )
    return list(found.values())


FILL_NIK = """
update registration set nik_sealed = $2, nik_index = $3 where id = $1 and nik_index is null
"""


async def fill_nik(tx: Tx, id: UUID, sealed: bytes, index: bytes) -> bool:
    """Note the NIK of somebody locked who had given none; whether it was noted."""
    return (await tx.execute(FILL_NIK, id, sealed, index)).endswith(" 1")
