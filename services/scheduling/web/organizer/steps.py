"""A workshop's steps that ask once more before they happen: publish, cancel, complete, delete."""

from __future__ import annotations

from aiohttp import web

from services.scheduling.actions import warnings as warning_actions
from services.scheduling.actions import workshops as actions
from services.scheduling.domain.refusals import Refused
from services.scheduling.domain.workshops import slug_from
from services.scheduling.store import counts, sessions
from services.scheduling.web.doing import once, tried
from services.scheduling.web.forms.workshops import OverrideForm, PublishForm, ReasonForm
from services.scheduling.web.organizer.workshops import find, workshop_page
from services.scheduling.web.sentences import page_of
from shared.i18n import _
from shared.web import Conflict, flash, id_in, read_form, redirect, render, running, staff_of


async def publish_page(request: web.Request) -> web.StreamResponse:
    return await _publish_page(request, None, {}, 200)


async def publish(request: web.Request) -> web.StreamResponse:
    values, problems = await read_form(request, PublishForm)
    workshop_id = id_in(request, "workshop_id")
    if not problems:
        by, now = staff_of(request), running(request).clock.now()
        problems = await tried(request, actions.publish_workshop, now, by, workshop_id, values.model.slug)
    if problems:
        return await _publish_page(request, values, problems, 422)
    response = redirect(request, "workshop", workshop_id=workshop_id)
    flash(response, _("Bimtek sudah terbit. Bagikan tautannya."))
    return response


async def _publish_page(
    request: web.Request, values: dict[str, str] | None, problems: dict[str, str], status: int
) -> web.Response:
    by, workshop_id = staff_of(request), id_in(request, "workshop_id")
    async with running(request).db.read() as tx:
        workshop = await find(tx, by.organization_id, workshop_id)
        held = await sessions.of_workshop(tx, workshop_id)
    if workshop.state != "draft":
        raise Conflict(_("Bimtek ini sudah terbit."))
    if values is None:
        values = {"slug": slug_from(workshop.full_title)}
    return render(
        request,
        "organizer/publish.html",
        status=status,
        workshop=workshop,
        sessions=held,
        values=values,
        problems=problems,
    )


async def cancel_page(request: web.Request) -> web.StreamResponse:
    return await _cancel_page(request, {}, {}, 200)


async def cancel(request: web.Request) -> web.StreamResponse:
    values, problems = await read_form(request, ReasonForm)
    workshop_id = id_in(request, "workshop_id")
    if not problems:
        by, reason, now = staff_of(request), values.model.reason, running(request).clock.now()
        problems = await tried(request, actions.cancel_workshop, now, by, workshop_id, reason)
    if problems:
        return await _cancel_page(request, values, problems, 422)
    response = redirect(request, "workshop", workshop_id=workshop_id)
    flash(
        response,
        _("Bimtek dibatalkan. Peserta diberi tahu lewat email; yang tanpa email ada di “Perlu dihubungi”."),
    )
    return response


async def _cancel_page(
    request: web.Request, values: dict[str, str], problems: dict[str, str], status: int
) -> web.Response:
    by, workshop_id = staff_of(request), id_in(request, "workshop_id")
    async with running(request).db.read() as tx:
        workshop = await find(tx, by.organization_id, workshop_id)
        heads = await counts.heads(tx, workshop_id)
    if workshop.state != "published":
        raise Conflict(_("Hanya Bimtek yang sudah terbit dapat dibatalkan."))
    return render(
        request,
        "organizer/cancel.html",
        status=status,
        workshop=workshop,
        heads=heads,
        values=values,
        problems=problems,
    )


async def complete(request: web.Request) -> web.StreamResponse:
    workshop_id = id_in(request, "workshop_id")
    now = running(request).clock.now()
    problems = await tried(request, actions.complete_workshop, now, staff_of(request), workshop_id)
    if problems:
        return await workshop_page(request, workshop_id, problems, 422)
    response = redirect(request, "workshop", workshop_id=workshop_id)
    flash(response, _("Bimtek selesai. Sertifikat diurus di tab Sertifikat."))
    return response


async def delete_page(request: web.Request) -> web.StreamResponse:
    by, workshop_id = staff_of(request), id_in(request, "workshop_id")
    async with running(request).db.read() as tx:
        workshop = await find(tx, by.organization_id, workshop_id)
        held = await sessions.of_workshop(tx, workshop_id)
    if workshop.state != "draft":
        raise Conflict(_("Bimtek yang sudah terbit tidak dihapus, tetapi dibatalkan."))
    return render(request, "organizer/delete_draft.html", workshop=workshop, sessions=held)


async def delete(request: web.Request) -> web.StreamResponse:
    try:
        await once(request, actions.delete_draft, staff_of(request), id_in(request, "workshop_id"))
    except Refused as refused:
        raise page_of(refused) from refused
    response = redirect(request, "workshops")
    flash(response, _("Draf dihapus. Narasumber dan tempatnya bebas lagi."))
    return response


async def override(request: web.Request) -> web.StreamResponse:
    values, problems = await read_form(request, OverrideForm)
    workshop_id = id_in(request, "workshop_id")
    if not problems:
        form, now, by = values.model, running(request).clock.now(), staff_of(request)
        problems = await tried(
            request, warning_actions.override_warning, now, by, workshop_id, form.key, form.reason
        )
    if problems:
        # The page has other reasons to write: this one is found by its own name, at its own warning.
        problems = {"override" if name == "reason" else name: text for name, text in problems.items()}
        return await workshop_page(request, workshop_id, problems, 422, {"overridden": values.get("key")})
    response = redirect(request, f"/kelola/jadwal/{workshop_id}")
    flash(response, _("Peringatan diterima. Alasannya tercatat di riwayat."))
    return response
