"""Any order and any repetition end in the same state, shown without the inbox.

Versions of a few people are shuffled, repeated and cut into batches; whatever comes out must be the
same rows, and each row must have been written by documents that only grew newer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.bus import Change, Copies
from shared.bus.handlers import newest
from shared.db import Database, Tx
from shared.events.registration import Registration, RegistrationState
from shared.ids import new_id
from tests.conftest import DatabaseOf
from tests.support.hearing import note

TABLE = """
    create temporary table registration_copy
        (id uuid primary key, version bigint not null, organization_id uuid not null, document jsonb not null)
"""
PEOPLE = 3


@dataclass(frozen=True)
class History:
    """What the owner sent of each person, and one way in which it arrived."""

    arrivals: tuple[tuple[tuple[int, int], ...], ...]  # batches of (person, version)
    erased: frozenset[int]  # people whose last version is the erased one
    versions: tuple[int, ...]  # how many there are of each person


@st.composite
def histories(draw: st.DrawFn) -> History:
    versions = tuple(draw(st.integers(1, 4)) for _ in range(PEOPLE))
    sent = [(person, version) for person in range(PEOPLE) for version in range(1, versions[person] + 1)]
    repeats = draw(st.lists(st.sampled_from(sent), max_size=8))
    order = draw(st.permutations(sent + repeats))
    cuts = sorted(draw(st.sets(st.integers(1, len(order) - 1), max_size=5))) if len(order) > 1 else []
    bounds = [0, *cuts, len(order)]
    batches = tuple(tuple(order[a:b]) for a, b in pairwise(bounds))
    return History(batches, frozenset(draw(st.sets(st.integers(0, PEOPLE - 1)))), versions)


def document(ids: Sequence[UUID], history: History, person: int, version: int) -> Registration:
    erased = person in history.erased and version == history.versions[person]
    return Registration(
        id=ids[person],
        # The erased one is not the newest by its number: it wins because it is the last word.
        version=0 if erased else version,
        organization_id=UUID(int=1),
        workshop_id=UUID(int=2),
        state=RegistrationState.ERASED if erased else RegistrationState.CONFIRMED,
        full_name="" if erased else f"name {version}",
        registered_at=datetime(2017, 4, 1, tzinfo=UTC),
    )


async def arrive(tx: Tx, copies: Copies[Registration], history: History) -> None:
    """Let everything arrive, then check the rows, and that every effect was that of a newer document."""
    ids = sorted(new_id() for _ in range(PEOPLE))
    await tx.execute("drop table if exists registration_copy")
    await tx.execute(TABLE)
    for batch in history.arrivals:
        heard = newest(document(ids, history, person, version) for person, version in batch)
        changes = await copies.take(tx, heard)
        await note(tx, [change.new for change in changes])
    kept = await copies.get_many(tx, ids)
    for person, id in enumerate(ids):
        assert kept[id] == document(ids, history, person, history.versions[person])
        rows = await tx.fetch("select version from effect where subject = $1", f"Registration/{id}")
        acted = [int(row["version"]) for row in rows]
        assert len(acted) == len(set(acted)), "an effect happened twice"
        growing = [version or 2**63 for version in acted]
        assert growing == sorted(growing), "something older had an effect"


class Careless(Copies[Registration]):
    """The control: keeps whatever came last."""

    async def take(self, tx: Tx, documents: Any) -> list[Change[Registration]]:
        given = list(documents)
        await tx.execute(
            "delete from registration_copy where id = any($1::uuid[])", [each.id for each in given]
        )
        return await super().take(tx, given)


@pytest.fixture
async def db(database_of: DatabaseOf) -> Database:
    return await database_of("example")


class Undo(Exception):
    pass


async def tried(db: Database, copies: Copies[Registration], history: History) -> None:
    """`arrive` in a transaction that leaves nothing behind for the next example."""

    async def action(tx: Tx) -> None:
        await arrive(tx, copies, history)
        raise Undo

    with pytest.raises(Undo):
        await db.run(action)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None
)
@given(history=histories())
async def test_every_order_and_repetition_ends_in_the_same_state(db: Database, history: History) -> None:
    await tried(db, Copies("registration_copy", Registration), history)


LATE = History(arrivals=(((0, 2), (1, 1), (2, 1)), ((0, 1),)), erased=frozenset(), versions=(2, 1, 1))
REVIVED = History(arrivals=(((0, 2), (1, 1), (2, 1)), ((0, 1),)), erased=frozenset({0}), versions=(2, 1, 1))


@pytest.mark.parametrize("history", [LATE, REVIVED], ids=["late", "erased"])
async def test_examples_that_would_show_it(db: Database, history: History) -> None:
    await tried(db, Copies("registration_copy", Registration), history)


@pytest.mark.parametrize("history", [LATE, REVIVED], ids=["late", "erased"])
async def test_control_keeping_what_came_last_diverges(db: Database, history: History) -> None:
    with pytest.raises(AssertionError):
        await tried(db, Careless("registration_copy", Registration), history)
