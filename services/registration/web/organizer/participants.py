"""The people of one workshop: the list, and the list to take along."""

from __future__ import annotations

from aiohttp import web

from services.registration.domain.seats import why_not_promoted
from services.registration.settings import PAGE_ROWS
from services.registration.store import lists, seats, tasks
from services.registration.store.lists import Wanted
from services.registration.web import views
from services.registration.web.organizer.address import page_of, workshop_of
from services.registration.web.organizer.contacts import TASKS_SHOWN
from shared.events.registration import RegistrationState
from shared.i18n import N_, _, date_time
from shared.indonesia import district, shown_phone
from shared.sheets import Column
from shared.web import render, running, staff_of
from shared.web.sheets import READ_ROWS, exported

ORDERS = (("place", N_("Urutan pendaftaran")), ("name", N_("Nama")), ("newest", N_("Terbaru dahulu")))


async def participants(request: web.Request) -> web.StreamResponse:
    """The people of one workshop: found, filtered, sorted, page by page."""
    office, page, now = staff_of(request).organization_id, page_of(request), running(request).clock.now()
    wanted = _wanted(request)
    async with running(request).db.read() as tx:
        workshop = await workshop_of(request, tx)
        people, count = await lists.find(tx, workshop.id, office, wanted, PAGE_ROWS, (page - 1) * PAGE_ROWS)
        counts = await lists.counts(tx, workshop.id, office)
        row = (await seats.read(tx, (workshop.id,)))[workshop.id]
        alike = await lists.alike(tx, [person.id for person in people])
        open_tasks = await tasks.open_tasks(tx, office, workshop.id, TASKS_SHOWN)
    offers = counts.get(RegistrationState.OFFERED, 0)
    return render(
        request,
        "organizer/participants.html",
        workshop=workshop,
        seats=row,
        people=people,
        count=count,
        counts=counts,
        alike=alike,
        tasks=len(open_tasks),
        wanted=wanted,
        states=views.STATE_WORDS,
        state_word=views.office_word,
        orders=ORDERS,
        promoted=_(views.NOT_PROMOTED[why_not_promoted(row, offers, now)]),
        step=workshop.step(now),
        page=page,
        pages=-(-count // PAGE_ROWS),
        district=district,
        phone=shown_phone,
        link=f"{running(request).settings.public_url.rstrip('/')}/bimtek/{workshop.slug}",
    )


def _wanted(request: web.Request) -> Wanted:
    state, order = request.query.get("status", ""), request.query.get("urut") or "place"
    known = {member.value for member in RegistrationState}
    return Wanted(
        state=state if state in known else "",
        text=request.query.get("cari", "").replace("\x00", "").strip()[:100],
        order=order if order in dict(ORDERS) else "place",
    )


COLUMNS = (
    (N_("No"), 5),
    (N_("Nama"), 30),
    (N_("Nama di sertifikat"), 34),
    (N_("L/P"), 6),
    (N_("HP/WhatsApp"), 18),
    (N_("Email"), 30),
    (N_("Kecamatan"), 22),
    (N_("Kabupaten/Kota"), 26),
    (N_("Usaha"), 26),
    (N_("Kebutuhan khusus"), 26),
    (N_("Status"), 28),
    (N_("Mendaftar"), 34),
)


async def export(request: web.Request) -> web.StreamResponse:
    """The list as it is filtered, as XLSX or CSV. Never the NIK. Raises TooManyRows."""
    office, kind = staff_of(request).organization_id, request.match_info["kind"]
    async with running(request).db.read() as tx:
        workshop = await workshop_of(request, tx)
        people, _count = await lists.find(tx, workshop.id, office, _wanted(request), READ_ROWS, 0)
    columns = [Column(_(title), width) for title, width in COLUMNS]
    rows = []
    for at, row in enumerate(people, start=1):
        place = district(row.district_code) if row.district_code else None
        rows.append(
            (
                at,
                row.full_name,
                row.certificate_name,
                row.gender,
                shown_phone(row.phone) if row.phone else "",
                row.email,
                place.name if place else "",
                place.regency if place else "",
                row.business_name,
                row.needs,
                views.office_word(row)[1],
                date_time(row.registered_at, workshop.zone),
            )
        )
    return await exported(kind, f"peserta-{workshop.slug}", workshop.full_title, columns, rows)
