"""The page of one registration: by its own link, or read-only by the code on the card."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from services.registration.actions import own
from services.registration.actions.leaving import Leaving
from services.registration.domain.name_checks import asks_for_name
from services.registration.domain.questions import Question, files_due
from services.registration.domain.refusals import NotPossible
from services.registration.domain.seats import LIVE, SEATED, why_not_this_one
from services.registration.domain.standing import Standing, standing
from services.registration.settings import OFFERED_AGAIN
from services.registration.store import (
    centres,
    copies,
    hand_overs,
    name_checks,
    questions,
    registrations,
    seats,
)
from services.registration.store.registrations import Row
from services.registration.web import card, quota_words, views
from services.registration.web.check_in import open_now
from shared import ids, staff
from shared import notices as wording
from shared.db import Tx
from shared.events.certificates import Certificate
from shared.events.notices import Notice
from shared.events.registration import RegistrationState
from shared.events.scheduling import Organization, Workshop, WorkshopState
from shared.i18n import _
from shared.web import (
    NotFound,
    agenda,
    flash,
    redirect,
    render,
    running,
)
from shared.web.qr import qr_svg


@dataclass(frozen=True, slots=True)
class Opened:
    """A registration with everything its page shows."""

    row: Row
    workshop: Workshop
    office: Organization | None
    place: int  # in line; 0 when not waiting
    held_back: str  # why a free seat does not come to this person; empty: no quota keeps it from them
    standing: Standing | None  # None until the first session
    certificates: list[Certificate]
    to_answer: int | None  # questions of check-in still open; None: none can be answered now
    files_due: list[Question]  # that must be sent and were not
    now: datetime
    asks_name: bool = False  # whether the name of the certificate is to be looked at now
    hands_over: bool = False  # whether this seat may be given to somebody else

    @property
    def passed_on(self) -> bool:
        """Whether the seat of an offer nobody answered went to the next in line."""
        ended = self.row.ended_at  # unknown for those that ended before it was noted
        return ended is None or ended < self.workshop.starts_at

    @property
    def live(self) -> bool:
        return self.row.state in LIVE and self.now < self.workshop.ends_at

    @property
    def notice(self) -> Notice | None:
        """The last change this person was told of, until it is over."""
        told = [
            notice
            for notice in self.workshop.notices
            if notice.at > self.row.registered_at and (self.row.state in SEATED or not notice.seated_only)
        ]
        return told[-1] if told and self.live else None


async def opened_of(request: web.Request, row: Row) -> Opened:
    """Everything the page of this registration shows, as it is now."""
    now = running(request).clock.now()
    async with running(request).db.read() as tx:
        workshop = await copies.WORKSHOPS.get(tx, row.workshop_id)
        assert workshop is not None
        attendance = await copies.ATTENDANCES.get(tx, row.id)
        verdict = await copies.ELIGIBILITIES.get(tx, row.id)
        begun = verdict is not None or attendance is not None or workshop.starts_at <= now
        attends = row.state is RegistrationState.CONFIRMED and begun
        waits = row.state is RegistrationState.WAITLISTED
        form = await questions.read(tx, workshop.id)
        return Opened(
            row=row,
            workshop=workshop,
            office=await staff.organization(tx, row.organization_id),
            place=await registrations.place_in_line(tx, row) if waits else 0,
            held_back=await _held_back(tx, row, workshop, now) if waits else "",
            standing=standing(workshop, attendance, verdict, now) if attends else None,
            certificates=await copies.certificates_of(tx, row.id),
            to_answer=open_now(form, workshop, row, now),
            files_due=files_due(form, row.answers),
            now=now,
            asks_name=attends
            and asks_for_name(workshop, now)
            and row.id not in await name_checks.checked(tx, (row,)),
            hands_over=row.state is RegistrationState.CONFIRMED
            and not begun
            and workshop.state is WorkshopState.PUBLISHED
            and await hand_overs.allowed(tx, row.workshop_id),
        )


async def _held_back(tx: Tx, row: Row, workshop: Workshop, now: datetime) -> str:
    counts = (await seats.read(tx, (row.workshop_id,)))[row.workshop_id]
    if not counts.quotas:
        return ""
    found = why_not_this_one(counts, row.quota_profile, 0, now)
    return quota_words.held_back(found, workshop.zone, await centres.names(tx, row.organization_id))


async def by_link(request: web.Request) -> Row:
    """The registration of the link in the address; a merged one opens the one that was kept.

    Raises NotFound for an unknown link.
    """
    code = ids.normalized(request.match_info["manage_code"])
    async with running(request).db.read() as tx:
        row = await registrations.find_by_manage_code(tx, ids.digest(code))
        while row is not None and row.merged_into is not None:  # the one kept may be merged later
            row = await registrations.read(tx, row.merged_into)
    if row is not None and row.state is RegistrationState.ERASED:
        raise NotFound(_("Data pendaftaran ini sudah dihapus. Sertifikat yang sudah terbit tetap berlaku."))
    if row is None:
        raise NotFound(
            _("Tautan pendaftaran ini tidak ditemukan. Ketik kode kartu Anda sebagai gantinya."),
            next_step=("/pendaftaran", _("Ketik kode kartu")),
        )
    return row


async def _others(request: web.Request, opened: Opened) -> list[tuple[Workshop, views.Availability]]:
    """The office's other workshops that one can sign up for now, with the same data."""
    office_id, this = opened.row.organization_id, opened.workshop.id
    async with running(request).db.read() as tx:
        listed = await copies.open_of_office(tx, office_id, this, opened.now, OFFERED_AGAIN)
        counts = await seats.read(tx, [one.workshop.id for one in listed])
    return [
        (one.workshop, views.availability(one.workshop, counts[one.workshop.id], opened.now))
        for one in listed
    ]


