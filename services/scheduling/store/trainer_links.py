"""The links that open a trainer's own page and feed; only hashes are looked up."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from shared.db import Tx


@dataclass(frozen=True)
class Guest:
    """Whoever holds a trainer's link: this trainer, at this one office."""

    trainer_id: UUID
    organization_id: UUID
    name: str
    email: str
    page_sealed: bytes
    feed_sealed: bytes


# Who is archived works for the office no more; taken back, their links open again.
BY_PAGE = """
select t.id as trainer_id, t.organization_id, t.name, t.email, l.page_sealed, l.feed_sealed
from trainer_link l join trainer t on t.id = l.trainer_id
where l.page_sha256 = $1 and not t.archived
"""
BY_FEED = """
select t.id as trainer_id, t.organization_id, t.name, t.email, l.page_sealed, l.feed_sealed
from trainer_link l join trainer t on t.id = l.trainer_id
where l.feed_sha256 = $1 and not t.archived
"""
OF = """
select t.id as trainer_id, t.organization_id, t.name, t.email, l.page_sealed, l.feed_sealed
from trainer_link l join trainer t on t.id = l.trainer_id
where t.organization_id = $1 and t.id = $2
"""
OF_SEVERAL = """
select t.id as trainer_id, t.organization_id, t.name, t.email, l.page_sealed, l.feed_sealed
from trainer_link l join trainer t on t.id = l.trainer_id
where t.organization_id = $1 and t.id = any($2::uuid[])
"""
# Two invitations at the same moment make one link: the second finds the first one's.
ADD = """
insert into trainer_link (trainer_id, page_sha256, page_sealed, feed_sha256, feed_sealed)
values ($1, $2, $3, $4, $5)
on conflict (trainer_id) do nothing
"""
HOLD = "select trainer_id from trainer_link where trainer_id = $1 for update"
DROP = "delete from trainer_link where trainer_id = $1"
BY_EMAIL = """
select id, organization_id
from trainer
where lower(email) = lower($1) and not archived
order by id
limit $2
"""


async def by_page(tx: Tx, code_sha256: bytes) -> Guest | None:
    row = await tx.fetchrow(BY_PAGE, code_sha256)
    return Guest(**row) if row else None


async def by_feed(tx: Tx, code_sha256: bytes) -> Guest | None:
    row = await tx.fetchrow(BY_FEED, code_sha256)
    return Guest(**row) if row else None


async def of(tx: Tx, organization_id: UUID, trainer_id: UUID) -> Guest | None:
    row = await tx.fetchrow(OF, organization_id, trainer_id)
    return Guest(**row) if row else None


async def of_several(tx: Tx, organization_id: UUID, trainer_ids: Collection[UUID]) -> dict[UUID, Guest]:
    """By trainer; who has no link is left out."""
    rows = await tx.fetch(OF_SEVERAL, organization_id, list(trainer_ids))
    return {row["trainer_id"]: Guest(**row) for row in rows}


async def add(tx: Tx, trainer_id: UUID, page: tuple[bytes, bytes], feed: tuple[bytes, bytes]) -> None:
    """Keep (hash, sealed) of both codes, unless the trainer has some."""
    await tx.execute(ADD, trainer_id, *page, *feed)


async def hold(tx: Tx, trainer_id: UUID) -> None:
    """Until the transaction ends nobody else does by this link what has to be counted first."""
    await tx.execute(HOLD, trainer_id)


async def drop(tx: Tx, trainer_id: UUID) -> None:
    """Neither link opens anything any more."""
    await tx.execute(DROP, trainer_id)


async def by_email(tx: Tx, email: str, most: int) -> list[tuple[UUID, UUID]]:
    """(trainer, office) of everybody with this address."""
    return [(row["id"], row["organization_id"]) for row in await tx.fetch(BY_EMAIL, email, most)]
