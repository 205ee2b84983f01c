"""Sessions: the form, with the next free time as a button, and afterwards how they went."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from aiohttp import web

from services.scheduling.actions import sessions as actions
from services.scheduling.actions.alternatives import at_that_time
from services.scheduling.actions.sessions import SessionPlan
from services.scheduling.domain.alternatives import Alternatives
from services.scheduling.domain.bookings import Span, checked_span
from services.scheduling.domain.copying import LeftOut
from services.scheduling.domain.refusals import Refused, Taken
from services.scheduling.store import left_out, sessions
from services.scheduling.store.sessions import Session
from services.scheduling.store.workshops import Workshop
from services.scheduling.web import words
from services.scheduling.web.cautions import room_text, trainer_text
from services.scheduling.web.doing import once, tried
from services.scheduling.web.forms.sessions import AssignForm, SessionForm
from services.scheduling.web.forms.workshops import OptionalReasonForm
from services.scheduling.web.organizer import choices, warnings
from services.scheduling.web.organizer.workshops import find, workshop_page
from services.scheduling.web.sentences import next_free_text, problems_of
from shared.i18n import _, ngettext
from shared.web import NotFound, Values, flash, id_in, read_form, redirect, render, running, staff_of

_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


async def new(request: web.Request) -> web.StreamResponse:
    """An empty form that goes on where the last session ends."""
    workshop, _session = await session_rows(request)
    async with running(request).db.read() as tx:
        planned = await sessions.of_workshop(tx, workshop.id)
    zone = ZoneInfo(workshop.zone)
    values: dict[str, Any] = {"kind": "materi", "venue_id": workshop.venue_id}
    if planned:
        last = planned[-1].ends_at.astimezone(zone)
        values |= {
            "day": last.date(),
            "starts": last.strftime("%H:%M"),
            "ends": (last + timedelta(minutes=90)).strftime("%H:%M"),
        }
    gap = request.query.get("sisa", "")
    if _ID.fullmatch(gap):
        async with running(request).db.read() as tx:
            found = await left_out.find(tx, workshop.organization_id, workshop.id, UUID(gap))
        values |= _wanted(found.left_out, zone) if found else {}
    return await _form_page(request, workshop, None, values, {}, 200)


def _wanted(left_out: LeftOut, zone: ZoneInfo) -> dict[str, Any]:
    """A session that could not be copied, as the form shows it: only its place has to be another."""
    starts, ends = left_out.starts_at.astimezone(zone), left_out.ends_at.astimezone(zone)
    return {
        "kind": left_out.kind,
        "subject": left_out.subject,
        "day": starts.date(),
        "starts": starts.strftime("%H:%M"),
        "ends": ends.strftime("%H:%M"),
        "venue_id": left_out.venue_id,
        "trainer_ids": [str(trainer_id) for trainer_id in left_out.trainer_ids],
        "trainer_roles": list(left_out.roles),
        "mandatory": left_out.mandatory,
        "note": left_out.session_note,
    }


async def add(request: web.Request) -> web.StreamResponse:
    return await _save(request)


async def edit(request: web.Request) -> web.StreamResponse:
    workshop, session = await session_rows(request)
    assert session is not None
    zone = ZoneInfo(workshop.zone)
    values = {
        "kind": session.kind,
        "subject": session.subject,
        "day": session.starts_at.astimezone(zone).date(),
        "starts": session.starts_at.astimezone(zone).strftime("%H:%M"),
        "ends": session.ends_at.astimezone(zone).strftime("%H:%M"),
        "venue_id": session.venue_id,
        **choices.trainer_rows(session),
        "mandatory": session.mandatory,
        "note": session.note,
    }
    values |= warnings.suggested(request.query, session, workshop.zone)
    return await _form_page(request, workshop, session, values, {}, 200)


async def change(request: web.Request) -> web.StreamResponse:
    return await _save(request)


async def _save(request: web.Request) -> web.StreamResponse:
    workshop, session = await session_rows(request)
    values, problems = await read_form(request, SessionForm)
    taken = None
    if not problems:
        try:
            plan, by = plan_of(values, workshop.zone), staff_of(request)
            reason = values.model.reason
            if session is None:
                await once(request, actions.add_session, by, workshop.id, plan, reason)
            else:
                await once(request, actions.change_session, by, workshop.id, session.id, plan, reason)
            response = redirect(request, "workshop", workshop_id=workshop.id)
            flash(response, _("Sesi “{subject}” tersimpan.", subject=plan.subject))
            return response
        except Taken as refused:
            problems, taken = problems_of(refused), refused
        except Refused as refused:
            problems = problems_of(refused)
    return await _form_page(request, workshop, session, values, problems, 422, taken)


def plan_of(values: Values[SessionForm], zone: str) -> SessionPlan:
    """What the form asks for, with what a button takes instead. A moved session keeps its length."""
    form = values.model
    span = checked_span(form.day, form.starts, form.ends, zone)
    if form.use_next is not None:
        start = form.use_next if form.use_next.tzinfo else form.use_next.replace(tzinfo=ZoneInfo(zone))
        start = start.astimezone(ZoneInfo(zone))
        span = Span(start, start + span.length)
        # Shown again, should that time be gone too.
        values |= {
            "day": start.date(),
            "starts": start.strftime("%H:%M"),
            "ends": span.ends_at.strftime("%H:%M"),
        }
    venue_id, chosen = form.use_venue or form.venue_id, _chosen(form)
    values |= {"venue_id": venue_id, "trainer_ids": list(chosen), "trainer_roles": list(chosen.values())}
    return SessionPlan(
        form.kind,
        form.subject,
        span.starts_at,
        span.ends_at,
        venue_id,
        tuple(chosen),
        form.mandatory,
        form.note,
        chosen,
    )


def _chosen(form: SessionForm) -> dict[UUID, str]:
    """The trainers with what they do; a button's other trainer does what the first would have done."""
    instead, _colon, by = form.use_trainer.partition(":")
    return {UUID(by) if str(one) == instead else one: role for one, role in form.chosen.items()}


