"""Where a text stands in a database: what is looked through after somebody was erased."""

from __future__ import annotations

from collections.abc import Sequence

from shared.db import Database, Tx

COLUMNS = """
select c.table_name as name, c.column_name as field, c.data_type as kind
from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
where c.table_schema = current_schema() and t.table_type = 'BASE TABLE'
order by 1, 2
"""


async def places(db: Database, looked_for: Sequence[str]) -> list[str]:
    """`table.column` of every place in this service's schema where one of the texts is written.

    Without regard to case; bytes are read as the UTF-8 they may be.
    """
    async with db.read() as tx:
        return [
            f"{row['name']}.{row['field']}"
            for row in await tx.fetch(COLUMNS)
            if await _stands_in(tx, row["name"], row["field"], row["kind"] == "bytea", looked_for)
        ]


async def _stands_in(tx: Tx, table: str, field: str, is_bytes: bool, looked_for: Sequence[str]) -> bool:
    """Whether any row has one of the texts; `escape` shows bytes of ASCII as they are."""
    as_text = f"encode({field}, 'escape')" if is_bytes else f"{field}::text"
    found = await tx.fetchval(
        f"select exists (select from {table}, unnest($1::text[]) as one (text)"
        f" where position(lower(one.text) in lower({as_text})) > 0)",
        list(looked_for),
    )
    return bool(found)
