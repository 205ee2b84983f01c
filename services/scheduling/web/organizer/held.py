"""After a session: "Terlaksana sesuai jadwal?", with the actual times and trainers."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web

from services.scheduling.actions import holding
from services.scheduling.domain.bookings import checked_span
from services.scheduling.domain.refusals import Refused
from services.scheduling.store.sessions import Session
from services.scheduling.store.workshops import Workshop
from services.scheduling.web import words
from services.scheduling.web.doing import once
from services.scheduling.web.forms.sessions import HeldForm
from services.scheduling.web.organizer import choices
from services.scheduling.web.organizer.sessions import session_rows
from services.scheduling.web.organizer.workshops import workshop_page
from services.scheduling.web.sentences import problems_of
from shared.i18n import _, ngettext
from shared.web import flash, read_form, redirect, render, running, staff_of


async def held_page(request: web.Request) -> web.StreamResponse:
    workshop, session = await session_rows(request)
    assert session is not None
    zone = ZoneInfo(workshop.zone)
    values = {
        "how": "planned",
        "starts": session.began_at.astimezone(zone).strftime("%H:%M"),
        "ends": session.ended_at.astimezone(zone).strftime("%H:%M"),
        **choices.trainer_rows(session),
    }
    return await _held_page(request, workshop, session, values, {}, 200)


async def hold(request: web.Request) -> web.StreamResponse:
    workshop, session = await session_rows(request)
    assert session is not None
    values, problems = await read_form(request, HeldForm)
    if not problems:
        form, by, now = values.model, staff_of(request), running(request).clock.now()
        try:
            actual, roles = None, None
            if form.how == "other":
                day = session.starts_at.astimezone(ZoneInfo(workshop.zone)).date()
                actual = checked_span(day, form.starts, form.ends, workshop.zone)
                roles = form.chosen
            await once(
                request,
                holding.hold_session,
                now,
                by,
                workshop.id,
                session.id,
                held=form.how != "not_held",
                actual=actual,
                trainer_ids=None if roles is None else tuple(roles),
                roles=roles,
            )
            response = redirect(request, "workshop", workshop_id=workshop.id)
            flash(response, _("Pelaksanaan “{subject}” tercatat.", subject=session.subject))
            return response
        except Refused as refused:
            problems = problems_of(refused)
    return await _held_page(request, workshop, session, values, problems, 422)


async def hold_all(request: web.Request) -> web.StreamResponse:
    workshop, _session = await session_rows(request)
    now = running(request).clock.now()
    try:
        count = await once(request, holding.hold_all, now, staff_of(request), workshop.id)
    except Refused as refused:
        return await workshop_page(request, workshop.id, problems_of(refused), 422)
    response = redirect(request, "workshop", workshop_id=workshop.id)
    flash(response, ngettext("Pelaksanaan {n} sesi tercatat.", "Pelaksanaan {n} sesi tercatat.", count))
    return response


async def _held_page(
    request: web.Request,
    workshop: Workshop,
    session: Session,
    values: dict[str, Any],
    problems: dict[str, str],
    status: int,
) -> web.Response:
    async with running(request).db.read() as tx:
        trainers = await choices.trainers(tx, workshop.organization_id, also=tuple(session.trainer_ids))
    return render(
        request,
        "organizer/held_form.html",
        status=status,
        workshop=workshop,
        session=session,
        values=values,
        problems=problems,
        trainers=trainers,
        roles=words.options(words.TRAINER_ROLES),
    )
