"""Whoever hears that somebody was erased keeps nothing of them, whatever still arrives afterwards."""

from __future__ import annotations

import importlib

import pytest

import shared.bus.copies
from shared.bus import Handlers
from shared.bus.receiving import Received, read, take_effect
from shared.clock import MovedClock
from shared.db import Database, Tx
from shared.events import Event
from shared.events.cloud import encode
from shared.events.registration import (
    REGISTRATION_CHANGED,
    REGISTRATION_CONFIRMED,
    REGISTRATION_ERASED,
    Registration,
    RegistrationState,
)
from shared.ids import new_id
from tests.conftest import DatabaseOf
from tests.contracts.examples import REGISTERED, SENT_AT
from tests.support.traces import places

HEARERS = ("scheduling", "attendance", "certificates")
TRACES = ("hendra", REGISTERED.phone, REGISTERED.email, "batok jaya")
ERASED = Registration(
    id=REGISTERED.id,
    version=REGISTERED.version + 2,
    organization_id=REGISTERED.organization_id,
    workshop_id=REGISTERED.workshop_id,
    state=RegistrationState.ERASED,
    full_name="",
    registered_at=REGISTERED.registered_at,
)
LATE = REGISTERED.model_copy(update={"version": REGISTERED.version + 9})  # whatever its number says


def handlers_of(service: str) -> Handlers:
    handlers: Handlers = importlib.import_module(f"services.{service}.handlers").HANDLERS
    return handlers


async def hears(db: Database, service: str, clock: MovedClock, event: Event) -> None:
    handlers = handlers_of(service)
    received: Received = read(encode(event, id=new_id(), time=SENT_AT, traceparent=""), handlers)

    async def action(tx: Tx) -> None:
        await take_effect(tx, clock.now(), handlers, [received])

    await db.run(action)


@pytest.mark.parametrize("service", HEARERS)
async def test_a_receiver_keeps_nothing_of_somebody_erased(
    service: str, database_of: DatabaseOf, clock: MovedClock
) -> None:
    db = await database_of(service)
    await hears(db, service, clock, REGISTRATION_CONFIRMED(REGISTERED))
    assert "registration_copy.document" in await places(db, TRACES)
    await hears(db, service, clock, REGISTRATION_ERASED(ERASED))
    assert await places(db, TRACES) == []
    await hears(db, service, clock, REGISTRATION_CHANGED(LATE))
    assert await places(db, TRACES) == [], "no version revives them"


@pytest.mark.parametrize("service", HEARERS)
async def test_control_a_receiver_that_goes_by_numbers_revives_them(
    service: str, database_of: DatabaseOf, clock: MovedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    db = await database_of(service)
    monkeypatch.setattr(shared.bus.copies, "_version", lambda document: document.version)
    await hears(db, service, clock, REGISTRATION_ERASED(ERASED))
    await hears(db, service, clock, REGISTRATION_CHANGED(LATE))
    assert await places(db, TRACES) != []
