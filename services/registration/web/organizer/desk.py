"""The office's workshops with their head counts, and what waits for a decision, for the desk."""

from __future__ import annotations

from aiohttp import web

from services.registration.settings import (
    PAGE_ROWS,
)
from services.registration.store import comparing, copies, lists, seats, webhook_deliveries
from services.registration.web import views
from services.registration.web.organizer.address import page_of
from shared.events.scheduling import Role
from shared.i18n import N_
from shared.web import (
    render,
    running,
    staff_of,
)

WAITS = {
    "pending": (N_("Pendaftaran menunggu persetujuan"), N_("Periksa"), "pending"),
    "offered": (N_("Tawaran kursi belum dijawab"), N_("Lihat"), "offered"),
    "contact": (N_("Orang perlu dihubungi"), N_("Hubungi"), ""),
    "compare": (N_("Pendaftaran perlu dibandingkan"), N_("Bandingkan"), ""),
    "email": (N_("Alamat email tidak sampai"), N_("Perbaiki"), ""),
    "data": (N_("Permintaan atas data pribadi, paling lambat 3×24 jam"), N_("Jawab"), ""),
}


async def index(request: web.Request) -> web.StreamResponse:
    """The office's workshops with their head counts."""
    page, now = page_of(request), running(request).clock.now()
    async with running(request).db.read() as tx:
        listed, count = await copies.of_office(
            tx, staff_of(request).organization_id, now, PAGE_ROWS, (page - 1) * PAGE_ROWS
        )
        rows = await seats.read(tx, [one.workshop.id for one in listed])
    items = [(one, views.availability(one.workshop, rows[one.workshop.id], now)) for one in listed]
    return render(request, "organizer/index.html", items=items, page=page, pages=-(-count // PAGE_ROWS))


async def summary(request: web.Request) -> web.StreamResponse:
    """Rows for the desk: how many, of what, since when, one button."""
    async with running(request).db.read() as tx:
        office = staff_of(request).organization_id
        waiting = [*await lists.summary(tx, office), *await comparing.waiting(tx, office)]
        hooks = await webhook_deliveries.troubled(tx, office) if staff_of(request).role is Role.ADMIN else []
    waiting.sort(key=lambda one: one.oldest)
    return render(request, "organizer/summary.html", waiting=waiting, words=WAITS, hooks=hooks)
