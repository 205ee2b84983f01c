"""What an import asks and writes beside the sign-up itself."""

from __future__ import annotations

from uuid import UUID

from services.registration.domain.importing import Known, Marks
from shared.db import Tx
from shared.events.registration import RegistrationState

PEOPLE = """
select id, state, card_code, nik_index, phone, full_name, district_code from registration
where workshop_id = $1 and organization_id = $2 and state not in ('merged', 'erased')
  and ($3::uuid is null or group_id = $3)
order by queue
"""


async def people(tx: Tx, workshop_id: UUID, organization_id: UUID, group_id: UUID | None) -> list[Known]:
    """Everybody of the office's workshop, or of a contact person's list in it, in order of sign-up."""
    return [
        Known(
            row["id"],
            RegistrationState(row["state"]),
            Marks(row["card_code"], row["nik_index"], row["phone"], row["full_name"], row["district_code"]),
        )
        for row in await tx.fetch(PEOPLE, workshop_id, organization_id, group_id)
    ]


FILL_NIK = """
update registration set nik_sealed = $2, nik_index = $3 where id = $1 and nik_index is null
"""


async def fill_nik(tx: Tx, id: UUID, sealed: bytes, index: bytes) -> bool:
    """Note the NIK of somebody locked who had given none; whether it was noted."""
    return (await tx.execute(FILL_NIK, id, sealed, index)).endswith(" 1")
