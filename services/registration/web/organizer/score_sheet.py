"""The sheet on which the panitia gives points by hand and remarks on people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from aiohttp import web

from services.registration.actions import selection as actions
from services.registration.actions.selection import SCORED, Given, Overtaken, Remark
from services.registration.domain.refusals import NotPossible
from services.registration.domain.selection import BEST, LONGEST_NOTE, Kind
from services.registration.settings import PAGE_ROWS
from services.registration.store import registrations
from services.registration.web.organizer import narrowing
from services.registration.web.organizer.address import id_of
from services.registration.web.organizer.decisions import by_of
from services.registration.web.organizer.narrowing import WAIT
from services.registration.web.organizer.selection import Ranking, ranking
from shared.audit import has_nik
from shared.i18n import _, ngettext
from shared.indonesia import district
from shared.web import NotFound, flash, redirect, render, running
from shared.web.forms import MOST_FIELDS, check_text
from shared.web.searching import kept, page_number, pages_of


@dataclass(frozen=True, slots=True)
class Failed:
    """A save that did not succeed, or not wholly, and what was typed that is not stored."""

    typed: Mapping[str, str]  # by the names of the boxes
    people: frozenset[UUID]  # whose boxes were on the sheet
    mistake: str = ""  # in what was typed; nothing is stored
    refused: str = ""  # why it could not be done at all; nothing is stored
    overtaken: Sequence[Overtaken] = ()  # the others are stored
    gone: Sequence[str] = ()  # names of people who are not scored any more

    @property
    def status(self) -> int:
        return 422 if self.mistake else 409


async def sheet(request: web.Request) -> web.StreamResponse:
    """Who waits for the decision, with a box for each criterion by hand and one for a note."""
    async with running(request).db.read() as tx:
        found = await ranking(request, tx)
    return _sheet(request, found)


def _sheet(request: web.Request, found: Ranking, failed: Failed | None = None) -> web.Response:
    """The sheet as it is kept; after a save that failed with the same people, and over it what was typed."""
    by_hand = [one for one in found.criteria if one.kind is Kind.HAND]
    order = [one.applicant.id for _place, one in found.narrowed(narrowing.asked(request))]
    order = [id for id in order if found.people[id].state in WAIT]
    page = page_number(request)
    rows = min(PAGE_ROWS, MOST_FIELDS // (2 * len(by_hand) + 3))  # two fields for each box, and the note's
    queue = sorted((found.people[id] for id in order), key=lambda row: row.queue)
    shown = queue[(page - 1) * rows : page * rows]
    if failed:
        # Whoever was scored meanwhile may have left the filter, or moved to another page: their box stays.
        still = [row for row in found.people.values() if row.id in failed.people]
        shown = sorted(still, key=lambda row: row.queue)
    return render(
        request,
        "organizer/score_sheet.html",
        status=failed.status if failed else 200,
        failed=failed,
        typed=failed.typed if failed else {},
        problems={"form": failed.mistake} if failed and failed.mistake else {},
        workshop=found.workshop,
        criteria=by_hand,
        people=shown,
        hand={one.applicant.id: one.applicant.hand for one in found.scores},
        notes=found.notes,
        longest=LONGEST_NOTE,
        choices=range(BEST + 1),
        overtaken=[
            _told(found, one)
            for one in (failed.overtaken if failed else ())
            if one.registration_id in found.people and not one.gone
        ],
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
    """Keep what was changed on the sheet. What cannot be kept stays in its box, with the reason above."""
    service = running(request)
    posted = {name: str(value) for name, value in (await request.post()).items()}
    given, remarks = _given(posted)
    if text := _fault(remarks):
        return await _again(request, posted, given, remarks, mistake=text)
    told = (service.clock.now(), by_of(request), id_of(request, "workshop_id"), given, remarks)
    try:
        kept_now, overtaken = await service.db.run(actions.score, *told)
    except NotPossible:
        return await _again(request, posted, given, remarks, refused=True)
    if overtaken:
        return await _again(request, posted, given, remarks, overtaken=overtaken)
    query = kept(request, *narrowing.FILTERS)
    response = redirect(request, "selection", workshop_id=request.match_info["workshop_id"], **query)
    flash(response, ngettext("{n} isian disimpan.", "{n} isian disimpan.", kept_now))
    return response


async def _again(
    request: web.Request,
    posted: Mapping[str, str],
    given: Sequence[Given],
    remarks: Sequence[Remark],
    *,
    mistake: str = "",
    refused: bool = False,
    overtaken: Sequence[Overtaken] = (),
) -> web.Response:
    """The sheet once more. Raises NotFound for another office's workshop."""
    changed = {one.registration_id for one in given} | {one.registration_id for one in remarks}
    async with running(request).db.read() as tx:
        found = await ranking(request, tx, SCORED)
        away = await registrations.read_many(tx, sorted(changed - set(found.people)))
    failed = Failed(
        typed=_left(posted, overtaken) if overtaken else posted,
        people=frozenset(_uuid(name.split(".")[1]) for name in posted if name[:2] in ("s.", "n.")),
        mistake=mistake,
        refused=_refusal(found, given) if refused else "",
        overtaken=overtaken,
        gone=[
            row.full_name or _("Seseorang yang datanya sudah dihapus")
            for row in away
            if row.workshop_id == found.workshop.id
        ],
    )
    return _sheet(request, found, failed)


def _refusal(found: Ranking, given: Sequence[Given]) -> str:
    """Why nothing could be stored, and how to mend it."""
    if {one.criterion for one in given} - {one.key for one in found.criteria if one.kind is Kind.HAND}:
        return _(
            "Kriteria yang Anda isi sudah dihapus atau diganti orang lain, jadi kolomnya tidak ada lagi. "
            "Isian Anda yang lain masih ada di kotaknya: periksa, lalu simpan lagi."
        )
    return _(
        "Ada orang yang tidak mendaftar di Bimtek ini. Isian Anda untuk yang lain masih ada di kotaknya: "
        "periksa, lalu simpan lagi."
    )


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
