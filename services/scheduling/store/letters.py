"""Letters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import asyncpg

from services.scheduling.domain.letter_face import Face
from services.scheduling.domain.letter_numbers import Series
from services.scheduling.domain.letters import Addressee, Details, paper_of
from services.scheduling.settings import RENDER_TRIES
from services.scheduling.store.letter_batches import Batch
from shared.db import Tx
from shared.events.scheduling import PaperKind


@dataclass(frozen=True)
class Letter:
    """One letter; what a final one says is its face."""

    id: UUID
    organization_id: UUID
    batch_id: UUID
    position: int
    kind: str
    paper: PaperKind
    state: str  # "draft" | "final" | "void"
    addressee: Addressee
    name: str
    own_details: Details | None  # since it was corrected
    number: str
    letter_date: date
    finalized_at: datetime | None
    finalized_by: str
    face: Face | None
    reason: str
    wanted_edition: int
    edition: int
    tries: int
    failure: str
    void_reason: str
    voided_at: datetime | None
    voided_by: str
    workshop_id: UUID
    workshop: str
    delivery: str  # "" | "queued" | "sent" | "failed" | "handed": how the newest edition went out last

    @property
    def subject(self) -> str:
        """The letter as mails and the audit trail name it."""
        return f"Letter/{self.id}"

    @property
    def shown(self) -> str:
        """Key of the state word people read."""
        if self.state != "final":
            return self.state
        if self.wanted_edition > self.edition:
            return "stuck" if self.tries >= RENDER_TRIES else "making"
        return self.delivery or "ready"

    @property
    def making(self) -> bool:
        """Whether its file is still to be made."""
        return self.state == "final" and self.wanted_edition > self.edition


@dataclass(frozen=True)
class Filter:
    """What a list asks for; empty is everything. `search` is escaped for `like`."""

    search: str = ""
    kind: str = ""
    state: str = ""
    workshop_id: UUID | None = None


ADD = """
insert into letter (id, organization_id, batch_id, position, kind, paper, addressee, name, letter_date)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""
DELETE_DRAFTS = "delete from letter where batch_id = $1 and state = 'draft'"
# The newest of each person; of several that differ, the one somebody has to look at.
_DELIVERY = """
left join lateral (
    select state
    from (select distinct on (coalesce(trainer_id, id)) state
          from letter_delivery
          where letter_id = l.id and edition = l.edition
          order by coalesce(trainer_id, id), at desc, id desc) newest
    order by array_position(array['failed', 'queued', 'handed', 'sent'], state) limit 1
) d on true
"""
_FROM = f"""
from letter l
join letter_batch b on b.id = l.batch_id
join workshop w on w.id = b.workshop_id
{_DELIVERY}"""
_SELECT = f"""
select l.id, l.organization_id, l.batch_id, l.position, l.kind, l.paper, l.state, l.addressee, l.name,
       l.details as own_details, coalesce(l.number, '') as number, l.letter_date, l.finalized_at,
       l.finalized_by, l.face, l.reason, l.wanted_edition, l.edition, l.tries, l.failure, l.void_reason,
       l.voided_at, l.voided_by, b.workshop_id, btrim(w.title || ' ' || w.class_label) as workshop,
       coalesce(d.state, '') as delivery
{_FROM}"""
_COUNTED = f"select count(*) {_FROM}"
_WANTED = """
where l.organization_id = $1
  and ($2 = '' or l.name ilike '%' || $2 || '%' or l.number ilike '%' || $2 || '%'
       or l.addressee::text ilike '%' || $2 || '%' or w.title ilike '%' || $2 || '%')
  and ($3 = '' or l.kind = $3)
  and ($4 = '' or l.state = $4 or (l.state = 'final' and $4 = case
       when l.wanted_edition > l.edition then 'making' else coalesce(nullif(d.state, ''), 'ready') end))
  and ($5::uuid is null or b.workshop_id = $5)
"""
LIST = f"""{_SELECT}{_WANTED}
order by case when $6 = 'number' then l.number end, case when $6 = 'name' then l.name end,
         case when $6 = 'date' then l.letter_date end desc nulls last,
         l.state = 'draft' desc, l.finalized_at desc, b.made_at desc, b.id, l.position
limit $7 offset $8
"""
COUNT = f"{_COUNTED}{_WANTED}"
FIND = f"{_SELECT} where l.organization_id = $1 and l.id = $2"
LOCK = f"{FIND} for update of l"
OF_BATCH = f"{_SELECT} where l.organization_id = $1 and l.batch_id = $2 order by l.position"
NUMBER_USED = "select exists (select from letter where organization_id = $1 and number = $2)"
MAKE_FINAL = """
update letter
set state = 'final', unit = $2, year = $3, ordinal = $4, number = $5, face = $6, finalized_at = $7,
    finalized_by = $8, wanted_edition = 1
where id = $1 and state = 'draft'
"""
CORRECT = """
update letter
set addressee = $2, name = $3, details = $4, face = $5, reason = $6, wanted_edition = edition + 1,
    tries = 0, failure = '', claimed_until = null
where id = $1 and state = 'final'
"""
MAKE_VOID = """
update letter set state = 'void', void_reason = $2, voided_at = $3, voided_by = $4 where id = $1
"""
# What a trainer reads of: made, not void, and naming them.
OF_TRAINER = f"""{_SELECT}
where l.organization_id = $1 and l.state = 'final' and l.wanted_edition = l.edition
  and l.addressee -> 'people' @> jsonb_build_array(jsonb_build_object('trainer_id', $2::text))
order by l.letter_date desc, l.id desc
limit 50
"""
# Files nobody makes any more until a person looks.
STUCK = """
select count(*) from letter
where organization_id = $1 and state = 'final' and wanted_edition > edition and tries >= $2
"""
# Whoever a surat tugas named last, with what was said of them then.
KNOWN_PEOPLE = """
select distinct on (lower(p.value ->> 'name')) p.value as person
from letter l, jsonb_array_elements(l.addressee -> 'people') p
where l.organization_id = $1 and l.kind = 'committee_assignment'
order by lower(p.value ->> 'name'), l.letter_date desc, l.id desc
limit $2
"""


