"""Copying a workshop or a programme to other days: drafts with whatever is free, and a list of the rest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from services.scheduling.actions.bookings import hold
from services.scheduling.actions.leaving_out import Known, put_what_is_free
from services.scheduling.actions.sessions import SessionPlan
from services.scheduling.domain.accounts import Actor, who
from services.scheduling.domain.bookings import Resource
from services.scheduling.domain.copying import LeftOut, for_year
from services.scheduling.domain.refusals import Invalid, Missing, WrongState
from services.scheduling.domain.shifting import Slot, moved, past_midnight, shifted_days
from services.scheduling.store import bookings, left_out, programmes, sessions, venues, workshops
from services.scheduling.store.sessions import Session
from services.scheduling.store.workshops import Details, Workshop
from shared import audit, ids
from shared.db import Tx


@dataclass(frozen=True)
class WorkshopCopy:
    """What a copy of one workshop is to be."""

    programme_id: UUID
    title: str
    class_label: str
    first_day: date


@dataclass(frozen=True)
class ProgrammeCopy:
    """What a copy of a programme is to be, and which of its workshops come along."""

    title: str
    year: int
    first_day: date
    workshop_ids: tuple[UUID, ...]


async def copy_workshop(tx: Tx, by: Actor, workshop_id: UUID, wanted: WorkshopCopy) -> dict[str, str | int]:
    """A draft like this workshop on other days; its id and how many trainers and sessions were left out.

    Raises Missing, and Invalid for a programme of another office.
    """
    source = await workshops.find(tx, by.organization_id, workshop_id)
    if source is None:
        raise Missing
    if await programmes.find(tx, by.organization_id, wanted.programme_id) is None:
        raise Invalid("programme_id", "not_ours")
    planned = await sessions.of_workshop(tx, workshop_id)
    details = replace(
        source.details,
        programme_id=wanted.programme_id,
        title=wanted.title,
        class_label=wanted.class_label,
    )
    made = ids.new_id()
    await _hold(tx, [made], planned)
    missing = await _copied(tx, by, made, source, planned, details, wanted.first_day)
    return {"id": str(made), "left_out": missing}


async def copy_programme(
    tx: Tx, by: Actor, programme_id: UUID, wanted: ProgrammeCopy
) -> dict[str, str | int]:
    """Another year's programme with drafts of its workshops; its id, how many they are, what was left out.

    The first of them begins on the day wanted, the others as many days later as they did. Every number of
    the budget is copied, the year in titles and funding moves on. Raises Missing, and Invalid for a workshop
    that is not in the programme.
    """
    source = await programmes.find(tx, by.organization_id, programme_id)
    if source is None:
        raise Missing
    chosen = [await _of_programme(tx, by, programme_id, one) for one in dict.fromkeys(wanted.workshop_ids)]
    planned = {workshop.id: await sessions.of_workshop(tx, workshop.id) for workshop in chosen}
    made = replace(
        source,
        id=ids.new_id(),
        title=wanted.title,
        year=wanted.year,
        funding=for_year(source.funding, source.year, wanted.year),
    )
    await programmes.add(tx, by.organization_id, made)
    facts = {"title": made.title, "year": made.year, "sessions": len(chosen)}
    await _record(tx, by, "programme copied", f"Programme/{made.id}", facts)
    copies = {workshop.id: ids.new_id() for workshop in chosen}
    await _hold(tx, list(copies.values()), [session for one in planned.values() for session in one])
    begins = {workshop.id: first_day_of(workshop, planned[workshop.id]) for workshop in chosen}
    missing = 0
    for workshop in chosen:
        later = begins[workshop.id] - min(begins.values())
        title = for_year(workshop.title, source.year, wanted.year)
        details = replace(workshop.details, programme_id=made.id, title=title)
        first_day = wanted.first_day + later
        copy_id, sources = copies[workshop.id], planned[workshop.id]
        missing += await _copied(tx, by, copy_id, workshop, sources, details, first_day)
    return {"id": str(made.id), "workshops": len(chosen), "left_out": missing}


async def settle_gap(tx: Tx, by: Actor, workshop_id: UUID, gap_id: UUID) -> None:
    """Somebody has seen to what was left out. Raises Missing."""
    gap = await left_out.find(tx, by.organization_id, workshop_id, gap_id)
    if gap is None:
        raise Missing
    await left_out.delete(tx, workshop_id, gap_id)
    facts = {"subject": gap.left_out.subject, "who": gap.left_out.who}
    await _record(tx, by, "gap settled", f"Workshop/{workshop_id}", facts)


async def place_left_out(tx: Tx, by: Actor, workshop_id: UUID, venue_id: UUID) -> dict[str, int]:
    """Plan every session that was left out at another venue, with those of its trainers who are free.

    How many are planned now, and how much is still left out. Raises Missing, WrongState for a workshop that
    is not a draft any more, Invalid for a venue of another office.
    """
    workshop = await workshops.locked(tx, by.organization_id, workshop_id)
    if workshop is None:
        raise Missing
    if workshop.state != "draft":
        raise WrongState(workshop.state, "change")
    if await venues.find(tx, by.organization_id, venue_id) is None:
        raise Invalid("venue_id", "not_ours")
    every = await left_out.of_workshop(tx, by.organization_id, workshop_id)
    gone = [gap for gap in every if gap.session_id is None]
    plans = [replace(plan_left_out(gap.left_out), venue_id=venue_id) for gap in gone]
    await hold(tx, workshop_id, [venue_id], {one for plan in plans for one in plan.trainer_ids})
    known = await Known.of(tx, by, workshop, plans)
    for gap in gone:
        await left_out.delete(tx, workshop_id, gap.id)
    for plan in plans:
        await put_what_is_free(tx, by, workshop, plan, known)
    left = await left_out.of_workshop(tx, by.organization_id, workshop_id)
    facts = {"venue": str(venue_id), "sessions": len(plans)}
    await _record(tx, by, "gap settled", f"Workshop/{workshop_id}", facts)
    return {"sessions": len(plans) - sum(gap.session_id is None for gap in left), "left_out": len(left)}


def plan_left_out(gap: LeftOut) -> SessionPlan:
    """The session as it would have been copied."""
    roles = dict(zip(gap.trainer_ids, gap.roles, strict=True))
    return SessionPlan(
        gap.kind,
        gap.subject,
        gap.starts_at,
        gap.ends_at,
        gap.venue_id,
        gap.trainer_ids,
        gap.mandatory,
        gap.session_note,
        roles,
    )


def first_day_of(workshop: Workshop, planned: Sequence[Session]) -> date:
    """The day a workshop begins, in its zone; without sessions the day its sign-up closes."""
    begins = min((session.starts_at for session in planned), default=workshop.sign_up_closes_at)
    return begins.astimezone(ZoneInfo(workshop.zone)).date()


def slots_of(planned: Iterable[Session], zone: str) -> list[Slot[Session]]:
    """Sessions as they were planned, in clock times of the zone."""
    here = ZoneInfo(zone)

    def local(moment: datetime) -> datetime:
        return moment.astimezone(here).replace(tzinfo=None)

    return [Slot(one.kind, one.subject, local(one.starts_at), local(one.ends_at), one) for one in planned]


def moved_to(first_day: date, planned: Sequence[Session], zone: str) -> list[Slot[Session]]:
    """The sessions on days from this one on, with Friday noons free."""
    slots = slots_of(planned, zone)
    return moved(slots, shifted_days((slot.day for slot in slots), first_day))


def plans_of(slots: Sequence[Slot[Session]], zone: str) -> list[SessionPlan]:
    """What is wanted of each slot: its session's trainers and venue; an added break is where they were."""
    here = ZoneInfo(zone)
    plans = []
    venue_id = next((slot.of.venue_id for slot in slots if slot.of), None)
    for slot in slots:
        of = slot.of
        venue_id = of.venue_id if of else venue_id
        assert venue_id is not None  # breaks are only added beside sessions
        plans.append(
            SessionPlan(
                slot.kind,
                slot.subject,
                slot.starts_at.replace(tzinfo=here),
                slot.ends_at.replace(tzinfo=here),
                venue_id,
                tuple(UUID(trainer["id"]) for trainer in of.planned) if of else (),
                of.mandatory if of else False,
                of.note if of else "",
                {UUID(trainer["id"]): trainer["role"] for trainer in of.planned} if of else {},
            )
        )
    return plans


