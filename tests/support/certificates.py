"""An office, a workshop, people with marks, and what a test looks at afterwards."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from services.certificates import actions
from services.certificates.actions.approval import Signing, usual_signing
from services.certificates.domain.face import Face, face
from services.certificates.handlers import HANDLERS
from services.certificates.jobs.approve import approve_by_rule
from services.certificates.jobs.make import Press, make
from services.certificates.rendering.certificate import Wording
from services.certificates.sealing.inspector import Inspector
from services.certificates.sealing.keys import FILE, seal_key
from services.certificates.service import SERVICE
from services.certificates.store import certificates, editions
from shared import files, staff
from shared.clock import Clock
from shared.crypto import Keys
from shared.db import Database
from shared.events import Document
from shared.events.attendance import SessionMark, Sheet, SheetLine, Status
from shared.events.registration import Registration, RegistrationState
from shared.events.scheduling import (
    Contact,
    Organization,
    Place,
    Programme,
    Session,
    SessionKind,
    SessionTrainer,
    Workshop,
    WorkshopState,
)
from shared.ids import new_id
from shared.metrics import Metrics
from shared.service import Running
from shared.settings import Settings
from tests.support.factories import organization, version

OFFICE = UUID("0190aaaa-0000-7000-8000-0000000000c1")
FIRST = datetime(2017, 4, 25, 1, 0, tzinfo=UTC)  # 08.00 WIB
CLOSED = datetime(2017, 4, 28, 8, 0, tzinfo=UTC)
PUBLIC_URL = "https://bimtek.contoh.example"
BEKEMAS = Place(name="Belitong Kreasi Masa Kini (Bekemas)", district_code="19.02.01")
SUBJECTS = (
    "Mengenal bahan dan alat kerajinan batok kelapa",
    "Memotong dan mengamplas",
    "Membuat mangkuk dan sendok",
    "Desain produk dan pewarnaan",
    "Penyelesaian akhir",
    "Menghitung biaya dan harga jual",
    "Kemasan dan foto produk",
    "Kunjungan ke sentra kerajinan Membalong",
)
_numbers = iter(range(1, 100_000))


def office_document(**given: Any) -> Organization:
    values: dict[str, Any] = {"number_template": "{urut:03}/{kegiatan}/{unit}/{bulan_romawi}/{tahun}"}
    return organization(OFFICE, **{**values, **given})


def session(day: int, half: int, subject: str, **given: Any) -> Session:
    starts = FIRST + timedelta(days=day, hours=4 * half)
    values: dict[str, Any] = {
        "kind": SessionKind.MATERI,
        "subject": subject,
        "starts_at": starts,
        "ends_at": starts + timedelta(hours=3),
        "jp": 4,
        "place": BEKEMAS,
        "trainers": (SessionTrainer(trainer_id=new_id(), name="Sugeng Riyadi, S.Sn."),),
    }
    return Session(id=new_id(), **{**values, **given})


def workshop(**given: Any) -> Workshop:
    """Bimtek Kerajinan Batok Kelapa, 25–28 April 2017, 8 sessions of 4 JP."""
    id = given.pop("id", None) or new_id()
    values: dict[str, Any] = {
        "version": version(),
        "organization_id": OFFICE,
        "slug": f"kerajinan-batok-kelapa-{id.hex[-8:]}",
        "title": "Bimtek Kerajinan Batok Kelapa",
        "state": WorkshopState.PUBLISHED,
        "programme": Programme(id=new_id(), title="Pelatihan IKM", year=2017, code="BTK-KL"),
        "zone": "Asia/Jakarta",
        "capacity": 15,
        "sign_up_opens_at": datetime(2017, 3, 20, tzinfo=UTC),
        "sign_up_closes_at": datetime(2017, 4, 24, tzinfo=UTC),
        "place": BEKEMAS,
        "contact": Contact(name="Ibu Yuliana", whatsapp="6281299900001"),
        "sessions": tuple(session(at // 2, at % 2, subject) for at, subject in enumerate(SUBJECTS)),
        "published_at": datetime(2017, 3, 20, tzinfo=UTC),
    }
    return Workshop(id=id, **{**values, **given})


def registration(of: Workshop, **given: Any) -> Registration:
    """Somebody else each time, with an address of their own."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "version": version(),
        "organization_id": of.organization_id,
        "workshop_id": of.id,
        "state": RegistrationState.CONFIRMED,
        "full_name": f"Peserta {number:04}",
        "phone": f"62812999{number:05}",
        "email": f"peserta{number:04}@contoh.example",
        "gender": "P",
        "registered_at": datetime(2017, 4, 2, tzinfo=UTC),
    }
    return Registration(id=given.pop("id", None) or new_id(), **{**values, **given})


def newer(document: Any, **changed: Any) -> Any:
    """The same subject, later."""
    return document.model_copy(update={"version": version(), **changed})


def sheet(of: Workshop, attended: dict[UUID, int], *, closed: bool = True, **given: Any) -> Sheet:
    """The closed sheet: each registration attended the first so many sessions."""
    lines = tuple(
        SheetLine(
            registration_id=id,
            marks=tuple(
                SessionMark(
                    session_id=held.id,
                    status=Status.HADIR if at < count else Status.TANPA_KETERANGAN,
                    minutes=180 if at < count else 0,
                )
                for at, held in enumerate(of.sessions)
            ),
        )
        for id, count in attended.items()
    )
    values: dict[str, Any] = {"closed": closed, "closed_at": CLOSED if closed else None, "lines": lines}
    return Sheet(id=of.id, version=version(), organization_id=of.organization_id, **{**values, **given})


