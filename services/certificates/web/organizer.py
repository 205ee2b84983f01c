"""The office's pages: what waits, approving, correcting, revoking, delivering."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import quote
from uuid import UUID

from aiohttp import web

from services.certificates import actions
from services.certificates.actions.approval import Signing, usual_signing
from services.certificates.domain.refusals import NotFound as NoSuch
from services.certificates.domain.refusals import Refused
from services.certificates.domain.states import Attention
from services.certificates.settings import PAGE_ROWS, TRIES
from services.certificates.store import certificates, copies, editions, lists
from services.certificates.web import board, words
from services.certificates.web.forms import ApprovalForm, CorrectForm, RevokeForm
from shared import staff
from shared.events.certificates import PublicReason
from shared.events.scheduling import WorkshopState
from shared.i18n import _, ngettext
from shared.web import (
    NotFound,
    fingerprint,
    flash,
    form_key,
    id_in,
    read_form,
    redirect,
    render,
    running,
    staff_of,
)
from shared.web.access import APPROVER, ORGANIZER

REFRESH_SECONDS = "15"  # while files are being made


def who(request: web.Request) -> str:
    """The member of staff as the audit trail names them."""
    return f"Staff/{staff_of(request).staff_id}"


async def index(request: web.Request) -> web.StreamResponse:
    office = staff_of(request).organization_id
    async with running(request).db.read() as tx:
        workshops = await copies.workshops_of(tx, office, PAGE_ROWS)
        counts = await lists.counts(tx, office)
        voided = await lists.voided(tx, office, PAGE_ROWS)
    return render(
        request, "organizer/index.html", workshops=workshops, counts=counts, voided=voided, words=words
    )


async def summary(request: web.Request) -> web.StreamResponse:
    """The rows of the desk."""
    async with running(request).db.read() as tx:
        tasks = await lists.tasks(tx, staff_of(request).organization_id, TRIES)
        workshops = await copies.WORKSHOPS.get_many(tx, {task.workshop_id for task in tasks})
    return render(request, "organizer/summary.html", tasks=tasks, workshops=workshops)


async def workshop(request: web.Request) -> web.StreamResponse:
    return await _workshop_page(request, {}, {})


async def _workshop_page(
    request: web.Request, values: dict[str, Any], problems: dict[str, str], status: int = 200
) -> web.Response:
    signed_in, service = staff_of(request), running(request)
    async with service.db.read() as tx:
        shown = await board.read(
            tx,
            service.clock.now(),
            signed_in.organization_id,
            id_in(request, "workshop_id"),
            service.settings.public_url,
        )
    if shown is None:
        raise NotFound
    values = values or {
        "signing_date": shown.signing.day.isoformat(),
        "signing_place": shown.signing.place,
    }
    response = render(
        request,
        "organizer/workshop.html",
        status=status,
        board=shown,
        words=words,
        values=values,
        problems=problems,
        may_approve=APPROVER.allows(signed_in.role),
        may_organize=ORGANIZER.allows(signed_in.role),
    )
    if shown.in_work and request.method == "GET":
        response.headers["Refresh"] = REFRESH_SECONDS
    return response


async def submit(request: web.Request) -> web.StreamResponse:
    workshop_id = id_in(request, "workshop_id")
    office, now = staff_of(request).organization_id, running(request).clock.now()
    try:
        count = await running(request).db.run(actions.submit, now, office, workshop_id, who(request))
    except NoSuch:
        raise NotFound from None
    response = redirect(request, "workshop", workshop_id=workshop_id)
    if count:
        flash(response, ngettext("{n} sertifikat diajukan.", "{n} sertifikat diajukan.", count))
    return response


async def approve(request: web.Request) -> web.StreamResponse:
    workshop_id = id_in(request, "workshop_id")
    values, problems = await read_form(request, ApprovalForm)
    if problems:
        return await _workshop_page(request, values, problems, 422)
    form = values.model
    service = running(request)
    try:
        given = await service.db.run(
            actions.approve,
            service.clock.now(),
            staff_of(request).organization_id,
            workshop_id,
            form.ids or None,
            Signing(form.signing_date, form.signing_place),
            service.settings.public_url,
            who(request),
        )
    except NoSuch:
        raise NotFound from None
    except Refused as refused:
        return await _workshop_page(request, values, {"form": words.refusal(refused)}, 422)
    response = redirect(request, "workshop", workshop_id=workshop_id)
    if given:
        text = ngettext("{n} sertifikat disetujui.", "{n} sertifikat disetujui.", len(given))
        flash(response, f"{text} {given[0]} … {given[-1]}" if len(given) > 1 else f"{text} {given[0]}")
    return response


# One certificate


def _asked(request: web.Request) -> tuple[UUID, UUID]:
    """The office that asks, from the session, and the certificate asked about."""
    return staff_of(request).organization_id, id_in(request, "id")


async def one(request: web.Request) -> web.StreamResponse:
    return await _one_page(request, "organizer/certificate.html", {}, {})


async def ask_revoke(request: web.Request) -> web.StreamResponse:
    return await _one_page(request, "organizer/revoke.html", {}, {})


async def _one_page(
    request: web.Request, template: str, values: dict[str, Any], problems: dict[str, str], status: int = 200
) -> web.Response:
    signed_in = staff_of(request)
    async with running(request).db.read() as tx:
        row = await certificates.get(tx, id_in(request, "id"))
        if row is None or row.organization_id != signed_in.organization_id:
            raise NotFound
        person = await copies.REGISTRATIONS.get(tx, row.registration_id)
        held = await copies.WORKSHOPS.get(tx, row.workshop_id)
        history = await editions.of_certificate(tx, row.id)
        office = await staff.organization(tx, signed_in.organization_id)
    approvable = held is not None and held.state is not WorkshopState.CANCELLED
    address = f"{running(request).settings.public_url}/sertifikat/saya/{row.holder_code}"
    message = _("Sertifikat Bimtek Anda sudah terbit. Unduh di sini: {address}", address=address)
    name = person.name_on_certificate if person and row.attention is Attention.NAME else row.name
    phone = person.phone if person else ""
    return render(
        request,
        template,
        status=status,
        row=row,
        person=person,
        workshop=held,
        editions=history,
        words=words,
        values=values or {"name": name},
        problems=problems,
        whatsapp=f"https://wa.me/{phone}?text={quote(message)}" if phone and row.edition else "",
        may_approve=APPROVER.allows(signed_in.role),
        may_organize=ORGANIZER.allows(signed_in.role),
        tries=TRIES,
        signing=usual_signing(office, running(request).clock.now()) if office and approvable else None,
    )


async def _done(
    request: web.Request,
    template: str,
    values: dict[str, Any],
    action: Callable[[], Awaitable[str]],
) -> web.StreamResponse:
    """Call the action and go back to the certificate, saying what it answered; or say why not."""
    try:
        text = await action()
    except NoSuch:
        raise NotFound from None
    except Refused as refused:
        return await _one_page(request, template, values, {"form": words.refusal(refused)}, 422)
    response = redirect(request, "certificate_of", id=id_in(request, "id"))
    flash(response, text)
    return response


async def revoke(request: web.Request) -> web.StreamResponse:
    values, problems = await read_form(request, RevokeForm)
    if problems:
        return await _one_page(request, "organizer/revoke.html", values, problems, 422)
    form = values.model

    async def act() -> str:
        now, office, id = (
            running(request).clock.now(),
            staff_of(request).organization_id,
            id_in(request, "id"),
        )
        await running(request).db.run(actions.revoke, now, office, id, form.reason, form.note, who(request))
        return _("Sertifikat dicabut. Halaman pemeriksaannya sudah menyebutkannya.")

    return await _done(request, "organizer/revoke.html", values, act)


async def correct(request: web.Request) -> web.StreamResponse:
    values, problems = await read_form(request, CorrectForm)
    if problems:
        return await _one_page(request, "organizer/certificate.html", values, problems, 422)
    name = values.model.name

    async def act() -> str:
        office, id = _asked(request)
        await running(request).db.run(actions.correct, office, id, name, PublicReason.SPELLING, who(request))
        return _("Terbitan baru sedang dibuat dengan nomor yang sama.")

    return await _done(request, "organizer/certificate.html", values, act)


async def send_again(request: web.Request) -> web.StreamResponse:
    async def act() -> str:
        office, id = _asked(request)

        async def action(tx: Any) -> dict[str, Any]:
            return {"to": await actions.send_again(tx, office, id, who(request))}

        once = await running(request).db.once(
            "certificate mailing", form_key(request), fingerprint(request), action
        )
        return _("Email dikirim lagi ke {to}.", to=once.outcome["to"])

    return await _done(request, "organizer/certificate.html", {}, act)


async def hand_over(request: web.Request) -> web.StreamResponse:
    async def act() -> str:
        office, id = _asked(request)
        await running(request).db.run(actions.mark_handed_over, office, id, who(request))
        return _("Dicatat: sertifikat sudah disampaikan lewat tautan.")

    return await _done(request, "organizer/certificate.html", {}, act)


async def dismiss(request: web.Request) -> web.StreamResponse:
    async def act() -> str:
        office, id = _asked(request)
        await running(request).db.run(actions.dismiss, office, id, who(request))
        return _("Sertifikat dibiarkan seperti adanya.")

    return await _done(request, "organizer/certificate.html", {}, act)


async def try_again(request: web.Request) -> web.StreamResponse:
    async def act() -> str:
        office, id = _asked(request)
        await running(request).db.run(actions.try_again, office, id, who(request))
        return _("Berkasnya sedang dibuat lagi.")

    return await _done(request, "organizer/certificate.html", {}, act)
