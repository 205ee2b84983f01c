"""A workshop to sign up for, people who do, and what a test looks at afterwards."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from services.registration.actions import workshops
from services.registration.actions.leaving import Leaving
from services.registration.actions.sign_up import Admission, Admitted, Wish, make_wish
from services.registration.domain.people import Person
from services.registration.domain.seats import Refusal, Seats
from services.registration.store import registrations, seats
from services.registration.store.registrations import Row
from shared.clock import Clock
from shared.crypto import Keys
from shared.db import Database
from shared.events.registration import RegistrationState
from shared.events.scheduling import (
    Contact,
    Place,
    Programme,
    Session,
    SessionKind,
    SessionTrainer,
    Workshop,
    WorkshopState,
)
from shared.ids import new_id
from tests.support.factories import version

OFFICE = UUID("01900000-0000-7000-8000-000000000001")
BEKEMAS = Place(
    name="Sanggar Belitong Kreasi Masa Kini (Bekemas)",
    address="Jalan Jenderal Sudirman, Tanjungpandan",
    district_code="19.02.01",
)
_names = iter(range(1, 2**31))


def session(starts_at: datetime, hours: float = 3, **given: Any) -> Session:
    """Half a day of practice, 4 JP."""
    values: dict[str, Any] = {
        "id": new_id(),
        "kind": SessionKind.PRAKTIK,
        "subject": "Membentuk batok kelapa",
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=hours),
        "jp": 4,
        "place": BEKEMAS,
        "trainers": (SessionTrainer(trainer_id=new_id(), name="Suparno, S.Sn."),),
    }
    return Session(**{**values, **given})


def workshop(capacity: int = 15, **given: Any) -> Workshop:
    """Bimtek Kerajinan Batok Kelapa, 25–28 April 2017, 8 sessions of 4 JP, sign-up open all April."""
    id = given.pop("id", None) or new_id()
    first = datetime(2017, 4, 25, 1, 0, tzinfo=UTC)  # 08.00 WIB
    values: dict[str, Any] = {
        "version": version(),
        "organization_id": OFFICE,
        "slug": f"kerajinan-batok-kelapa-{id.hex[-8:]}",
        "title": "Bimtek Kerajinan Batok Kelapa",
        "state": WorkshopState.PUBLISHED,
        "programme": Programme(id=new_id(), title="Pelatihan IKM", year=2017),
        "zone": "Asia/Jakarta",
        "capacity": capacity,
        "sign_up_opens_at": datetime(2017, 3, 20, tzinfo=UTC),
        "sign_up_closes_at": datetime(2017, 4, 24, tzinfo=UTC),
        "place": BEKEMAS,
        "contact": Contact(name="Ibu Yuliana", whatsapp="6281299900001", hours="08.00–15.00 WIB"),
        "sessions": tuple(
            session(first + timedelta(days=day, hours=hours)) for day in range(4) for hours in (0, 4)
        ),
        "published_at": datetime(2017, 3, 20, tzinfo=UTC),
    }
    return Workshop(id=id, **{**values, **given})


def newer(document: Workshop, **changed: Any) -> Workshop:
    """The same workshop, later."""
    return document.model_copy(update={"version": version(), **changed})


def person(**given: Any) -> Person:
    """Somebody else each time, with an address of their own."""
    number = next(_names)
    values: dict[str, Any] = {
        "full_name": f"Peserta {number:04}",
        "phone": f"62812999{number:05}",
        "email": f"peserta{number:04}@contoh.example",
        "gender": "P",
        "district_code": "19.02.01",
    }
    return Person(**{**values, **given})


@dataclass
class Office:
    """Registration's database, its doors in and out, and the clock."""

    db: Database
    keys: Keys
    clock: Clock
    admission: Admission
    leaving: Leaving

    @property
    def now(self) -> datetime:
        return self.clock.now()

    async def hears(self, *documents: Workshop) -> None:
        await self.db.run(workshops.take, self.now, documents)

    def wish(self, of: Workshop, who: Person | None = None, *, key: str = "", **given: Any) -> Wish:
        who = who or person()
        fingerprint = hashlib.sha256(repr(who).encode()).digest()
        key = key or str(new_id())
        return make_wish(self.keys, of.id, who, self.now, key=key, fingerprint=fingerprint, **given)

    async def asks(self, of: Workshop, who: Person | None = None, **given: Any) -> Admitted | Refusal:
        return await self.admission.sign_up(self.wish(of, who, **given))

    async def signs_up(self, of: Workshop, who: Person | None = None, **given: Any) -> Row:
        """Somebody who is admitted, to a seat or to the line."""
        admitted = await self.asks(of, who, **given)
        assert isinstance(admitted, Admitted), admitted
        return await self.row(admitted.registration_id)

    async def row(self, id: UUID) -> Row:
        async with self.db.read() as tx:
            row = await registrations.read(tx, id)
        assert row is not None
        return row

    async def seats(self, of: Workshop) -> Seats:
        async with self.db.read() as tx:
            return (await seats.read(tx, (of.id,)))[of.id]

    async def states(self, of: Workshop) -> dict[RegistrationState, int]:
        """How many people are in which state, counted from their rows."""
        async with self.db.read() as tx:
            rows = await tx.fetch(
                "select state, count(*) as people from registration where workshop_id = $1 group by state",
                of.id,
            )
        return {RegistrationState(row["state"]): row["people"] for row in rows}

    async def letters(self, row: Row | None = None) -> list[str]:
        """The purposes of all mails queued, or of one person's, in the order they were queued."""
        async with self.db.read() as tx:
            found = await tx.fetch("select purpose, subject from mail order by id")
        return [mail["purpose"] for mail in found if row is None or mail["subject"] == row.subject]

    async def tasks(self, row: Row) -> list[str]:
        async with self.db.read() as tx:
            found = await tx.fetch(
                "select purpose from contact_task where registration_id = $1 order by created_at, id", row.id
            )
        return [task["purpose"] for task in found]

    async def events(self) -> Sequence[str]:
        """The bodies of everything that would be sent."""
        async with self.db.read() as tx:
            return [row["body"].decode() for row in await tx.fetch("select body from outbox order by id")]


@asynccontextmanager
async def office(db: Database, keys: Keys, clock: Clock) -> AsyncIterator[Office]:
    async with Admission(db) as admission, Leaving(db) as leaving:
        yield Office(db, keys, clock, admission, leaving)
