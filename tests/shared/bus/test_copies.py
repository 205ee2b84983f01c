"""A receiver's table of one foreign subject."""

from __future__ import annotations

import pytest

from shared.bus import Change, Copies
from shared.db import Database
from shared.events.scheduling import Staff
from shared.ids import new_id
from tests.conftest import DatabaseOf
from tests.support.factories import staff_document
from tests.support.hearing import STAFF


@pytest.fixture
async def db(database_of: DatabaseOf) -> Database:
    return await database_of("example")


async def test_taking_tells_old_and_new(db: Database) -> None:
    first = staff_document(name="Alice", version=1)
    second = first.model_copy(update={"name": "Alice Rahmawati", "version": 2})

    assert await db.run(STAFF.take, [first]) == [Change(None, first)]
    assert await db.run(STAFF.take, [second]) == [Change(first, second)]
    assert await db.run(STAFF.take, [first, second]) == []
    assert await db.run(STAFF.get, first.id) == second


async def test_changes_come_sorted_and_only_the_newer_ones(db: Database) -> None:
    known = [staff_document(version=5) for _ in range(3)]
    await db.run(STAFF.take, known)
    older = known[0].model_copy(update={"version": 4})
    newer = known[2].model_copy(update={"version": 6})
    unknown = staff_document(id=new_id())

    changes = await db.run(STAFF.take, [unknown, newer, older, known[1]])

    assert changes == sorted(
        [Change(None, unknown), Change(known[2], newer)], key=lambda change: change.new.id
    )


async def test_unknown_subjects_are_left_out(db: Database) -> None:
    kept = staff_document()
    await db.run(STAFF.take, [kept])

    assert await db.run(STAFF.get, new_id()) is None
    assert await db.run(STAFF.get_many, [kept.id, new_id()]) == {kept.id: kept}
    assert await db.run(STAFF.take, []) == []


def test_a_table_is_named_by_a_plain_word() -> None:
    with pytest.raises(ValueError, match="not a table name"):
        Copies("staff; drop table staff", Staff)
