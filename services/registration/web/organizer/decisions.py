"""One person as the office sees them, and what can be decided about them."""

from __future__ import annotations

from datetime import datetime

from aiohttp import web

from services.registration.actions import office
from services.registration.actions.answers import is_sealed, opened_file
from services.registration.actions.office import By
from services.registration.domain.access import DISABILITY, NEEDS, NIK
from services.registration.domain.questions import at_check_in
from services.registration.domain.refusals import NotPossible
from services.registration.domain.seats import why_not_this_one
from services.registration.store import (
    access,
    centres,
    comparing,
    consents,
    copies,
    groups,
    hand_overs,
    lists,
    outgoing,
    questions,
    registrations,
    seats,
    tasks,
)
from services.registration.store.consents import Said
from services.registration.store.registrations import Row
from services.registration.web import likenesses, quota_words, views
from services.registration.web.acts import ACTS, Act
from services.registration.web.answers import business_shown, shown
from services.registration.web.forms.acts import ReasonForm
from services.registration.web.mail_words import timeline
from services.registration.web.opened import field_word
from services.registration.web.organizer.address import id_of
from services.registration.web.villages import Villages
from shared.db import Tx
from shared.events.registration import RegistrationState as State
from shared.events.scheduling import Workshop, WorkshopState
from shared.i18n import _
from shared.indonesia import district, shown_phone
from shared.web import (
    NotFound,
    flash,
    read_form,
    redirect,
    render,
    running,
    staff_of,
)
from shared.web.sheets import download


def by_of(request: web.Request) -> By:
    """The signed-in member of staff, as actions want to know them."""
    member = staff_of(request)
    return By(f"Staff/{member.staff_id}", member.name, member.organization_id)


async def person_of_office(request: web.Request, tx: Tx, name: str = "id") -> tuple[Row, Workshop]:
    """The person of the address and their workshop. Raises NotFound, also for another office's and erased."""
    row = await registrations.read(tx, id_of(request, name))
    if row is None or row.organization_id != staff_of(request).organization_id:
        raise NotFound
    if row.state is State.ERASED:
        raise NotFound(_("Data orang ini sudah dihapus."))
    workshop = await copies.WORKSHOPS.get(tx, row.workshop_id)
    assert workshop is not None
    return row, workshop


async def person(request: web.Request) -> web.StreamResponse:
    """Data, place, likeness to others, messages, and the buttons for what can be decided."""
    return await person_page(request, {}, {})


async def person_page(request: web.Request, values: dict[str, str], problems: dict[str, str]) -> web.Response:
    """The person with what was typed and is wrong."""
    async with running(request).db.read() as tx:
        row, workshop = await person_of_office(request, tx)
        place = await registrations.place_in_line(tx, row) if row.state is State.WAITLISTED else 0
        flags = (await comparing.flags(tx, row.organization_id, (row.id,))).get(row.id, [])
        calls = await tasks.of_person(tx, row.id)
        mails = await outgoing.of_person(tx, row.id)
        counts = (await seats.read(tx, (row.workshop_id,)))[row.workshop_id]
        merged = await registrations.read(tx, row.merged_into)
        had_before, has_now = await hand_overs.neighbours(tx, row.id)
        form = await questions.read(tx, row.workshop_id)
        said = await consents.said(tx, row.id)
        nik = await access.sealed_nik(tx, row.id, row.organization_id)
        names = await centres.names(tx, row.organization_id)
        group = await groups.read(tx, row.group_id) if row.group_id else None
        offers = (await lists.counts(tx, row.workshop_id, row.organization_id)).get(State.OFFERED, 0)
    look, word = views.office_word(row)
    now = running(request).clock.now()
    why = why_not_this_one(counts, row.quota_profile, offers, now)
    return render(
        request,
        "organizer/person.html",
        status=422 if problems else 200,
        row=row,
        workshop=workshop,
        place=place,
        flags=[(flag, likenesses.chip(flag), likenesses.sentences(flag)) for flag in flags],
        phone=shown_phone,
        messages=timeline(mails, calls, workshop.zone),
        merged=merged,
        had_before=had_before,
        has_now=has_now,
        seats=counts,
        why=quota_words.why(why, workshop.zone, names) if place else "",
        centre=names.get(str(row.centre_id), ""),
        group=group,
        agreed=_agreed(said),
        look=look,
        word=word,
        acts=_open_acts(row, workshop, now),
        district=district(row.district_code) if row.district_code else None,
        answers=shown(form, row.answers),
        on_the_spot=row.state is State.CONFIRMED and at_check_in(form, row.answers),
        sealed=_sealed(row, nik),
        business=business_shown(row.business),
        village=await running(request).part(Villages).name(row.village_code),
        values=values,
        problems=problems,
    )


