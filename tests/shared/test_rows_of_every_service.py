"""What every schema has: the audit trail, files, offices and staff, versions that only grow."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import asyncpg
import pytest

from shared import audit, files, staff
from shared.db import Database, Tx
from shared.ids import new_id
from tests.support.databases import execute
from tests.support.factories import organization, staff_document
from tests.support.settle import settle

NOW = datetime(2017, 4, 1, tzinfo=UTC)


async def test_the_audit_trail_says_who_what_and_when(db: Database) -> None:
    office = uuid4()
    await db.run(audit.record, "Staff/1", office, "capacity changed", "Workshop/2", {"n": 15}, {"n": 20})
    async with db.read() as tx:
        row = await tx.fetchrow("select * from audit")
    assert row is not None
    assert (row["who"], row["what"], row["subject"]) == ("Staff/1", "capacity changed", "Workshop/2")
    assert (row["organization_id"], row["before"], row["after"]) == (office, {"n": 15}, {"n": 20})
    assert abs(row["at"] - datetime.now(UTC)) < timedelta(minutes=1)


@pytest.mark.parametrize("change", ["update audit set who = 'nobody'", "delete from audit", "truncate audit"])
async def test_not_even_the_owner_changes_the_audit_trail(db: Database, dsn: str, change: str) -> None:
    await db.run(audit.record, "Staff/1", None, "signed in", "Staff/1")
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="the audit trail is only added to"):
        await execute(dsn, f"set search_path = example; {change}")
    async with db.read() as tx:
        assert await tx.fetchval("select count(*) from audit where who = 'Staff/1'") == 1


async def test_a_file_comes_back_byte_for_byte(db: Database) -> None:
    data = bytes(range(256)) * 4000
    id = await db.run(files.keep, data, "application/pdf")
    async with db.read() as tx:
        file = await files.get(tx, id)
    assert file is not None
    assert (file.data, file.media_type) == (data, "application/pdf")
    await db.run(files.delete, id)
    async with db.read() as tx:
        assert await files.get(tx, id) is None


async def test_staff_are_what_the_newest_document_says(db: Database) -> None:
    office = organization()
    alice = staff_document(office.id)
    disabled = alice.model_copy(update={"version": alice.version + 1, "disabled": True})
    await db.run(staff.hear_organizations, NOW, [office])
    await db.run(staff.hear_staff, NOW, [disabled])
    await db.run(staff.hear_staff, NOW, [alice])  # late
    async with db.read() as tx:
        assert await staff.organization(tx, office.id) == office
        assert await staff.find(tx, alice.id) == disabled
        assert await staff.find(tx, new_id()) is None


async def test_a_version_grows_even_when_the_clock_stands_or_goes_back(db: Database) -> None:
    async def next_version(tx: Tx, old: int) -> int:
        return int(await tx.fetchval("select next_version($1)", old))

    first = await db.run(next_version, 0)
    assert abs(first - datetime.now(UTC).timestamp() * 1e6) < 60e6
    assert await db.run(next_version, first) > first
    future = first + 10**15
    assert await db.run(next_version, future) == future + 1


async def test_settled_means_that_no_work_is_left(db: Database, dsn: str) -> None:
    await settle(dsn)
    await execute(
        dsn, "insert into example.outbox (message_id, subject, body) values (gen_random_uuid(), 's', '')"
    )
    with pytest.raises(AssertionError, match=r"example\.outbox"):
        await settle(dsn, patience=0.1)
