"""Emptying registrations: what stays of an erased one says that somebody was here, and nothing of whom."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from services.registration.store.registrations import Row, read_many
from shared.db import Tx

# Who signed up twice stands in two rows: the one that was kept, and those that were merged into it.
FAMILY = """
with recursive family (id) as (
    select $1::uuid
    union
    select merged.id from family join registration merged on merged.merged_into = family.id
    where merged.workshop_id = $2)
select id from family order by id
"""


async def family(tx: Tx, row: Row) -> list[UUID]:
    """The ids of this registration and of all that were merged into it."""
    return [found["id"] for found in await tx.fetch(FAMILY, row.id, row.workshop_id)]


# The hash of the link stays: whoever still has the link reads that the data are gone. The code of the card
# is needed to be unlike all others; no card has such a long one.
ERASE = """
update registration
set state = 'erased', full_name = '', certificate_name = '', phone = '', email = '', gender = '',
    district_code = '', village_code = '', business_name = '', business = '{}', answers = '{}', needs = '',
    needs_sealed = null, disability = '', nik_sealed = null, nik_index = null, manage_sealed = '',
    ticket_sha256 = '', ticket_sealed = '', card_code = id::text, offered_at = null, answer_by = null,
    ended_by = '', reason = '', email_trouble = '', group_id = null, centre_id = null, quota_profile = 0,
    consent_photo = false, consent_contact = false, version = next_version(version)
where id = any($1::uuid[])
"""


async def erase(tx: Tx, ids: Sequence[UUID]) -> list[Row]:
    """Empty locked rows for good and answer what is left of them."""
    await tx.execute(ERASE, list(ids))
    return await read_many(tx, ids)