def wording(**given: Any) -> Wording:
    """What stands on one certificate; `face` fields may be given by name."""
    printed = face(office_document(), workshop(), "peserta", CLOSED.date(), "Tanjungpandan")
    values: dict[str, Any] = {
        "number": "001/BTK-KL/DISPERIN/IV/2017",
        "name": "Siti Nurhaliza Rahmadani",
        "check_code": "K7M49QXT2BWF",
        "url": f"{PUBLIC_URL}/sertifikat/7K3MQ9XTV2BWFH4N8PZC5RD6YA",
        "check_at": "bimtek.contoh.example/sertifikat",
    }
    of_face = {name: given.pop(name) for name in list(given) if name in Face.model_fields}
    return Wording(face=printed.model_copy(update=of_face), **{**values, **given})


@dataclass
class Desk:
    """The certificates service without loops: a test hears, approves and makes by itself."""

    running: Running
    seen: list[Document] = field(default_factory=list)

    @property
    def db(self) -> Database:
        return self.running.db

    @property
    def now(self) -> datetime:
        return self.running.clock.now()

    async def hears(self, *documents: Document) -> None:
        """Each in a transaction of its own, as the bus would hand it over."""
        for document in documents:
            self.seen.append(document)
            await self.db.run(HANDLERS[document.SUBJECT].run, self.now, [document])

    async def approves(
        self, of: Workshop, ids: Sequence[UUID] | None = None, *, office: Organization | None = None
    ) -> list[str]:
        """The numbers given."""
        async with self.db.read() as tx:
            known = office or await staff.organization(tx, of.organization_id)
        assert known is not None
        signing = Signing(CLOSED.date(), usual_signing(known, self.now).place)
        url = self.running.settings.public_url
        who = f"Staff/{new_id()}"
        return await self.db.run(actions.approve, self.now, of.organization_id, of.id, ids, signing, url, who)

    async def makes(self) -> int:
        """Render, seal and issue until nothing is left; how many."""
        made = 0
        while count := await make(self.running):
            made += count
        return made

    async def approves_by_rule(self) -> int:
        return await approve_by_rule(self.running)

    async def rows(self, of: Workshop) -> list[certificates.Row]:
        async with self.db.read() as tx:
            return await certificates.of_workshop(tx, of.id)

    async def row(self, of: Workshop, person: Registration) -> certificates.Row:
        (found,) = [row for row in await self.rows(of) if row.registration_id == person.id]
        return found

    async def editions(self, row: certificates.Row) -> list[editions.Edition]:
        async with self.db.read() as tx:
            return await editions.of_certificate(tx, row.id)

    async def pdf(self, row: certificates.Row) -> bytes:
        """The file of the current edition."""
        edition = (await self.editions(row))[-1]
        async with self.db.read() as tx:
            file = await files.get(tx, edition.file_id)
        assert file is not None
        return file.data

    async def mails(self) -> list[dict[str, Any]]:
        async with self.db.read() as tx:
            rows = await tx.fetch(
                "select purpose, subject, occasion, recipient, data, attachments from mail order by id"
            )
        return [dict(row) for row in rows]

    async def events(self) -> list[str]:
        """The types of everything that would be sent, in order."""
        async with self.db.read() as tx:
            rows = await tx.fetch(
                "select convert_from(body, 'UTF8')::jsonb ->> 'type' as type from outbox order by id"
            )
        return [row["type"].rsplit(".", 1)[-1] for row in rows]


@asynccontextmanager
async def workers(home: Path) -> AsyncIterator[list[object]]:
    """The seal's key and the worker processes; starting them takes seconds, so a test run has one set."""
    folder = home / "keys"
    key = seal_key(folder, "bimtek.contoh.example", datetime(2017, 1, 1, tzinfo=UTC))
    press, inspector = Press(folder / FILE), Inspector(folder / FILE, key)
    try:
        yield [press, inspector]
    finally:
        await press.close()
        await inspector.close()


async def desk(
    db: Database, keys: Keys, clock: Clock, home: Path, workers: list[object], *, url: str = PUBLIC_URL
) -> Desk:
    """The service over one database, with one office."""
    settings = Settings(home=home, public_url=url)
    await db.run(staff.keep_organization, office_document())
    return Desk(Running(SERVICE, settings, db, clock, keys, Metrics(), workers))


async def belitung(of_desk: Desk, people: int = 3, *, short: int = 0, **given: Any) -> Belitung:
    """A closed workshop: `people` attended everything, `short` of them only four sessions (16 JP)."""
    held = workshop(**given)
    persons = [registration(held) for _ in range(people)]
    attended = {person.id: 8 for person in persons} | {person.id: 4 for person in persons[:short]}
    await of_desk.hears(held, *persons, sheet(held, attended))
    return Belitung(held, persons, attended)


@dataclass
class Belitung:
    """The workshop with its people and how many sessions each attended."""

    workshop: Workshop
    people: list[Registration]
    attended: dict[UUID, int]
