"""Decisions about the requests that were ticked: answered together, or turned into one workshop."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from aiohttp import web

from services.scheduling.actions import requests as actions
from services.scheduling.actions.requested import draft_workshop
from services.scheduling.domain.refusals import Refused, Taken
from services.scheduling.domain.requests import MOST_AT_ONCE
from services.scheduling.store import listing, requests
from services.scheduling.store.requests import Request
from services.scheduling.web.doing import once
from services.scheduling.web.forms.requests import AnswerForm, DraftForm, JoinForm
from services.scheduling.web.organizer import choices
from services.scheduling.web.organizer.drafting import drafted, timetable_of
from services.scheduling.web.sentences import problems_of
from shared.i18n import _
from shared.web import NotFound, NothingTicked, flash, read_form, redirect, render, running, staff_of, zone_of


async def answer_page(request: web.Request) -> web.StreamResponse:
    return await _answer_page(request, await _chosen(request), {"shown": "studied"}, {}, 200)


async def answer(request: web.Request) -> web.StreamResponse:
    values, problems = await read_form(request, AnswerForm)
    count = 0
    if not problems:
        form, by, now = values.model, staff_of(request), running(request).clock.now()
        try:
            count = await once(request, actions.answer, now, by, form.id, form.shown, form.words)
        except Refused as refused:
            problems = problems_of(refused)
    if problems:
        return await _answer_page(request, await _chosen(request, values), values, problems, 422)
    response = redirect(request, "requests")
    flash(response, _("Jawaban tersimpan untuk {n} usulan.", n=count))
    return response


async def schedule_page(request: web.Request) -> web.StreamResponse:
    return await _schedule_page(request, await _chosen(request), None, {}, 200)


async def join(request: web.Request) -> web.StreamResponse:
    """Into a workshop that is there already."""
    values, problems = await read_form(request, JoinForm)
    count = 0
    if not problems:
        form, by, now = values.model, staff_of(request), running(request).clock.now()
        try:
            count = await once(request, actions.join_workshop, now, by, form.id, form.workshop_id)
        except Refused as refused:
            problems = problems_of(refused)
    if problems:
        return await _schedule_page(request, await _chosen(request, values), values, problems, 422)
    return _scheduled(request, values.model.workshop_id, count)


async def draft(request: web.Request) -> web.StreamResponse:
    """Into a new draft, whose details are filled in afterwards."""
    values, problems = await read_form(request, DraftForm)
    if not problems:
        form, by, now = values.model, staff_of(request), running(request).clock.now()
        zone = zone_of(request)
        details = drafted(
            now,
            zone,
            form.first_day,
            programme_id=form.programme_id,
            title=form.title,
            venue_id=form.venue_id,
            capacity=form.capacity,
        )
        timetable = timetable_of(form.template_days, form.first_day)
        try:
            kept = await once(request, draft_workshop, now, by, form.id, details, timetable)
            return _scheduled(request, UUID(kept["id"]), len(form.id))
        except Taken as taken:
            problems = {"first_day": problems_of(taken)["starts"]}
        except Refused as refused:
            problems = problems_of(refused)
    return await _schedule_page(request, await _chosen(request, values), values, problems, 422)


def _scheduled(request: web.Request, workshop_id: UUID, count: int) -> web.Response:
    response = redirect(request, "workshop", workshop_id=workshop_id)
    flash(response, _("{n} usulan menjadi bagian Bimtek ini. Pengusul diberi tahu saat terbit.", n=count))
    return response


async def _chosen(request: web.Request, values: dict[str, Any] | None = None) -> list[Request]:
    """The requests that were ticked. Raises NotFound where none is the office's, NothingTicked."""
    given = request.query.getall("id", []) if values is None else values.get("id", [])
    ids = []
    for text in (given if isinstance(given, list) else [given])[:MOST_AT_ONCE]:
        try:
            ids.append(UUID(str(text)))
        except ValueError:
            raise NotFound from None
    if not ids:
        raise NothingTicked(request.path.rpartition("/")[0])
    async with running(request).db.read() as tx:
        found = await requests.chosen(tx, staff_of(request).organization_id, ids)
    if len(found) != len(set(ids)):
        raise NotFound
    return found


async def _answer_page(
    request: web.Request, found: list[Request], values: dict[str, Any], problems: dict[str, str], status: int
) -> web.Response:
    return render(
        request,
        "organizer/answer_requests.html",
        status=status,
        requests=found,
        district_name=choices.district_name,
        unreachable=sum(1 for one in found if not one.can_be_mailed),
        values=values,
        problems=problems,
    )


async def _schedule_page(
    request: web.Request,
    found: list[Request],
    typed: dict[str, Any] | None,
    problems: dict[str, str],
    status: int,
) -> web.Response:
    by, now = staff_of(request), running(request).clock.now()
    zone = zone_of(request)
    async with running(request).db.read() as tx:
        listed = await listing.listed(tx, by.organization_id, now)
        programme_options = await choices.programme_options(tx, by.organization_id)
        venue_options = await choices.venues(tx, by.organization_id)
        templates = await choices.templates(tx, by.organization_id, choices.rounding(request))
    people = sum(one.people for one in found)
    first_day = (now.astimezone(ZoneInfo(zone)) + timedelta(days=30)).date()
    values = typed or {
        "title": _("Bimtek {subject}", subject=found[0].subject)[:160],
        "capacity": min(people, 2000),
        "first_day": first_day.isoformat(),
        "template_days": "4",
    }
    return render(
        request,
        "organizer/schedule_requests.html",
        status=status,
        requests=found,
        people=people,
        district_name=choices.district_name,
        workshops=[
            (str(row.id), row.full_title)
            for row in listed
            if row.state in ("draft", "published") and not (row.ends_at and row.ends_at <= now)
        ],
        programmes=programme_options,
        venues=venue_options,
        templates=templates,
        values=values,
        problems=problems,
    )
