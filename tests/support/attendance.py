"""An office with a workshop, its people, and what its door and its sheet say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from services.attendance import handlers
from services.attendance.actions import closing, taking, telling
from services.attendance.domain import Answer, Method, NewMark, Register
from services.attendance.store import marks
from shared import ids, staff
from shared.clock import MovedClock
from shared.crypto import Keys
from shared.db import Database, Tx
from shared.events.attendance import PersonAttendance, Sheet, Status
from shared.events.cloud import decode
from shared.events.registration import Registration, RegistrationState
from shared.events.scheduling import Organization, Session, Workshop
from tests.support import factories
from tests.support.registration import session, workshop

FIRST_DAY = datetime(2017, 4, 25, 1, 0, tzinfo=UTC)  # 08.00 WIB
NAMES = (
    "Siti Aminah", "Hendra Gunawan", "Ni Made Ayu Lestari, S.Pd.", "Suparno", "H. Abdul Rahman bin Yusuf",
    "Maria Magdalena Simanjuntak", "O'Neil Pattiasina", "Dewi Kusumawardhani Puspitaningrum, S.E., M.M.",
    "Yuliana", "Rosmawati", "Bambang Sutrisno", "Nurhayati", "Agus Salim", "Fitriani", "Zulkifli Lubis",
)  # fmt: skip


@dataclass
class Person:
    """A participant: the document and the secret on the card."""

    document: Registration
    ticket: str

    @property
    def id(self) -> UUID:
        return self.document.id


def person(of: Workshop, name: str = "Siti Aminah", **given: Any) -> Person:
    ticket = ids.new_code()
    values: dict[str, Any] = {
        "id": ids.new_id(),
        "version": factories.version(),
        "organization_id": of.organization_id,
        "workshop_id": of.id,
        "state": RegistrationState.CONFIRMED,
        "full_name": name,
        "business_name": "Sanggar Batok Membalong",
        "ticket_sha256": ids.digest(ticket).hex(),
        "registered_at": datetime(2017, 4, 1, tzinfo=UTC),
    }
    return Person(Registration(**{**values, **given}), ticket)


@dataclass
class Door:
    """Attendance's database, one workshop of four days with eight sessions of 4 JP, and its people."""

    db: Database
    clock: MovedClock
    keys: Keys
    office: Organization
    workshop: Workshop
    people: list[Person]
    staff_id: UUID = field(default_factory=ids.new_id)
    _nonces: int = 0

    @property
    def sessions(self) -> tuple[Session, ...]:
        return self.workshop.sessions

    async def hears(self, *documents: Workshop | Registration) -> None:
        """As the consumer does: one transaction for each kind."""
        for kind, hear in (
            (Workshop, handlers.hear_workshops),
            (Registration, handlers.hear_registrations),
        ):
            of_kind = [document for document in documents if isinstance(document, kind)]
            if of_kind:
                await self.db.run(hear, self.clock.now(), of_kind)  # type: ignore[arg-type]

    def mark(self, who: Person, of: Session | int = 0, **given: Any) -> NewMark:
        """A tap "hadir" at the session's beginning; each call is another mark."""
        where = self.sessions[of] if isinstance(of, int) else of
        self._nonces += 1
        values: dict[str, Any] = {
            "session_id": where.id,
            "device": "phone",
            "nonce": str(self._nonces),
            "at": where.starts_at,
            "method": Method.TAP,
            "status": Status.HADIR,
            "registration_id": who.id,
        }
        return NewMark(**{**values, **given})

    def scanned(self, who: Person, of: Session | int = 0, **given: Any) -> NewMark:
        """The same by the card's code; the person is looked up by the ticket."""
        hashed = ids.digest(who.ticket).hex()
        return self.mark(who, of, registration_id=None, ticket_sha256=hashed, method=Method.SCAN, **given)

    async def records(
        self, *given: NewMark, office: UUID | None = None, now: datetime | None = None
    ) -> list[Answer]:
        """They arrive now, or once the last of them was made."""
        arrives = now or max([self.clock.now(), *(mark.at for mark in given)])
        async with taking.Taking(self.db) as door:
            return await door.record(
                given, organization_id=office or self.office.id, staff_id=self.staff_id, now=arrives
            )

    async def closes(self, shown: int = 10_000) -> None:
        await self.db.run(
            closing.close,
            self.workshop.id,
            shown=shown,
            organization_id=self.office.id,
            staff_id=self.staff_id,
            now=self.clock.now(),
        )

    async def reopens(self) -> None:
        await self.db.run(
            closing.reopen,
            self.workshop.id,
            reason="salah orang",
            organization_id=self.office.id,
            staff_id=self.staff_id,
        )

    async def corrects(
        self, who: Person, of: int, status: Status | None, reason: str = "salah ketuk"
    ) -> None:
        self._nonces += 1
        await self.db.run(
            taking.correct,
            workshop_id=self.workshop.id,
            session_id=self.sessions[of].id,
            registration_id=who.id,
            status=status,
            reason=reason,
            organization_id=self.office.id,
            staff_id=self.staff_id,
            key=f"form-{self._nonces}",
            now=self.clock.now(),
        )

    async def settles(self) -> None:
        """Count again until nothing is named."""
        while await self.db.run(telling.recount):
            pass

    async def register(self) -> Register:
        async with self.db.read() as tx:
            found = await marks.register(tx, self.workshop.id)
        assert found is not None
        return found

    async def count(self, table: str) -> int:
        async with self.db.read() as tx:
            return int(await tx.fetchval(f"select count(*) from {table}"))

    async def sent(self) -> list[tuple[str, PersonAttendance | Sheet]]:
        """What was sent since the last look, by type; the outbox is emptied."""

        async def take(tx: Tx) -> Sequence[Any]:
            rows = await tx.fetch("select body from outbox order by id")
            await tx.execute("delete from outbox")
            return rows

        messages = [decode(row["body"]) for row in await self.db.run(take)]
        return [(message.envelope.type, message.document) for message in messages]  # type: ignore[misc]

    async def sheets(self) -> list[Sheet]:
        """The sheets sent since the last look."""
        return [document for _type, document in await self.sent() if isinstance(document, Sheet)]


async def make_door(db: Database, clock: MovedClock, keys: Keys, *, names: Sequence[str] = NAMES[:3]) -> Door:
    """The office and the workshop are known, the people have their seats, day one has begun."""
    office = factories.organization()
    first = FIRST_DAY
    sessions = tuple(
        session(first + timedelta(days=day, hours=hours), subject=subject)
        for day, (morning, noon) in enumerate(SUBJECTS)
        for hours, subject in ((0, morning), (4, noon))
    )
    of = workshop(capacity=15, organization_id=office.id, sessions=sessions)
    people = [person(of, name) for name in names]
    clock.move_to(first + timedelta(minutes=10))
    door = Door(db, clock, keys, office, of, people)

    async def keep(tx: Tx) -> None:
        await staff.keep_organization(tx, office)

    await db.run(keep)
    await door.hears(of, *(one.document for one in people))
    await door.settles()
    return door


SUBJECTS = (
    ("Potensi batok kelapa Belitung dan keselamatan kerja", "Memilih dan membersihkan batok"),
    ("Membentuk mangkuk dan sendok", "Menghaluskan dengan amplas dan mesin"),
    ("Pewarnaan alami dan pelapisan aman pangan", "Merakit tas dan ikat pinggang"),
    ("Kemasan, foto produk, dan menghitung harga jual", "Rencana usaha dan penjualan daring"),
)
