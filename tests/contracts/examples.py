"""One event of every type, with every field of its document filled in: what golden files are made of."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

from shared.events import Event
from shared.events.attendance import EVENTS as ATTENDANCE
from shared.events.attendance import PersonAttendance, SessionMark, Sheet, SheetLine, Status
from shared.events.certificates import EVENTS as CERTIFICATES
from shared.events.certificates import (
    Certificate,
    CertificateState,
    Delivery,
    Eligibility,
    PublicReason,
    Verdict,
)
from shared.events.notices import Notice, SessionChange, SessionFacts, TermChange
from shared.events.registration import EVENTS as REGISTRATION
from shared.events.registration import Registration, RegistrationState
from shared.events.scheduling import EVENTS as SCHEDULING
from shared.events.scheduling import (
    Contact,
    EligibilityRule,
    NikRule,
    Organization,
    PaperKind,
    Place,
    Programme,
    Role,
    Session,
    SessionKind,
    SessionTrainer,
    SignatureBlock,
    SignUp,
    Staff,
    TrainerRole,
    Workshop,
    WorkshopState,
)


def id(number: int) -> UUID:
    return UUID(f"018f0000-0000-7000-8000-{number:012d}")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2017, 4, day, hour, minute, tzinfo=UTC)


OFFICE = id(1)
VERSION = 1_491_004_800_000_000

ORGANIZATION = Organization(
    id=OFFICE,
    version=VERSION,
    organization_id=OFFICE,
    name="Dinas Perindustrian Provinsi Kepulauan Bangka Belitung (CONTOH)",
    short_name="Disperin Babel (CONTOH)",
    letterhead=("PEMERINTAH PROVINSI", "KEPULAUAN BANGKA BELITUNG"),
    address="Jalan Contoh Nomor 1, Pangkalpinang",
    town="Pangkalpinang",
    province_code="19",
    zone="Asia/Jakarta",
    phone="62717000000",
    email="disperin@contoh.example",
    emblem_png="iVBORw0KGgo=",
    signature_blocks=(
        SignatureBlock(
            paper=PaperKind.CERTIFICATE,
            prefix="Plt.",
            position=("Kepala Dinas Perindustrian", "Provinsi Kepulauan Bangka Belitung"),
            name="Dra. Sri Wahyuni, M.Si.",
            rank="Pembina Utama Muda",
            nip="196805121993032004",
            valid_from=date(2017, 1, 1),
            valid_to=date(2017, 12, 31),
        ),
    ),
    jp_rounding="down",
    number_template="{urut:03}/{klasifikasi}/{unit}/{tahun}",
    number_unit="DISPERIN",
    number_classification="556",
    approves_certificates=True,
    example=True,
)
STAFF = Staff(
    id=id(2),
    version=VERSION,
    organization_id=OFFICE,
    name="Alice Rahmawati",
    email="alice@contoh.example",
    role=Role.ORGANIZER,
    disabled=True,
    signed_out_before=at(2, 3),
)
PLACE = Place(
    venue_id=id(10),
    name="Belitong Kreasi Masa Kini",
    address="Jalan Contoh Nomor 2, Tanjungpandan",
    district_code="19.02.01",
    map_url="https://peta.contoh.example/bekemas",
)
WORKSHOP = Workshop(
    id=id(3),
    version=VERSION,
    organization_id=OFFICE,
    slug="bimtek-kerajinan-batok-kelapa-2017",
    title="Bimtek Kerajinan Batok Kelapa",
    class_label="Kelas A",
    state=WorkshopState.PUBLISHED,
    programme=Programme(
        id=id(11),
        title="Pengembangan Industri Kecil",
        year=2017,
        code="IKM-01",
        funding="APBD",
        program_code="3.31.02",
        program_name="Program Perencanaan dan Pembangunan Industri",
        main_activity_code="3.31.02.1.01",
        main_activity_name="Penyusunan dan Evaluasi Rencana Pembangunan Industri",
        activity_code="3.31.01",
        activity_name="Pembinaan IKM",
        account_code="5.2.2.15",
        budget_number="DPA-001/2017",
        officer="Contoh Pejabat, S.E.",
        officer_role="PPTK",
        officer_nip="197503142001122003",
        decree_number="188.4/12/DISPERIN/2017",
        decree_date=date(2017, 1, 9),
    ),
    summary="Dari batok menjadi barang yang laku.",
    zone="Asia/Jakarta",
    capacity=15,
    sign_up=SignUp.APPROVAL,
    sign_up_opens_at=at(1, 1),
    sign_up_closes_at=at(20, 5),
    nik=NikRule.REQUIRED,
    offer_hours=24,
    requirements="Pelaku usaha kecil",
    bring="Contoh produk",
    provided="Alat dan bahan",
    place=PLACE,
    contact=Contact(name="Ibu Sari", whatsapp="6281200000001", hours="08.00–15.00"),
    group_link="https://chat.contoh.example/batok",
    sessions=(
        Session(
            id=id(12),
            kind=SessionKind.PRAKTIK,
            subject="Memotong dan menghaluskan",
            starts_at=at(25, 1),
            ends_at=at(25, 4),
            jp=4,
            mandatory=True,
            held=True,
            place=PLACE,
            trainers=(
                SessionTrainer(trainer_id=id(13), name="Bapak Joko Santosa", role=TrainerRole.ASSISTANT),
            ),
        ),
    ),
    rule=EligibilityRule(percent=80),
    held_by="Kementerian Perindustrian (CONTOH)",
    reason="Jadwal digeser satu hari",
    published_at=at(1, 1),
    notices=(
        Notice(
            id=id(15),
            at=at(10, 2),
            reason="Jadwal digeser satu hari",
            sessions=(
                SessionChange(
                    session_id=id(12),
                    before=SessionFacts(
                        subject="Memotong dan menghaluskan",
                        starts_at=at(24, 1),
                        ends_at=at(24, 4),
                        place="Belitong Kreasi Masa Kini",
                        address="Jalan Contoh Nomor 2, Tanjungpandan",
                        trainers=("Bapak Joko Santosa",),
                        mandatory=True,
                    ),
                    after=SessionFacts(
                        subject="Memotong dan menghaluskan",
                        starts_at=at(25, 1),
                        ends_at=at(25, 4),
                        place="Belitong Kreasi Masa Kini",
                        address="Jalan Contoh Nomor 2, Tanjungpandan",
                        trainers=("Bapak Joko Santosa",),
                        mandatory=True,
                    ),
                ),
            ),
            terms=(TermChange(term="bring", before="Contoh produk", after="Contoh produk dan celemek"),),
            seated_only=True,
        ),
    ),
)
REGISTERED = Registration(
    id=id(4),
    version=VERSION,
    organization_id=OFFICE,
    workshop_id=WORKSHOP.id,
    state=RegistrationState.CONFIRMED,
    full_name="Hendra Saputra",
    certificate_name="Hendra Saputra, S.T.",
    phone="6281200000002",
    email="hendra@contoh.example",
    gender="L",
    district_code="19.02.01",
    business_name="Batok Jaya",
    ticket_sha256="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    merged_into=id(14),
    language="en",
    registered_at=at(3, 2, 30),
)
MARK = SessionMark(session_id=id(12), status=Status.HADIR, minutes=180)
PERSON = PersonAttendance(
    id=REGISTERED.id, version=VERSION, organization_id=OFFICE, workshop_id=WORKSHOP.id, marks=(MARK,)
)
SHEET = Sheet(
    id=WORKSHOP.id,
    version=VERSION,
    organization_id=OFFICE,
    closed=True,
    closed_at=at(28, 9),
    lines=(SheetLine(registration_id=REGISTERED.id, marks=(MARK,)),),
)
ELIGIBILITY = Eligibility(
    id=REGISTERED.id,
    version=VERSION,
    organization_id=OFFICE,
    workshop_id=WORKSHOP.id,
    verdict=Verdict.SHORT,
    jp_reached=16,
    jp_needed=24,
    jp_total=32,
    missed_sessions=(id(12),),
    missed_mandatory=(id(12),),
    decided_at=at(28, 9, 1),
)
CERTIFICATE = Certificate(
    id=id(5),
    version=VERSION,
    organization_id=OFFICE,
    workshop_id=WORKSHOP.id,
    registration_id=REGISTERED.id,
    kind="peserta",
    state=CertificateState.ISSUED,
    number="001/556/DISPERIN/2017",
    code="7K4M9QXT0123456789ABCDEFGH",
    delivery=Delivery.MAILED,
    delivery_detail="250 OK",
    reason=PublicReason.SPELLING,
    issued_at=at(28, 10),
)
DOCUMENTS = {
    document.SUBJECT: document
    for document in (ORGANIZATION, STAFF, WORKSHOP, REGISTERED, PERSON, SHEET, ELIGIBILITY, CERTIFICATE)
}
EXAMPLES = [
    Event(type.name, DOCUMENTS[type.document.SUBJECT])
    for type in (*SCHEDULING, *REGISTRATION, *ATTENDANCE, *CERTIFICATES)
]
MESSAGE_ID = id(99)
SENT_AT = at(1, 1)
TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