def card_page(
    request: web.Request,
    opened: Opened,
    *,
    read_only: bool,
    digits_problem: str = "",
    others: Sequence[tuple[Workshop, views.Availability]] = (),
) -> web.Response:
    """The card with everything about it; `read_only`: opened by the code that stands on the card."""
    service = running(request)
    row, public_url = opened.row, service.settings.public_url.rstrip("/")
    code = "" if read_only else views.manage_code(service.keys, row)
    link = f"{public_url}/pendaftaran/{code}"
    shared_text = _(
        "Kartu peserta {name} untuk {workshop}. Kode kartu {card}. Buka: {link}",
        name=row.full_name,
        workshop=opened.workshop.full_title,
        card=ids.shown(row.card_code),
        link=link,
    )
    look, word = views.state_word(row)
    return render(
        request,
        "participant/registration.html",
        status=422 if digits_problem else 200,
        opened=opened,
        row=row,
        workshop=opened.workshop,
        office=opened.office,
        look=look,
        word=word,
        code=code,
        link=link,
        read_only=read_only,
        qr=qr_svg(views.ticket_address(service.keys, row, public_url)),
        share=views.whatsapp(shared_text),
        headline=wording.headline(opened.notice) if opened.notice else "",
        changes=wording.lines(opened.notice, opened.workshop.zone) if opened.notice else [],
        agenda=agenda.agenda(opened.workshop.sessions, opened.workshop.zone, opened.workshop.place.name),
        missed=agenda.agenda(opened.standing.missed, opened.workshop.zone, opened.workshop.place.name)
        if opened.standing
        else [],
        jp_sentence=views.jp_sentence(opened.standing) if opened.standing else "",
        whatsapp=views.whatsapp,
        others=others,
        problems={"digits": digits_problem} if digits_problem else {},
    )


async def registration(request: web.Request) -> web.StreamResponse:
    """Status, card, schedule, attendance so far, certificate, and what can be changed."""
    opened = await opened_of(request, await by_link(request))
    return card_page(request, opened, read_only=False, others=await _others(request, opened))


async def cancel_form(request: web.Request) -> web.StreamResponse:
    """Asks once more, naming what is lost."""
    opened = await opened_of(request, await by_link(request))
    if not opened.live:
        return redirect(request, "registration", **request.match_info)
    return render(
        request,
        "participant/cancel.html",
        row=opened.row,
        workshop=opened.workshop,
        office=opened.office,
        code=request.match_info["manage_code"],
        offered=opened.row.state is RegistrationState.OFFERED,
    )


async def cancel(request: web.Request) -> web.StreamResponse:
    """Give up the place or decline the offer; the seat goes to the next in line at once."""
    row, service = await by_link(request), running(request)
    return await done(
        request,
        _("Pendaftaran Anda sudah dibatalkan. Terima kasih sudah memberi tahu."),
        service.part(Leaving).cancel(service.clock.now(), row.id),
    )


async def accept(request: web.Request) -> web.StreamResponse:
    """Take the offered seat."""
    row, service = await by_link(request), running(request)
    return await done(
        request, _("Kursi ini sekarang milik Anda."), service.db.run(own.accept, service.clock.now(), row.id)
    )


async def done(request: web.Request, text: str, action: Awaitable[Row]) -> web.Response:
    """Do it, then back to the person's page with one sentence."""
    try:
        await action
    except NotPossible as error:
        text = _(views.REASONS[error.reason])
    response = redirect(request, "registration", **request.match_info)
    flash(response, text)
    return response


async def picture(request: web.Request) -> web.StreamResponse:
    """The card as a PNG, to keep on the phone."""
    row, service = await by_link(request), running(request)
    opened = await opened_of(request, row)
    qr_text = views.ticket_address(service.keys, row, service.settings.public_url.rstrip("/"))
    png = await asyncio.to_thread(card.picture, row.full_name, opened.workshop, row.card_code, qr_text)
    name = f"kartu-{row.card_code.lower()}.png"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return web.Response(body=png, content_type="image/png", headers=headers)


async def calendar(request: web.Request) -> web.StreamResponse:
    """The schedule for the phone's calendar."""
    opened = await opened_of(request, await by_link(request))
    public_url = running(request).settings.public_url.rstrip("/")
    text = card.calendar(opened.workshop, f"{public_url}/bimtek/{opened.workshop.slug}")
    headers = {
        "Content-Disposition": 'attachment; filename="jadwal.ics"',
        "Cache-Control": "private, no-store",
    }
    return web.Response(body=text, content_type="text/calendar", charset="utf-8", headers=headers)
