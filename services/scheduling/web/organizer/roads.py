"""How long the office says the roads between districts take."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from services.scheduling.actions import roads as actions
from services.scheduling.settings import (
    TRAVEL_ELSEWHERE,
    TRAVEL_OTHER_PROVINCE,
    TRAVEL_SAME_DISTRICT,
    TRAVEL_SAME_REGENCY,
    TRAVEL_SPEED,
)
from services.scheduling.store import roads as store
from services.scheduling.web.doing import tried
from services.scheduling.web.forms.resources import TravelForm
from services.scheduling.web.organizer import choices
from shared.i18n import _
from shared.web import flash, read_form, redirect, render, running, staff_of
from shared.web.context import ORGANIZATION


async def index(request: web.Request) -> web.StreamResponse:
    return await _page(request, {}, {}, 200)


async def change(request: web.Request) -> web.StreamResponse:
    """Keep the office's own figure; an empty one goes back to the assumption."""
    values, problems = await read_form(request, TravelForm)
    if not problems:
        form, by = values.model, staff_of(request)
        road = (form.one_district, form.other_district, form.minutes)
        problems = await tried(request, actions.set_travel_time, by, *road)
    if problems:
        return await _page(request, values, problems, 422)
    response = redirect(request, "roads")
    flash(response, _("Waktu tempuh tersimpan."))
    return response


async def _page(
    request: web.Request, values: dict[str, Any], problems: dict[str, str], status: int
) -> web.Response:
    async with running(request).db.read() as tx:
        rows = await store.travel_times(tx, staff_of(request).organization_id)
    return render(
        request,
        "organizer/roads.html",
        status=status,
        roads=rows,
        values=values,
        problems=problems,
        district_name=choices.district_name,
        districts=choices.districts(request.get(ORGANIZATION)),
        assumed=(TRAVEL_SAME_DISTRICT, TRAVEL_SAME_REGENCY, TRAVEL_ELSEWHERE, TRAVEL_OTHER_PROVINCE // 60),
        speed=TRAVEL_SPEED,
    )
