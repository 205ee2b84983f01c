"""Seleksi: what counts, and everybody who asked in the order of their points."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from aiohttp import web

from services.registration.actions.selection import Unusable
from services.registration.domain import selection as rules
from services.registration.domain.refusals import NotPossible
from services.registration.domain.seats import Seats
from services.registration.domain.selection import TENTHS, Criterion, Kind, Score
from services.registration.settings import PAGE_ROWS
from services.registration.store import lists, questions, registrations, score_notes, seats, selection
from services.registration.store.registrations import Row
from services.registration.web import views
from services.registration.web.organizer import narrowing
from services.registration.web.organizer.address import workshop_of
from services.registration.web.organizer.narrowing import WAIT, Narrow, fitting
from shared.db import Tx
from shared.events.registration import RegistrationState as State
from shared.events.scheduling import Workshop
from shared.i18n import N_, _, date_time, number
from shared.indonesia import district
from shared.sheets import Column
from shared.sheets.writing import Cell
from shared.web import NotFound, render, running, staff_of
from shared.web.searching import page_number, pages_of
from shared.web.sheets import exported


def points(tenths: int) -> str:
    """ "37,5", "40"."""
    return number(tenths // TENTHS if tenths % TENTHS == 0 else tenths / TENTHS)


@dataclass(frozen=True, slots=True)
class Ranking:
    """Everybody who waits for the decision, or who asked at all, in the order of their points."""

    workshop: Workshop
    seat: Seats
    criteria: Sequence[Criterion]
    scores: Sequence[Score]
    people: Mapping[UUID, Row]
    notes: Mapping[UUID, tuple[str, str]]  # what was remarked, and by whom

    def narrowed(self, to: Narrow) -> list[tuple[int, Score]]:
        """Those that were asked for, with their places among all."""
        return to.of(self.scores, self.seat)


async def ranking(request: web.Request, tx: Tx, states: Sequence[State] = WAIT) -> Ranking:
    """The ranking of the workshop in the address. Raises NotFound."""
    workshop = await workshop_of(request, tx)
    office = staff_of(request).organization_id
    criteria = await selection.read(tx, workshop.id)
    people = await selection.applicants(tx, workshop.id, office, [state.value for state in states])
    scores = rules.ranked(criteria, people)
    rows = await registrations.read_many(tx, [one.applicant.id for one in scores])
    seat = (await seats.read(tx, (workshop.id,)))[workshop.id]
    notes = await score_notes.of_workshop(tx, workshop.id, office)
    return Ranking(workshop, seat, criteria, scores, {row.id: row for row in rows}, notes)


async def index(request: web.Request) -> web.StreamResponse:
    """The criteria and the order, page by page, with how each part contributed."""
    page, narrow = page_number(request), narrowing.asked(request)
    async with running(request).db.read() as tx:
        found = await ranking(request, tx, narrow.states)
        homes = await lists.districts(tx, found.workshop.id, found.workshop.organization_id)
        others = await selection.others(tx, found.workshop.organization_id, found.workshop.id)
    first, shown = (page - 1) * PAGE_ROWS, found.narrowed(narrow)
    waiting = [one for one in found.scores if one.applicant.waits]
    return render(
        request,
        "organizer/selection.html",
        workshop=found.workshop,
        seats=found.seat,
        criteria=found.criteria,
        best=points(rules.best(found.criteria)),
        scores=shown[first : first + PAGE_ROWS],
        people=found.people,
        notes=found.notes,
        count=len(waiting),
        shown=len(shown),
        decided=narrow.decided,
        state_word=views.office_word,
        unscored=sum(not one.complete for one in waiting),
        fitting=len(fitting(found.scores, found.seat)),
        best_few=len(rules.fit(found.seat, _open(shown), len(shown))),
        **narrowing.fields(request, homes),
        points=points,
        district=district,
        others=[(str(id), name) for id, name in others],
        by_hand=any(one.kind is Kind.HAND for one in found.criteria),
        page=page,
        pages=pages_of(len(shown), PAGE_ROWS),
        step=found.workshop.step(running(request).clock.now()),
    )


async def export(request: web.Request) -> web.StreamResponse:
    """The score sheet as a file: to be printed, filled by hand and signed. Never the NIK or a phone.

    Of whom the page shows, with the places it gives them: what is signed on paper is what was seen.
    """
    narrow = narrowing.asked(request)
    async with running(request).db.read() as tx:
        found = await ranking(request, tx, narrow.states)
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
    columns += [Column(_("Jumlah"), 10), Column(_("Catatan"), 40)]
    rows: list[list[Cell]] = []
    for place, one in found.narrowed(narrow):
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
                found.notes.get(row.id, ("", ""))[0],
            ]
        )
    kind, title = request.match_info["kind"], found.workshop.full_title
    return await exported(kind, f"penilaian-{found.workshop.slug}", title, columns, rows)


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


def _open(shown: Sequence[tuple[int, Score]]) -> list[Score]:
    return [one for _place, one in shown if one.applicant.waits]


async def top(request: web.Request, most: int) -> list[UUID]:
    """The first `most` in the order, as it is narrowed, who find a seat under the quotas."""
    async with running(request).db.read() as tx:
        found = await ranking(request, tx)
    shown = _open(found.narrowed(narrowing.asked(request)))
    return [one.applicant.id for one in rules.fit(found.seat, shown, most)]


async def others(request: web.Request, most: int) -> list[UUID]:
    """Everybody of the order, as it is narrowed, who still waits for the decision, the first `most`."""
    async with running(request).db.read() as tx:
        found = await ranking(request, tx)
    return [one.applicant.id for one in _open(found.narrowed(narrowing.asked(request)))[:most]]
