"""Suggested timetables: the list, the wish, the wait, and the difference to today's draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from aiohttp import web

from services.scheduling.actions import suggestions as actions
from services.scheduling.actions.accepting import accept_suggestion
from services.scheduling.actions.suggestions import Suggested
from services.scheduling.domain.hours import COUNTING_KINDS
from services.scheduling.domain.refusals import Refused
from services.scheduling.domain.suggesting.wishes import Wishes
from services.scheduling.settings import PAGE_ROWS
from services.scheduling.solving.working import has_solver
from services.scheduling.store import sessions, suggestions, trainers, venues, workshops
from services.scheduling.store.sessions import Session
from services.scheduling.store.suggestions import Suggestion
from services.scheduling.store.workshops import Workshop
from services.scheduling.web import words
from services.scheduling.web.blockers import blocked_texts
from services.scheduling.web.doing import once
from services.scheduling.web.forms.suggestions import OWN, AcceptForm, SuggestionForm, wishes_of
from services.scheduling.web.organizer import choices
from services.scheduling.web.sentences import problems_of
from shared.db import Tx
from shared.i18n import N_, ngettext
from shared.web import NotFound, Values, flash, id_in, read_form, redirect, render, running, staff_of
from shared.web.access import ORGANIZER
from shared.web.searching import page_number

WEEKDAYS = {
    "0": N_("Senin"),
    "1": N_("Selasa"),
    "2": N_("Rabu"),
    "3": N_("Kamis"),
    "4": N_("Jumat"),
    "5": N_("Sabtu"),
    "6": N_("Minggu"),
}
SECONDS = {"10": N_("10 detik"), "30": N_("30 detik"), "120": N_("2 menit")}
_BLANK_ROWS = 3  # for sessions that are not in the draft yet
_DAYS = 5  # allowed days the form starts with where a draft has no session
_HOURS = {
    "morning_starts": "08:00",
    "morning_ends": "12:00",
    "afternoon_starts": "13:00",
    "afternoon_ends": "16:30",
}


@dataclass(frozen=True)
class Draft:
    """A class on the form, with the sessions that can be moved."""

    workshop: Workshop
    sessions: list[Session]


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
    drafts = await _drafts(request, _asked_for(request.query.getall("bimtek", [])))
    return await _form_page(request, drafts, _first_values(request, drafts), {}, 200)


async def start(request: web.Request) -> web.StreamResponse:
    by, now = staff_of(request), running(request).clock.now()
    values, problems = await read_form(request, SuggestionForm)
    drafts = await _drafts(request, _asked_for(values.get("classes", [])))
    if not problems:
        try:
            known = {session.id: draft.workshop.id for draft in drafts for session in draft.sessions}
            wishes = wishes_of(values.model, known)
            made = await once(request, actions.start_suggestion, now, by, wishes)
            return redirect(request, "suggestion", suggestion_id=made["id"])
        except Refused as refused:
            problems = problems_of(refused)
    return await _form_page(request, drafts, values, problems, 422)


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


def _asked_for(texts: Sequence[str]) -> list[UUID]:
    try:
        return list(dict.fromkeys(UUID(text) for text in texts))
    except ValueError:
        raise NotFound from None


async def _drafts(request: web.Request, ids: Sequence[UUID]) -> list[Draft]:
    """The classes that were chosen, each of this office; 404 otherwise."""
    by, now, found = staff_of(request), running(request).clock.now(), []
    async with running(request).db.read() as tx:
        for id in ids:
            workshop = await workshops.find(tx, by.organization_id, id)
            if workshop is None or workshop.state not in ("draft", "published"):
                raise NotFound
            planned = await sessions.of_workshop(tx, id)
            ahead = [s for s in planned if s.held is None and s.starts_at > now]
            found.append(Draft(workshop, ahead))
    return found


def _first_values(request: web.Request, drafts: Sequence[Draft]) -> dict[str, Any]:
    """The days and hours of the drafts; for classes without sessions a week from next Monday on."""
    today = running(request).clock.now().date()
    spans = [
        (session.starts_at.astimezone(zone), session.ends_at.astimezone(zone))
        for draft in drafts
        for zone in [ZoneInfo(draft.workshop.zone)]
        for session in draft.sessions
    ]
    days = [starts.date() for starts, _ends in spans]
    earliest = min([_HOURS["morning_starts"], *(starts.strftime("%H:%M") for starts, _ends in spans)])
    latest = max([_HOURS["afternoon_ends"], *(ends.strftime("%H:%M") for _starts, ends in spans)])
    monday = today + timedelta(days=7 - today.weekday())
    first, last = (min(days), max(days)) if days else (monday, monday + timedelta(days=_DAYS - 1))
    weekdays = {str(day) for day in range(5)} | {str(day.weekday()) for day in days}
    return {
        "classes": [str(draft.workshop.id) for draft in drafts],
        "first_day": first,
        "last_day": last,
        "weekdays": sorted(weekdays),
        "seconds": "30",
        **_HOURS,
        "morning_starts": earliest,
        "afternoon_ends": latest,
    }


async def _form_page(
    request: web.Request,
    drafts: Sequence[Draft],
    values: Mapping[str, Any],
    problems: dict[str, str],
    status: int,
) -> web.Response:
    by = staff_of(request)
    async with running(request).db.read() as tx:
        teachers = await trainers.search(tx, by.organization_id)
        places = await choices.venues(tx, by.organization_id)
        others = await suggestions.candidates(tx, by.organization_id, running(request).clock.now())
    skills = sorted({skill for row in teachers for skill in row.skills}, key=str.lower)
    typed = _typed(values)
    return render(
        request,
        "organizer/suggestion_form.html",
        status=status,
        drafts=drafts,
        values=values,
        problems=problems,
        typed=typed,
        needs={
            session.id: typed["needs"].get(str(session.id), _likely(session, skills))
            for draft in drafts
            for session in draft.sessions
        },
        skills=skills,
        venues=places,
        others=others,
        own=OWN,
        words=words,
        weekdays=words.options(WEEKDAYS),
        seconds=words.options(SECONDS),
        blank_rows=_BLANK_ROWS,
        counting=COUNTING_KINDS,
        has_solver=has_solver(),
        has_trainers=bool(teachers),
    )


def _typed(values: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed into the rows of the form, to show it again at its row."""

    def column(name: str) -> list[str]:
        return list(values.get(name, []))

    new: dict[str, list[tuple[str, str, str]]] = {}
    rows = zip(*(column(name) for name in ("new_class", "new_subject", "new_jp", "new_need")), strict=False)
    for id, subject, jp, need in rows:
        new.setdefault(id, []).append((subject, jp, need))
    return {
        "needs": dict(zip(column("session"), column("need"), strict=False)),
        "venues": dict(zip(column("venue_class"), column("venue"), strict=False)),
        "new": new,
    }


def _likely(session: Session, skills: Sequence[str]) -> str:
    """Its own trainers; else the skill that its subject names; else anybody."""
    if session.trainers:
        return OWN
    subject = session.subject.lower()
    return next((skill for skill in skills if skill.lower() in subject), "")


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
