"""Registrations: one row per person and workshop, and the document made from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from services.registration.domain.quotas import Profile, Traits
from shared.db import Tx
from shared.events.registration import Registration, RegistrationState


class Row(NamedTuple):
    """A stored registration. Sealed values are opened only where a page needs them."""

    id: UUID
    version: int
    workshop_id: UUID
    organization_id: UUID
    state: RegistrationState
    queue: int
    registered_at: datetime
    full_name: str
    certificate_name: str
    phone: str
    email: str
    gender: str
    district_code: str
    village_code: str
    business_name: str
    needs: str  # in clear only what an older release wrote, until the job has sealed it
    needs_sealed: bytes | None
    disability: str
    business: Mapping[str, Any]
    answers: Mapping[str, Any]
    language: str
    manage_sealed: bytes
    ticket_sha256: bytes
    ticket_sealed: bytes
    card_code: str
    offered_at: datetime | None
    answer_by: datetime | None
    ended_by: str
    reason: str
    email_trouble: str
    merged_into: UUID | None
    group_id: UUID | None
    centre_id: UUID | None
    quota_profile: Profile
    offer_hours: int | None  # of the offer made to them, as it was then
    ended_at: datetime | None
    consent_photo: bool
    consent_contact: bool

    @property
    def name_on_certificate(self) -> str:
        return self.certificate_name or self.full_name

    @property
    def traits(self) -> Traits:
        """What quotas know of this person."""
        return Traits(self.district_code, self.gender, str(self.centre_id or ""), self.disability)

    @property
    def has_needs(self) -> bool:
        return self.needs_sealed is not None or self.needs != ""

    @property
    def subject(self) -> str:
        return f"Registration/{self.id}"

    @property
    def document(self) -> Registration:
        """What the others may know of this person."""
        return Registration(
            id=self.id,
            version=self.version,
            organization_id=self.organization_id,
            workshop_id=self.workshop_id,
            state=self.state,
            full_name=self.full_name,
            certificate_name=self.certificate_name,
            phone=self.phone,
            email=self.email,
            gender=self.gender,
            district_code=self.district_code,
            business_name=self.business_name,
            ticket_sha256=self.ticket_sha256.hex(),
            merged_into=self.merged_into,
            language=self.language,
            registered_at=self.registered_at,
        )


class New(NamedTuple):
    """A registration about to be inserted: the person, the decision and the secrets, already sealed.

    Its fields are the parameters of INSERT in their order, so a group of them turned about is its columns.
    """

    id: UUID
    workshop_id: UUID
    organization_id: UUID
    state: RegistrationState
    registered_at: datetime
    full_name: str
    certificate_name: str
    phone: str
    email: str
    gender: str
    district_code: str
    village_code: str
    business_name: str
    needs_sealed: bytes | None
    disability: str
    business: Mapping[str, Any]
    answers: Mapping[str, Any]
    nik_sealed: bytes | None
    nik_index: bytes | None
    language: str
    consent_version: str
    consent_channel: str
    manage_sha256: bytes
    manage_sealed: bytes
    ticket_sha256: bytes
    ticket_sealed: bytes
    group_id: UUID | None
    card_code: str
    centre_id: UUID | None
    quota_profile: Profile
    consent_photo: bool
    consent_contact: bool
    consent_by: str  # "Staff/<id>" who says that they agreed; empty: nobody of the office


INSERT = """
insert into registration (
    id, version, workshop_id, organization_id, state, registered_at, full_name, certificate_name, phone,
    email, gender, district_code, village_code, business_name, needs_sealed, disability, business, answers,
    nik_sealed, nik_index, language, consent_version, consent_at, consent_channel, manage_sha256,
    manage_sealed, ticket_sha256, ticket_sealed, group_id, card_code, centre_id, quota_profile,
    consent_photo, consent_contact, consent_by)
select id, next_version(0), workshop_id, organization_id, state, registered_at, full_name,
       certificate_name, phone, email, gender, district_code, village_code, business_name, needs_sealed,
       disability, business, answers, nik_sealed, nik_index, language, consent_version, registered_at,
       consent_channel, manage_sha256, manage_sealed, ticket_sha256, ticket_sealed, group_id, card_code,
       centre_id, quota_profile, consent_photo, consent_contact, consent_by
from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::timestamptz[], $6::text[], $7::text[],
            $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::bytea[],
            $15::text[], $16::jsonb[], $17::jsonb[], $18::bytea[], $19::bytea[], $20::text[],
            $21::text[], $22::text[], $23::bytea[], $24::bytea[], $25::bytea[], $26::bytea[],
            $27::uuid[], $28::text[], $29::uuid[], $30::int[], $31::bool[], $32::bool[],
            $33::text[])
     with ordinality as new (
        id, workshop_id, organization_id, state, registered_at, full_name, certificate_name, phone,
        email, gender, district_code, village_code, business_name, needs_sealed, disability, business,
        answers, nik_sealed, nik_index, language, consent_version, consent_channel, manage_sha256,
        manage_sealed, ticket_sha256, ticket_sealed, group_id, card_code, centre_id, quota_profile,
        consent_photo, consent_contact, consent_by, position)
