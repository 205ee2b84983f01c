"""Pages of the office: its workshops' people, what waits for a decision, lists to take along."""

from __future__ import annotations

from uuid import UUID

from aiohttp import web

from services.registration.domain.seats import why_not_promoted
from services.registration.settings import PAGE_ROWS
from services.registration.store import copies, lists, registrations, seats, tasks
from services.registration.store.lists import Wanted
from services.registration.web import views
from services.registration.web.messages import ready_text
from shared.db import Tx
from shared.events.registration import RegistrationState
from shared.events.scheduling import Workshop
from shared.i18n import N_, _, date_time
from shared.indonesia import district, shown_phone
from shared.sheets import Column
from shared.web import NotFound, render, running, staff_of
from shared.web.access import ORGANIZER
from shared.web.sheets import READ_ROWS, exported

TASKS_SHOWN = 100
ORDERS = (("place", N_("Urutan pendaftaran")), ("name", N_("Nama")), ("newest", N_("Terbaru dahulu")))
WAITS = {
    "pending": (N_("Pendaftaran menunggu persetujuan"), N_("Periksa"), "pending"),
    "offered": (N_("Tawaran kursi belum dijawab"), N_("Lihat"), "offered"),
    "contact": (N_("Orang perlu dihubungi"), N_("Hubungi"), ""),
    "alike": (N_("Pendaftaran mungkin orang yang sama"), N_("Bandingkan"), ""),
    "email": (N_("Alamat email tidak sampai"), N_("Perbaiki"), ""),
}


def page_of(request: web.Request) -> int:
    """The page asked for, from 1."""
    text = request.query.get("halaman", "1")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def id_of(request: web.Request, name: str) -> UUID:
    """An id of the address; NotFound for what is none."""
    try:
        return UUID(request.match_info[name])
    except ValueError:
        raise NotFound from None


async def workshop_of(request: web.Request, tx: Tx) -> Workshop:
    """The workshop of the address, of this office only."""
    workshop = await copies.WORKSHOPS.get(tx, id_of(request, "workshop_id"))
    if workshop is None or workshop.organization_id != staff_of(request).organization_id:
        raise NotFound
    return workshop


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
        waiting = await lists.summary(tx, staff_of(request).organization_id)
    return render(request, "organizer/summary.html", waiting=waiting, words=WAITS)


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


async def to_contact(request: web.Request) -> web.StreamResponse:
    """People no mail reaches: the ready text, a link to WhatsApp, and *Sudah dihubungi*.

    The text opens the person's own page, so only those who may decide for the person get it.
    """
    service, office = running(request), staff_of(request).organization_id
    async with service.db.read() as tx:
        workshop = await workshop_of(request, tx)
        found = await tasks.open_tasks(tx, office, workshop.id, TASKS_SHOWN)
        people = {
            row.id: row for row in await registrations.read_many(tx, [task.registration_id for task in found])
        }
        undeliverable = await lists.with_email_trouble(tx, workshop.id, office, TASKS_SHOWN)
        alike_people = await lists.that_look_alike(tx, workshop.id, office, TASKS_SHOWN)
        alike = await lists.alike(tx, [row.id for row in alike_people])
    decides = ORGANIZER.allows(staff_of(request).role)
    items = []
    for task in found:
        row = people[task.registration_id]
        text = ready_text(request, task.purpose, task.data, row) if decides else ""
        items.append((task, row, text, views.whatsapp(text, row.phone) if decides else ""))
    return render(
        request,
        "organizer/to_contact.html",
        decides=decides,
        workshop=workshop,
        items=items,
        undeliverable=undeliverable,
        alike_people=alike_people,
        alike=alike,
        phone=shown_phone,
        state_word=views.office_word,
        step=workshop.step(service.clock.now()),
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
