"""An office with its people, trainers and venues, and the workshops it plans."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from services.scheduling.actions import offices, programmes, sessions, trainers, venues, workshops
from services.scheduling.actions.sessions import SessionPlan
from services.scheduling.store import accounts as account_store
from services.scheduling.store import documents
from services.scheduling.store.programmes import Programme
from services.scheduling.store.trainers import Trainer
from services.scheduling.store.venues import Venue
from services.scheduling.store.workshops import Details
from services.scheduling.web.passwords import Passwords
from shared import staff
from shared.clock import Clock
from shared.db import Database, Tx
from shared.events.scheduling import Role, Workshop
from shared.ids import new_id
from tests.support.factories import organization

PASSWORD = "batok kelapa laut biru"
ZONE = ZoneInfo("Asia/Jakarta")
TANJUNGPANDAN, MEMBALONG = "19.02.01", "19.02.02"
FIRST_DAY = date(2017, 4, 25)
_numbers = iter(range(1, 2**31))


@dataclass(frozen=True)
class Person:
    """Somebody who is signed in; what actions ask of an actor."""

    staff_id: UUID
    organization_id: UUID
    name: str
    email: str
    role: Role = Role.ADMIN


@dataclass
class Planner:
    """One office in scheduling's database, with whom it plans."""

    db: Database
    clock: Clock
    by: Person
    passwords: Passwords
    programme_id: UUID = field(default_factory=new_id)

    @property
    def office_id(self) -> UUID:
        return self.by.organization_id

    @property
    def now(self) -> datetime:
        return self.clock.now()

    async def person(self, role: Role, name: str = "") -> Person:
        """One more member of staff, with the usual password."""
        id, number = new_id(), next(_numbers)
        email, name = f"panitia{number}@contoh.example", name or f"Panitia {number}"
        hashed = await self.passwords.hash(PASSWORD)

        async def add(tx: Tx) -> None:
            await account_store.add(tx, id, self.office_id, name, email, role.value)
            await account_store.set_password(tx, id, hashed, None)
            account = await account_store.find(tx, id)
            assert account is not None
            await staff.keep_staff(tx, account.document)

        await self.db.run(add)
        return Person(id, self.office_id, name, email, role)

    async def trainer(self, name: str = "Suparno, S.Sn.", **given: Any) -> UUID:
        values: dict[str, Any] = {
            "skills": ["ukir batok"],
            "district_code": "",
            "home": "Surakarta",
            "phone": "",
            "email": "",
            "note": "",
            "archived": False,
        }
        trainer = Trainer(id=new_id(), name=name, **{**values, **given})
        await self.db.run(trainers.add_trainer, self.by, trainer)
        return trainer.id

    async def venue(
        self, name: str = "Sanggar Bekemas", capacity: int = 40, district_code: str = TANJUNGPANDAN
    ) -> UUID:
        venue = Venue(
            new_id(), name, "Jalan Jenderal Sudirman", district_code, capacity, "", False, "", "", False
        )
        await self.db.run(venues.add_venue, self.by, venue)
        return venue.id

    async def draft(self, venue_id: UUID | None = None, **given: Any) -> UUID:
        """A draft without sessions that could be published otherwise."""
        timetable = given.pop("timetable", None)
        details = self.details(venue_id or await self.venue(), **given)
        made = await self.db.run(workshops.create_workshop, self.by, details, timetable)
        return UUID(made["id"])

    def details(self, venue_id: UUID, **given: Any) -> Details:
        values: dict[str, Any] = {
            "programme_id": self.programme_id,
            "title": "Bimtek Kerajinan Batok Kelapa",
            "class_label": "",
            "summary": "",
            "zone": "Asia/Jakarta",
            "capacity": 15,
            "sign_up": "open",
            "sign_up_opens_at": datetime(2017, 3, 20, tzinfo=UTC),
            "sign_up_closes_at": datetime(2017, 4, 24, tzinfo=UTC),
            "nik": "optional",
            "offer_hours": 0,
            "requirements": "",
            "bring": "",
            "provided": "",
            "venue_id": venue_id,
            "contact_name": "Ibu Yuliana",
            "contact_whatsapp": "6281299900001",
            "contact_hours": "",
            "group_link": "",
            "rule_percent": 75,
            "held_by": "",
        }
        return Details(**{**values, **given})

    async def adds(
        self,
        workshop_id: UUID,
        starts: str = "09.00",
        ends: str = "10.30",
        *,
        venue_id: UUID,
        trainers: tuple[UUID, ...] = (),
        day: date = FIRST_DAY,
        reason: str = "",
        **given: Any,
    ) -> UUID:
        """One more session; clock times are those of the workshop's zone."""
        plan = self.plan(starts, ends, venue_id=venue_id, trainers=trainers, day=day, **given)
        return await self.plans(workshop_id, plan, reason)

    async def plans(self, workshop_id: UUID, plan: SessionPlan, reason: str = "") -> UUID:
        made = await self.db.run(sessions.add_session, self.by, workshop_id, plan, reason)
        return UUID(made["id"])

    def plan(
        self,
        starts: str,
        ends: str,
        *,
        venue_id: UUID,
        trainers: tuple[UUID, ...] = (),
        day: date = FIRST_DAY,
        **given: Any,
    ) -> SessionPlan:
        values: dict[str, Any] = {"kind": "praktik", "subject": "Membentuk batok kelapa", **given}
        return SessionPlan(
            starts_at=at(day, starts),
            ends_at=at(day, ends),
            venue_id=venue_id,
            trainer_ids=trainers,
            **values,
        )

    async def publishes(self, workshop_id: UUID, slug: str = "") -> str:
        made = await self.db.run(workshops.publish_workshop, self.now, self.by, workshop_id, slug)
        return str(made["slug"])

    async def document(self, workshop_id: UUID) -> Workshop:
        async with self.db.read() as tx:
            return await documents.workshop(tx, self.office_id, workshop_id)

    async def told(self) -> list[str]:
        """Types of the events waiting to be sent, oldest first."""
        async with self.db.read() as tx:
            rows = await tx.fetch("select body from outbox order by id")
        return [json.loads(row["body"])["type"].rpartition(".")[2] for row in rows]


def at(day: date, clock: str) -> datetime:
    """A clock time "09.00" of that day in WIB."""
    return datetime.combine(day, time.fromisoformat(clock.replace(".", ":")), ZONE)


def days_later(days: int) -> date:
    return FIRST_DAY + timedelta(days=days)


async def planner(db: Database, clock: Clock, passwords: Passwords, name: str = "") -> Planner:
    """An office with an admin called Alice and one programme."""
    number = next(_numbers)
    office = organization(name=name) if name else organization()
    token = await db.run(offices.first_admin_token, clock.now(), another=True)
    assert token is not None
    email = f"alice{number}@contoh.example"
    hashed = await passwords.hash(PASSWORD)
    admin = await db.run(offices.set_up, clock.now(), token, office, "Alice Rahmawati", email, hashed)
    person = Person(admin.id, office.id, admin.name, email)
    programme = Programme(new_id(), "Bimbingan Teknis Industri Kerajinan", 2017, code="BATOK")
    await db.run(programmes.add_programme, person, programme)
    return Planner(db, clock, person, passwords, programme.id)
