"""A workshop as letters speak of it."""

from __future__ import annotations

from uuid import UUID

from services.scheduling.domain.letter_facts import Course, Lesson, long_date
from services.scheduling.store import programmes, sessions, workshops
from services.scheduling.store.programmes import Programme
from services.scheduling.store.sessions import Session
from services.scheduling.store.trainers import Trainer
from shared.db import Tx
from shared.events.scheduling import Organization

TRAINERS = """
select id, name, skills, district_code, home, phone, email, note, archived, nip, rank, position, institution
from trainer
where organization_id = $1
  and id in (select t.trainer_id from session_trainer t join session s on s.id = t.session_id
             where s.workshop_id = $2)
order by name, id
"""


async def course(tx: Tx, office: Organization, workshop_id: UUID, public_url: str) -> Course | None:
    """The workshop with its programme and timetable; None when it is not the office's."""
    workshop = await workshops.find(tx, office.id, workshop_id)
    row = await workshops.document_row(tx, office.id, workshop_id)
    if workshop is None or row is None:
        return None
    programme = await programmes.find(tx, office.id, workshop.programme_id)
    assert programme is not None
    public = workshop.slug and workshop.state in ("published", "completed")
    return Course(
        title=workshop.full_title,
        zone=workshop.zone,
        rounding=office.jp_rounding,
        capacity=workshop.capacity,
        requirements=workshop.requirements,
        closes_at=workshop.sign_up_closes_at,
        contact_name=workshop.contact_name,
        contact_whatsapp=workshop.contact_whatsapp,
        venue=row["venue"],
        address=row["address"],
        district_code=row["district_code"],
        page=f"{public_url.rstrip('/')}/bimtek/{workshop.slug}" if public else "",
        office=office.name,
        programme=_programme(programme),
        lessons=tuple(_lesson(one) for one in await sessions.of_workshop(tx, workshop_id)),
    )


async def trainers(tx: Tx, organization_id: UUID, workshop_id: UUID) -> list[Trainer]:
    """Everybody who is to teach in it, or who did."""
    return [Trainer(**row) for row in await tx.fetch(TRAINERS, organization_id, workshop_id)]


def _programme(programme: Programme) -> dict[str, str]:
    return {
        "kegiatan": programme.title,
        "sub_kegiatan": programme.activity_name,
        "tahun_anggaran": str(programme.year),
        "sumber_dana": programme.funding,
        "nomor_dpa": programme.budget_number,
        "nomor_sk": programme.decree_number,
        "tanggal_sk": long_date(programme.decree_date) if programme.decree_date else "",
    }


def _lesson(session: Session) -> Lesson:
    return Lesson(
        kind=session.kind,
        subject=session.subject,
        starts_at=session.began_at,
        ends_at=session.ended_at,
        minutes=session.minutes,
        venue=session.venue,
        address=session.address,
        district_code=session.district_code,
        trainers=tuple((UUID(trainer["id"]), trainer["name"]) for trainer in session.trainers),
    )
