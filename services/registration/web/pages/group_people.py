"""People added to a contact person's list: several rows at a time, or one with the whole form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from aiohttp import web

from services.registration.actions import groups as actions
from services.registration.actions.answers import prepared
from services.registration.actions.groups import Entry, Outcome
from services.registration.actions.sign_up import Admission, Admitted
from services.registration.domain.questions import Moment
from services.registration.domain.seats import Refusal
from services.registration.settings import GROUP_ADDS_PER_ADDRESS, GROUP_ROWS, SIGN_UPS_PER_WORKSHOP
from services.registration.web import group_words
from services.registration.web.centres import chosen
from services.registration.web.forms.groups import HomeForm, Row, read_rows, shown_rows
from services.registration.web.forms.people import LISTED_FORM_OF, asked_only
from services.registration.web.forms.questions import condition, read_answers
from services.registration.web.kept import Asked
from services.registration.web.pages.groups import (
    ROWS,
    Opened,
    asked_of,
    fields_of,
    group_page,
    opened_of,
    takes_several,
)
from services.registration.web.trap import caught, stopped
from services.registration.web.villages import village_code
from shared.db import KeyReused
from shared.i18n import _, language, ngettext
from shared.web import fingerprint, flash, form_key, read_form, redirect, render, running
from shared.web.context import FORM
from shared.web.limit import limited

MORE = 5  # rows that the button adds, and the fewest there are then


def slow_down(request: web.Request, slug: str) -> None:
    """The ceilings of additions to lists. Raises TooMany."""
    limited(request, "group_add", GROUP_ADDS_PER_ADDRESS)
    limited(request, "workshop", SIGN_UPS_PER_WORKSHOP, slug)


async def add_rows(request: web.Request) -> web.StreamResponse:
    """Sign the rows up; those with faults or refused stay in the form with what was typed."""
    opened = await opened_of(request)
    slow_down(request, opened.workshop.slug)
    # Who asks for more rows has not filled them in yet, and may ask at once.
    if not ("more" in request[FORM] and not caught(request)) and (answer := stopped(request)):
        return answer
    asked = await asked_of(request, opened)
    form = LISTED_FORM_OF[asked.workshop.nik]
    values, problems = await read_form(request, HomeForm)
    rows = read_rows(request, form)
    if "more" in request[FORM]:
        shown, _none = shown_rows(rows, values)
        there = min(GROUP_ROWS, max(MORE, len(rows)) + MORE)
        return await group_page(request, opened, shown, {}, rows=there)
    if not rows:
        problems = {**problems, "p1_full_name": _("Tulis paling sedikit satu orang.")}
    first = next((row.model for row in rows if row.model), None)
    village, no_village = await village_code(request, first) if first and not problems else ("", {})
    problems = {**problems, **no_village}
    entries = [] if problems or not takes_several(asked) else _entries(rows, asked, village)
    outcomes = await added(request, opened, entries, form_key(request)) if entries else []
    told = {entry.number: outcome for entry, outcome in zip(entries, outcomes, strict=True)}
    done = {number for number, outcome in told.items() if isinstance(outcome, Admitted)}
    left = [_told(row, told.get(row.number)) for row in rows if row.number not in done]
    if not left and not problems:
        response = redirect(request, "group", **request.match_info)
        flash(response, ngettext("{n} orang didaftarkan.", "{n} orang didaftarkan.", len(done)))
        return response
    typed, wrong = shown_rows(left, values)
    opened = await opened_of(request)
    there = max(ROWS, len(left))
    return await group_page(request, opened, typed, {**problems, **wrong}, rows=there, done=len(done))


def _entries(rows: Sequence[Row], asked: Asked, village: str) -> list[Entry]:
    return [
        Entry(row.number, asked_only(asked.form, row.model.person)._replace(village_code=village))
        for row in rows
        if row.model is not None
    ]


def _told(row: Row, outcome: Outcome | None) -> Row:
    """The row as it comes back, with why it was not taken."""
    if outcome is None or isinstance(outcome, Admitted):
        return row
    return replace(row, problems={**row.problems, "full_name": why(outcome)})


def why(outcome: Outcome) -> str:
    """Why somebody was not put on the list, and what to do."""
    if isinstance(outcome, Refusal):
        return group_words.refusal(outcome)
    if isinstance(outcome, KeyReused):
        return _("Baris ini sudah dikirim dengan isian lain. Bila ini orang lain, kirim sekali lagi.")
    return _("Sedang sangat ramai, orang ini belum didaftarkan. Kirim sekali lagi.")


async def added(request: web.Request, opened: Opened, entries: Sequence[Entry], key: str) -> list[Outcome]:
    """The outcome of each, in their order."""
    service = running(request)
    return await actions.add(
        service.part(Admission),
        service.keys,
        opened.group,
        entries,
        opened.now,
        key=key,
        language=language(),
    )


async def one_form(request: web.Request) -> web.StreamResponse:
    """The whole form for one person."""
    opened = await opened_of(request)
    if opened.refusal or not opened.declared:
        return redirect(request, "group", **request.match_info)
    return _one_page(request, opened, await asked_of(request, opened), {}, {})


async def takes_files(request: web.Request) -> bool:
    """Whether the form of this list's workshop asks for a file."""
    return (await asked_of(request, await opened_of(request))).form.takes_files(Moment.SIGN_UP)


def _one_page(
    request: web.Request, opened: Opened, asked: Asked, values: dict[str, Any], problems: dict[str, str]
) -> web.Response:
    form = asked.form
    return render(
        request,
        "participant/group_person.html",
        status=422 if problems else 200,
        workshop=opened.workshop,
        office=opened.office,
        code=request.match_info["code"],
        **fields_of(opened, asked),
        centres=asked.centres,
        phone_optional=True,
        values=values,
        problems=problems,
        questions=form.of(Moment.SIGN_UP),
        business=form.business_fields,
        files=form.takes_files(Moment.SIGN_UP),
        condition=condition,
    )


async def add_one(request: web.Request) -> web.StreamResponse:
    """Sign one person up, with everything the workshop asks."""
    opened = await opened_of(request)
    slow_down(request, opened.workshop.slug)
    if answer := stopped(request):
        return answer
    asked = await asked_of(request, opened)
    questions = asked.form.of(Moment.SIGN_UP)
    values, problems = await read_form(request, LISTED_FORM_OF[asked.workshop.nik])
    read = await read_answers(request, questions)
    values.update(read.values)
    village, no_village = await village_code(request, values.model) if not problems else ("", {})
    centre, no_centre = chosen(values.model.centre, asked.centres) if not problems else (None, {})
    problems = {**problems, **no_village, **no_centre, **read.problems}
    if problems:
        return _one_page(request, opened, asked, values, problems)
    given = prepared(running(request).keys, questions, read.given)
    person = values.model.person._replace(answers=given.answers, village_code=village, centre_id=centre)
    entry = Entry(0, asked_only(asked.form, person), given.files, fingerprint(request))
    (outcome,) = await added(request, opened, [entry], form_key(request))
    if not isinstance(outcome, Admitted):
        return _one_page(request, opened, asked, values, {"form": why(outcome)})
    response = redirect(request, "group", **request.match_info)
    flash(response, ngettext("{n} orang didaftarkan.", "{n} orang didaftarkan.", 1))
    return response