def _letter(row: asyncpg.Record) -> Letter:
    values: dict[str, Any] = dict(row)
    values["addressee"] = Addressee.model_validate(values["addressee"])
    values["face"] = Face.model_validate(values["face"]) if values["face"] else None
    own = values["own_details"]
    values["own_details"] = Details.model_validate(own) if own else None
    values["paper"] = PaperKind(values["paper"])
    return Letter(**values)


async def add(tx: Tx, batch: Batch, letters: Sequence[tuple[UUID, Addressee]]) -> None:
    """Drafts of an act: (id, addressee), in this order."""
    await tx.executemany(
        ADD,
        [
            (id, batch.organization_id, batch.id, at, batch.kind, paper_of(batch.kind).value,
             addressee.model_dump(mode="json"), addressee.name, batch.details.letter_date)
            for at, (id, addressee) in enumerate(letters, 1)
        ],
    )  # fmt: skip


async def delete_drafts(tx: Tx, batch_id: UUID) -> None:
    await tx.execute(DELETE_DRAFTS, batch_id)


async def listed(
    tx: Tx, organization_id: UUID, wanted: Filter, *, sort: str = "", limit: int = 1000, skip: int = 0
) -> list[Letter]:
    """Drafts first, then what became final last; or by "number", by "name" of the addressee, or the latest
    "date" on top."""
    given = (wanted.search, wanted.kind, wanted.state, wanted.workshop_id)
    return [_letter(row) for row in await tx.fetch(LIST, organization_id, *given, sort, limit, skip)]


async def count(tx: Tx, organization_id: UUID, wanted: Filter) -> int:
    given = (wanted.search, wanted.kind, wanted.state, wanted.workshop_id)
    return int(await tx.fetchval(COUNT, organization_id, *given))


async def find(tx: Tx, organization_id: UUID, letter_id: UUID) -> Letter | None:
    row = await tx.fetchrow(FIND, organization_id, letter_id)
    return _letter(row) if row else None


async def locked(tx: Tx, organization_id: UUID, letter_id: UUID) -> Letter | None:
    """The letter, held until the transaction ends."""
    row = await tx.fetchrow(LOCK, organization_id, letter_id)
    return _letter(row) if row else None


async def of_batch(tx: Tx, organization_id: UUID, batch_id: UUID) -> list[Letter]:
    return [_letter(row) for row in await tx.fetch(OF_BATCH, organization_id, batch_id)]


async def number_used(tx: Tx, organization_id: UUID, number: str) -> bool:
    """Whether a letter of the office has this number, also one that is void."""
    return bool(await tx.fetchval(NUMBER_USED, organization_id, number))


async def make_final(
    tx: Tx,
    letter_id: UUID,
    now: datetime,
    by_name: str,
    face: Face,
    number: str,
    counted: tuple[Series, int] | None,
) -> None:
    """Give the letter its number and its wording; `counted` is None for the secretariat's own number."""
    series, ordinal = counted or (None, None)
    await tx.execute(
        MAKE_FINAL, letter_id, series and series.unit, series and series.year, ordinal, number,
        face.model_dump(mode="json"), now, by_name,
    )  # fmt: skip


async def correct(
    tx: Tx, letter_id: UUID, addressee: Addressee, details: Details, face: Face, reason: str
) -> None:
    """Another edition is wanted, with this wording."""
    await tx.execute(
        CORRECT,
        letter_id,
        addressee.model_dump(mode="json"),
        addressee.name,
        details.model_dump(mode="json"),
        face.model_dump(mode="json"),
        reason,
    )


async def make_void(tx: Tx, letter_id: UUID, now: datetime, by_name: str, reason: str) -> None:
    await tx.execute(MAKE_VOID, letter_id, reason, now, by_name)


async def known_people(tx: Tx, organization_id: UUID, most: int) -> list[dict[str, Any]]:
    """People of earlier committees, as they were written last."""
    return [row["person"] for row in await tx.fetch(KNOWN_PEOPLE, organization_id, most)]


async def in_trouble(tx: Tx, organization_id: UUID) -> tuple[int, int]:
    """How many letters have no file and wait for a person, and how many of which the last mail failed."""
    stuck = int(await tx.fetchval(STUCK, organization_id, RENDER_TRIES))
    return stuck, await count(tx, organization_id, Filter(state="failed"))


async def of_trainer(tx: Tx, organization_id: UUID, trainer_id: UUID) -> list[Letter]:
    """The letters that invite or send this trainer, the latest first."""
    return [_letter(row) for row in await tx.fetch(OF_TRAINER, organization_id, str(trainer_id))]