async def delete_page(request: web.Request) -> web.StreamResponse:
    workshop, session = await session_rows(request)
    return _delete_page(request, workshop, session, {}, {}, 200)


async def delete(request: web.Request) -> web.StreamResponse:
    workshop, session = await session_rows(request)
    assert session is not None
    values, problems = await read_form(request, OptionalReasonForm)
    if not problems:
        by, now, reason = staff_of(request), running(request).clock.now(), values.model.reason
        problems = await tried(request, actions.delete_session, now, by, workshop.id, session.id, reason)
    if problems:
        return _delete_page(request, workshop, session, values, problems, 422)
    response = redirect(request, "workshop", workshop_id=workshop.id)
    flash(response, _("Sesi “{subject}” dihapus.", subject=session.subject))
    return response


def _delete_page(
    request: web.Request,
    workshop: Workshop,
    session: Session | None,
    values: dict[str, Any],
    problems: dict[str, str],
    status: int,
) -> web.Response:
    return render(
        request,
        "organizer/delete_session.html",
        status=status,
        workshop=workshop,
        session=session,
        values=values,
        problems=problems,
    )


async def assign(request: web.Request) -> web.StreamResponse:
    """The same trainers for several sessions, chosen on the schedule."""
    workshop, _session = await session_rows(request)
    values, problems = await read_form(request, AssignForm)
    if not problems:
        form, by = values.model, staff_of(request)
        try:
            count = await once(
                request,
                actions.assign_trainers,
                by,
                workshop.id,
                form.session_ids,
                tuple(form.chosen),
                form.reason,
                form.chosen,
            )
            response = redirect(request, "workshop", workshop_id=workshop.id)
            said = ngettext("Narasumber {n} sesi tersimpan.", "Narasumber {n} sesi tersimpan.", count)
            flash(response, said)
            return response
        except Refused as refused:
            problems = problems_of(refused)
    return await workshop_page(request, workshop.id, problems, 422)


async def session_rows(request: web.Request) -> tuple[Workshop, Session | None]:
    """The workshop and, where the path names one, its session. 404 for anything else."""
    async with running(request).db.read() as tx:
        workshop = await find(tx, staff_of(request).organization_id, id_in(request, "workshop_id"))
        if "session_id" not in request.match_info:
            return workshop, None
        session = await sessions.find(tx, workshop.id, id_in(request, "session_id"))
    if session is None:
        raise NotFound
    return workshop, session


async def _form_page(
    request: web.Request,
    workshop: Workshop,
    session: Session | None,
    values: dict[str, Any],
    problems: dict[str, str],
    status: int,
    taken: Taken | None = None,
) -> web.Response:
    chosen = tuple(session.trainer_ids) if session else ()
    venue: UUID = session.venue_id if session else workshop.venue_id
    async with running(request).db.read() as tx:
        venues = await choices.venues(tx, workshop.organization_id, also=venue)
        trainers = await choices.trainers(tx, workshop.organization_id, also=chosen)
        free = await at_that_time(tx, workshop.organization_id, taken) if taken else Alternatives()
    return render(
        request,
        "organizer/session_form.html",
        status=status,
        workshop=workshop,
        session=session,
        values=values,
        problems=problems,
        kinds=words.options(words.KINDS),
        venues=venues,
        trainers=trainers,
        roles=words.options(words.TRAINER_ROLES),
        next_free=taken.next_free.isoformat() if taken and taken.next_free else "",
        next_free_text=next_free_text(taken) if taken and taken.next_free else "",
        other_venues=[(room.id, room_text(room)) for room in free.venues],
        other_trainers=[(f"{one.of}:{one.trainer.id}", trainer_text(one)) for one in free.trainers],
        suggested=session is not None and bool(request.query) and status == 200,
    )
