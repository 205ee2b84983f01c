"""The office's mails: where each is, and what failed sent once more."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from aiohttp import web

from services.registration.actions import resending
from services.registration.domain.refusals import NotPossible
from services.registration.settings import PAGE_ROWS
from services.registration.store import copies, outgoing
from services.registration.store.outgoing import Asked
from services.registration.web import views
from services.registration.web.forms.acts import ReasonForm
from services.registration.web.forms.messages import MailsForm
from services.registration.web.mail_words import MAIL_STATES, mail_word, purpose_word
from services.registration.web.organizer.address import id_of
from services.registration.web.organizer.decisions import back, by_of, person_page
from shared.i18n import _, date_time, ngettext
from shared.web import (
    NothingTicked,
    flash,
    read_form,
    redirect,
    render,
    route_url,
    running,
    staff_of,
    zone_of,
)
from shared.web.access import ORGANIZER
from shared.web.searching import chosen, kept, page_number, pages_of, searched, typed

WORKSHOPS_OFFERED = 200  # in the filter


async def index(request: web.Request) -> web.StreamResponse:
    """All mails of registration of this office, the newest first."""
    office, page, now = staff_of(request).organization_id, page_number(request), running(request).clock.now()
    async with running(request).db.read() as tx:
        listed, _count = await copies.of_office(tx, office, now, WORKSHOPS_OFFERED, 0)
        titles = {str(one.workshop.id): one.workshop.full_title for one in listed}
        workshop = chosen(request, "bimtek", titles)
        asked = Asked(
            UUID(workshop) if workshop else None, chosen(request, "keadaan", MAIL_STATES), searched(request)
        )
        mails, count = await outgoing.find(tx, office, asked, PAGE_ROWS, (page - 1) * PAGE_ROWS)
    zone = zone_of(request)
    return render(
        request,
        "organizer/outgoing.html",
        mails=mails,
        count=count,
        titles=titles,
        states=[(name, _(word)) for name, (_look, word) in MAIL_STATES.items()],
        query=kept(request, "cari", "keadaan", "bimtek"),
        search=typed(request),
        decides=ORGANIZER.allows(staff_of(request).role),
        word=lambda mail: mail_word(mail, zone),
        when=lambda mail: date_time(mail.date, zone),
        what=purpose_word,
        page=page,
        pages=pages_of(count, PAGE_ROWS),
    )


async def again_many(request: web.Request) -> web.StreamResponse:
    """Those that were ticked, each in its own transaction."""
    values, problems = await read_form(request, MailsForm)
    if problems:
        raise NothingTicked(route_url(request, "outgoing"))
    done, left = await sent_again(request, values.model.chosen)
    response = redirect(request, "outgoing")
    flash(response, ngettext("{n} email dikirim lagi.", "{n} email dikirim lagi.", done))
    if left:
        flash(
            response,
            ngettext(
                "{n} tidak dikirim: sudah dikirim lagi, tidak gagal, alamatnya salah, atau ada yang baru.",
                "{n} tidak dikirim: sudah dikirim lagi, tidak gagal, alamatnya salah, atau ada yang baru.",
                left,
            ),
        )
    return response


async def sent_again(request: web.Request, ids: Sequence[int]) -> tuple[int, int]:
    """(sent once more, left as they were)."""
    service, by, done = running(request), by_of(request), 0
    for id in dict.fromkeys(ids):
        try:
            done += await service.db.run(resending.send_again, service.clock.now(), by, id)
        except NotPossible:
            continue
    return done, len(set(ids)) - done


async def again(request: web.Request) -> web.StreamResponse:
    """One mail, from the page of its person."""
    service, number = running(request), request.match_info["mail_id"]
    text = _("Email dikirim lagi.")
    try:
        done = await service.db.run(resending.send_again, service.clock.now(), by_of(request), int(number))
        text = text if done else _("Email ini sudah dikirim lagi.")
    except NotPossible as error:
        text = _(views.REASONS[error.reason])
    return back(request, text)


async def mark_wrong(request: web.Request) -> web.StreamResponse:
    """*Tandai alamat salah*."""
    service = running(request)
    try:
        done = await service.db.run(
            resending.mark_wrong, service.clock.now(), by_of(request), id_of(request, "id")
        )
    except NotPossible as error:
        return back(request, _(views.REASONS[error.reason]))
    marked = _("Alamat ditandai salah. Pesan berikutnya masuk daftar “Perlu dihubungi”.")
    return back(request, marked if done else _("Alamat ini sudah ditandai salah."))


async def correct_email(request: web.Request) -> web.StreamResponse:
    """Replace an address that does not work; what failed goes to the new one, else the link of the card."""
    service = running(request)
    values, problems = await read_form(request, ReasonForm)
    if not problems and not values.model.email:
        problems = {"email": _("Tulis alamat email yang baru.")}
    if problems:
        return await person_page(request, values, problems)
    try:
        _row, count = await service.db.run(
            resending.correct_email,
            service.clock.now(),
            by_of(request),
            id_of(request, "id"),
            values.model.email,
        )
    except NotPossible as error:
        return back(request, _(views.REASONS[error.reason]))
    if not count:
        return back(request, _("Alamat diperbaiki; tautan kartu dikirim ke alamat yang baru."))
    return back(
        request,
        ngettext(
            "Alamat diperbaiki; {n} email yang gagal dikirim lagi ke alamat yang baru.",
            "Alamat diperbaiki; {n} email yang gagal dikirim lagi ke alamat yang baru.",
            count,
        ),
    )
