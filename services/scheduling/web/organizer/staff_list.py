"""The list of the office's people: found, taken along as a file, several disabled or invited at once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from aiohttp import web

from services.scheduling.actions import staff as actions
from services.scheduling.domain.refusals import Refused
from services.scheduling.settings import PAGE_ROWS
from services.scheduling.store import accounts, second_factor
from services.scheduling.store.accounts import Account, Filter
from services.scheduling.web import words
from services.scheduling.web.doing import once
from services.scheduling.web.forms.accounts import ManyStaffForm
from services.scheduling.web.organizer import many
from services.scheduling.web.sentences import page_of
from shared.i18n import N_, _, date_time, language, ngettext
from shared.sheets import Column
from shared.web import NotFound, read_form, redirect, render, route_url, running, staff_of, zone_of
from shared.web.limit import limited
from shared.web.navigation import ROLE_NAMES
from shared.web.searching import chosen, kept, page_number, pages_of, searched
from shared.web.sheets import READ_ROWS, exported

INVITATIONS = "60/hour"
SORTS = {"": N_("Nama"), "role": N_("Peran"), "seen": N_("Terakhir masuk dahulu")}
COLUMNS = (
    (N_("Nama"), 32),
    (N_("Email"), 32),
    (N_("Peran"), 20),
    (N_("Status"), 16),
    (N_("Dengan kode masuk"), 18),
    (N_("Terakhir masuk"), 36),
)
STAYS = {
    "self": N_("akun Anda sendiri"),
    "last_admin": N_("admin terakhir instansi"),
    "taken_up": N_("sudah punya kata sandi"),
    "disabled": N_("dinonaktifkan"),
    "so": N_("sudah begitu"),
}


async def index(request: web.Request) -> web.StreamResponse:
    return await list_page(request, {"role": "organizer", "way": "mail"}, {}, 200)


async def export(request: web.Request) -> web.StreamResponse:
    """The list as it is filtered, as XLSX or CSV."""
    office = staff_of(request).organization_id
    zone = zone_of(request)
    async with running(request).db.read() as tx:
        found = await accounts.of_office(tx, office, wanted(request), sort=sort(request), limit=READ_ROWS)
        with_codes = await second_factor.with_one(tx, office)
    rows = [
        (
            row.name,
            row.email,
            _(ROLE_NAMES[row.document.role]),
            _(words.ACCOUNT_STATES[state_of(row)]),
            _("Ya") if row.id in with_codes else _("Tidak"),
            date_time(row.signed_in_at, zone) if row.signed_in_at else "",
        )
        for row in found
    ]
    columns = [Column(_(title), width) for title, width in COLUMNS]
    return await exported(request.match_info["kind"], "pengguna", _("Pengguna"), columns, rows)


async def ask_many(request: web.Request) -> web.StreamResponse:
    act, ids, by = (
        chosen(request, "act", ("disable", "enable", "invite")),
        many.ticked(request),
        staff_of(request),
    )
    if not act:
        raise NotFound
    async with running(request).db.read() as tx:
        found = await accounts.chosen(tx, by.organization_id, ids)
    if len(found) != len(ids):
        raise NotFound
    rows = [many.Chosen(row.id, row.name, row.email, _why_not(act, row, by.staff_id)) for row in found]
    count = sum(not row.stays for row in rows)
    question, lead, button = {
        "disable": (
            ngettext("Nonaktifkan {n} orang?", "Nonaktifkan {n} orang?", count),
            _("Mereka langsung keluar dari semua perangkat dan tidak dapat masuk lagi."),
            ngettext("Nonaktifkan {n} orang", "Nonaktifkan {n} orang", count),
        ),
        "enable": (
            ngettext("Aktifkan lagi {n} orang?", "Aktifkan lagi {n} orang?", count),
            _("Mereka dapat masuk lagi dengan kata sandi yang dahulu."),
            ngettext("Aktifkan {n} orang", "Aktifkan {n} orang", count),
        ),
        "invite": (
            ngettext("Kirim {n} undangan lagi?", "Kirim {n} undangan lagi?", count),
            _("Tiap orang mendapat tautan baru lewat email. Tautan yang lama tidak berlaku lagi."),
            ngettext("Kirim {n} undangan", "Kirim {n} undangan", count),
        ),
    }[act]
    return many.ask(
        request,
        rows,
        question=question,
        lead=lead,
        button=button,
        dangerous=act == "disable",
        back=(_("Pengguna"), route_url(request, "staff")),
        act=act,
    )


async def do_many(request: web.Request) -> web.StreamResponse:
    values, problems = await read_form(request, ManyStaffForm)
    many.ticked(request, values)
    if problems:
        raise NotFound
    form, by, service = values.model, staff_of(request), running(request)
    try:
        if form.act == "invite":
            for _one in form.chosen:
                limited(request, "invite", INVITATIONS)
            outcome = await once(request, actions.invite_some, service.keys, by, form.chosen, language())
        else:
            disabled = form.act == "disable"
            outcome = await once(
                request, actions.disable_some, service.clock.now(), by, form.chosen, disabled
            )
    except Refused as refused:
        raise page_of(refused) from refused
    response = redirect(request, "staff")
    many.tell(
        response,
        _done_text(form.act, outcome["done"]),
        [f"{left['name']}: {_(STAYS[left['why']])}" for left in outcome["refused"]],
    )
    return response


def wanted(request: web.Request) -> Filter:
    """What the address asks the list for; what it cannot be is everything."""
    return Filter(
        searched(request),
        chosen(request, "peran", words.ROLES),
        chosen(request, "status", words.ACCOUNT_STATES),
    )


def sort(request: web.Request) -> str:
    return chosen(request, "urut", SORTS)


def state_of(account: Account) -> str:
    """A key of words.ACCOUNT_STATES."""
    if account.disabled:
        return "disabled"
    return "invited" if account.password_hash is None else "active"


async def list_page(
    request: web.Request, values: dict[str, Any], problems: dict[str, str], status: int
) -> web.Response:
    """The list, and below it the form that invites somebody, with what was typed into it."""
    office, page, asked = staff_of(request).organization_id, page_number(request), wanted(request)
    async with running(request).db.read() as tx:
        count = await accounts.count(tx, office, asked)
        rows = await accounts.of_office(
            tx, office, asked, sort=sort(request), limit=PAGE_ROWS, skip=(page - 1) * PAGE_ROWS
        )
        with_codes = await second_factor.with_one(tx, office)
    return render(
        request,
        "organizer/staff.html",
        status=status,
        people=rows,
        with_codes=with_codes,
        state_of=state_of,
        query=kept(request, "cari", "peran", "status", "urut"),
        account_states=words.ACCOUNT_STATES,
        states=words.options(words.ACCOUNT_STATES),
        role_names=[(role.value, _(name)) for role, name in ROLE_NAMES.items()],
        sorts=words.options(SORTS),
        values=values,
        problems=problems,
        roles=words.options(words.ROLES),
        ways=[("mail", _("Kirim undangan lewat email")), ("print", _("Tampilkan tautan sekali pakai"))],
        count=count,
        page=page,
        pages=pages_of(count, PAGE_ROWS),
    )


def _why_not(act: str, account: Account, own_id: UUID) -> str:
    """Why nothing will be done with this one; empty where it will."""
    state, why = state_of(account), ""
    if act == "invite":
        why = {"invited": "", "active": "taken_up", "disabled": "disabled"}[state]
    elif account.disabled == (act == "disable"):
        why = "so"
    elif act == "disable" and account.id == own_id:
        why = "self"
    return _(STAYS[why]) if why else ""


def _done_text(act: str, done: int) -> str:
    if not done:
        return ""
    if act == "invite":
        return ngettext("{n} undangan dikirim lagi.", "{n} undangan dikirim lagi.", done)
    if act == "disable":
        return ngettext("{n} orang dinonaktifkan.", "{n} orang dinonaktifkan.", done)
    return ngettext("{n} orang diaktifkan lagi.", "{n} orang diaktifkan lagi.", done)
