"""The queue of letters to be made into files, and the files that were made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from services.scheduling.domain.letter_face import Face
from shared.db import Tx


@dataclass(frozen=True, slots=True)
class Order:
    """A file somebody claimed and has to make."""

    letter_id: UUID
    organization_id: UUID
    edition: int
    number: str
    face: Face
    reason: str
    tries: int


@dataclass(frozen=True, slots=True)
class Edition:
    """A file that was made."""

    ordinal: int
    file_id: UUID
    reason: str
    made_at: datetime


CLAIM = """
with due as materialized (
    select id from letter
    where wanted_edition > edition and state = 'final' and tries < $2
        and (claimed_until is null or claimed_until < clock_timestamp())
    order by finalized_at, position limit $1 for update skip locked
)
update letter set claimed_until = clock_timestamp() + $3::interval, tries = tries + 1
from due where letter.id = due.id
returning letter.id as letter_id, organization_id, wanted_edition as edition, number, face, reason, tries
"""
FAIL = """
update letter set failure = $3, claimed_until = clock_timestamp() + $4::interval, tries = $5
where id = $1 and edition < $2
"""
GIVE_BACK = """
update letter set claimed_until = null, tries = tries - 1
where id = any($1::uuid[]) and wanted_edition > edition and claimed_until is not null and tries > 0
"""
TRY_AGAIN = "update letter set tries = 0, failure = '', claimed_until = null where id = $1"
WANTED = """
select id from letter where id = $1 and state = 'final' and wanted_edition = $2 and edition < $2 and face = $3
for update
"""
ADD = """
insert into letter_edition (letter_id, ordinal, file_id, sha256, face, reason, made_at)
select $1, $2, id, sha256, $4, $5, $6 from file where id = $3
on conflict (letter_id, ordinal) do nothing
returning ordinal
"""
CURRENT = """
update letter set edition = $2, claimed_until = null, tries = 0, failure = '' where id = $1
"""
EDITIONS = """
select ordinal, file_id, reason, made_at from letter_edition where letter_id = $1 order by ordinal
"""
FILES = """
select l.id, l.position, f.bytes
from letter l
join letter_edition e on e.letter_id = l.id and e.ordinal = l.edition
join file f on f.id = e.file_id
where l.organization_id = $1 and l.batch_id = $2 and l.state = 'final'
order by l.position
"""


async def claim(tx: Tx, most: int, tries: int, lease: timedelta) -> list[Order]:
    """Letters to be made into files, ours for as long as the lease, in the order they became final."""
    rows = await tx.fetch(CLAIM, most, tries, lease)
    orders = [Order(**{**dict(row), "face": Face.model_validate(row["face"])}) for row in rows]
    return sorted(orders, key=lambda order: order.number)


async def fail(tx: Tx, order: Order, reason: str, pause: timedelta, tries: int) -> None:
    """Note why the file could not be made, and when it may be tried again."""
    await tx.execute(FAIL, order.letter_id, order.edition, reason, pause, tries)


async def give_back(tx: Tx, orders: Sequence[Order]) -> None:
    """Let others have at once what is not begun; no try is counted."""
    await tx.execute(GIVE_BACK, [order.letter_id for order in orders])


async def try_again(tx: Tx, letter_id: UUID) -> None:
    await tx.execute(TRY_AGAIN, letter_id)


async def still_wanted(tx: Tx, order: Order) -> bool:
    """Whether the letter, now locked, still wants exactly this edition with this wording."""
    face = order.face.model_dump(mode="json")
    return await tx.fetchval(WANTED, order.letter_id, order.edition, face) is not None


async def add(tx: Tx, order: Order, file_id: UUID, now: datetime) -> bool:
    """The file becomes the letter's newest edition; False when there is one with this ordinal."""
    face = order.face.model_dump(mode="json")
    added = await tx.fetchval(ADD, order.letter_id, order.edition, file_id, face, order.reason, now)
    if added is None:
        return False
    await tx.execute(CURRENT, order.letter_id, order.edition)
    return True


async def editions(tx: Tx, letter_id: UUID) -> list[Edition]:
    """The oldest first."""
    return [Edition(**row) for row in await tx.fetch(EDITIONS, letter_id)]


async def files(tx: Tx, organization_id: UUID, batch_id: UUID) -> list[tuple[UUID, int, bytes]]:
    """(letter, position, PDF) of the newest editions of one act; void letters are left out."""
    rows = await tx.fetch(FILES, organization_id, batch_id)
    return [(row["id"], row["position"], row["bytes"]) for row in rows]
