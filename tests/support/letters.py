"""An office that signs letters, a workshop with trainers, and letters as its people make them."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from services.scheduling.actions import letters, offices
from services.scheduling.domain.letter_face import Face, face
from services.scheduling.domain.letter_facts import Course, Lesson, facts, long_date, schedule
from services.scheduling.domain.letter_texts import BUILT_IN
from services.scheduling.domain.letters import (
    Addressee,
    Details,
    Person,
    assigned,
    to_trainer,
    typed_addressees,
)
from services.scheduling.store import letters as store
from services.scheduling.store import offices as office_store
from services.scheduling.store.letters import Letter
from shared.events.scheduling import Organization, PaperKind
from tests.support.factories import organization, signature_block
from tests.support.scheduling import MEMBALONG, TANJUNGPANDAN, Planner, at, days_later

URL = "https://bimtek.contoh.example"
NEW_YEAR = date(2017, 1, 1)
HEAD: dict[str, Any] = {"position": ("Kepala Dinas Perindustrian",), "valid_from": NEW_YEAR}
ADDRESS = (
    "Jalan Pulau Bangka, Kompleks Perkantoran Terpadu Pemerintah Provinsi, Kelurahan Air Itam, "
    "Pangkalpinang 33149"
)
LESSONS = (
    ("08.00", "pembukaan", "Pembukaan dan laporan panitia"),
    ("10.00", "materi", "Mengenal batok kelapa: sifat, jenis dan pemilihan bahan baku"),
    ("12.00", "istirahat", "Istirahat, salat, makan"),
    ("14.00", "praktik", "Praktik membentuk dan menghaluskan mangkuk"),
    ("16.00", "praktik", "Praktik pewarnaan alami dengan kulit kayu secang"),
)


async def signs(office: Planner, *blocks: Any, **given: Any) -> None:
    """The office's head signs invitations and assignments, besides these blocks."""
    async with office.db.read() as tx:
        before = await office_store.document(tx, office.office_id)
    assert before is not None
    usual = (
        signature_block(PaperKind.INVITATION_LETTER, **HEAD),
        signature_block(PaperKind.ASSIGNMENT_LETTER, **HEAD),
    )
    after = before.model_copy(update={"signature_blocks": (*usual, *blocks), **given})
    await office.db.run(offices.change_office, office.now, office.by, after, before.version)


def details(kind: str, **given: Any) -> Details:
    values: dict[str, Any] = {
        "letter_date": date(2017, 4, 10),
        "signed_at": "Pangkalpinang",
        "text": dict(BUILT_IN[kind]),
    }
    return Details(**{**values, **given})


def invited(*names: str) -> list[Addressee]:
    return [to_trainer(Person(name=name)) for name in names]


def villages(count: int) -> list[Addressee]:
    return typed_addressees("\n".join(f"Kepala Desa Contoh {number}" for number in range(1, count + 1)))


def sent(*names: str, together: bool = True) -> list[Addressee]:
    return assigned([Person(name=name) for name in names], together)


async def drafted(
    office: Planner, workshop_id: UUID, kind: str, addressees: list[Addressee], **given: Any
) -> UUID:
    made = await office.db.run(
        letters.draft, office.now, office.by, workshop_id, kind, details(kind, **given), addressees
    )
    return UUID(made["id"])


async def finalized(office: Planner, batch_id: UUID, numbers: tuple[str, ...] = ()) -> list[Letter]:
    await office.db.run(letters.finalize, office.now, office.by, batch_id, numbers, URL)
    return await of_batch(office, batch_id)


async def of_batch(office: Planner, batch_id: UUID) -> list[Letter]:
    async with office.db.read() as tx:
        return await store.of_batch(tx, office.office_id, batch_id)


def worded(kind: str, addressee: Addressee, office: Organization | None = None, **given: Any) -> Face:
    """A letter of a four-day course with real-length names, as it would be printed."""
    course = course_of()
    entered = details(kind, **given)
    made, _left_out = face(
        kind,
        office or signing_office(),
        entered,
        addressee,
        facts(course, entered, addressee),
        schedule(course),
        long_date(entered.letter_date),
    )
    return made


def signing_office(**given: Any) -> Organization:
    """Signs everything; the invitations by the secretary in the head's name."""
    long = "Kepala Dinas Perindustrian, Perdagangan, Koperasi, Usaha Kecil dan Menengah"
    blocks = (
        signature_block(
            PaperKind.INVITATION_LETTER, prefix="a.n.", position=(long, "Sekretaris"), valid_from=NEW_YEAR
        ),
        signature_block(PaperKind.ASSIGNMENT_LETTER, **HEAD),
    )
    return organization(**{"signature_blocks": blocks, "address": ADDRESS, **given})


TEACHER = UUID(int=7)


def course_of() -> Course:
    """Four days, two of them in another place."""
    lessons = tuple(
        Lesson(
            kind=kind,
            subject=subject,
            starts_at=at(days_later(day), clock),
            ends_at=at(days_later(day), f"{int(clock[:2]) + 1:02}.30"),
            minutes=90,
            venue="Sanggar Belitong Kreasi Masa Kini (Bekemas)" if day < 2 else "Balai Desa Kembiri",
            address="Jalan Jenderal Sudirman Nomor 12",
            district_code=TANJUNGPANDAN if day < 2 else MEMBALONG,
            trainers=((TEACHER, "Suparno Adi Nugroho, S.Sn., M.Sn."),) if kind != "istirahat" else (),
        )
        for day in range(4)
        for clock, kind, subject in LESSONS
    )
    return Course(
        title="Bimtek Kerajinan Batok Kelapa Angkatan II",
        zone="Asia/Jakarta",
        rounding="nearest",
        capacity=15,
        requirements="Perajin atau pelaku usaha kecil di Kabupaten Belitung, umur 18 tahun ke atas.",
        closes_at=at(days_later(-5), "16.00"),
        contact_name="Ibu Yuliana",
        contact_whatsapp="6281299900001",
        venue="Sanggar Bekemas",
        address="",
        district_code=TANJUNGPANDAN,
        page=f"{URL}/bimtek/batok-kelapa",
        office="Dinas Perindustrian Provinsi Kepulauan Bangka Belitung (CONTOH)",
        programme={
            "kegiatan": "Bimbingan Teknis Industri Kerajinan",
            "sub_kegiatan": "Pelaksanaan Bimbingan Teknis Industri Kecil dan Menengah",
            "tahun_anggaran": "2017",
            "sumber_dana": "APBD",
            "nomor_dpa": "1.08.01/DPA/2017",
            "nomor_sk": "188.4/12/DISPERIN/2017",
            "tanggal_sk": "3 Januari 2017",
        },
        lessons=lessons,
    )
