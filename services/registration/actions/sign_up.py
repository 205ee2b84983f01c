"""Admission: everybody who waits is decided in one transaction, each gets their own answer.

What costs time without the database (random codes, sealing the NIK) is done before the queue.
"""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import TracebackType
from typing import Any, Literal, NamedTuple
from uuid import UUID

from services.registration.actions.letters import Letter, facts, send
from services.registration.actions.moving import tell_state
from services.registration.actions.sealing import sealed_needs
from services.registration.domain.people import Person
from services.registration.domain.quotas import Profile
from services.registration.domain.seats import NO_LIST, Asked, Decisions, GroupTerms, Refusal, Seats, decide
from services.registration.settings import CONSENT_VERSION, MOST_IN_A_ROUND
from services.registration.store import copies, groups, registrations, seats
from shared import ids
from shared.crypto import Keys
from shared.db import LATER, Database, GroupCommit, KeyReused, Tx
from shared.db.group_commit import Later
from shared.db.once import Claim, Once, keep_many, known_many
from shared.events.registration import RegistrationState
from shared.files import File
from shared.files import keep_many as keep_files

SCOPE = "sign_up"
LETTER_OF = {
    RegistrationState.CONFIRMED: "sign_up_confirmed",
    RegistrationState.PENDING: "sign_up_pending",
    RegistrationState.WAITLISTED: "waitlisted",
}
NIK_PURPOSE = "nik"
MANAGE_PURPOSE = "manage_code"
TICKET_PURPOSE = "ticket"


class Wish(NamedTuple):
    """One person's sign-up for one workshop, ready to be decided. The NIK in `person` is already gone,
    and what they need is sealed."""

    id: UUID
    workshop_id: UUID
    person: Person
    now: datetime  # business time
    language: str
    channel: str  # "web" | "api" | "office" | "group" | "import"
    key: str  # a repeat with the same key gets the stored outcome
    fingerprint: bytes
    nik_sealed: bytes | None
    nik_index: bytes | None
    manage_sha256: bytes
    manage_sealed: bytes
    ticket_sha256: bytes
    ticket_sealed: bytes
    group_id: UUID | None = None  # of the list of a contact person
    link_mark: str | None = None  # of the link of that list they came by; None: by none
    files: tuple[File, ...] = ()  # that answer questions, sealed
    by: str = ""  # "Staff/<id>" who signs them up and says that they agreed; empty: themselves or a contact

    @property
    def claim(self) -> Claim:
        return Claim(self.key, self.fingerprint)


@dataclass(frozen=True, slots=True)
class Admitted:
    """The registration a wish became; `manage_sealed` opens to the code of its page."""

    registration_id: UUID
    state: RegistrationState
    manage_sealed: bytes
    repeated: bool = False


Outcome = Admitted | Refusal | KeyReused


def make_wish(
    keys: Keys,
    workshop_id: UUID,
    person: Person,
    now: datetime,
    *,
    key: str,
    fingerprint: bytes,
    language: str = "id",
    channel: str = "web",
    group_id: UUID | None = None,
    link_mark: str | None = None,
    files: tuple[File, ...] = (),
    by: str = "",
) -> Wish:
    """Draw the codes and seal what must be sealed."""
    manage_code, ticket = ids.new_code(), ids.new_code()
    return Wish(
        id=ids.new_id(),
        workshop_id=workshop_id,
        person=person._replace(nik="", needs="", needs_sealed=sealed_needs(keys, person.needs)),
        now=now,
        language=language,
        channel=channel,
        key=key,
        fingerprint=fingerprint,
        nik_sealed=keys.encrypt(person.nik, purpose=NIK_PURPOSE) if person.nik else None,
        nik_index=keys.index(person.nik, purpose=NIK_PURPOSE) if person.nik else None,
        manage_sha256=ids.digest(manage_code),
        manage_sealed=keys.encrypt(manage_code, purpose=MANAGE_PURPOSE),
        ticket_sha256=ids.digest(ticket),
        ticket_sealed=keys.encrypt(ticket, purpose=TICKET_PURPOSE),
        group_id=group_id,
        link_mark=link_mark,
        files=files,
        by=by,
    )


