"""To whom letters can go, and to whom a form said they shall go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from aiohttp import web

from services.scheduling.domain import letters as domain
from services.scheduling.domain.letters import Addressee, Person
from services.scheduling.domain.refusals import Invalid
from services.scheduling.rendering.press import Press
from services.scheduling.settings import KNOWN_PEOPLE
from services.scheduling.store import accounts, letter_course, letters
from services.scheduling.store.trainers import Trainer
from shared import indonesia
from shared.db import Tx
from shared.events.scheduling import Role
from shared.i18n import _
from shared.web import running, staff_of

_DESK = {Role.ADMIN.value, Role.ORGANIZER.value, Role.APPROVER.value, Role.OPERATOR.value}


@dataclass(frozen=True)
class Given:
    """To whom, as it was entered; what a kind of letter does not ask for stays empty."""

    trainers: Sequence[UUID] = ()
    places: Sequence[str] = ()
    addressees: str = ""
    known: Sequence[str] = ()  # lines of people, as `known_people` offers them
    people: str = ""
    together: bool = True


def person_of(trainer: Trainer) -> Person:
    """What a letter says of a trainer; never a phone."""
    position = ", ".join(filter(None, (trainer.position, trainer.institution)))
    return Person(
        name=trainer.name, nip=trainer.nip, rank=trainer.rank, position=position, trainer_id=trainer.id
    )


async def addressees(request: web.Request, workshop_id: UUID, kind: str, given: Given) -> list[Addressee]:
    """One letter each. Raises Invalid for a trainer or place that is not there, or a line nobody can read."""
    if kind in ("trainer_invitation", "trainer_assignment"):
        people = await _trainers(request, workshop_id, given.trainers)
        if kind == "trainer_invitation":
            return [domain.to_trainer(person) for person in people]
        return domain.assigned(people, given.together)
    if kind == "participant_request":
        return [*await _places(request, given.places), *domain.typed_addressees(given.addressees)]
    known = [person for line in given.known for person in domain.typed_people(line)]
    return domain.assigned(domain.once_each([*known, *domain.typed_people(given.people)]), given.together)


async def _trainers(request: web.Request, workshop_id: UUID, chosen: Sequence[UUID]) -> list[Person]:
    async with running(request).db.read() as tx:
        teaching = await letter_course.trainers(tx, staff_of(request).organization_id, workshop_id)
    found = [person_of(trainer) for trainer in teaching if trainer.id in set(chosen)]
    if len(found) != len(set(chosen)):
        raise Invalid("trainers", "not_ours")
    return found


async def _places(request: web.Request, codes: Sequence[str]) -> list[Addressee]:
    found = []
    for code in dict.fromkeys(codes):
        village = await village_name(request, code) if len(code) > 8 else ""
        found.append(domain.to_place(code, village))
    return found


async def village_name(request: web.Request, code: str) -> str:
    """The village's name; nothing for a code nobody has."""
    return dict(await running(request).part(Press).villages(code[:8])).get(code, "")


async def places_of(request: web.Request, district_code: str, chosen: Sequence[str]) -> list[tuple[str, str]]:
    """(code, "Kepala Desa Kembiri") to tick: what was chosen before, then the kecamatan and its villages."""
    codes = list(dict.fromkeys(chosen))
    if indonesia.district(district_code):
        codes += [
            district_code,
            *(code for code, _n in await running(request).part(Press).villages(district_code)),
        ]
    offered = []
    for code in dict.fromkeys(codes):
        try:
            addressee = (await _places(request, [code]))[0]
        except Invalid:
            continue
        elsewhere = indonesia.district(code[:8]) if code[:8] != district_code and len(code) > 8 else None
        offered.append((code, addressee.name + (f" · {elsewhere.name}" if elsewhere else "")))
    return offered


async def known_people(tx: Tx, organization_id: UUID) -> list[tuple[str, str]]:
    """(line, words): whom earlier surat tugas named, and staff nobody wrote of yet."""
    rows = await letters.known_people(tx, organization_id, KNOWN_PEOPLE)
    people = [Person.model_validate(row) for row in rows]
    names = {person.name.casefold() for person in people}
    people += [
        Person(name=account.name)
        for account in await accounts.of_office(tx, organization_id)
        if not account.disabled and account.role in _DESK and account.name.casefold() not in names
    ]
    people.sort(key=lambda person: person.name)
    return [(domain.person_line(person), _shown(person)) for person in people]


def _shown(person: Person) -> str:
    details = " · ".join(filter(None, (person.nip, person.rank, person.position)))
    details = details or _("NIP dan jabatan belum pernah ditulis")
    return f"{person.name} · {details}"