order by position
returning id, version, queue
"""


async def insert_many(tx: Tx, news: Sequence[New]) -> list[Row]:
    """Insert in the order given, which becomes the order of the queue; the caller holds the seat rows."""
    columns = zip(*news, strict=True)
    given = {row["id"]: row for row in await tx.fetch(INSERT, *columns)}
    return [_inserted(new, given[new.id]) for new in news]


def _inserted(new: New, given: Any) -> Row:
    return Row(
        id=new.id,
        version=given["version"],
        workshop_id=new.workshop_id,
        organization_id=new.organization_id,
        state=new.state,
        queue=given["queue"],
        registered_at=new.registered_at,
        full_name=new.full_name,
        certificate_name=new.certificate_name,
        phone=new.phone,
        email=new.email,
        gender=new.gender,
        district_code=new.district_code,
        village_code=new.village_code,
        business_name=new.business_name,
        needs="",
        needs_sealed=new.needs_sealed,
        disability=new.disability,
        business=new.business,
        answers=new.answers,
        language=new.language,
        manage_sealed=new.manage_sealed,
        ticket_sha256=new.ticket_sha256,
        ticket_sealed=new.ticket_sealed,
        card_code=new.card_code,
        offered_at=None,
        answer_by=None,
        ended_by="",
        reason="",
        email_trouble="",
        merged_into=None,
        group_id=new.group_id,
        centre_id=new.centre_id,
        quota_profile=new.quota_profile,
        offer_hours=None,
        ended_at=None,
        consent_photo=new.consent_photo,
        consent_contact=new.consent_contact,
    )


READ = """
select id, version, workshop_id, organization_id, state, queue, registered_at, full_name, certificate_name,
       phone, email, gender, district_code, village_code, business_name, needs, needs_sealed, disability,
       business, answers, language, manage_sealed, ticket_sha256, ticket_sealed, card_code, offered_at,
       answer_by, ended_by, reason, email_trouble, merged_into, group_id, centre_id, quota_profile,
       offer_hours, ended_at, consent_photo, consent_contact
from registration where id = any($1::uuid[]) order by queue
"""


async def read_many(tx: Tx, ids: Sequence[UUID]) -> list[Row]:
    """The rows in the order of the queue."""
    return [
        Row(**{**record, "state": RegistrationState(record["state"])})
        for record in await tx.fetch(READ, list(ids))
    ]


async def read(tx: Tx, id: UUID | None) -> Row | None:
    rows = await read_many(tx, (id,)) if id else []
    return rows[0] if rows else None


LOCK = "select id from registration where id = any($1::uuid[]) order by id for update"


async def lock_many(tx: Tx, ids: Sequence[UUID]) -> list[Row]:
    """The rows, locked; the caller already holds the seat rows of their workshops."""
    await tx.fetch(LOCK, list(ids))
    return await read_many(tx, ids)


BY_MANAGE_CODE = "select id from registration where manage_sha256 = $1"
BY_CARD_CODE = "select id from registration where card_code = $1"


async def find_by_manage_code(tx: Tx, sha256: bytes) -> Row | None:
    return await read(tx, await tx.fetchval(BY_MANAGE_CODE, sha256))


async def find_by_card_code(tx: Tx, card_code: str) -> Row | None:
    return await read(tx, await tx.fetchval(BY_CARD_CODE, card_code))


BY_EMAIL = """
select registration.id
from registration join workshop_copy on workshop_copy.id = registration.workshop_id
where lower(registration.email) = lower($1) and registration.state not in ('merged', 'erased')
order by registration.registered_at desc limit $2
"""


async def find_by_email(tx: Tx, email: str, most: int) -> list[Row]:
    """What belongs to an address, the newest `most` registrations."""
    return await read_many(tx, [row["id"] for row in await tx.fetch(BY_EMAIL, email, most)])


FIRST_IN_LINE = """
select id from registration where workshop_id = $1 and state = 'waitlisted' order by queue limit $2 for update
"""


async def first_in_line(tx: Tx, workshop_id: UUID, most: int) -> list[Row]:
    """Who waits longest, locked; the caller holds the seat row, so the order cannot change."""
    return await read_many(tx, [row["id"] for row in await tx.fetch(FIRST_IN_LINE, workshop_id, most)])


LINE = """
select id from registration where workshop_id = $1 and state = 'waitlisted' order by queue limit $2
"""


async def line(tx: Tx, workshop_id: UUID, most: int) -> list[Row]:
    """The first `most` of the waiting list in its order, for reading."""
    return await read_many(tx, [row["id"] for row in await tx.fetch(LINE, workshop_id, most)])


PLACE = """
select count(*) from registration where workshop_id = $1 and state = 'waitlisted' and queue <= $2
"""


async def place_in_line(tx: Tx, row: Row) -> int:
    """1 for the next to be promoted."""
    return int(await tx.fetchval(PLACE, row.workshop_id, row.queue))


IN_STATES = "select id from registration where workshop_id = $1 and state = any($2::text[]) order by queue"


async def in_states(tx: Tx, workshop_id: UUID, states: Sequence[RegistrationState]) -> list[Row]:
    """Everybody of one workshop in one of these states, in the order of the queue."""
    found = await tx.fetch(IN_STATES, workshop_id, [state.value for state in states])
    return await read_many(tx, [row["id"] for row in found])
