"""The sheet on which the panitia gives points by hand and remarks on people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from aiohttp import web

from services.registration.actions import selection as actions
from services.registration.actions.selection import Given, Overtaken, Remark
from services.registration.domain.refusals import NotPossible
from services.registration.domain.selection import BEST, LONGEST_NOTE, Kind
from services.registration.settings import PAGE_ROWS
from services.registration.web import views
from services.registration.web.organizer import narrowing
from services.registration.web.organizer.address import id_of
from services.registration.web.organizer.decisions import by_of
from services.registration.web.organizer.selection import Ranking, ranking
from shared.audit import has_nik
from shared.i18n import _, ngettext
from shared.indonesia import district
from shared.web import NotFound, flash, redirect, render, running
from shared.web.forms import MOST_FIELDS, check_text
from shared.web.searching import kept, page_number, pages_of


async def sheet(request: web.Request) -> web.StreamResponse:
    """Who waits for the decision, with a box for each criterion by hand and one for a note."""
    async with running(request).db.read() as tx:
        found = await ranking(request, tx)
    return _sheet(request, found, ())


def _sheet(
    request: web.Request,
    found: Ranking,
    overtaken: Sequence[Overtaken],
    typed: Mapping[str, str] | None = None,
    problem: str = "",
) -> web.Response:
    """The sheet as it is kept, with what was `typed` over it by the names of its boxes."""
    by_hand = [one for one in found.criteria if one.kind is Kind.HAND]
    shown = found.narrowed(narrowing.asked(request))
    order = sorted((found.people[one.applicant.id] for _place, one in shown), key=lambda row: row.queue)
    page = page_number(request)
    rows = min(PAGE_ROWS, MOST_FIELDS // (2 * len(by_hand) + 3))  # two fields for each box, and the note's
    hand = {one.applicant.id: one.applicant.hand for one in found.scores}
    return render(
        request,
        "organizer/score_sheet.html",
        status=422 if problem else 409 if overtaken else 200,
        typed=typed or {},
        problems={"form": problem} if problem else {},
        workshop=found.workshop,
        criteria=by_hand,
        people=order[(page - 1) * rows : page * rows],
        hand=hand,
        notes=found.notes,
        longest=LONGEST_NOTE,
        choices=range(BEST + 1),
        overtaken=[_told(found, one) for one in overtaken if one.registration_id in found.people],
        query=kept(request, *narrowing.FILTERS),
        district=district,
        page=page,
        pages=pages_of(len(order), rows),
        count=len(order),
    )


def _told(found: Ranking, one: Overtaken) -> str:
    """What somebody else has changed meanwhile."""
    name = found.people[one.registration_id].full_name
    if one.note:
        return _("{name}, catatan {who}: {note}", name=name, who=one.by_name, note=one.note)
    if not one.criterion:
        return _("{name}: catatannya dihapus orang lain.", name=name)
    if one.points is None:
        return _("{name}: nilainya dihapus orang lain.", name=name)
    labels = {each.key: each.label for each in found.criteria}
    return _(
        "{name}, {criterion}: {who} memberi {points}.",
        name=name,
        criterion=labels.get(one.criterion, one.criterion),
        who=one.by_name,
        points=one.points,
    )


def _given(posted: Mapping[str, object]) -> tuple[list[Given], list[Remark]]:
    """What differs from what the sheet showed. Raises NotFound for what it never showed."""
    given, remarks = list[Given](), list[Remark]()
    for name, typed in posted.items():
        kind, id, key = [*name.split("."), "", ""][:3]
        if kind == "s":
            seen = posted.get(f"w.{id}.{key}", "")
            if typed != seen:
                given.append(Given(_uuid(id), key, _points(str(typed)), _points(str(seen))))
        elif kind == "n":
            note, was = (" ".join(str(text).split()) for text in (typed, posted.get(f"v.{id}", "")))
            if note != was:
                remarks.append(Remark(_uuid(id), note, was))
    return given, remarks


async def score(request: web.Request) -> web.StreamResponse:
    """Keep what was changed on the sheet; what somebody else has changed meanwhile is shown and stays."""
    service = running(request)
    posted = {name: str(value) for name, value in (await request.post()).items()}
    given, remarks = _given(posted)
    if text := _fault(remarks):
        async with service.db.read() as tx:
            return _sheet(request, await ranking(request, tx), (), posted, text)
    told = (service.clock.now(), by_of(request), id_of(request, "workshop_id"), given, remarks)
    try:
        kept_now, overtaken = await service.db.run(actions.score, *told)
    except NotPossible as refused:
        return _back(request, "score_sheet", _(views.REASONS[refused.reason]))
    if overtaken:
        async with service.db.read() as tx:
            return _sheet(request, await ranking(request, tx), overtaken, _left(posted, overtaken))
    return _back(request, "selection", ngettext("{n} isian disimpan.", "{n} isian disimpan.", kept_now))


def _fault(remarks: Sequence[Remark]) -> str:
    """Why nothing is stored; empty where all of it can be."""
    notes = [one.note for one in remarks]
    if any(has_nik(note) for note in notes):
        return _("Jangan tulis NIK di catatan: siapa pun di panitia membacanya. Belum ada yang disimpan.")
    if any(len(note) > LONGEST_NOTE for note in notes) or check_text(
        {str(at): note for at, note in enumerate(notes)}
    ):
        return _(
            "Catatan paling banyak {n} huruf, tanpa huruf yang tidak terbaca. Belum ada yang disimpan.",
            n=LONGEST_NOTE,
        )
    return ""


def _left(posted: Mapping[str, str], overtaken: Sequence[Overtaken]) -> dict[str, str]:
    """What was typed and not stored: it stays in its box, now beside what somebody else wrote."""
    names = [
        f"s.{one.registration_id}.{one.criterion}" if one.criterion else f"n.{one.registration_id}"
        for one in overtaken
    ]
    return {name: posted[name] for name in names if name in posted}


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


def _back(request: web.Request, name: str, text: str) -> web.Response:
    response = redirect(request, name, workshop_id=request.match_info["workshop_id"])
    flash(response, text)
    return response
