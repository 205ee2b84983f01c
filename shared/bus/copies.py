"""A receiver's table of one foreign subject: the newest document it has heard of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

from shared.bus.handlers import newest
from shared.db import Tx
from shared.events import Document

D = TypeVar("D", bound=Document)

# Stored as the version of an erased subject, so that no version revives it.
LAST = 2**63 - 1

INSERT = """
    insert into {table} (id, version, organization_id, document)
    select id, version, organization_id, document::jsonb
    from unnest($1::uuid[], $2::bigint[], $3::uuid[], $4::text[])
        as given (id, version, organization_id, document)
    order by id
    on conflict (id) do nothing
    returning id
"""
LOCK = """
    select id, version, document::text as document from {table}
    where id = any ($1::uuid[]) order by id for update
"""
UPDATE = """
    update {table} as kept
    set version = given.version, organization_id = given.organization_id, document = given.document::jsonb
    from unnest($1::uuid[], $2::bigint[], $3::uuid[], $4::text[])
        as given (id, version, organization_id, document)
    where kept.id = given.id
"""
GET = """
    select document::text as document from {table} where id = any ($1::uuid[])
"""


@dataclass(frozen=True, slots=True)
class Change(Generic[D]):
    """One document that was newer than what we had; `old` is None for a subject heard for the first time."""

    old: D | None
    new: D


class Copies(Generic[D]):
    """The table `(id uuid primary key, version bigint, organization_id uuid, document jsonb)` of one subject.

    The service's own migration creates it; more columns, where queries want them, are
    `generated always as (document->>'slug') stored`.
    """

    def __init__(self, table: str, document: type[D]) -> None:
        if not table.isidentifier():
            raise ValueError(f"not a table name: {table!r}")
        self.document = document
        self._insert, self._lock, self._update, self._get = self.statements = tuple(
            statement.replace("{table}", table) for statement in (INSERT, LOCK, UPDATE, GET)
        )

    async def take(self, tx: Tx, documents: Iterable[D]) -> list[Change[D]]:
        """Keep the documents that are newer than ours; tell what changed, sorted by id.

        Every effect of an event (mail, seat, number) hangs on what this returns, so a repeated or
        late document has none.
        """
        given = {document.id: document for document in newest(documents)}
        if not given:
            return []
        added = {row["id"] for row in await tx.fetch(self._insert, *_columns(list(given.values())))}
        known = [id for id in given if id not in added]
        changes = {id: Change(None, given[id]) for id in added}
        for row in await tx.fetch(self._lock, known) if known else ():
            new = given[row["id"]]
            if row["version"] < _version(new):
                changes[new.id] = Change(self.document.model_validate_json(row["document"]), new)
        newer = [change.new for change in changes.values() if change.old is not None]
        if newer:
            await tx.execute(self._update, *_columns(newer))
        return [changes[id] for id in sorted(changes)]

    async def get(self, tx: Tx, id: UUID) -> D | None:
        """The newest document heard of this subject, or None."""
        return (await self.get_many(tx, [id])).get(id)

    async def get_many(self, tx: Tx, ids: Iterable[UUID]) -> dict[UUID, D]:
        """The newest documents heard of these subjects; the unknown are left out."""
        rows = await tx.fetch(self._get, list(ids))
        found = [self.document.model_validate_json(row["document"]) for row in rows]
        return {document.id: document for document in found}


def _version(document: Document) -> int:
    return LAST if document.erased else document.version


def _columns(
    documents: Sequence[Document],
) -> tuple[list[UUID], list[int], list[UUID], list[str]]:
    return (
        [document.id for document in documents],
        [_version(document) for document in documents],
        [document.organization_id for document in documents],
        [document.model_dump_json() for document in documents],
    )
