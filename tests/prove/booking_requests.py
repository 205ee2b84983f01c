"""What a thousand organizers ask for at once, drawn by dice."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from services.scheduling.actions.sessions import SessionPlan
from services.scheduling.store.workshops import Details
from tests.prove.booking_log import Log, State
from tests.support.scheduling import FIRST_DAY, MEMBALONG, TANJUNGPANDAN, Planner, at
from tests.support.scheduling_site import Member

TRAINERS, VENUES, WORKSHOPS, SESSIONS = 20, 10, 30, 120
LENGTH = timedelta(minutes=90)
SIZES = (20, 25, 30, 40)  # of rooms
SEATS = 20
ASKED = {"add": 45, "move": 20, "trainers": 13, "venue": 8, "delete": 4, "main venue": 4, "room": 6}  # of 100


@dataclass(frozen=True)
class Wish:
    """One request, and what of it the answer is checked against."""

    what: str
    method: str
    path: str
    body: dict[str, Any] | None
    session: str = ""  # whom it changes
    workshop: str = ""
    state: State | None = None  # what it wants to be so


@dataclass
class Town:
    """What there is before the race: an office, its workshops, and sessions that nobody disputes."""

    office: Planner
    trainers: list[UUID]
    venues: list[UUID]
    workshops: dict[UUID, Details]
    known: dict[str, State] = field(default_factory=dict)  # by session

    @classmethod
    async def built(cls, office: Planner, dice: random.Random) -> Town:
        trainers = [await office.trainer(f"Narasumber {number}") for number in range(TRAINERS)]
        venues = [
            await office.venue(f"Ruang {number}", dice.choice(SIZES), (TANJUNGPANDAN, MEMBALONG)[number % 2])
            for number in range(VENUES)
        ]
        town = cls(office, trainers, venues, {})
        for number in range(WORKSHOPS):
            details = office.details(venues[number % VENUES], capacity=SEATS, title=f"Bimtek {number}")
            town.workshops[await office.draft(details.venue_id, capacity=SEATS, title=details.title)] = (
                details
            )
        await town._planned()
        return town

    async def _planned(self) -> None:
        """A session of each workshop on four days, where its main venue and its own trainer are free."""
        for number in range(SESSIONS):
            turn, day = number % WORKSHOPS, number // WORKSHOPS
            workshop = list(self.workshops)[turn]
            venue, trainer = self.venues[turn % VENUES], self.trainers[turn % TRAINERS]
            starts = at(FIRST_DAY + timedelta(days=day), "08.00") + timedelta(hours=2 * (turn // VENUES))
            state = State(workshop, starts, starts + LENGTH, venue, (trainer,))
            plan = SessionPlan("praktik", "Membentuk batok", starts, starts + LENGTH, venue, (trainer,))
            self.known[str(await self.office.plans(workshop, plan))] = state


class Dice:
    """Draws one request after the other; all are sent at the same moment."""

    def __init__(self, town: Town, dice: random.Random, days: int) -> None:
        self._town, self._dice, self._days = town, dice, days
        self._sessions = list(town.known)

    def wishes(self, count: int) -> list[Wish]:
        """Every third wants what the one before it wants, for another class: rivals come together."""
        found = [self._wish()]
        while len(found) < count:
            before = found[-1].state
            rival = before is not None and before.starts_at is not None and len(found) % 3 == 0
            found.append(self._rival(before) if before and rival else self._wish())
        return found

    def _wish(self) -> Wish:
        (what,) = self._dice.choices(list(ASKED), list(ASKED.values()))
        if what == "add":
            return self._add()
        if what == "main venue":
            return self._main_venue()
        if what == "room":
            return self._room()
        return self._change(what)

    def _add(self) -> Wish:
        workshop = self._dice.choice(list(self._town.workshops))
        starts, ends = self._time()
        trainers = tuple(self._dice.sample(self._town.trainers, self._dice.choice((0, 1, 1, 2))))
        state = State(workshop, starts, ends, self._dice.choice(self._town.venues), trainers)
        path = f"/workshops/{workshop}/sessions"
        return Wish("add", "POST", path, _body(state), workshop=str(workshop), state=state)

    def _rival(self, before: State) -> Wish:
        """The same trainers or the same room at the same time."""
        workshop = self._dice.choice(list(self._town.workshops))
        room = self._dice.choice(self._town.venues) if before.trainers else before.venue
        state = replace(before, workshop=workshop, venue=room)
        path = f"/workshops/{workshop}/sessions"
        return Wish("add", "POST", path, _body(state), workshop=str(workshop), state=state)

    def _change(self, what: str) -> Wish:
        session = self._dice.choice(self._sessions)
        now = self._town.known[session]
        path = f"/workshops/{now.workshop}/sessions/{session}"
        if what == "delete":
            return Wish(what, "DELETE", path, None, session, str(now.workshop))
        starts, ends = self._time() if what == "move" else (now.starts_at, now.ends_at)
        venue = self._dice.choice(self._town.venues) if what == "venue" else now.venue
        few = what == "trainers"
        trainers = tuple(self._dice.sample(self._town.trainers, 2)) if few else now.trainers
        state = State(now.workshop, starts, ends, venue, trainers)
        return Wish(what, "PUT", path, _body(state), session, str(now.workshop), state)

    def _main_venue(self) -> Wish:
        workshop, details = self._dice.choice(list(self._town.workshops.items()))
        venue = self._dice.choice(self._town.venues)
        body = {name: value for name, value in vars(details).items() if value != ""}
        body |= {"venue_id": str(venue), "programme_id": str(details.programme_id)}
        for name in ("sign_up_opens_at", "sign_up_closes_at"):
            body[name] = body[name].isoformat()
        path = f"/workshops/{workshop}"
        return Wish(
            "main venue", "PUT", path, body, workshop=str(workshop), state=State(workshop, venue=venue)
        )

    def _room(self) -> Wish:
        number = self._dice.randrange(VENUES)
        body = {
            "name": f"Ruang {number}",
            "district_code": (TANJUNGPANDAN, MEMBALONG)[number % 2],
            "capacity": self._dice.choice((SEATS - 5, *SIZES)),
        }
        return Wish("room", "POST", f"/kelola/tempat/{self._town.venues[number]}", body)

    def _time(self) -> tuple[datetime, datetime]:
        day = FIRST_DAY + timedelta(days=self._dice.randrange(self._days))
        starts = at(day, "08.00") + timedelta(minutes=15 * self._dice.randrange(32))
        return starts, starts + timedelta(minutes=self._dice.choice((45, 90, 120)))


async def answered(member: Member, wish: Wish, log: Log) -> None:
    """Send it and keep what came back, with when."""
    sent = time.monotonic()
    if wish.what == "room":  # by its page
        page = await member.fill(wish.path, wish.body or {})
        status, answer = page.status, {"errors": [{"field": "capacity"}]}
    else:
        status, answer = await member.call(wish.method, wish.path, wish.body)
    log.keep(wish.what, wish.session, wish.workshop, wish.state, sent, time.monotonic(), status, answer)


def _body(state: State) -> dict[str, Any]:
    assert state.starts_at is not None and state.ends_at is not None
    return {
        "kind": "praktik",
        "subject": "Membentuk batok",
        "starts_at": state.starts_at.isoformat(),
        "ends_at": state.ends_at.isoformat(),
        "venue_id": str(state.venue),
        "trainer_ids": [str(trainer) for trainer in state.trainers],
    }
