"""What every schema has: the audit trail, files, offices and staff, versions that only grow."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import asyncpg
import pytest

from shared import audit, files, staff
from shared.db import Database, Tx
from shared.db.pool import role_of
from shared.ids import new_id
from tests.conftest import DatabaseOf
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


FORGERIES = {
    "rewritten": "update audit set who = 'Staff/2'",
    "deleted": "delete from audit",
    "emptied": "truncate audit",
    "unguarded": "alter table audit disable trigger all",
    "without its guard": "drop trigger audit_only_added_to on audit",
    "with another guard": "create or replace function refuse_change_of_audit() returns trigger "
    "language plpgsql as 'begin return null; end'",
    "dropped": "drop table audit",
    "as if it were the owner": "set session_replication_role = replica",
}


async def forge(database: Database, how: str) -> str:
    """Try it with a service's own connection; who the trail then says it was."""
    await database.run(audit.record, "Staff/1", None, "signed in", "Staff/1")

    async def act(tx: Tx) -> None:
        await tx.execute(FORGERIES[how])

    with suppress(asyncpg.InsufficientPrivilegeError):
        await database.run(act)
    async with database.read() as tx:
        return str(await tx.fetchval("select string_agg(who, ' ') from audit"))


@pytest.mark.parametrize("service", ["registration", "scheduling", "attendance", "certificates"])
async def test_no_service_can_rewrite_its_own_audit_trail(database_of: DatabaseOf, service: str) -> None:
    database = await database_of(service)
    for done, how in enumerate(FORGERIES, start=1):
        assert await forge(database, how) == " ".join(["Staff/1"] * done), how


async def test_a_trail_without_its_walls_would_be_rewritten(database_of: DatabaseOf, dsn: str) -> None:
    """Negative control: with the trigger gone and the right given, the same words do their harm."""
    database = await database_of("scheduling")
    await execute(dsn, "set search_path = scheduling; drop trigger audit_only_added_to on audit")
    assert await forge(database, "rewritten") == "Staff/1"  # the missing right alone holds
    await execute(dsn, f"grant update on scheduling.audit to {role_of('scheduling')}")
    assert await forge(database, "rewritten") == "Staff/2 Staff/2"


async def test_a_nik_that_somebody_typed_is_not_kept_for_ever(db: Database) -> None:
    """Reasons are typed by people; what stands in the trail stays, so a NIK never gets there."""
    typed = "NIK-nya 1902014504900001. Atau 190201 450490 0001, bukan NIP 19650312 199003 1 004."
    facts = {"reason": typed, "year": 2017, "all": [typed, {"deep": "1902014504900001"}]}
    await db.run(audit.record, "Staff/1", None, "cancelled", "Registration/1", {"note": typed}, facts)
    async with db.read() as tx:
        text = str(await tx.fetchval("select before::text || after::text from audit"))
    assert "450490" not in text and text.count("•" * 16) == 7
    assert "NIP 19650312 199003 1 004." in text and '"year": 2017' in text


@pytest.mark.parametrize(
    "code",
    ["5.1.02.01.01.0024", "3.31.0.00.0.00.01.0000/001/2026", "196503121990031004", "19650312 199003 1 004"],
)
async def test_codes_that_are_no_nik_stay_as_they_are(db: Database, code: str) -> None:
    await db.run(audit.record, "Staff/1", None, "changed", "Programme/1", None, {"code": code})
    async with db.read() as tx:
        assert await tx.fetchval("select after from audit") == {"code": code}


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
