"""Every service takes what the others send, in any order and as often as it comes."""

from __future__ import annotations

import importlib
import random
from dataclasses import replace
from typing import Any
from unittest import mock

import pytest

import shared.bus.copies
from shared.bus import Handlers, inbox
from shared.bus.receiving import Received, read, take_effect
from shared.clock import MovedClock
from shared.db import Database, Tx
from shared.events.catalogue import DOCUMENTS
from tests.conftest import DatabaseOf
from tests.contracts.examples import EXAMPLES
from tests.contracts.test_golden import GOLDEN
from tests.support.databases import SERVICES


def handlers_of(service: str) -> Handlers:
    handlers: Handlers = importlib.import_module(f"services.{service}.handlers").HANDLERS
    return handlers


def test_every_kind_of_subject_is_heard_by_somebody() -> None:
    """What nobody hears would stay in the outbox for ever."""
    heard = {kind for service in SERVICES for kind in handlers_of(service)}
    assert heard == set(DOCUMENTS)


def test_everybody_hears_of_offices_and_staff() -> None:
    for service in SERVICES:
        assert {"Organization", "Staff"} <= set(handlers_of(service))


def heard_by(handlers: Handlers) -> list[Received]:
    """One message of each type that these handlers hear."""
    events = [event for event in EXAMPLES if event.document.SUBJECT in handlers]
    return [read((GOLDEN / f"{event.type}.json").read_bytes(), handlers) for event in events]


async def state(tx: Tx) -> dict[str, Any]:
    """The copies a service keeps, and how many rows each other table has."""
    tables = await tx.fetch(
        """
        select table_name as name,
            count(*) filter (where column_name in ('id', 'version', 'document')) = 3 as copy
        from information_schema.columns
        where table_schema = current_schema() and table_name not in ('migration', 'inbox')
        group by table_name
        """
    )
    found: dict[str, Any] = {}
    for table in tables:
        if table["copy"]:
            rows = await tx.fetch(f"select id, version, document::text from {table['name']} order by id")
            found[table["name"]] = [tuple(row) for row in rows]
        else:
            found[table["name"]] = await tx.fetchval(f"select count(*) from {table['name']}")
    return found


class Undo(Exception):
    pass


async def end_state(
    db: Database, handlers: Handlers, clock: MovedClock, order: list[Received]
) -> dict[str, Any]:
    """What is there after these messages came one by one; nothing of it stays."""
    found: dict[str, Any] = {}

    async def action(tx: Tx) -> None:
        for received in order:
            await take_effect(tx, clock.now(), handlers, [received])
        found.update(await state(tx))
        raise Undo

    with pytest.raises(Undo):
        await db.run(action)
    return found


async def no_inbox(tx: Tx, message_ids: Any) -> set[Any]:
    return set(message_ids)


@pytest.mark.parametrize("service", SERVICES)
async def test_any_order_and_repetition_ends_in_the_same_state(
    service: str, database_of: DatabaseOf, clock: MovedClock
) -> None:
    db = await database_of(service)
    handlers = handlers_of(service)
    messages = heard_by(handlers)
    chance = random.Random(service)
    with mock.patch.object(inbox, "add", no_inbox):
        expected = await end_state(db, handlers, clock, messages)
        for _ in range(5):
            order = messages + chance.sample(messages, len(messages) // 2)
            chance.shuffle(order)
            assert await end_state(db, handlers, clock, order) == expected
    assert copies(expected), "a service keeps what it hears"


def copies(found: dict[str, Any]) -> dict[str, list[str]]:
    """The documents in each table of copies."""
    return {
        name: [document for _, _, document in rows]
        for name, rows in found.items()
        if isinstance(rows, list) and rows
    }


def newer(received: Received) -> Received:
    """The same with the next version."""
    document = received.message.document
    newer_document = document.model_copy(update={"version": document.version + 1})
    return replace(received, message=replace(received.message, document=newer_document))


async def old_comes_last(service: str, db: Database, clock: MovedClock) -> tuple[Any, Any]:
    """What is kept when two versions come in their order, and when the old one comes last."""
    handlers = handlers_of(service)
    old = heard_by(handlers)
    new = [newer(received) for received in old]
    with mock.patch.object(inbox, "add", no_inbox):
        in_order = await end_state(db, handlers, clock, old + new)
        late = await end_state(db, handlers, clock, new + old)
    return copies(in_order), copies(late)


@pytest.mark.parametrize("service", SERVICES)
async def test_what_comes_late_changes_no_copy(
    service: str, database_of: DatabaseOf, clock: MovedClock
) -> None:
    in_order, late = await old_comes_last(service, await database_of(service), clock)
    assert late == in_order


@pytest.mark.parametrize("service", SERVICES)
async def test_control_without_versions_the_late_one_wins(
    service: str, database_of: DatabaseOf, clock: MovedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = iter(range(10**9))
    monkeypatch.setattr(shared.bus.copies, "_version", lambda document: next(count))
    in_order, late = await old_comes_last(service, await database_of(service), clock)
    assert late != in_order