def later_details(details: Details, by_days: timedelta) -> Details:
    """The details with sign-up moved as far; a group's link belongs to the people of the other class."""
    return replace(
        details,
        sign_up_opens_at=details.sign_up_opens_at + by_days,
        sign_up_closes_at=details.sign_up_closes_at + by_days,
        group_link="",
    )


async def _hold(tx: Tx, workshop_ids: Sequence[UUID], planned: Sequence[Session]) -> None:
    """Lock every new class and every trainer and venue of these sessions before anything is written."""
    wanted = {Resource("class", workshop_id) for workshop_id in workshop_ids}
    wanted |= {Resource("venue", session.venue_id) for session in planned}
    wanted |= {Resource("trainer", UUID(one["id"])) for session in planned for one in session.planned}
    await bookings.lock(tx, sorted(wanted))


async def _of_programme(tx: Tx, by: Actor, programme_id: UUID, workshop_id: UUID) -> Workshop:
    found = await workshops.find(tx, by.organization_id, workshop_id)
    if found is None or found.programme_id != programme_id:
        raise Invalid("workshop_ids", "not_ours")
    return found


async def _copied(
    tx: Tx,
    by: Actor,
    workshop_id: UUID,
    source: Workshop,
    planned: Sequence[Session],
    details: Details,
    first_day: date,
) -> int:
    """Write the new draft; how much was left out of it. What it may need is held."""
    slots = moved_to(first_day, planned, source.zone)
    begins = slots[0].day if slots else first_day
    details = later_details(details, begins - first_day_of(source, planned))
    await workshops.add(tx, by.organization_id, workshop_id, details)
    await _record(tx, by, "workshop copied", f"Workshop/{workshop_id}", {"title": details.title})
    workshop = await workshops.locked(tx, by.organization_id, workshop_id)
    assert workshop is not None
    if past_midnight(slots):
        raise Invalid("first_day", "friday_too_long")
    plans = plans_of(slots, source.zone)
    known = await Known.of(tx, by, workshop, plans)
    missing = 0
    for plan in plans:
        missing += await put_what_is_free(tx, by, workshop, plan, known)
    return missing


async def _record(tx: Tx, by: Actor, what: str, subject: str, facts: Mapping[str, object]) -> None:
    await audit.record(tx, who(by), by.organization_id, what, subject, None, dict(facts))
