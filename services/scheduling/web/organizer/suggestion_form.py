"""The form that asks for a timetable: which classes, which days and hours, who and where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from aiohttp import web

from services.scheduling.domain.hours import COUNTING_KINDS
from services.scheduling.solving.working import has_solver
from services.scheduling.store import sessions, suggestions, trainers, workshops
from services.scheduling.store.sessions import Session
from services.scheduling.store.workshops import Workshop
from services.scheduling.web import words
from services.scheduling.web.forms.suggestions import OWN
from services.scheduling.web.organizer import choices
from shared.i18n import N_
from shared.web import NotFound, render, running, staff_of

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


def asked_for(texts: Sequence[str]) -> list[UUID]:
    try:
        return list(dict.fromkeys(UUID(text) for text in texts))
    except ValueError:
        raise NotFound from None


async def drafts_of(request: web.Request, ids: Sequence[UUID]) -> list[Draft]:
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


def first_values(request: web.Request, drafts: Sequence[Draft]) -> dict[str, Any]:
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


async def form_page(
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
