"""When the people of a workshop are reminded and thanked."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from services.registration.actions import reminding
from services.registration.settings import REMINDER_CHOICES
from services.registration.store import message_terms
from services.registration.store.message_terms import MessageTerms
from services.registration.web.forms.messages import TimesForm
from services.registration.web.organizer.address import workshop_of
from services.registration.web.organizer.decisions import by_of
from shared.i18n import _
from shared.web import flash, read_form, redirect, render, running

HOURS = range(5, 21)


def day_word(days: int) -> str:
    """ "H-7, seminggu sebelumnya" is how offices speak of it."""
    if days == 0:
        return _("Hari H, pada hari mulai")
    return _("H-{n}, {n} hari sebelumnya", n=days)


async def form(request: web.Request) -> web.StreamResponse:
    async with running(request).db.read() as tx:
        workshop = await workshop_of(request, tx)
        terms = await message_terms.read(tx, workshop.id)
    values = {
        "days": [str(day) for day in terms.reminder_days],
        "hour": str(terms.reminder_hour),
        "thanks": "1" if terms.thanks else "",
    }
    return await _page(request, values, {})


async def keep(request: web.Request) -> web.StreamResponse:
    service = running(request)
    values, problems = await read_form(request, TimesForm)
    if problems:
        return await _page(request, values, problems)
    async with service.db.read() as tx:
        workshop = await workshop_of(request, tx)
    typed = values.model
    terms = MessageTerms(tuple(int(day) for day in typed.days), typed.hour, typed.thanks == "1")
    await service.db.run(reminding.set_terms, service.clock.now(), by_of(request), workshop.id, terms)
    response = redirect(request, "messages", workshop_id=workshop.id)
    flash(response, _("Waktu pesan disimpan."))
    return response


async def _page(request: web.Request, values: dict[str, Any], problems: dict[str, str]) -> web.Response:
    service = running(request)
    async with service.db.read() as tx:
        workshop = await workshop_of(request, tx)
    return render(
        request,
        "organizer/message_times.html",
        status=422 if problems else 200,
        workshop=workshop,
        values=values,
        problems=problems,
        days=[(str(day), day_word(day)) for day in REMINDER_CHOICES],
        hours=[(str(hour), f"{hour:02}.00") for hour in HOURS],
        step=workshop.step(service.clock.now()),
    )
