"""Formulir: what a workshop asks beside the core, with buttons for everything, and the preview."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from services.registration.actions import questions as actions
from services.registration.domain.questions import CONDITIONS, Form, Moment, Question, Unsound
from services.registration.domain.refusals import NotPossible
from services.registration.store import centres, questions
from services.registration.store.questions import Source
from services.registration.web import views
from services.registration.web.districts import district_groups
from services.registration.web.forms.builder import (
    KINDS,
    MOMENTS,
    PARTS,
    BusinessForm,
    CopyForm,
    QuestionForm,
    SetForm,
    sentence,
    values_of_question,
)
from services.registration.web.forms.fields import OUTSIDE
from services.registration.web.forms.questions import condition
from services.registration.web.organizer.address import id_of, workshop_of
from services.registration.web.organizer.decisions import by_of
from shared import staff
from shared.events.scheduling import Workshop
from shared.i18n import _
from shared.web import NotFound, flash, read_form, redirect, render, running, staff_of


async def _opened(request: web.Request) -> tuple[Workshop, Form, dict[str, int]]:
    async with running(request).db.read() as tx:
        workshop = await workshop_of(request, tx)
        form = await questions.read(tx, workshop.id)
        people = await questions.answered(tx, workshop.id, workshop.organization_id)
    return workshop, form, people


async def index(request: web.Request) -> web.StreamResponse:
    """What is asked now, and where other questions can be taken from."""
    return await _page(request, {}, {})


async def _page(request: web.Request, values: dict[str, Any], problems: dict[str, str]) -> web.StreamResponse:
    workshop, form, people = await _opened(request)
    office = staff_of(request).organization_id
    async with running(request).db.read() as tx:
        others = await questions.workshops_with_questions(tx, office, workshop.id)
        sets = await questions.sets(tx, office)
    return render(
        request,
        "organizer/form.html",
        status=422 if problems else 200,
        workshop=workshop,
        form=form,
        people=people,
        kinds=KINDS,
        parts=PARTS,
        condition=condition,
        loop_first=lambda one: one.key == form.of(one.moment)[0].key,
        loop_last=lambda one: one.key == form.of(one.moment)[-1].key,
        pairs=_pairs,
        others=others,
        sets=sets,
        step=workshop.step(running(request).clock.now()),
        values=values,
        problems=problems,
    )


def _pairs(sources: list[Source]) -> list[tuple[str, str]]:
    return [(str(one.id), one.name) for one in sources]


async def preview(request: web.Request) -> web.StreamResponse:
    """The form as a participant sees it; nothing in it is sent."""
    workshop, form, _people = await _opened(request)
    async with running(request).db.read() as tx:
        office = await staff.organization(tx, workshop.organization_id)
        offered = await centres.offered(tx, workshop.organization_id)
    return render(
        request,
        "organizer/form_preview.html",
        workshop=workshop,
        office=office,
        centres=offered,
        groups=district_groups(office, workshop),
        outside=OUTSIDE,
        questions=form.of(Moment.SIGN_UP),
        later=form.of(Moment.CHECK_IN),
        business=form.business_fields,
        condition=lambda one, _beside: condition(one, form.in_order),
        values={},
        problems={},
    )


async def new(request: web.Request) -> web.StreamResponse:
    return await _question_page(request, None, {"kind": "short", "moment": Moment.SIGN_UP.value}, {})


async def edit(request: web.Request) -> web.StreamResponse:
    _workshop, form, _people = await _opened(request)
    one = _found(request, form)
    return await _question_page(request, one, values_of_question(one), {})


def _found(request: web.Request, form: Form) -> Question:
    try:
        return form.question(request.match_info["key"])
    except Unsound:
        raise NotFound(_("Pertanyaan ini tidak ada, atau sudah dihapus.")) from None


async def _question_page(
    request: web.Request, one: Question | None, values: dict[str, Any], problems: dict[str, str]
) -> web.StreamResponse:
    workshop, form, people = await _opened(request)
    before = form.in_order
    if one is not None:
        before = before[: next((at for at, other in enumerate(before) if other.key == one.key), len(before))]
    sources = [
        (
            source.label,
            [(f"{source.key}={answer}", _condition_text(source, answer)) for answer in source.answers],
        )
        for source in before
        if source.kind in CONDITIONS and not source.sensitive
    ]
    return render(
        request,
        "organizer/form_question.html",
        status=422 if problems else 200,
        workshop=workshop,
        one=one,
        kinds=KINDS,
        moments=[(moment.value, _(word)) for moment, word in MOMENTS.items()],
        sources=sources,
        answered=people.get(one.key, 0) if one else 0,
        values=values,
        problems=problems,
    )


def _condition_text(source: Question, answer: str) -> str:
    said = {"yes": _("Ya"), "no": _("Tidak")}.get(answer, answer) if not source.options else answer
    return f"{source.label}: {said}"


async def _tried(action: Awaitable[Any]) -> dict[str, str]:
    """What could not be done, by field."""
    try:
        await action
    except Unsound as unsound:
        return {unsound.field: sentence(unsound)}
    except NotPossible as refused:
        return {"form": _(views.REASONS[refused.reason])}
    return {}


def _back(request: web.Request, text: str) -> web.Response:
    response = redirect(request, "form", workshop_id=request.match_info["workshop_id"])
    flash(response, text)
    return response


async def add(request: web.Request) -> web.StreamResponse:
    return await _save(request, None)


async def save(request: web.Request) -> web.StreamResponse:
    _workshop, form, _people = await _opened(request)
    return await _save(request, _found(request, form))


async def _save(request: web.Request, one: Question | None) -> web.StreamResponse:
    values, problems = await read_form(request, QuestionForm)
    if not problems:
        action: Callable[..., Awaitable[Form]] = actions.edit if one else actions.add
        question = values.model.question(one.key if one else "")
        problems = await _tried(
            running(request).db.run(action, by_of(request), id_of(request, "workshop_id"), question),
        )
    if problems:
        return await _question_page(request, one, values, problems)
    return _back(request, _("Pertanyaan disimpan."))


async def ask_removal(request: web.Request) -> web.StreamResponse:
    """Names what stays before it is taken away."""
    workshop, form, people = await _opened(request)
    one = _found(request, form)
    return render(
        request,
        "organizer/form_remove.html",
        workshop=workshop,
        one=one,
        answered=people.get(one.key, 0),
    )


async def remove(request: web.Request) -> web.StreamResponse:
    return await _changed(request, actions.remove, request.match_info["key"], done=_("Pertanyaan dihapus."))


async def move(request: web.Request) -> web.StreamResponse:
    up = request.match_info["way"] == "naik"
    return await _changed(
        request, actions.move, request.match_info["key"], up, done=_("Urutan pertanyaan diubah.")
    )


async def _changed(
    request: web.Request, action: Callable[..., Awaitable[Any]], *args: object, done: str
) -> web.StreamResponse:
    problems = await _tried(
        running(request).db.run(action, by_of(request), id_of(request, "workshop_id"), *args)
    )
    return _back(request, next(iter(problems.values()), done))


async def set_business(request: web.Request) -> web.StreamResponse:
    """Which parts of a business are asked."""
    values, problems = await read_form(request, BusinessForm)
    if problems:
        return await _page(request, values, problems)
    return await _changed(
        request, actions.set_business, values.model.part, done=_("Data usaha yang ditanyakan disimpan.")
    )


async def copy(request: web.Request) -> web.StreamResponse:
    """Take over the questions of another workshop or of a set."""
    values, problems = await read_form(request, CopyForm)
    if problems:
        return await _page(request, values, problems)
    return await _changed(
        request,
        actions.copy,
        values.model.source_id,
        done=_("Pertanyaan disalin. Periksa, lalu ubah seperlunya."),
    )


async def keep_set(request: web.Request) -> web.StreamResponse:
    values, problems = await read_form(request, SetForm)
    if problems:
        return await _page(request, values, problems)
    return await _changed(
        request,
        actions.keep_set,
        values.model.name,
        done=_("Susunan “{name}” disimpan.", name=values.model.name),
    )


async def delete_set(request: web.Request) -> web.StreamResponse:
    problems = await _tried(
        running(request).db.run(actions.delete_set, by_of(request), id_of(request, "set_id"))
    )
    done = _("Susunan dihapus. Formulir yang memakainya tidak berubah.")
    return _back(request, next(iter(problems.values()), done))
