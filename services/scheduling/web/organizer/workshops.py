"""Workshops: the schedule tab, the form, and the steps from draft to completion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from aiohttp import web

from services.scheduling.actions import workshops as actions
from services.scheduling.actions.alternatives import judged
from services.scheduling.domain.hours import totals
from services.scheduling.domain.recap import recap
from services.scheduling.domain.refusals import Raced, Refused, Taken
from services.scheduling.store import (
    answers,
    counts,
    left_out,
    listing,
    programmes,
    requests,
    sessions,
    workshops,
)
from services.scheduling.store import closing as closing_store
from services.scheduling.store.recap import hours_of
from services.scheduling.store.sessions import Session
from services.scheduling.store.workshops import Details, Workshop
from services.scheduling.web import words
from services.scheduling.web.doing import once
from services.scheduling.web.forms.workshops import NewWorkshopForm, WorkshopForm
from services.scheduling.web.gaps import gap_text
from services.scheduling.web.organizer import choices, warnings
from services.scheduling.web.organizer.drafting import OPEN_DAYS, sign_up_times, timetable_of
from services.scheduling.web.sentences import problems_of
from services.scheduling.web.untold import untold
from shared import indonesia
from shared.db import Tx
from shared.i18n import _
from shared.web import NotFound, flash, id_in, read_form, redirect, render, running, staff_of, zone_of
from shared.web.access import ORGANIZER


async def show(request: web.Request) -> web.StreamResponse:
    """The schedule tab: where the workshop stands, what to do next, its warnings and sessions."""
    return await workshop_page(request, id_in(request, "workshop_id"))


async def workshop_page(
    request: web.Request,
    workshop_id: UUID,
    problems: dict[str, str] | None = None,
    status: int = 200,
    typed: Mapping[str, Any] | None = None,
) -> web.Response:
    """The schedule tab, also shown again with what could not be done and what was typed."""
    by, now = staff_of(request), running(request).clock.now()
    async with running(request).db.read() as tx:
        workshop = await find(tx, by.organization_id, workshop_id)
        held = await sessions.of_workshop(tx, workshop_id)
        found = await judged(tx, now, by.organization_id)
        known = await _known(tx, workshop, now)
        gaps = await _gaps(tx, workshop)
    may_change = ORGANIZER.allows(by.role) and workshop.state in ("draft", "published")
    warned = warnings.of_workshop(request, found, workshop_id, may_change=may_change)
    return render(
        request,
        "organizer/workshop.html",
        status=status,
        workshop=workshop,
        **known,
        **gaps,
        **_figures(held, workshop.zone, choices.rounding(request), now),
        warned=warned,
        open_warnings=[warning for warning in warned if not warning.override],
        district_name=choices.district_name,
        roles=words.options(words.TRAINER_ROLES),
        problems=problems or {},
        typed=typed or {},
        words=words,
        may_copy=ORGANIZER.allows(by.role) and workshop.state != "cancelled",
        may_change=may_change,
    )


async def _known(tx: Tx, workshop: Workshop, now: datetime) -> dict[str, Any]:
    """What is kept of the workshop beside its sessions."""
    office = workshop.organization_id
    return {
        "listed": (await listing.listed(tx, office, now, workshop_ids=[workshop.id]))[0],
        "heads": await counts.heads(tx, workshop.id),
        "closing": await closing_store.closing(tx, workshop.id),
        "programme": await programmes.find(tx, office, workshop.programme_id),
        "trainers": await choices.trainers(tx, office),
        "asked": await requests.of_workshop(tx, office, workshop.id),
        "untold": await untold(tx, now, workshop),
        "answers": await answers.of_workshop(tx, office, workshop.id, now),
    }


async def _gaps(tx: Tx, workshop: Workshop) -> dict[str, Any]:
    """What copying or suggesting left out, in words, and the venues to choose from where one is among it."""
    office = workshop.organization_id
    gaps = await left_out.of_workshop(tx, office, workshop.id)
    lost = any(gap.session_id is None for gap in gaps)
    return {
        "gaps": [(gap, gap_text(gap.left_out, workshop.zone)) for gap in gaps],
        "gap_venues": await choices.venues(tx, office) if lost else [],
    }


def _figures(held: list[Session], zone: str, rounding: str, now: datetime) -> dict[str, Any]:
    """The sessions day by day, and what is counted of them."""
    figures = [(session.kind, session.minutes, len(session.trainers)) for session in held]
    return {
        "days": _days(held, zone),
        "rounding": rounding,
        "totals": totals(figures, rounding),
        "day_sums": dict(recap(hours_of(held, zone), rounding).days),
        "ahead": sum(1 for session in held if session.held is None and session.starts_at > now),
        "towns": indonesia.towns(session.district_code for session in held if session.held is not False),
        "untaught": sum(1 for session in held if session.kind in _COUNTING and not session.trainers),
        "unconfirmed": [session for session in held if session.held is None and session.kind in _COUNTING],
    }


_COUNTING = ("materi", "praktik", "kunjungan")


def _days(held: list[Session], zone: str) -> list[tuple[date, list[Session]]]:
    days: dict[date, list[Session]] = {}
    for session in held:
        days.setdefault(session.starts_at.astimezone(ZoneInfo(zone)).date(), []).append(session)
    return list(days.items())


async def find(tx: Tx, organization_id: UUID, workshop_id: UUID) -> Workshop:
    """The office's own workshop, or 404."""
    found = await workshops.find(tx, organization_id, workshop_id)
    if found is None:
        raise NotFound
    return found


