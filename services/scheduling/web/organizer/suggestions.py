"""Suggested timetables: the list, the wish, the wait, and the difference to today's draft."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from aiohttp import web

from services.scheduling.actions import suggestions as actions
from services.scheduling.actions.accepting import accept_suggestion
from services.scheduling.actions.suggestions import Suggested
from services.scheduling.domain.refusals import Refused
from services.scheduling.domain.suggesting.wishes import Wishes
from services.scheduling.settings import PAGE_ROWS
from services.scheduling.solving.working import has_solver
from services.scheduling.store import sessions, suggestions, trainers, venues, workshops
from services.scheduling.store.suggestions import Suggestion
from services.scheduling.web import words
from services.scheduling.web.blockers import blocked_texts
from services.scheduling.web.doing import once
from services.scheduling.web.forms.suggestions import AcceptForm, SuggestionForm, wishes_of
from services.scheduling.web.organizer.suggestion_form import (
    asked_for,
    drafts_of,
    first_values,
    form_page,
)
from services.scheduling.web.sentences import problems_of
from shared.db import Tx
from shared.i18n import ngettext
from shared.web import NotFound, Values, flash, id_in, read_form, redirect, render, running, staff_of
from shared.web.access import ORGANIZER
from shared.web.searching import page_number


async def index(request: web.Request) -> web.StreamResponse:
    by, page = staff_of(request), page_number(request)
    async with running(request).db.read() as tx:
        count = await suggestions.count(tx, by.organization_id)
        rows = await suggestions.latest(tx, by.organization_id, limit=PAGE_ROWS, skip=(page - 1) * PAGE_ROWS)
        titles = await suggestions.titles(
            tx, by.organization_id, sorted({id for row in rows for id in row.workshop_ids})
        )
    return render(
        request,
        "organizer/suggestions.html",
        suggestions=rows,
        titles=titles,
        words=words,
        page=page,
        pages=-(-count // PAGE_ROWS),
    )


async def new(request: web.Request) -> web.StreamResponse:
    """The wish: which classes (?bimtek=, several), on which days, with whom."""
    drafts = await drafts_of(request, asked_for(request.query.getall("bimtek", [])))
    return await form_page(request, drafts, first_values(request, drafts), {}, 200)


async def start(request: web.Request) -> web.StreamResponse:
    by, now = staff_of(request), running(request).clock.now()
    values, problems = await read_form(request, SuggestionForm)
    drafts = await drafts_of(request, asked_for(values.get("classes", [])))
    if not problems:
        try:
            known = {session.id: draft.workshop.id for draft in drafts for session in draft.sessions}
            wishes = wishes_of(values.model, known)
            made = await once(request, actions.start_suggestion, now, by, wishes)
            return redirect(request, "suggestion", suggestion_id=made["id"])
        except Refused as refused:
            problems = problems_of(refused)
    return await form_page(request, drafts, values, problems, 422)


async def show(request: web.Request) -> web.StreamResponse:
    return await _page(request, {}, {}, 200)


async def cancel(request: web.Request) -> web.StreamResponse:
    suggestion_id = id_in(request, "suggestion_id")
    try:
        await once(request, actions.cancel_suggestion, staff_of(request), suggestion_id)
    except Refused as refused:
        problems_of(refused)
    return redirect(request, "suggestion", suggestion_id=suggestion_id)


async def accept(request: web.Request) -> web.StreamResponse:
    """Put what is ticked into the schedule; refused as a whole if something changed meanwhile."""
    suggestion_id, now = id_in(request, "suggestion_id"), running(request).clock.now()
    values, problems = await read_form(request, AcceptForm)
    if not problems:
        form, by = values.model, staff_of(request)
        try:
            count = await once(
                request, accept_suggestion, now, by, suggestion_id, form.session_ids, form.reason
            )
            response = redirect(request, "suggestion", suggestion_id=suggestion_id)
            said = ngettext("{n} sesi masuk ke jadwal.", "{n} sesi masuk ke jadwal.", count)
            flash(response, said)
            return response
        except Refused as refused:
            problems = _at_the_list(problems_of(refused))
    return await _page(request, values, problems, 422)


def _at_the_list(problems: dict[str, str]) -> dict[str, str]:
    """What a session's own form shows at its fields stands above the list here."""
    here = ("session_ids", "reason", "form")
    return {name if name in here else "session_ids": text for name, text in problems.items()}


async def _page(
    request: web.Request, values: Values[AcceptForm] | dict[str, Any], problems: dict[str, str], status: int
) -> web.Response:
    by = staff_of(request)
    async with running(request).db.read() as tx:
        suggestion = await suggestions.find(tx, by.organization_id, id_in(request, "suggestion_id"))
        if suggestion is None:
            raise NotFound
        held = [await workshops.find(tx, by.organization_id, id) for id in suggestion.workshop_ids]
        classes = [workshop for workshop in held if workshop is not None]
        rows = actions.suggested(suggestion)
        names = await names_of(tx, by.organization_id, suggestion.workshop_ids)
        there = {s.id: s for one in classes for s in await sessions.of_workshop(tx, one.id)}
    wishes = Wishes.model_validate(suggestion.wishes)
    # A form that came back keeps its boxes as they were, also when none was ticked.
    chosen = set(map(str, values.get("session_ids", []))) if isinstance(values, Values) else None
    return render(
        request,
        "organizer/suggestion.html",
        status=status,
        suggestion=suggestion,
        wishes=wishes,
        classes=[(one, [row for row in rows if row.workshop_id == one.id]) for one in classes],
        chosen=chosen,
        names=names,
        there=there,
        cost=actions.cost_in(suggestion.cost),
        before=actions.cost_in(suggestion.cost_before),
        changes={change: sum(1 for row in rows if row.change == change) for change in CHANGES},
        changed=_count(rows),
        blocked=blocked_texts(suggestion.blocked, wishes, names) if suggestion.blocked else [],
        blocked_classes=[names.get(UUID(id), "") for id in (suggestion.blocked or {}).get("classes", [])],
        values=values,
        problems=problems,
        words=words,
        has_solver=has_solver(),
        published=any(one.state == "published" for one in classes),
        may_change=ORGANIZER.allows(by.role) and all(one.state in ("draft", "published") for one in classes),
        gap=_gap(suggestion),
        again=urlencode([("bimtek", str(one.id)) for one in classes]),
    )


CHANGES = ("added", "moved", "same")


def _count(rows: Sequence[Suggested]) -> int:
    return sum(1 for row in rows if row.change != "same")


def _gap(suggestion: Suggestion) -> int:
    """By how many percent a better plan could undercut this one at the most; 0 is proven."""
    cost = actions.cost_in(suggestion.cost)
    if cost is None or suggestion.bound is None or cost.total == 0:
        return 0
    return max(0, -(-100 * (cost.total - suggestion.bound) // cost.total))


async def names_of(tx: Tx, organization_id: UUID, class_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Names of trainers, venues and classes; those archived too, for a plan may be older."""
    names = {row.id: row.name for row in await trainers.search(tx, organization_id, archived=True)}
    names |= {row.id: row.name for row in await venues.search(tx, organization_id, archived=True)}
    return names | await suggestions.titles(tx, organization_id, class_ids)
