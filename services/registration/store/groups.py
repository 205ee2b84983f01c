"""Lists of contact persons. What the office reads and changes names the office."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from services.registration.domain.groups import Contact, Kind
from services.registration.domain.seats import GroupTerms
from services.registration.store.registrations import Row, read_many
from shared.db import Tx
from shared.ids import digest


class New(NamedTuple):
    """A list about to be stored; its fields are the parameters of ADD in their order."""

    id: UUID
    workshop_id: UUID
    organization_id: UUID
    kind: Kind
    name: str
    phone: str
    email: str
    role: str
    institution: str
    language: str
    most: int
    deadline: datetime | None
    consent_version: str  # empty: nobody has declared yet
    consent_at: datetime | None
    code_sha256: bytes
    code_sealed: bytes
    created_at: datetime
    created_by: str  # "Staff/<id>"; empty: the contact person


def _mark(code_sealed: bytes) -> str:
    return digest(code_sealed.hex()).hex()[:16]


@dataclass(frozen=True, slots=True)
class Group:
    """One list with what its page shows; `people` have not ended."""

    id: UUID
    workshop_id: UUID
    organization_id: UUID
    kind: Kind
    name: str
    phone: str
    email: str
    role: str
    institution: str
    language: str
    most: int
    deadline: datetime | None
    consent_version: str
    consent_at: datetime | None
    code_sealed: bytes
    email_trouble: str
    created_at: datetime
    created_by: str
    withdrawn_at: datetime | None
    link_untold_at: datetime | None  # since when somebody has to tell them the link that was replaced
    people: int

    @property
    def subject(self) -> str:
        return f"Group/{self.id}"

    @property
    def link_mark(self) -> str:
        """Which link it is now, without saying it: another once it is replaced."""
        return _mark(self.code_sealed)

    @property
    def contact(self) -> Contact:
        return Contact(self.name, self.phone, self.email, self.role, self.institution)

    @property
    def terms(self) -> GroupTerms:
        return GroupTerms(
            id=self.id,
            workshop_id=self.workshop_id,
            nomination=self.kind == Kind.NOMINATION,
            most=self.most,
            deadline=self.deadline,
            declared=self.consent_at is not None,
            withdrawn=self.withdrawn_at is not None,
            people=self.people,
            link_mark=self.link_mark,
        )

    @property
    def left(self) -> int:
        """How many people may still be added; the office may have asked for fewer than there are."""
        return max(0, self.most - self.people)


ADD = """
insert into sign_up_group
    (id, workshop_id, organization_id, kind, name, phone, email, role, institution, language, most, deadline,
     consent_version, consent_at, code_sha256, code_sealed, created_at, created_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
"""


async def add(tx: Tx, new: New) -> None:
    await tx.execute(ADD, *new)


TERMS = """
select g.id, g.workshop_id, g.kind = 'nomination' as nomination, g.most, g.deadline,
       g.consent_at is not null as declared, g.withdrawn_at is not null as withdrawn, g.code_sealed,
       (select count(*) from registration r where r.group_id = g.id
        and r.state in ('pending', 'confirmed', 'waitlisted', 'offered'))::int as people
from sign_up_group g where g.id = any($1::uuid[])
"""


async def terms(tx: Tx, ids: Collection[UUID]) -> dict[UUID, GroupTerms]:
    """What these lists allow; the caller holds the seat rows, so nobody is added or ends meanwhile."""
    found = {}
    for row in await tx.fetch(TERMS, list(ids)):
        told = dict(row)
        found[row["id"]] = GroupTerms(link_mark=_mark(told.pop("code_sealed")), **told)
    return found


_READ = """
select g.id, g.workshop_id, g.organization_id, g.kind, g.name, g.phone, g.email, g.role, g.institution,
       g.language, g.most, g.deadline, g.consent_version, g.consent_at, g.code_sealed, g.email_trouble,
       g.created_at, g.created_by, g.withdrawn_at, g.link_untold_at,
       (select count(*) from registration r where r.group_id = g.id
        and r.state in ('pending', 'confirmed', 'waitlisted', 'offered'))::int as people
from sign_up_group g
"""
BY_CODE = f"{_READ} where g.code_sha256 = $1"
BY_ID = f"{_READ} where g.id = $1"
OF_WORKSHOP = (
    f"{_READ} where g.workshop_id = $1 and g.organization_id = $2 order by g.created_at, g.id limit $3"
)
MOST = 500  # lists of one workshop that a page shows


def _group(record: Any) -> Group:
    return Group(**{**record, "kind": Kind(record["kind"])})


async def by_code(tx: Tx, code_sha256: bytes) -> Group | None:
    row = await tx.fetchrow(BY_CODE, code_sha256)
    return None if row is None else _group(row)


async def read(tx: Tx, id: UUID) -> Group | None:
    row = await tx.fetchrow(BY_ID, id)
    return None if row is None else _group(row)


async def of_workshop(tx: Tx, workshop_id: UUID, organization_id: UUID) -> list[Group]:
    """The lists of one workshop, the oldest first."""
    return [_group(row) for row in await tx.fetch(OF_WORKSHOP, workshop_id, organization_id, MOST)]


UNTOLD = f"""
{_READ}
where g.organization_id = $1 and ($2::uuid is null or g.workshop_id = $2) and g.link_untold_at is not null
order by g.link_untold_at, g.id limit $3
"""


async def untold(tx: Tx, organization_id: UUID, workshop_id: UUID | None) -> list[Group]:
    """Lists whose contact person has to be told the link that was replaced, who waits longest first."""
    return [_group(row) for row in await tx.fetch(UNTOLD, organization_id, workshop_id, MOST)]


CONTACTS = "select id, name, phone from sign_up_group where id = any($1::uuid[])"


async def contacts(tx: Tx, ids: Collection[UUID]) -> dict[UUID, Contact]:
    """Whom to ask for the people of these lists: name and number; a list may be gone."""
    rows = await tx.fetch(CONTACTS, list(ids))
    return {row["id"]: Contact(row["name"], row["phone"]) for row in rows}


PEOPLE = """
select id from registration where group_id = $1 and state not in ('merged', 'erased') order by queue
"""
PLACES = """
select id, place from (
    select id, row_number() over (order by queue) as place from registration
    where workshop_id = $1 and state = 'waitlisted'
) as line where id = any($2::uuid[])
"""


async def people(tx: Tx, group: Group) -> tuple[list[Row], dict[UUID, int]]:
    """Everybody on a list in the order they were put there, and the place of those who wait."""
    rows = await read_many(tx, [row["id"] for row in await tx.fetch(PEOPLE, group.id)])
    places = await tx.fetch(PLACES, group.workshop_id, [row.id for row in rows])
    return rows, {row["id"]: row["place"] for row in places}


DECLARE = """
update sign_up_group set consent_version = $2, consent_at = $3
where id = $1 and consent_at is null and code_sealed = $4
"""


async def declare(tx: Tx, id: UUID, version: str, now: datetime, code_sealed: bytes) -> None:
    """Nothing where another link than this stands by then."""
    await tx.execute(DECLARE, id, version, now, code_sealed)


SET_TERMS = "update sign_up_group set most = $2, deadline = $3 where id = $1"
WITHDRAW = "update sign_up_group set withdrawn_at = $2 where id = $1"


async def set_terms(tx: Tx, id: UUID, most: int, deadline: datetime | None) -> None:
    await tx.execute(SET_TERMS, id, most, deadline)


async def withdraw(tx: Tx, id: UUID, now: datetime) -> None:
    await tx.execute(WITHDRAW, id, now)


MARK_EMAIL = "update sign_up_group set email_trouble = $3 where id = $1 and email = $2"


async def mark_email(tx: Tx, id: UUID, email: str, trouble: str) -> None:
    """Note that this address fails; of another one, entered meanwhile, nothing is said."""
    await tx.execute(MARK_EMAIL, id, email, trouble)


FORGET_OVER = """
delete from sign_up_group g using workshop_copy w
where w.id = g.workshop_id and g.organization_id = $1 and w.ends_at <= $2
returning g.id
"""


async def forget_over(tx: Tx, organization_id: UUID, until: datetime) -> list[UUID]:
    """Delete the contact persons of workshops that ended by then; their people stay as they are."""
    return [row["id"] for row in await tx.fetch(FORGET_OVER, organization_id, until)]