# Forms


async def new(request: web.Request) -> web.StreamResponse:
    now = running(request).clock.now()
    zone = zone_of(request)
    first = now.astimezone(ZoneInfo(zone)).date() + timedelta(days=OPEN_DAYS)
    opens, closes = sign_up_times(now, zone, first)
    values = {
        "programme_id": request.query.get("kegiatan", ""),
        "zone": zone,
        "capacity": 20,
        "sign_up": "open",
        "nik": "optional",
        "offer_hours": "0",
        "rule_percent": 75,
        "template_days": "4",
        "first_day": first.isoformat(),
        "sign_up_opens_at": opens.replace(tzinfo=None).isoformat(timespec="minutes"),
        "sign_up_closes_at": closes.replace(tzinfo=None).isoformat(timespec="minutes"),
    }
    return await _form_page(request, values, {}, None, 200)


async def create(request: web.Request) -> web.StreamResponse:
    values, problems = await read_form(request, NewWorkshopForm)
    if not problems:
        form = values.model
        timetable = timetable_of(form.template_days, form.first_day)
        try:
            kept = await once(
                request, actions.create_workshop, staff_of(request), details_of(form), timetable
            )
            return redirect(request, "workshop", workshop_id=kept["id"])
        except Taken as taken:
            problems = {"first_day": problems_of(taken)["starts"]}
        except Refused as refused:
            problems = problems_of(refused)
    return await _form_page(request, values, problems, None, 422)


async def edit(request: web.Request) -> web.StreamResponse:
    workshop = await _workshop(request)
    # As text: a 0 would look like nothing typed.
    values: dict[str, Any] = {
        name: str(value) if isinstance(value, int) else value
        for name, value in asdict(workshop.details).items()
    }
    for name in ("sign_up_opens_at", "sign_up_closes_at"):
        local = values[name].astimezone(ZoneInfo(workshop.zone)).replace(tzinfo=None)
        values[name] = local.isoformat(timespec="minutes")
    return await _form_page(request, values, {}, workshop, 200)


async def change(request: web.Request) -> web.StreamResponse:
    workshop = await _workshop(request)
    values, problems = await read_form(request, WorkshopForm)
    if not problems:
        form = values.model
        try:
            await once(
                request,
                actions.change_workshop,
                running(request).clock.now(),
                staff_of(request),
                workshop.id,
                details_of(form),
                form.reason,
            )
            response = redirect(request, "workshop", workshop_id=workshop.id)
            flash(response, _("Perubahan tersimpan."))
            return response
        except (Raced, Taken) as taken:  # the sessions that move with the main venue
            problems = {"venue_id": problems_of(taken)["starts"]}
        except Refused as refused:
            problems = problems_of(refused)
    return await _form_page(request, values, problems, workshop, 422)


def details_of(form: WorkshopForm) -> Details:
    """The form's values; the clock times people typed are those of the workshop's zone."""
    given = form.model_dump(exclude={"reason", "template_days", "first_day"})
    zone = ZoneInfo(form.zone)
    for name in ("sign_up_opens_at", "sign_up_closes_at"):
        moment: datetime = given[name]
        given[name] = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    return Details(**given)


async def _workshop(request: web.Request) -> Workshop:
    async with running(request).db.read() as tx:
        return await find(tx, staff_of(request).organization_id, id_in(request, "workshop_id"))


async def _form_page(
    request: web.Request,
    values: dict[str, Any],
    problems: dict[str, str],
    workshop: Workshop | None,
    status: int,
) -> web.Response:
    organization_id = staff_of(request).organization_id
    async with running(request).db.read() as tx:
        programme_options = await choices.programme_options(
            tx, organization_id, also=workshop.programme_id if workshop else None
        )
        venue_options = await choices.venues(
            tx, organization_id, also=workshop.venue_id if workshop else None
        )
        templates = await choices.templates(tx, organization_id, choices.rounding(request))
    return render(
        request,
        "organizer/workshop_form.html",
        status=status,
        values=values,
        problems=problems,
        workshop=workshop,
        programmes=programme_options,
        venues=venue_options,
        templates=templates,
        sign_ups=words.options(words.SIGN_UPS),
        nik_rules=words.options(words.NIK_RULES),
        zones=words.options(words.ZONES),
    )
