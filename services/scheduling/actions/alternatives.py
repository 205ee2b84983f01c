"""What else is free: for warnings, and for what is booked at the very time somebody wanted it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from services.scheduling.actions.warnings import diary, finder, standing, to_come
from services.scheduling.domain.alternatives import Alternatives, Finder
from services.scheduling.domain.refusals import Taken, Wanted
from services.scheduling.domain.warnings import BookedSession, Warning
from services.scheduling.store import venues, workshops
from services.scheduling.store import warnings as overrides
from services.scheduling.store.warnings import Override
from shared.db import Tx

_AROUND = timedelta(days=1)


@dataclass(frozen=True)
class Judged:
    """The warnings of an office, which of them somebody lives with, and where to look for alternatives."""

    found: tuple[Warning, ...]
    settled: Mapping[str, Override]
    now: datetime
    finder: Finder

    def instead_of(self, warning: Warning) -> Alternatives:
        return self.finder.of_warning(warning, self.now)

    def open(self, workshop_id: UUID | None = None) -> list[Warning]:
        """Those nobody has overridden, of the office or of one workshop."""
        return [warning for warning in self.of(workshop_id) if warning.key not in self.settled]

    def of(self, workshop_id: UUID | None = None) -> list[Warning]:
        return [one for one in self.found if workshop_id in (None, one.session.workshop_id)]


async def judged(tx: Tx, now: datetime, organization_id: UUID) -> Judged:
    """Seven statements, however much is planned."""
    planned = await to_come(tx, now, organization_id)
    settled = await overrides.overrides(tx, organization_id)
    free = await finder(tx, organization_id, planned)
    return Judged(tuple(standing(planned, now)), settled, now, free)


async def at_that_time(tx: Tx, organization_id: UUID, taken: Taken) -> Alternatives:
    """Other venues or trainers that are free at the very time that was asked for.

    Only what would help: with the class itself busy, or a trainer and the venue both, there is nothing.
    """
    wanted = taken.wanted
    kinds = {collision.kind for collision in taken.collisions}
    busy = {collision.resource_id for collision in taken.collisions}
    if wanted is None or len(kinds) > 1 or len(busy) > 1 or "class" in kinds:
        return Alternatives()
    planned = await diary(tx, organization_id, wanted.starts_at - _AROUND, wanted.ends_at + _AROUND)
    free = await finder(tx, organization_id, planned)
    session = await _wanted(tx, organization_id, wanted, free)
    if session is None:
        return Alternatives()
    if kinds == {"venue"}:
        return Alternatives(venues=free.venues(session))
    return Alternatives(trainers=free.trainers(session, busy.pop()))


async def _wanted(tx: Tx, organization_id: UUID, wanted: Wanted, free: Finder) -> BookedSession | None:
    workshop = await workshops.find(tx, organization_id, wanted.workshop_id)
    venue = await venues.find(tx, organization_id, wanted.venue_id)
    if workshop is None or venue is None:  # a draft that was to be made with it
        return None
    return BookedSession(
        wanted.session_id,
        wanted.workshop_id,
        workshop.full_title,
        "",
        workshop.zone,
        wanted.starts_at,
        wanted.ends_at,
        venue.id,
        venue.name,
        venue.district_code,
        tuple((trainer_id, free.name_of(trainer_id)) for trainer_id in wanted.trainer_ids),
        seats=workshop.capacity,
    )
