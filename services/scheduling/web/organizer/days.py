"""A day of a class that moves as a whole: what moves, where to, and the reason people read."""

from __future__ import annotations

from datetime import date
from typing import Any

from aiohttp import web

from services.scheduling.actions.days import move_day, on_day
from services.scheduling.domain.refusals import Raced, Refused, Taken
from services.scheduling.store import sessions
from services.scheduling.web.doing import once
from services.scheduling.web.forms.warnings import MoveDayForm
from services.scheduling.web.organizer.workshops import find
from services.scheduling.web.sentences import problems_of
from shared.i18n import date_long, ngettext
from shared.web import NotFound, flash, id_in, read_form, redirect, render, running, staff_of


async def move_page(request: web.Request) -> web.StreamResponse:
    return await _page(request, {"to_day": request.query.get("ke", "")}, {}, 200)


async def move(request: web.Request) -> web.StreamResponse:
    values, problems = await read_form(request, MoveDayForm)
    workshop_id, day = id_in(request, "workshop_id"), _day(request)
    if not problems:
        form, now = values.model, running(request).clock.now()
        try:
            count = await once(
                request, move_day, now, staff_of(request), workshop_id, day, form.to_day, form.reason
            )
        except (Raced, Taken) as taken:
            problems = {"to_day": problems_of(taken)["starts"]}
        except Refused as refused:
            problems = problems_of(refused)
        else:
            response = redirect(request, "workshop", workshop_id=workshop_id)
            said = ngettext(
                "{n} sesi pindah ke {day}.", "{n} sesi pindah ke {day}.", count, day=date_long(form.to_day)
            )
            flash(response, said)
            return response
    return await _page(request, values, problems, 422)


def _day(request: web.Request) -> date:
    try:
        return date.fromisoformat(request.match_info["day"])
    except ValueError:
        raise NotFound from None


async def _page(
    request: web.Request, values: dict[str, Any], problems: dict[str, str], status: int
) -> web.Response:
    workshop_id, day = id_in(request, "workshop_id"), _day(request)
    async with running(request).db.read() as tx:
        workshop = await find(tx, staff_of(request).organization_id, workshop_id)
        met = on_day(workshop, await sessions.of_workshop(tx, workshop_id), day)
    if not met:
        raise NotFound
    return render(
        request,
        "organizer/move_day.html",
        status=status,
        workshop=workshop,
        day=day,
        sessions=met,
        values=values,
        problems=problems,
    )