class Admission:
    """The one door for sign-ups of this process."""

    def __init__(self, db: Database) -> None:
        self._group = GroupCommit[Wish, Outcome](db, self._admit, most=MOST_IN_A_ROUND, keyed=True)
        self._facts: dict[UUID, tuple[int, dict[str, Any]]] = {}  # by workshop, with its version

    async def __aenter__(self) -> Admission:
        await self._group.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._group.__aexit__(kind, error, trace)

    async def sign_up(self, wish: Wish) -> Admitted | Refusal:
        """Decide and store; returns after the commit. Raises KeyReused, Busy, Unavailable."""
        outcome = await self._group.submit(wish)
        if isinstance(outcome, KeyReused):
            raise outcome
        return outcome

    async def _admit(self, tx: Tx, wishes: Sequence[Wish]) -> Sequence[Outcome | Literal[Later.LATER]]:
        first: dict[str, Wish] = {}
        for wish in wishes:
            first.setdefault(wish.key, wish)
        rows, busy = await seats.lock_soon(tx, {wish.workshop_id for wish in first.values()})
        # With the seat rows in hand: who sent the same form elsewhere has stored it by now. The keys are
        # written after them, so nobody who has a key waits for a seat row.
        known = await known_many(tx, SCOPE, (wish.claim for wish in wishes))
        ready = [w for w in first.values() if w.claim not in known and w.workshop_id not in busy]
        listed = {w.group_id for w in ready if w.group_id is not None}
        lists = await groups.terms(tx, listed) if listed else {}
        decisions = decide(rows, [_asked(wish, lists) for wish in ready])
        decided = await self._store(tx, rows, ready, decisions)
        # A refusal is no outcome to keep: the same form may be sent again when sign-up has opened.
        admitted = [(key, outcome) for key, outcome in decided.items() if isinstance(outcome, Admitted)]
        await keep_many(tx, SCOPE, [(first[key].claim, _stored(outcome)) for key, outcome in admitted])
        return [_answer(wish, first[wish.key], decided, known) for wish in wishes]

    async def _store(
        self, tx: Tx, rows: Mapping[UUID, Seats], wishes: Sequence[Wish], decisions: Decisions
    ) -> dict[str, Outcome]:
        outcomes: dict[str, Outcome] = {}
        news: list[registrations.New] = []
        for wish, decided, profile in zip(wishes, decisions.outcomes, decisions.profiles, strict=True):
            if isinstance(decided, Refusal):
                outcomes[wish.key] = decided
            else:
                office = rows[wish.workshop_id].organization_id
                news.append(new_registration(wish, office, decided, profile))
                outcomes[wish.key] = Admitted(wish.id, decided, wish.manage_sealed)
        if news:
            admitted = {new.id for new in news}
            await keep_files(tx, [file for wish in wishes if wish.id in admitted for file in wish.files])
            await seats.count(tx, decisions.taken, decisions.waiting, decisions.tallies)
            stored = await registrations.insert_many(tx, news)
            await tell_state(tx, stored, hooked=any(row.hooked for row in rows.values()))
            await self._write(tx, rows, stored)
        return outcomes

    async def _write(self, tx: Tx, rows: Mapping[UUID, Seats], stored: Iterable[registrations.Row]) -> None:
        """Queue the letters; one statement for all mails of the round."""
        stored = list(stored)
        known = await self._facts_of(tx, rows)
        place = Counter({id: row.waiting for id, row in rows.items()})
        letters = []
        for row in stored:
            extra: dict[str, Any] = {}
            if row.state is RegistrationState.WAITLISTED:
                place[row.workshop_id] += 1
                extra["place_in_line"] = place[row.workshop_id]
            letters.append(Letter(row, LETTER_OF[row.state], known[row.workshop_id], extra))
        await send(tx, stored[0].registered_at, letters, first=True)

    async def _facts_of(self, tx: Tx, rows: Mapping[UUID, Seats]) -> dict[UUID, dict[str, Any]]:
        """Facts for letters, kept by the version that the locked row names, so never an old one."""
        missing = [
            id
            for id, row in rows.items()
            if id not in self._facts or self._facts[id][0] != row.workshop_version
        ]
        for id, workshop in (await copies.WORKSHOPS.get_many(tx, missing) if missing else {}).items():
            self._facts[id] = (workshop.version, facts(workshop))
        return {id: self._facts[id][1] for id in rows}


