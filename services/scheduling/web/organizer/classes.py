"""Making parallel classes, or the next ones of a series, from one workshop: one form for all of them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from aiohttp import web

from services.scheduling.actions import classes as actions
from services.scheduling.actions.classes import ClassPlan
from services.scheduling.actions.copying import first_day_of
from services.scheduling.domain.classes import MOST_CLASSES, PARALLEL, SERIES, is_series, next_labels
from services.scheduling.store import listing, sessions
from services.scheduling.store.sessions import Session
from services.scheduling.store.workshops import Workshop
from services.scheduling.web.doing import tried
from services.scheduling.web.forms.planning import ClassesForm
from services.scheduling.web.organizer import choices
from services.scheduling.web.organizer.workshops import find
from shared.i18n import _, ngettext
from shared.web import flash, id_in, read_form, redirect, render, running, staff_of

_FIRST_GUESS = 2  # classes on the form when it is opened


async def new(request: web.Request) -> web.StreamResponse:
    source, planned = await _rows(request)
    count = request.query.get("jumlah", "")
    many = int(count) if count.isdecimal() and len(count) < 3 else _FIRST_GUESS
    many = min(max(many, 1), MOST_CLASSES)
    series = _series(request, source)
    labels = await _labels(request, source, many, series=series)
    values = _values(source, planned, labels, series=series)
    return await _page(request, source, planned, values, {}, 200)


async def make(request: web.Request) -> web.StreamResponse:
    source, planned = await _rows(request)
    values, problems = await read_form(request, ClassesForm)
    if not problems:
        problems = _ragged(values.model, planned)
    if not problems:
        form, by = values.model, staff_of(request)
        plans = class_plans(form, source, planned)
        problems = await tried(request, actions.make_classes, by, source.id, plans, form.own_label)
    if problems:
        return await _page(request, source, planned, values, problems, 422)
    response = redirect(request, "programme", programme_id=source.programme_id)
    count = len(values.model.label)
    said = ngettext("{n} kelas dibuat sebagai draf.", "{n} kelas dibuat sebagai draf.", count)
    flash(response, said)
    return response


def class_plans(form: ClassesForm, source: Workshop, planned: list[Session]) -> list[ClassPlan]:
    """What the form asks for, class by class."""
    venues, trainers = own_venues(source, planned), list(own_trainers(planned))
    plans = []
    for at, label in enumerate(form.label):
        venue_ids = form.venue_ids[at * len(venues) : (at + 1) * len(venues)]
        trainer_ids = form.trainer_ids[at * len(trainers) : (at + 1) * len(trainers)]
        starts = form.starts[at] if at < len(form.starts) else ""
        plans.append(
            ClassPlan(
                label,
                form.capacity[at],
                form.first_day[at],
                _later(starts, source, planned),
                dict(zip(venues, venue_ids, strict=True)),
                {one: other or None for one, other in zip(trainers, trainer_ids, strict=True)},
            )
        )
    return plans


def own_venues(source: Workshop, planned: list[Session]) -> dict[UUID, str]:
    """The workshop's venues by id, its main one first, with their names where a session shows it."""
    names = {session.venue_id: session.venue for session in planned}
    return {source.venue_id: names.get(source.venue_id, "")} | names


def own_trainers(planned: list[Session]) -> dict[UUID, str]:
    """Its trainers as planned, in the order they first appear."""
    return {UUID(one["id"]): one["name"] for session in planned for one in session.planned}


def _later(starts: str, source: Workshop, planned: list[Session]) -> int:
    """By how many minutes every session begins later than the workshop's own."""
    if not starts or not planned:
        return 0
    first = planned[0].starts_at.astimezone(ZoneInfo(source.zone))
    wanted = datetime.combine(first.date(), time.fromisoformat(starts), first.tzinfo)
    return int((wanted - first) / timedelta(minutes=1))


def _ragged(form: ClassesForm, planned: list[Session]) -> dict[str, str]:
    """A form whose lists do not belong together was changed on its way, or by another's new session."""
    count = len(form.label)
    fits = len(form.capacity) == len(form.first_day) == count and len(form.starts) in (0, count)
    fits = fits and len(form.venue_ids) % count == 0
    fits = fits and len(form.trainer_ids) == count * len(own_trainers(planned))
    return {} if fits else {"form": _("Jadwalnya baru saja berubah. Buka halaman ini sekali lagi.")}


async def _rows(request: web.Request) -> tuple[Workshop, list[Session]]:
    by, workshop_id = staff_of(request), id_in(request, "workshop_id")
    async with running(request).db.read() as tx:
        source = await find(tx, by.organization_id, workshop_id)
        return source, await sessions.of_workshop(tx, workshop_id)


async def _labels(request: web.Request, source: Workshop, count: int, *, series: bool) -> list[str]:
    """The next free names among the programme's classes of this title; the workshop's own first."""
    now = running(request).clock.now()
    async with running(request).db.read() as tx:
        rows = await listing.listed(tx, source.organization_id, now, programme_id=source.programme_id)
    taken = [row.class_label for row in rows if row.title == source.title and row.id != source.id]
    pattern = f"{SERIES} I" if series else f"{PARALLEL} A"
    found = next_labels([*taken, source.class_label or pattern], count, series=series)
    return [*found, *[""] * (count - len(found))]


def _series(request: web.Request, source: Workshop) -> bool:
    """The pattern that was chosen; at first the one the workshop's own label follows."""
    chosen = request.query.get("pola", "")
    return chosen == "angkatan" or (chosen != "kelas" and is_series(source.class_label))


def _values(source: Workshop, planned: list[Session], labels: list[str], *, series: bool) -> dict[str, Any]:
    """Parallel classes meet on the same days and need others to teach; the next of a series meet a week
    after each other, with the same trainers."""
    begins = first_day_of(source, planned)
    trainers = [str(trainer_id) for trainer_id in own_trainers(planned)]
    days: list[date] = [begins + timedelta(weeks=at + 1) if series else begins for at in range(len(labels))]
    clock = planned[0].starts_at.astimezone(ZoneInfo(source.zone)).strftime("%H:%M") if planned else ""
    return {
        "own_label": source.class_label or (f"{SERIES} I" if series else f"{PARALLEL} A"),
        "label": labels,
        "capacity": [str(source.capacity)] * len(labels),
        "first_day": [day.isoformat() for day in days],
        "starts": [clock] * len(labels),
        "venue_ids": [str(one) for one in own_venues(source, planned)] * len(labels),
        "trainer_ids": (trainers if series else [""] * len(trainers)) * len(labels),
    }


async def _page(
    request: web.Request,
    source: Workshop,
    planned: list[Session],
    values: dict[str, Any],
    problems: dict[str, str],
    status: int,
) -> web.Response:
    async with running(request).db.read() as tx:
        venues = await choices.venues(tx, source.organization_id, also=source.venue_id)
        trainers = await choices.trainers(tx, source.organization_id, also=tuple(own_trainers(planned)))
    own = own_venues(source, planned)
    return render(
        request,
        "organizer/classes.html",
        status=status,
        workshop=source,
        count=len(values.get("label", ())),
        most=MOST_CLASSES,
        series=_series(request, source),
        may_be_named=source.state == "draft" and not source.class_label,
        own_venues=[(str(one), name or dict(venues).get(str(one), "")) for one, name in own.items()],
        own_trainers=list(own_trainers(planned).values()),
        venues=venues,
        trainers=trainers,
        values=values,
        problems=problems,
    )
