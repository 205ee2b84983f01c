"""What scheduling tells: the offices, the people who work there, and the workshops."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from shared.events.envelope import Document, EventType, Part
from shared.events.notices import Notice


class PaperKind(StrEnum):
    """The papers that carry a signature block."""

    ATTENDANCE_SHEET = "attendance_sheet"
    CERTIFICATE = "certificate"
    INVITATION_LETTER = "invitation_letter"  # surat undangan
    ASSIGNMENT_LETTER = "assignment_letter"  # surat tugas


class SignatureBlock(Part):
    """Who signs one kind of paper during one period."""

    paper: PaperKind
    prefix: str = ""  # "Plt.", "Plh.", "a.n.", "u.b." or nothing
    position: tuple[str, ...]  # one or two lines
    name: str  # with titles
    rank: str = ""  # pangkat
    nip: str = ""  # 18 digits or nothing
    valid_from: date
    valid_to: date | None = None

    def valid_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class Organization(Document):
    """An office (instansi): what stands on its papers and the rules it chose."""

    SUBJECT: ClassVar[str] = "Organization"

    name: str  # "Dinas Perindustrian Provinsi … (CONTOH)"
    short_name: str  # sender name of mails
    letterhead: tuple[str, ...]  # lines above the name, from the top: "PEMERINTAH PROVINSI …"
    address: str
    town: str  # where papers are signed
    province_code: str  # "19"
    zone: str  # IANA: "Asia/Jakarta"
    phone: str = ""
    email: str = ""
    emblem_png: str = ""  # base64, at most 64 KB
    signature_blocks: tuple[SignatureBlock, ...] = ()
    jp_rounding: str = "nearest"  # "down" | "nearest" | "up": minutes / 45 to whole JP
    number_template: str = "{urut:03}/{kegiatan}/{bulan_romawi}/{tahun}"
    number_unit: str = ""  # {unit}
    number_classification: str = ""  # {klasifikasi}
    approves_certificates: bool = False  # True: approved without a person, as the office decided
    example: bool = False  # papers carry "CONTOH · BUKAN DOKUMEN RESMI"

    def signer(self, paper: PaperKind, day: date) -> SignatureBlock | None:
        """Who signs this kind of paper on that day; None when nobody does.

        Of several the one that began last: a Plt. signs while the block of the office's head goes on.
        """
        valid = (block for block in self.signature_blocks if block.paper is paper and block.valid_on(day))
        return max(valid, key=lambda block: block.valid_from, default=None)


class Role(StrEnum):
    """What a member of staff may do; see shared.web.access for the table."""

    ADMIN = "admin"
    ORGANIZER = "organizer"
    APPROVER = "approver"
    OPERATOR = "operator"
    VIEWER = "viewer"


class Staff(Document):
    """A person who signs in for an office."""

    SUBJECT: ClassVar[str] = "Staff"

    name: str
    email: str
    role: Role
    disabled: bool = False
    signed_out_before: datetime | None = None  # sessions issued earlier are refused


class WorkshopState(StrEnum):
    """What the office has decided; open, full, running are read from the clock and the seats."""

    PUBLISHED = "published"
    CANCELLED = "cancelled"
    COMPLETED = "completed"


class SignUp(StrEnum):
    OPEN = "open"
    APPROVAL = "approval"
    NOMINATION = "nomination"


class NikRule(StrEnum):
    OFF = "off"
    OPTIONAL = "optional"
    REQUIRED = "required"


class SessionKind(StrEnum):
    MATERI = "materi"
    PRAKTIK = "praktik"
    KUNJUNGAN = "kunjungan"
    PEMBUKAAN = "pembukaan"
    ISTIRAHAT = "istirahat"
    PENUTUPAN = "penutupan"

    @property
    def counts(self) -> bool:
        """Whether it earns JP."""
        return self in (SessionKind.MATERI, SessionKind.PRAKTIK, SessionKind.KUNJUNGAN)


class Place(Part):
    """Where a session or workshop is held."""

    venue_id: UUID | None = None
    name: str
    address: str = ""
    district_code: str  # "19.02.01"
    map_url: str = ""


class TrainerRole(StrEnum):
    """What a trainer does in one session."""

    LEAD = "lead"  # narasumber utama
    ASSISTANT = "assistant"  # asisten, pendamping
    MODERATOR = "moderator"

    @property
    def teaches(self) -> bool:
        return self is not TrainerRole.MODERATOR


class SessionTrainer(Part):
    trainer_id: UUID
    name: str  # with titles
    role: TrainerRole = TrainerRole.LEAD


class Session(Part):
    """One session as planned or, once `held` is known, as it really took place."""

    id: UUID
    kind: SessionKind
    subject: str
    starts_at: datetime
    ends_at: datetime
    jp: int  # 0 for kinds that do not count
    mandatory: bool = False
    held: bool | None = None  # None: nobody has said yet
    place: Place
    trainers: tuple[SessionTrainer, ...] = ()


class EligibilityRule(Part):
    """What a certificate takes. Source: the office's own terms of the workshop."""

    percent: int = 75  # of the workshop's JP, 0–100; JP needed = ceil(percent × total / 100)


