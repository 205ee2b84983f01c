"""The problem behind a suggestion, read from the office's rows as they are now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from itertools import product
from uuid import UUID
from zoneinfo import ZoneInfo

from services.scheduling.domain.availability import Unavailable
from services.scheduling.domain.hours import COUNTING_KINDS
from services.scheduling.domain.refusals import Missing
from services.scheduling.domain.roads import travel_minutes
from services.scheduling.domain.suggesting.problem import (
    Class,
    Held,
    Placed,
    Plan,
    Problem,
    Trainer,
    Venue,
    Wanted,
    minute_of,
)
from services.scheduling.domain.suggesting.windows import windows_of
from services.scheduling.domain.suggesting.wishes import ClassWish, NewSession, SessionWish, Wishes
from services.scheduling.domain.warnings import BookedSession
from services.scheduling.settings import TRAVEL_OTHER_PROVINCE
from services.scheduling.store import blocks, roads, rules, sessions, trainers, venues, workshops
from services.scheduling.store.sessions import Session
from services.scheduling.store.workshops import Workshop
from shared.db import Tx

_PARTS = {"pembukaan": 0, "penutupan": 2}  # everything else lies between


@dataclass(frozen=True)
class Break:
    """A break follows the session it stands behind in the draft, wherever that goes."""

    id: UUID
    after: UUID  # the session it follows
    later: int  # minutes from that session's end to its start


@dataclass(frozen=True)
class Row:
    """What a suggested session becomes: where it is now (None: not there yet) and what stays as it is."""

    id: UUID
    workshop_id: UUID
    kind: str
    subject: str
    minutes: int
    now: Placed | None
    mandatory: bool = False
    note: str = ""


@dataclass
class Basis:
    """The problem, and what its sessions are rows of."""

    problem: Problem
    rows: dict[UUID, Row] = field(default_factory=dict)
    breaks: list[Break] = field(default_factory=list)

    @property
    def before(self) -> Plan:
        """The sessions of the problem as the draft has them now."""
        wanted = self.problem.wanted
        return {id: row.now for id, row in self.rows.items() if row.now is not None and id in wanted}


async def basis_of(tx: Tx, now: datetime, organization_id: UUID, wishes: Wishes) -> Basis:
    """Raises Missing when a class or its venue is not this office's."""
    teachers = await trainers.search(tx, organization_id)
    rooms = await venues.search(tx, organization_id)
    first = datetime.combine(wishes.first_day, datetime.min.time(), ZoneInfo("UTC")) - timedelta(days=1)
    unavailable = await blocks.since(tx, organization_id, wishes.first_day)
    booked = await sessions.booked(tx, organization_id, first)
    reader = _Reader(now, wishes, {row.id for row in teachers} | {row.id for row in rooms})
    for wish in wishes.classes:
        workshop = await workshops.find(tx, organization_id, wish.id)
        if workshop is None:
            raise Missing
        reader.read(workshop, wish, await sessions.of_workshop(tx, wish.id))
    held = [session for session in booked if session.id not in reader.moved]
    taken = _Taken(wishes, reader.zone, unavailable, held)
    districts = {row.district_code for row in teachers} | {row.district_code for row in rooms}
    districts |= {session.district_code for session in held}
    problem = Problem(
        classes=tuple(reader.classes(held)),
        trainers=tuple(taken.trainer(row) for row in teachers),
        venues=tuple(taken.venue(row) for row in rooms),
        roads=_roads(districts, await roads.travel_times(tx, organization_id)),
        daily_limit=60 * await rules.trainer_hours(tx, organization_id),
    )
    return Basis(problem, reader.rows, reader.breaks)


def _roads(districts: set[str], known: Iterable[roads.TravelTime]) -> dict[tuple[str, str], int]:
    """Minutes between any two; "" is another province."""
    table = {(road.one_district, road.other_district): road.minutes for road in known}
    return {
        (one, other): travel_minutes(one, other, table) if one and other else TRAVEL_OTHER_PROVINCE
        for one, other in product(districts | {""}, repeat=2)
    }


@dataclass(frozen=True)
class _Taken:
    """Turns trainers and venues into those of the problem: when they cannot be had, and what they hold."""

    wishes: Wishes
    zone: str
    unavailable: Sequence[Unavailable]
    held: Sequence[BookedSession]  # what stays where it is

    def trainer(self, row: trainers.Trainer) -> Trainer:
        teaches = (_held(one) for one in self.held if row.id in {id for id, _name in one.trainers})
        return Trainer(
            *(row.id, row.name, frozenset(skill.lower() for skill in row.skills), row.district_code),
            *(self._days(row.id), (*teaches, *self._hours(row.id))),
        )

    def venue(self, row: venues.Venue) -> Venue:
        houses = (_held(one) for one in self.held if one.venue_id == row.id)
        return Venue(
            *(row.id, row.name, row.district_code, row.capacity),
            *(self._days(row.id), (*houses, *self._hours(row.id))),
        )

    def _days(self, resource_id: UUID) -> frozenset[date]:
        return frozenset(
            day
            for block in self.unavailable
            if block.resource_id == resource_id and block.starts is None and block.ends is None
            for day in self.wishes.days
            if block.first_day <= day <= block.last_day
        )

    def _hours(self, resource_id: UUID) -> Iterator[Held]:
        """Parts of days, in the zone of the first class."""
        here = ZoneInfo(self.zone)
        for block in self.unavailable:
            if block.resource_id != resource_id or (block.starts is None and block.ends is None):
                continue
            for day in self.wishes.days:
                if block.first_day <= day <= block.last_day:
                    starts = datetime.combine(day, block.starts or time.min, here)
                    ends = datetime.combine(day, block.ends or time(23, 59), here)
                    yield Held(minute_of(starts), minute_of(ends), day, None, "", teaching=False)