def _asked(wish: Wish, lists: Mapping[UUID, GroupTerms]) -> Asked:
    group = None if wish.group_id is None else _list_of(wish, lists.get(wish.group_id, NO_LIST))
    return Asked(wish.workshop_id, wish.now, wish.person.traits, group, bool(wish.by))


def _list_of(wish: Wish, stands: GroupTerms) -> GroupTerms:
    """The list as it stands; none by a link that was replaced meanwhile, so who holds a leaked one and sends
    in the very moment of its replacement adds nobody."""
    return stands if wish.link_mark in (None, stands.link_mark) else NO_LIST


def new_registration(
    wish: Wish, organization_id: UUID, state: RegistrationState, profile: Profile = 0
) -> registrations.New:
    """The row a wish becomes, with a card code drawn now."""
    person = wish.person
    return registrations.New(
        id=wish.id,
        workshop_id=wish.workshop_id,
        organization_id=organization_id,
        state=state,
        registered_at=wish.now,
        full_name=person.full_name,
        certificate_name=person.certificate_name,
        phone=person.phone,
        email=person.email,
        gender=person.gender,
        district_code=person.district_code,
        village_code=person.village_code,
        business_name=person.business_name,
        needs_sealed=person.needs_sealed,
        disability=person.disability,
        business=person.business,
        answers=person.answers,
        nik_sealed=wish.nik_sealed,
        nik_index=wish.nik_index,
        language=wish.language,
        consent_version=CONSENT_VERSION,
        consent_channel=wish.channel,
        manage_sha256=wish.manage_sha256,
        manage_sealed=wish.manage_sealed,
        ticket_sha256=wish.ticket_sha256,
        ticket_sealed=wish.ticket_sealed,
        group_id=wish.group_id,
        card_code=ids.new_card_code(),  # drawn in the round: if it exists already, the round runs again
        centre_id=person.centre_id,
        quota_profile=profile,
        consent_photo=person.consent_photo,
        consent_contact=person.consent_contact,
        consent_by=wish.by,
    )


def _stored(outcome: Admitted) -> dict[str, Any]:
    return {
        "registration": str(outcome.registration_id),
        "state": outcome.state.value,
        "manage": base64.b64encode(outcome.manage_sealed).decode(),
    }


def _answer(
    wish: Wish, first: Wish, decided: Mapping[str, Outcome], known: Mapping[Claim, Once | KeyReused]
) -> Outcome | Literal[Later.LATER]:
    earlier = known.get(wish.claim)
    if isinstance(earlier, KeyReused):
        return earlier
    if earlier is not None:
        return Admitted(
            UUID(earlier.outcome["registration"]),
            RegistrationState(earlier.outcome["state"]),
            base64.b64decode(earlier.outcome["manage"]),
            repeated=True,
        )
    if wish.fingerprint != first.fingerprint:
        return KeyReused(f"the key {wish.key!r} belongs to another {SCOPE} request")
    outcome = decided.get(wish.key, LATER)
    return replace(outcome, repeated=True) if wish is not first and isinstance(outcome, Admitted) else outcome
