"""Seleksi: what counts, everybody who asked in the order of their points, and the sheet to give points."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from aiohttp import web

from services.registration.actions import selection as actions
from services.registration.actions.selection import Given, Overtaken, Unusable
from services.registration.domain import selection as rules
from services.registration.domain.refusals import NotPossible
from services.registration.domain.seats import Seats
from services.registration.domain.selection import BEST, TENTHS, Criterion, Kind, Score
from services.registration.settings import PAGE_ROWS
from services.registration.store import questions, registrations, seats, selection
from services.registration.store.registrations import Row
from services.registration.web import views
from services.registration.web.organizer.address import id_of, workshop_of
from services.registration.web.organizer.decisions import by_of
from shared.db import Tx
from shared.events.registration import RegistrationState as State
from shared.events.scheduling import Workshop
from shared.i18n import N_, _, date_time, ngettext, number
from shared.indonesia import district
from shared.sheets import Column
from shared.sheets.writing import Cell
from shared.web import NotFound, flash, redirect, render, running, staff_of
from shared.web.searching import page_number, pages_of
from shared.web.sheets import exported

WAIT = (State.PENDING,)


def points(tenths: int) -> str:
    """ "37,5", "40"."""
    return number(tenths // TENTHS if tenths % TENTHS == 0 else tenths / TENTHS)


@dataclass(frozen=True, slots=True)
class Ranking:
    """Everybody who waits for the decision, in the order of their points."""

    workshop: Workshop
    seat: Seats
    criteria: Sequence[Criterion]
    scores: Sequence[Score]
    people: Mapping[UUID, Row]


async def ranking(request: web.Request, tx: Tx, states: Sequence[State] = WAIT) -> Ranking:
    """The ranking of the workshop in the address. Raises NotFound."""
    workshop = await workshop_of(request, tx)
    office = staff_of(request).organization_id
    criteria = await selection.read(tx, workshop.id)
    people = await selection.applicants(tx, workshop.id, office, [state.value for state in states])
    scores = rules.ranked(criteria, people)
    rows = await registrations.read_many(tx, [one.applicant.id for one in scores])
    seat = (await seats.read(tx, (workshop.id,)))[workshop.id]
    return Ranking(workshop, seat, criteria, scores, {row.id: row for row in rows})


async def index(request: web.Request) -> web.StreamResponse:
    """The criteria and the order, page by page, with how each part contributed."""
    page = page_number(request)
    async with running(request).db.read() as tx:
        found = await ranking(request, tx)
        others = await selection.others(tx, found.workshop.organization_id, found.workshop.id)
    first = (page - 1) * PAGE_ROWS
    return render(
        request,
        "organizer/selection.html",
        workshop=found.workshop,
        seats=found.seat,
        criteria=found.criteria,
        best=points(rules.best(found.criteria)),
        scores=list(enumerate(found.scores, start=1))[first : first + PAGE_ROWS],
        people=found.people,
        count=len(found.scores),
        unscored=sum(not one.complete for one in found.scores),
        fitting=len(rules.fit(found.seat, found.scores, len(found.scores))),
        points=points,
        district=district,
        others=[(str(id), name) for id, name in others],
        by_hand=any(one.kind is Kind.HAND for one in found.criteria),
        page=page,
        pages=pages_of(len(found.scores), PAGE_ROWS),
        step=found.workshop.step(running(request).clock.now()),
    )


async def sheet(request: web.Request) -> web.StreamResponse:
    """Who is scored by hand, with a box for each criterion."""
    async with running(request).db.read() as tx:
        found = await ranking(request, tx)
    return _sheet(request, found, ())


def _sheet(request: web.Request, found: Ranking, overtaken: Sequence[Overtaken]) -> web.Response:
    by_hand = [one for one in found.criteria if one.kind is Kind.HAND]
    if not by_hand:
        raise NotFound(_("Tidak ada kriteria yang dinilai panitia. Tambah dahulu di bagian Seleksi."))
    order = sorted(found.people.values(), key=lambda row: row.queue)
    page = page_number(request)
    hand = {one.applicant.id: one.applicant.hand for one in found.scores}
    labels = {one.key: one.label for one in by_hand}
    return render(
        request,
        "organizer/score_sheet.html",
        status=409 if overtaken else 200,
        workshop=found.workshop,
        criteria=by_hand,
        people=order[(page - 1) * PAGE_ROWS : page * PAGE_ROWS],
        hand=hand,
        choices=range(BEST + 1),
        overtaken=[
            _(
                "{name}, {criterion}: {who} memberi {points}.",
                name=found.people[one.registration_id].full_name,
                criterion=labels.get(one.criterion, one.criterion),
                who=one.by_name,
                points=one.points,
            )
            if one.points is not None
            else _("{name}: nilainya dihapus orang lain.", name=found.people[one.registration_id].full_name)
            for one in overtaken
            if one.registration_id in found.people
        ],
        district=district,
        page=page,
        pages=pages_of(len(order), PAGE_ROWS),
        count=len(order),
    )


async def score(request: web.Request) -> web.StreamResponse:
    """Keep what was changed on the sheet; what somebody else has changed meanwhile is shown and stays."""
    service, posted = running(request), await request.post()
    given = []
    for name, typed in posted.items():
        if not name.startswith("s.") or not isinstance(typed, str):
            continue
        _s, id, key = [*name.split("."), "", ""][:3]
        seen = posted.get(f"w.{id}.{key}", "")
        if typed != seen:
            given.append(Given(_uuid(id), key, _points(typed), _points(str(seen))))
    try:
        kept, overtaken = await service.db.run(
            actions.score, service.clock.now(), by_of(request), id_of(request, "workshop_id"), given
        )
    except NotPossible as refused:
        return _back(request, "score_sheet", _(views.REASONS[refused.reason]))
    if overtaken:
        async with service.db.read() as tx:
            return _sheet(request, await ranking(request, tx), overtaken)
    return _back(request, "selection", ngettext("{n} nilai disimpan.", "{n} nilai disimpan.", kept))


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None


def _points(text: str) -> int | None:
    if text == "":
        return None
    if text not in {str(one) for one in range(BEST + 1)}:
        raise NotFound
    return int(text)


async def export(request: web.Request) -> web.StreamResponse:
    """The score sheet as a file: to be printed, filled by hand and signed. Never the NIK or a phone."""
    async with running(request).db.read() as tx:
        found = await ranking(request, tx, (State.PENDING, State.WAITLISTED, State.CONFIRMED, State.OFFERED))
        form = await questions.read(tx, found.workshop.id)
    asked = {one.key: one.label for one in form.questions}
    titles = (N_("Urutan"), N_("Nama"), N_("Usaha"), N_("Asal"), N_("L/P"), N_("Status"), N_("Mendaftar"))
    columns = [
        Column(_(title), width) for title, width in zip(titles, (8, 30, 26, 30, 6, 26, 30), strict=True)
    ]
    columns += [
        Column(
            f"{one.label} ({one.weight})" + (f": {asked[one.question]}" if one.question in asked else ""), 18
        )
        for one in found.criteria
    ]
    columns.append(Column(_("Jumlah"), 10))
    rows: list[list[Cell]] = []
    for place, one in enumerate(found.scores, start=1):
        row = found.people[one.applicant.id]
        home = district(row.district_code) if row.district_code else None
        rows.append(
            [
                place,
                row.full_name,
                row.business_name,
                home.full_name if home else _("luar provinsi"),
                row.gender,
                views.office_word(row)[1],
                date_time(row.registered_at, found.workshop.zone),
                *("" if tenths is None else tenths / TENTHS for tenths in one.parts),
                one.total / TENTHS,
            ]
        )
    kind, title = request.match_info["kind"], found.workshop.full_title
    return await exported(kind, f"penilaian-{found.workshop.slug}", title, columns, rows)


def _back(request: web.Request, name: str, text: str) -> web.Response:
    response = redirect(request, name, workshop_id=request.match_info["workshop_id"])
    flash(response, text)
    return response


async def tried(action: Awaitable[Any], words: Callable[[rules.Fault], dict[str, str]]) -> dict[str, str]:
    """What could not be done, by field. Raises NotFound for another office's."""
    try:
        await action
    except Unusable as found:
        return words(found.fault)
    except NotPossible:
        raise NotFound from None
    return {}


async def places(request: web.Request, tx: Tx, workshop: Workshop) -> dict[UUID, int]:
    """By registration, the place in the order of points; empty where nothing is counted."""
    criteria = await selection.read(tx, workshop.id)
    if not criteria:
        return {}
    states = [state.value for state in WAIT]
    people = await selection.applicants(tx, workshop.id, staff_of(request).organization_id, states)
    return {one.applicant.id: at for at, one in enumerate(rules.ranked(criteria, people))}


async def top(request: web.Request, most: int) -> list[UUID]:
    """The first `most` in the order who find a seat under the quotas."""
    async with running(request).db.read() as tx:
        found = await ranking(request, tx)
    return [one.applicant.id for one in rules.fit(found.seat, found.scores, most)]


async def others(request: web.Request, most: int) -> list[UUID]:
    """Everybody who still waits for the decision, the first `most`."""
    async with running(request).db.read() as tx:
        found = await ranking(request, tx)
    return [one.applicant.id for one in found.scores[:most]]