class _Reader:
    """Turns drafts into classes of the problem, and remembers what their sessions are rows of."""

    def __init__(self, now: datetime, wishes: Wishes, known: set[UUID]) -> None:
        self._now = now
        self._known = known  # trainers and venues that are not archived
        self._wishes = wishes
        self.rows: dict[UUID, Row] = {}
        self.breaks: list[Break] = []
        self._read: list[tuple[Workshop, tuple[Wanted, ...]]] = []

    @property
    def moved(self) -> set[UUID]:
        """Sessions that are rows now and may be moved: they do not stand in their own way."""
        return {id for id, row in self.rows.items() if row.now is not None}

    def read(self, workshop: Workshop, wish: ClassWish, planned: list[Session]) -> None:
        """What has begun or was spoken of stays where it is."""
        asked = {one.id: one for one in wish.sessions}
        wanted: list[Wanted] = []
        for session in planned:
            if session.held is not None or session.starts_at <= self._now:
                continue
            self.rows[session.id] = _row(session)
            if session.kind == "istirahat" and wanted and self._follows(session, wanted[-1]):
                wanted[-1] = self._with_break(session, wanted[-1])
            else:
                wanted.append(self._wanted(session, asked.get(session.id), wish))
        wanted = [*wanted, *(self._new(workshop, wish, new) for new in wish.added)]
        self._read.append((workshop, self._ordered(wanted)))

    def _wanted(self, session: Session, asked: SessionWish | None, wish: ClassWish) -> Wanted:
        """A visit stays where it is visited; everything else may change its venue."""
        teaching = session.kind in COUNTING_KINDS
        own = tuple(id for id in session.trainer_ids if id in self._known)
        keep = bool(own) and (asked is None or asked.keep_trainers or not teaching)
        visit = session.kind == "kunjungan" and session.venue_id in self._known
        return Wanted(
            *(session.id, session.subject, 0, _minutes(session)),
            skill="" if keep or asked is None or not teaching else asked.skill.lower(),
            needs=0 if keep or not teaching else max(1, len(session.trainers)),
            trainers=own if keep else (),
            venue=session.venue_id if visit else wish.venue_id,
            teaching=teaching,
            planned=minute_of(session.starts_at),
        )

    def _new(self, workshop: Workshop, wish: ClassWish, new: NewSession) -> Wanted:
        self.rows[new.id] = Row(new.id, workshop.id, new.kind, new.subject, new.minutes, None)
        teaching = new.kind in COUNTING_KINDS
        return Wanted(
            *(new.id, new.subject, 0, new.minutes),
            skill=new.skill.lower() if teaching else "",
            needs=int(teaching),
            venue=wish.venue_id,
            teaching=teaching,
        )

    def _ordered(self, wanted: list[Wanted]) -> tuple[Wanted, ...]:
        """With their ranks: opening first, closing last; between them as planned, the new ones at the end."""
        parts = sorted(wanted, key=lambda one: _PARTS.get(self.rows[one.id].kind, 1))
        if self._wishes.keep_order:
            return tuple(replace(one, rank=rank) for rank, one in enumerate(parts))
        return tuple(replace(one, rank=_PARTS.get(self.rows[one.id].kind, 1)) for one in parts)

    def _follows(self, session: Session, before: Wanted) -> bool:
        row = self.rows[before.id]
        assert row.now is not None
        return 0 <= minute_of(session.starts_at) - row.now.starts - before.taken <= 60

    def _with_break(self, session: Session, before: Wanted) -> Wanted:
        self.breaks.append(Break(session.id, before.id, before.pause))
        return replace(before, pause=before.pause + _minutes(session))

    @property
    def zone(self) -> str:
        """Of the first class; an office's classes are nearly always in one zone."""
        return next((workshop.zone for workshop, _wanted in self._read), "Asia/Jakarta")

    def classes(self, held: Iterable[BookedSession]) -> Iterable[Class]:
        busy: dict[UUID, list[Held]] = defaultdict(list)
        for session in held:
            busy[session.workshop_id].append(_held(session))
        for workshop, wanted in self._read:
            wishes, zone = self._wishes, workshop.zone
            options = {"holidays": wishes.holidays, "fridays": wishes.prayers}
            now = minute_of(self._now)
            plain, holidays, prayers = (
                tuple(w for w in windows_of(wishes.days, wishes.hours, zone, **given) if w.starts > now)
                for given in (options, options | {"holidays": True}, options | {"fridays": True})
            )
            yield Class(
                *(workshop.id, workshop.full_title, workshop.capacity, plain, wanted),
                tuple(busy[workshop.id]),
                holidays,
                prayers,
                usual=workshop.venue_id,
            )


def _row(session: Session) -> Row:
    now = Placed(
        session.id, minute_of(session.starts_at), session.venue_id, tuple(sorted(session.trainer_ids))
    )
    return Row(
        *(session.id, session.workshop_id, session.kind, session.subject, _minutes(session), now),
        *(session.mandatory, session.note),
    )


def _minutes(session: Session) -> int:
    return minute_of(session.ends_at) - minute_of(session.starts_at)


def _held(session: BookedSession) -> Held:
    return Held(
        minute_of(session.starts_at),
        minute_of(session.ends_at),
        session.day,
        session.venue_id,
        session.district_code,
        session.kind in COUNTING_KINDS,
    )


def whole_plan(basis: Basis, plan: Plan) -> dict[UUID, Placed]:
    """The plan with the breaks that follow its sessions."""
    found = dict(plan)
    for one in basis.breaks:
        lead, minutes = plan[one.after], basis.rows[one.after].minutes
        found[one.id] = Placed(one.id, lead.starts + minutes + one.later, lead.venue)
    return found
