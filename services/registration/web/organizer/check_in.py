"""Answers of check-in at the office: who has not answered yet, and answering for somebody."""

from __future__ import annotations

from aiohttp import web

from services.registration.actions import check_in as actions
from services.registration.domain.questions import Question, at_check_in, open_at_check_in
from services.registration.domain.refusals import NotPossible
from services.registration.settings import PAGE_ROWS
from services.registration.store import questions, registrations
from services.registration.store.registrations import Row
from services.registration.web import views
from services.registration.web.check_in import Asked, asked_of, read_posted, ready
from services.registration.web.organizer.address import page_of, workshop_of
from services.registration.web.organizer.decisions import back, by_of, person_of_office
from shared.events.registration import RegistrationState
from shared.events.scheduling import Workshop
from shared.i18n import _
from shared.indonesia import shown_phone
from shared.web import flash, redirect, render, running

People = list[tuple[Row, list[Question]]]


async def unanswered(request: web.Request) -> tuple[Workshop, int, People]:
    """How many people with a seat are asked something on the spot, and who still has to answer what."""
    async with running(request).db.read() as tx:
        workshop = await workshop_of(request, tx)
        form = await questions.read(tx, workshop.id)
        rows = await registrations.in_states(tx, workshop.id, [RegistrationState.CONFIRMED])
    asked = [row for row in rows if at_check_in(form, row.answers)]
    still = [(row, open_at_check_in(form, row.answers)) for row in asked]
    return workshop, len(asked), [(row, left) for row, left in still if left]


async def of_workshop(request: web.Request) -> web.StreamResponse:
    """Who has not answered yet, in the order people signed up."""
    workshop, asked, people = await unanswered(request)
    page = page_of(request)
    now = running(request).clock.now()
    return render(
        request,
        "organizer/check_in.html",
        workshop=workshop,
        asked=asked,
        count=len(people),
        people=people[(page - 1) * PAGE_ROWS : page * PAGE_ROWS],
        page=page,
        pages=-(-len(people) // PAGE_ROWS),
        phone=shown_phone,
        step=workshop.step(now),
    )


async def _asked(request: web.Request) -> Asked:
    async with running(request).db.read() as tx:
        row, _workshop = await person_of_office(request, tx)
    return await asked_of(request, row, by_office=True)


async def of_person(request: web.Request) -> web.StreamResponse:
    """The questions of one person, to be answered for them."""
    asked = await _asked(request)
    return render(request, "organizer/check_in_person.html", **asked.shown(asked.typed, {}))


async def answer_for(request: web.Request) -> web.StreamResponse:
    """Keep the answers, then back to those who have not answered."""
    asked, service = await _asked(request), running(request)
    if asked.why_not:
        return back(request, asked.why_not)
    read = await read_posted(request, asked)
    if read.problems:
        return render(request, "organizer/check_in_person.html", **asked.shown(read.values, read.problems))
    try:
        await service.db.run(
            actions.answer, service.clock.now(), asked.row.id, ready(request, asked, read), by_of(request)
        )
    except NotPossible as refused:
        return back(request, _(views.REASONS[refused.reason]))
    response = redirect(request, "check_in_of_workshop", workshop_id=asked.workshop.id)
    flash(response, _("Jawaban {name} disimpan.", name=asked.row.full_name))
    return response