def _open_acts(row: Row, workshop: Workshop, now: datetime) -> list[tuple[str, Act]]:
    """What can be decided about this person now; seats are given only while the workshop can take place."""
    takes_place = workshop.state is WorkshopState.PUBLISHED and now < workshop.ends_at
    return [
        (name, act)
        for name, act in ACTS.items()
        if row.state in act.states and (takes_place or not act.gives_seat)
    ]


def _sealed(row: Row, nik: bytes | None) -> list[tuple[str, str]]:
    """Which sealed fields there is something in, with their words."""
    there = ((NIK, nik), (NEEDS, row.has_needs), (DISABILITY, row.disability))
    return [(name, field_word(name)) for name, value in there if value]


def _agreed(said: Said) -> str:
    """How the person agreed, and who of the office says so."""
    channel = _(views.CHANNELS.get(said.channel, said.channel))
    if not said.by:
        return _("lewat {channel}", channel=channel)
    return _("lewat {channel}, dinyatakan oleh {name}", channel=channel, name=said.by)


async def answer_file(request: web.Request) -> web.StreamResponse:
    """The file that somebody answered with, as a download; a sensitive one is not handed out here."""
    service = running(request)
    async with service.db.read() as tx:
        row, _workshop = await person_of_office(request, tx)
        value = row.answers.get(request.match_info["key"])
        file = None if is_sealed(value) else await opened_file(tx, service.keys, value)
    if file is None:
        raise NotFound
    ending = ".pdf" if file.media_type == "application/pdf" else ".jpg"
    return download(
        file.data, f"{request.match_info['key']}-{row.card_code.lower()}{ending}", file.media_type
    )


def _act(request: web.Request) -> Act:
    try:
        return ACTS[request.match_info["act"]]
    except KeyError:
        raise NotFound from None


async def ask(request: web.Request) -> web.StreamResponse:
    """The page that names the consequence and asks for the reason."""
    return await _ask(request, _act(request), {}, {})


async def _ask(
    request: web.Request, act: Act, values: dict[str, str], problems: dict[str, str]
) -> web.Response:
    async with running(request).db.read() as tx:
        row, workshop = await person_of_office(request, tx)
        counts = (await seats.read(tx, (row.workshop_id,)))[row.workshop_id]
        names = await centres.names(tx, row.organization_id)
    room = counts.ledger.room(row.quota_profile) if counts.quotas else None
    barred = room is not None and counts.free > 0 and not room.left
    return render(
        request,
        "organizer/ask.html",
        status=422 if problems else 200,
        barred=[quota_words.rule(quota, names) for quota in room.because] if room and barred else [],
        row=row,
        workshop=workshop,
        act=act,
        name=request.match_info["act"],
        values=values,
        problems=problems,
    )


async def decide(request: web.Request) -> web.StreamResponse:
    """Do what was decided, then back to the person."""
    act, service = _act(request), running(request)
    values, problems = await read_form(request, ReasonForm)
    if act.title and not problems and not values.model.reason:
        problems = {"reason": _("Tulis alasannya; peserta akan membacanya.")}
    if problems:
        return await _ask(request, act, values, problems)
    text = _(act.done)
    try:
        await service.db.run(
            act.action, service.clock.now(), by_of(request), id_of(request, "id"), values.model
        )
    except NotPossible as error:
        text = _(views.REASONS[error.reason])
    return back(request, text)


def back(request: web.Request, text: str) -> web.Response:
    """To the person's page, which then says this once."""
    response = redirect(request, "participant", id=id_of(request, "id"))
    flash(response, text)
    return response


async def merge(request: web.Request) -> web.StreamResponse:
    """Two registrations are one person; the other one stays."""
    values, problems = await read_form(request, ReasonForm)
    service = running(request)
    if problems or values.model.into is None:
        return back(request, _("Pilih pendaftaran yang dipertahankan."))
    text = _("Digabung. Kursi yang tidak terpakai diberikan kepada urutan berikutnya.")
    try:
        await service.db.run(
            office.merge, service.clock.now(), by_of(request), id_of(request, "id"), values.model.into
        )
    except NotPossible as error:
        text = _(views.REASONS[error.reason])
    return back(request, text)