class Contact(Part):
    """Narahubung: whom participants may ask."""

    name: str
    whatsapp: str  # "628…"
    hours: str = ""


class Programme(Part):
    """Kegiatan Bimtek: the budget identity the papers need."""

    id: UUID
    title: str
    year: int
    code: str = ""  # {kegiatan} in certificate numbers
    funding: str = ""  # sumber dana
    program_code: str = ""  # of the budget: program, kegiatan, sub kegiatan
    program_name: str = ""
    main_activity_code: str = ""  # kode kegiatan
    main_activity_name: str = ""
    activity_code: str = ""  # kode sub kegiatan
    activity_name: str = ""
    account_code: str = ""  # kode rekening
    budget_number: str = ""  # nomor DPA/DIPA
    officer: str = ""  # name of the PPTK, PPK or KPA
    officer_role: str = ""  # "PPTK" | "PPK" | "KPA" or nothing
    officer_nip: str = ""
    decree_number: str = ""  # nomor SK panitia
    decree_date: date | None = None


class Workshop(Document):
    """One class people sign up for. A draft is nobody else's business and is never sent."""

    SUBJECT: ClassVar[str] = "Workshop"

    slug: str  # unique across offices, fixed at publish
    title: str
    class_label: str = ""  # "Angkatan II", "Kelas A"
    state: WorkshopState
    programme: Programme
    summary: str = ""
    zone: str
    capacity: int  # wanted; seats never go below those taken
    sign_up: SignUp = SignUp.OPEN
    sign_up_opens_at: datetime
    sign_up_closes_at: datetime
    nik: NikRule = NikRule.OPTIONAL
    offer_hours: int = 0  # 0: a free seat is given directly
    requirements: str = ""  # syarat peserta
    bring: str = ""  # yang dibawa
    provided: str = ""  # yang disediakan
    place: Place
    contact: Contact
    group_link: str = ""  # WhatsApp group, for registered people only
    sessions: tuple[Session, ...]  # in order of time
    rule: EligibilityRule = EligibilityRule()
    held_by: str = ""  # "diselenggarakan oleh", when it is not the office alone
    reason: str = ""  # of the last change or of the cancellation, as people read it
    published_at: datetime
    notices: tuple[Notice, ...] = ()  # the last ten that were sent, the oldest first

    @property
    def starts_at(self) -> datetime:
        return min(session.starts_at for session in self.sessions)

    @property
    def ends_at(self) -> datetime:
        return max(session.ends_at for session in self.sessions)

    @property
    def total_jp(self) -> int:
        return sum(session.jp for session in self.sessions if session.held is not False)

    def step(self, now: datetime) -> str:
        """Where the thread Rencana → Pendaftaran → Pelaksanaan → Penutupan → Sertifikat stands, the same on
        every service's pages: "plan", "sign_up", "running", "closing" or "certificates"."""
        if self.state is WorkshopState.CANCELLED:
            return "plan"
        if self.state is WorkshopState.COMPLETED:
            return "certificates"
        if now >= self.ends_at:
            return "closing"
        return "running" if now >= self.starts_at else "sign_up"

    @property
    def full_title(self) -> str:
        return f"{self.title} {self.class_label}".strip()


ORGANIZATION_CHANGED = EventType(
    "OrganizationChanged", Organization, "scheduling", "An office was made or its details changed."
)
STAFF_CHANGED = EventType(
    "StaffChanged", Staff, "scheduling", "A member of staff was added, changed, disabled or signed out."
)
WORKSHOP_PUBLISHED = EventType(
    "WorkshopPublished", Workshop, "scheduling", "A workshop can be seen and signed up for."
)
WORKSHOP_CHANGED = EventType(
    "WorkshopChanged",
    Workshop,
    "scheduling",
    "Its times, places, trainers, capacity or terms changed, or people are told so.",
)
WORKSHOP_CANCELLED = EventType(
    "WorkshopCancelled", Workshop, "scheduling", "It will not take place; the reason is in the document."
)
WORKSHOP_COMPLETED = EventType(
    "WorkshopCompleted", Workshop, "scheduling", "It has taken place and its sessions are confirmed."
)
EVENTS = (
    ORGANIZATION_CHANGED,
    STAFF_CHANGED,
    WORKSHOP_PUBLISHED,
    WORKSHOP_CHANGED,
    WORKSHOP_CANCELLED,
    WORKSHOP_COMPLETED,
)
