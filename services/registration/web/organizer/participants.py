"""The people of one workshop: the list, and the list to take along."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from services.registration.domain.questions import Form, Moment
from services.registration.domain.seats import why_not_promoted
from services.registration.settings import PAGE_ROWS
from services.registration.store import centres, comparing, groups, lists, questions, seats, tasks
from services.registration.store.lists import Wanted
from services.registration.store.registrations import Row
from services.registration.web import answer_filters, answers, likenesses, quota_words, views
from services.registration.web.organizer.address import page_of, workshop_of
from services.registration.web.organizer.contacts import TASKS_SHOWN
from services.registration.web.organizer.many import bulk_acts, picked
from shared.events.registration import RegistrationState
from shared.i18n import N_, _, date_time
from shared.ids import shown as shown_code
from shared.indonesia import district, shown_phone
from shared.sheets import Column
from shared.sheets.writing import Cell
from shared.web import render, running, staff_of
from shared.web.searching import chosen, kept, typed
from shared.web.sheets import READ_ROWS, exported

ORDERS = (
    ("place", N_("Urutan pendaftaran")),
    ("name", N_("Nama")),
    ("home", N_("Asal")),
    ("newest", N_("Terbaru dahulu")),
)
TROUBLES = {
    "needs": N_("Ada kebutuhan khusus"),
    "alike": N_("Perlu dibandingkan"),
    "email": N_("Email tidak sampai"),
    "contact": N_("Perlu dihubungi"),
}
CONSENTS = {"photo": N_("Foto boleh dipublikasikan"), "contact": N_("Boleh dihubungi lagi")}
FILTERS = (
    "cari",
    "status",
    "jk",
    "asal",
    "sentra",
    "narahubung",
    "masalah",
    "izin",
    "urut",
    "kolom",
)  # of the address
# Columns that can be left out of the list and of the file; the name always stands first.
SHOWN = {
    "status": N_("Status"),
    "kode": N_("Kode kartu"),
    "hp": N_("HP"),
    "asal": N_("Asal"),
    "jk": N_("L/P"),
    "usaha": N_("Usaha"),
    "sentra": N_("Sentra"),
    "narahubung": N_("Narahubung"),
    "email": N_("Email"),
    "kebutuhan": N_("Kebutuhan khusus"),
    "izin": N_("Izin"),
    "mendaftar": N_("Mendaftar"),
    "catatan": N_("Catatan"),
}
# With a code and a phone somebody's page is opened and changed: in a file only for whoever asked for it.
FILED = tuple(name for name in SHOWN if name != "kode")
USUAL = ("status", "hp", "asal", "usaha", "catatan")


async def participants(request: web.Request) -> web.StreamResponse:
    """The people of one workshop: found, filtered, sorted, page by page."""
    office, page, now = staff_of(request).organization_id, page_of(request), running(request).clock.now()
    async with running(request).db.read() as tx:
        workshop = await workshop_of(request, tx)
        form = await questions.read(tx, workshop.id)
        wanted = wanted_of(request, form)
        people, count = await lists.find(tx, workshop.id, office, wanted, PAGE_ROWS, (page - 1) * PAGE_ROWS)
        counts = await lists.counts(tx, workshop.id, office)
        row = (await seats.read(tx, (workshop.id,)))[workshop.id]
        flags = await comparing.flags(tx, office, [person.id for person in people])
        names = await centres.names(tx, office)
        contacts = {str(one.id): one.name for one in await groups.of_workshop(tx, workshop.id, office)}
        open_tasks = await tasks.open_tasks(tx, office, workshop.id, TASKS_SHOWN)
        homes = await lists.districts(tx, workshop.id, office)
    offers = counts.get(RegistrationState.OFFERED, 0)
    return render(
        request,
        "organizer/participants.html",
        workshop=workshop,
        seats=row,
        people=people,
        count=count,
        counts=counts,
        flags=flags,
        flag_word=likenesses.chip,
        tasks=len(open_tasks),
        wanted=wanted,
        query=kept_of(request, form),
        **_choices(form, homes, names, contacts),
        asks_on_the_spot=bool(form.of(Moment.CHECK_IN)),
        chosen_columns=columns_of(request, form),
        said=lambda row, field: answers.said(form, field, row.business, row.answers),
        code=lambda row: shown_code(row.card_code),
        when=lambda row: date_time(row.registered_at, workshop.zone),
        bulk=bulk_acts(),
        states=views.STATE_WORDS,
        state_word=views.office_word,
        promoted=quota_words.why(why_not_promoted(row, offers, now), workshop.zone, names),
        step=workshop.step(now),
        page=page,
        pages=-(-count // PAGE_ROWS),
        district=district,
        phone=shown_phone,
        link=f"{running(request).settings.public_url.rstrip('/')}/bimtek/{workshop.slug}",
    )


def _choices(form: Form, homes: list[str], names: dict[str, str], contacts: dict[str, str]) -> dict[str, Any]:
    """What the filters and columns of the list offer, by name of the template."""
    return {
        "homes": _homes(homes),
        "centres": sorted(names.items(), key=lambda one: one[1].lower()),
        "centre_names": names,
        "contacts": sorted(contacts.items(), key=lambda one: one[1].lower()),
        "contact_names": contacts,
        "troubles": [(name, _(word)) for name, word in TROUBLES.items()],
        "consents": [(name, _(word)) for name, word in CONSENTS.items()],
        "asked_of": answer_filters.offered(form),
        "columns": [*((name, _(word)) for name, word in SHOWN.items()), *answers.choosable(form).items()],
        "orders": ORDERS,
    }


def wanted_of(request: web.Request, form: Form) -> Wanted:
    """What the address asks the list for; what it cannot be is everything."""
    return Wanted(
        state=chosen(request, "status", {member.value for member in RegistrationState}),
        text=typed(request),
        order=chosen(request, "urut", dict(ORDERS), "place"),
        gender=chosen(request, "jk", ("L", "P")),
        district=typed(request, "asal")[:8],
        trouble=chosen(request, "masalah", TROUBLES),
        centre=typed(request, "sentra")[:36],
        group=typed(request, "narahubung")[:36],
        consent=chosen(request, "izin", CONSENTS),
        answers=answer_filters.asked(form, request.query),
    )


def columns_of(request: web.Request, form: Form) -> list[str]:
    """Those asked for, in our order; the usual ones when none is."""
    asked = set(request.query.getall("kolom", []))
    return [name for name in (*SHOWN, *answers.choosable(form)) if name in asked] or list(USUAL)


def kept_of(request: web.Request, form: Form) -> dict[str, Any]:
    """What the address asks for, to stay from page to page and in the file."""
    answered = (field for field, _label, _choices in answer_filters.offered(form))
    query: dict[str, Any] = dict(kept(request, *(name for name in FILTERS if name != "kolom"), *answered))
    if "kolom" in request.query:
        query["kolom"] = columns_of(request, form)
    return query


def _homes(codes: list[str]) -> list[tuple[str, str]]:
    found = [(code, home.full_name) for code in codes if code and (home := district(code))]
    return sorted(found, key=lambda pair: pair[1]) + ([("luar", _("luar provinsi"))] if "" in codes else [])


# (the list's column it goes with; empty: always there) of each column of the file
COLUMNS = (
    ("", N_("No"), 5),
    ("", N_("Nama"), 30),
    ("", N_("Nama di sertifikat"), 34),
    ("kode", N_("Kode kartu"), 14),
    ("jk", N_("L/P"), 6),
    ("hp", N_("HP/WhatsApp"), 18),
    ("email", N_("Email"), 30),
    ("asal", N_("Kecamatan"), 22),
    ("asal", N_("Kabupaten/Kota"), 26),
    ("usaha", N_("Usaha"), 26),
    ("sentra", N_("Sentra"), 26),
    ("narahubung", N_("Narahubung"), 26),
    ("kebutuhan", N_("Kebutuhan khusus"), 26),
    ("status", N_("Status"), 28),
    ("izin", N_("Foto boleh dipublikasikan"), 14),
    ("izin", N_("Boleh dihubungi lagi"), 14),
    ("mendaftar", N_("Mendaftar"), 34),
    ("catatan", N_("Perlu dibandingkan"), 40),
)


async def export(request: web.Request) -> web.StreamResponse:
    """The list as filtered, or those ticked, with the columns chosen; nothing sealed. Raises TooManyRows."""
    office, kind = staff_of(request).organization_id, request.match_info["kind"]
    async with running(request).db.read() as tx:
        workshop = await workshop_of(request, tx)
        form = await questions.read(tx, workshop.id)
        names = await centres.names(tx, office)
        contacts = {str(one.id): one.name for one in await groups.of_workshop(tx, workshop.id, office)}
        people, _count = await lists.find(tx, workshop.id, office, wanted_of(request, form), READ_ROWS, 0)
        flags = await comparing.flags(tx, office, [row.id for row in people])
    link = f"{running(request).settings.public_url.rstrip('/')}/kelola/peserta/orang"
    asked = ["", *(columns_of(request, form) if "kolom" in request.query else FILED)]
    there = [at for at, (name, _title, _width) in enumerate(COLUMNS) if name in asked]
    columns = [Column(_(COLUMNS[at][1]), COLUMNS[at][2]) for at in there] + answers.columns(form)
    rows: list[list[Cell]] = []
    for number, row in enumerate(picked(request, people), start=1):
        told = likenesses.text(flags.get(row.id, ()), link)
        belongs = (names.get(str(row.centre_id), ""), contacts.get(str(row.group_id), ""))
        cells = (*_cells(number, row, belongs, workshop.zone), told)
        rows.append(
            [
                *(cells[at] for at in there),
                *answers.cells(form, row.business, row.answers),
            ]
        )
    return await exported(kind, f"peserta-{workshop.slug}", workshop.full_title, columns, rows)


def _cells(number: int, row: Row, belongs: tuple[str, str], zone: str) -> tuple[int | str, ...]:
    place = district(row.district_code) if row.district_code else None
    return (
        number,
        row.full_name,
        row.certificate_name,
        shown_code(row.card_code),
        row.gender,
        shown_phone(row.phone) if row.phone else "",
        row.email,
        place.name if place else "",
        place.regency if place else "",
        row.business_name,
        *belongs,
        _("ada") if row.has_needs else "",
        views.office_word(row)[1],
        _("Ya") if row.consent_photo else _("Tidak"),
        _("Ya") if row.consent_contact else _("Tidak"),
        date_time(row.registered_at, zone),
    )
