"""What an office sets for one workshop's sign-up."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from shared.db import Tx


@dataclass(frozen=True, slots=True)
class Terms:
    """The defaults hold for a workshop of which nobody has said anything."""

    hand_over: bool = False  # a person may hand their seat to somebody else


READ = "select hand_over from sign_up_terms where workshop_id = $1"


async def read(tx: Tx, workshop_id: UUID) -> Terms:
    row = await tx.fetchrow(READ, workshop_id)
    return Terms(**row) if row else Terms()


KEEP = """
insert into sign_up_terms (workshop_id, organization_id, hand_over) values ($1, $2, $3)
on conflict (workshop_id) do update set hand_over = excluded.hand_over
"""


async def keep(tx: Tx, workshop_id: UUID, organization_id: UUID, terms: Terms) -> None:
    """Store the terms of an office's own workshop; the caller has looked whose it is."""
    await tx.execute(KEEP, workshop_id, organization_id, terms.hand_over)
