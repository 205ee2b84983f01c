"""Telling people of changes: the two buttons on the schedule tab, what was decided, the quiet time."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from services.scheduling.actions import notices as actions
from services.scheduling.domain.refusals import Refused
from services.scheduling.store import notices
from services.scheduling.web import words
from services.scheduling.web.doing import once, tried
from services.scheduling.web.forms.notices import DismissForm, NoticeForm, QuietForm
from services.scheduling.web.organizer.workshops import find, workshop_page
from services.scheduling.web.sentences import problems_of
from services.scheduling.web.untold import untold
from shared import notices as wording
from shared.i18n import _, ngettext
from shared.web import flash, id_in, read_form, redirect, render, running, staff_of

_SHOWN = 50  # decisions on the page; more are in the history


async def index(request: web.Request) -> web.StreamResponse:
    """What people of this workshop were told, or not, when and by whom."""
    by, now, workshop_id = staff_of(request), running(request).clock.now(), id_in(request, "workshop_id")
    async with running(request).db.read() as tx:
        workshop = await find(tx, by.organization_id, workshop_id)
        decided = await notices.of_workshop(tx, workshop_id, _SHOWN)
        open_changes = await untold(tx, now, workshop)
    items = [(one, wording.lines(one.notice, workshop.zone)) for one in decided]
    return render(
        request,
        "organizer/notices.html",
        workshop=workshop,
        items=items,
        sent=any(one.sent for one in decided),
        untold=open_changes,
    )


async def send(request: web.Request) -> web.StreamResponse:
    values, problems = await read_form(request, NoticeForm)
    workshop_id = id_in(request, "workshop_id")
    if not problems:
        form, now, by = values.model, running(request).clock.now(), staff_of(request)
        try:
            kept = await once(request, actions.send, now, by, workshop_id, form.reason, form.seen)
        except Refused as refused:
            problems = problems_of(refused)
        else:
            response = redirect(request, "notices", workshop_id=workshop_id)
            said = ngettext(
                "Pemberitahuan dikirim kepada {n} orang. Yang tanpa email ada di “Perlu dihubungi”.",
                "Pemberitahuan dikirim kepada {n} orang. Yang tanpa email ada di “Perlu dihubungi”.",
                kept["people"],
            )
            flash(response, said)
            return response
    return await workshop_page(request, workshop_id, problems, 422, values)


async def dismiss(request: web.Request) -> web.StreamResponse:
    values, problems = await read_form(request, DismissForm)
    workshop_id = id_in(request, "workshop_id")
    if not problems:
        form, now, by = values.model, running(request).clock.now(), staff_of(request)
        problems = await tried(request, actions.dismiss, now, by, workshop_id, form.dismiss_reason, form.seen)
    if problems:
        return await workshop_page(request, workshop_id, problems, 422, values)
    response = redirect(request, "workshop", workshop_id=workshop_id)
    flash(response, _("Perubahan ini tidak diberitahukan. Alasannya tercatat di riwayat."))
    return response


async def quiet(request: web.Request) -> web.StreamResponse:
    """How long the office waits before people are told by themselves."""
    async with running(request).db.read() as tx:
        minutes = await notices.quiet_minutes(tx, staff_of(request).organization_id)
    return _quiet_page(request, {"quiet_minutes": str(minutes)}, {}, 200)


async def set_quiet(request: web.Request) -> web.StreamResponse:
    values, problems = await read_form(request, QuietForm)
    if not problems:
        minutes = int(values.model.quiet_minutes)
        problems = await tried(request, actions.set_quiet, staff_of(request), minutes)
    if problems:
        return _quiet_page(request, values, problems, 422)
    response = redirect(request, "quiet_time")
    flash(response, _("Waktu tunggu pemberitahuan tersimpan."))
    return response


def _quiet_page(
    request: web.Request, values: dict[str, Any], problems: dict[str, str], status: int
) -> web.Response:
    return render(
        request,
        "organizer/quiet_time.html",
        status=status,
        values=values,
        problems=problems,
        times=words.options(words.QUIET_TIMES),
    )
