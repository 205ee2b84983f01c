"""What is decided about several people at once: asked once more, with how many and what follows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from aiohttp import web

from services.registration.actions import office
from services.registration.actions.office import By
from services.registration.domain.refusals import NotPossible
from services.registration.domain.seats import LIVE
from services.registration.store import registrations
from services.registration.store.registrations import Row
from services.registration.web import views
from services.registration.web.acts import ACTS
from services.registration.web.forms.acts import ManyForm, ReasonForm
from services.registration.web.organizer import selection
from services.registration.web.organizer.address import workshop_of
from services.registration.web.organizer.decisions import by_of
from shared.db import Tx
from shared.events.registration import RegistrationState as State
from shared.events.scheduling import Workshop
from shared.i18n import N_, _, ngettext
from shared.web import NotFound, NothingTicked, flash, read_form, redirect, render, route_url, running

MOST_AT_ONCE = 200


async def _send_link(tx: Tx, now: datetime, by: By, id: UUID, _form: ReasonForm) -> Row:
    return await office.send_link(tx, now, by, id)


@dataclass(frozen=True, slots=True)
class Bulk:
    """An act for several people; `reason`: they read why."""

    states: tuple[State, ...]
    button: str
    question: str  # with {n}
    consequence: str
    action: Callable[[Tx, datetime, By, UUID, ReasonForm], Awaitable[Row]]
    reason: bool = False
    danger: bool = False


BULK = {
    "setujui": Bulk(
        (State.PENDING,),
        N_("Setujui"),
        N_("Setujui {n} orang?"),
        N_("Mereka mendapat kursi selama masih ada, menurut urutan di bawah; yang lain masuk daftar tunggu."),
        ACTS["setujui"].action,
    ),
    "tolak": Bulk(
        (State.PENDING, State.WAITLISTED),
        N_("Belum terpilih"),
        N_("{n} orang belum terpilih?"),
        N_("Mereka diberi tahu dengan alasan di bawah, dan tidak lagi menunggu kursi."),
        ACTS["tolak"].action,
        reason=True,
        danger=True,
    ),
    "dahulukan": Bulk(
        (State.WAITLISTED,),
        N_("Dahulukan"),
        N_("Dahulukan {n} orang?"),
        N_("Mereka mendapat kursi kosong sekarang juga, atau kursi berikutnya sebelum semua yang menunggu."),
        ACTS["dahulukan"].action,
        reason=True,
    ),
    "batalkan": Bulk(
        LIVE,
        N_("Batalkan pendaftaran"),
        N_("Batalkan {n} pendaftaran?"),
        N_("Kursinya langsung diberikan kepada urutan berikutnya. Ini tidak dapat dikembalikan."),
        ACTS["batalkan"].action,
        reason=True,
        danger=True,
    ),
    "tautan": Bulk(
        LIVE,
        N_("Kirim tautan kartu lagi"),
        N_("Kirim tautan kartu kepada {n} orang?"),
        N_("Yang punya email mendapat email; yang lain masuk daftar “Perlu dihubungi”."),
        _send_link,
    ),
}


def bulk_acts() -> list[tuple[str, str, bool]]:
    """(name, button, dangerous) of what a list offers."""
    return [(name, _(act.button), act.danger) for name, act in BULK.items()]


def ticked(request: web.Request) -> list[UUID]:
    """Rows ticked in the address. Raises NotFound for what can be no row."""
    try:
        return [UUID(text) for text in request.query.getall("chosen", [])[:MOST_AT_ONCE]]
    except ValueError:
        raise NotFound from None


def picked(request: web.Request, people: list[Row]) -> list[Row]:
    """Those of a list that were ticked; all when none was."""
    ids = set(ticked(request))
    return [row for row in people if row.id in ids] if ids else people


def _act(name: str) -> Bulk:
    try:
        return BULK[name]
    except KeyError:
        raise NotFound from None


async def _of_workshop(request: web.Request, ids: Sequence[UUID]) -> tuple[Workshop, list[Row]]:
    async with running(request).db.read() as tx:
        workshop = await workshop_of(request, tx)
        rows = await registrations.read_many(tx, list(ids))
        places = await selection.places(request, tx, workshop)
    # Where people are chosen by points, whoever has more of them is decided first: seats may run out.
    ours = [row for row in rows if row.workshop_id == workshop.id]
    return workshop, sorted(ours, key=lambda row: places.get(row.id, len(places)))


async def _asked_for(request: web.Request) -> list[UUID]:
    """Those ticked, the best of the ranking (`teratas`), or all who still wait (`sisanya`)."""
    if "sisanya" in request.query:
        return await selection.others(request, MOST_AT_ONCE)
    best = request.query.get("teratas", "")
    if best.isascii() and best.isdigit() and len(best) < 6:
        return await selection.top(request, min(int(best), MOST_AT_ONCE))
    return ticked(request)


async def ask(request: web.Request) -> web.StreamResponse:
    """Names who it is about, who stays as they are and why, and what follows."""
    act, ids = _act(request.query.get("act", "")), await _asked_for(request)
    workshop, rows = await _of_workshop(request, ids)
    if not rows:
        raise NothingTicked(route_url(request, "participants", workshop_id=workshop.id))
    return _page(request, workshop, rows, request.query["act"], act, {}, 200)


def _page(
    request: web.Request,
    workshop: Workshop,
    rows: list[Row],
    name: str,
    act: Bulk,
    problems: dict[str, str],
    status: int,
) -> web.Response:
    going = [row for row in rows if row.state in act.states]
    return render(
        request,
        "organizer/ask_many.html",
        status=status,
        workshop=workshop,
        rows=rows,
        going=going,
        name=name,
        act=act,
        question=_(act.question, n=len(going)),
        state_word=views.office_word,
        values={},
        problems=problems,
    )


async def decide(request: web.Request) -> web.StreamResponse:
    """Each in their own transaction, in their order; who changed meanwhile stays."""
    values, problems = await read_form(request, ManyForm)
    if problems:
        workshop, _none = await _of_workshop(request, ())
        raise NothingTicked(route_url(request, "participants", workshop_id=workshop.id))
    form, act = values.model, _act(values.model.act)
    workshop, rows = await _of_workshop(request, form.chosen)
    if act.reason and not form.reason:
        text = {"reason": _("Tulis alasannya; peserta akan membacanya.")}
        return _page(request, workshop, rows, form.act, act, text, 422)
    done, refused = await decided(request, act, rows, form.reason)
    response = redirect(request, "participants", workshop_id=workshop.id)
    flash(response, ngettext("Selesai untuk {n} orang.", "Selesai untuk {n} orang.", done))
    if refused:
        flash(
            response,
            ngettext(
                "{n} orang tetap seperti semula: keadaannya sudah berubah.",
                "{n} orang tetap seperti semula: keadaannya sudah berubah.",
                refused,
            ),
        )
    return response


async def decided(request: web.Request, act: Bulk, rows: Sequence[Row], reason: str) -> tuple[int, int]:
    """Do it for all that it can be done for; (done, left as they were)."""
    service, by = running(request), by_of(request)
    done = 0
    for row in rows:
        try:
            await service.db.run(act.action, service.clock.now(), by, row.id, ReasonForm(reason=reason))
            done += 1
        except NotPossible:
            continue  # somebody else decided meanwhile; the list shows how
    return done, len(rows) - done
