"""Trainers to be told by hand, how soon the office writes again, and the desk's rows about answers."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from aiohttp import web

from services.scheduling.actions import trainer_reaching as actions
from services.scheduling.domain.refusals import Refused
from services.scheduling.settings import ANSWER_DAYS, PAGE_ROWS, REMIND_DAYS
from services.scheduling.store import answers, trainer_links, trainer_tasks
from services.scheduling.store.trainer_tasks import Rule
from services.scheduling.web import words
from services.scheduling.web.decisions import Decision
from services.scheduling.web.doing import once, tried
from services.scheduling.web.forms.answers import RuleForm
from services.scheduling.web.forms.many import ManyForm
from services.scheduling.web.messages import ready_text, whatsapp
from services.scheduling.web.organizer import many
from services.scheduling.web.sentences import page_of
from shared.db import Tx
from shared.i18n import N_, _, date_long, date_time, ngettext
from shared.indonesia import shown_phone
from shared.sheets import Column
from shared.web import flash, id_in, read_form, redirect, render, route_url, running, staff_of, zone_of
from shared.web.access import ORGANIZER
from shared.web.searching import chosen, kept, page_number, pages_of, searched
from shared.web.sheets import READ_ROWS, exported

SORTS = {"": N_("Terlama dahulu"), "name": N_("Nama")}
COLUMNS = (
    (N_("Nama"), 36),
    (N_("Nomor HP"), 20),
    (N_("Tentang"), 30),
    (N_("Bimtek"), 50),
    (N_("Sejak"), 36),
)
_WAITS = {
    "declined": (N_("Narasumber tidak bisa: {title}"), N_("Cari pengganti")),
    "proposed": (N_("Narasumber mengusulkan waktu lain: {title}"), N_("Putuskan")),
    "unanswered": (N_("Undangan narasumber belum dijawab: {title}"), N_("Lihat")),
}


async def decisions(request: web.Request, tx: Tx, now: datetime, organization_id: UUID) -> list[Decision]:
    """What the desk shows of trainers: declined, other times, no answer, to be called."""
    found = []
    for row in await answers.waiting(tx, organization_id, now, ANSWER_DAYS):
        what, action = _WAITS[row.kind]
        since = _("Sejak {day}", day=date_long(row.oldest, row.zone))
        href = route_url(request, "answers", workshop_id=row.workshop_id)
        found.append(Decision(row.count, _(what, title=row.workshop), since, href, _(action)))
    count, oldest = await trainer_tasks.oldest(tx, organization_id)
    if oldest is not None and ORGANIZER.allows(staff_of(request).role):
        since = _("Sejak {day}", day=date_long(oldest, zone_of(request)))
        href = route_url(request, "trainers_to_contact")
        found.append(Decision(count, _("Narasumber perlu dihubungi"), since, href, _("Hubungi")))
    return found


async def to_contact(request: web.Request) -> web.StreamResponse:
    by, page, asked = staff_of(request), page_number(request), _asked(request)
    async with running(request).db.read() as tx:
        count = await trainer_tasks.count(tx, by.organization_id, *asked)
        tasks = await trainer_tasks.open_of(
            tx,
            by.organization_id,
            *asked,
            sort=_sort(request),
            limit=PAGE_ROWS,
            skip=(page - 1) * PAGE_ROWS,
        )
        guests = await trainer_links.of_several(tx, by.organization_id, {task.trainer_id for task in tasks})
    items = []
    for task in tasks:
        text = ready_text(request, task.purpose, task.data, guests[task.trainer_id])
        items.append((task, text, whatsapp(text, task.phone)))
    return render(
        request,
        "organizer/trainers_to_contact.html",
        items=items,
        query=kept(request, "cari", "tentang", "urut"),
        kinds=words.options(words.LETTERS),
        sorts=words.options(SORTS),
        purposes=words.LETTERS,
        zone=zone_of(request),
        count=count,
        page=page,
        pages=pages_of(count, PAGE_ROWS),
    )


async def export(request: web.Request) -> web.StreamResponse:
    """Whom to call, as it is filtered; without the messages, for each holds the link of its trainer."""
    office = staff_of(request).organization_id
    async with running(request).db.read() as tx:
        tasks = await trainer_tasks.open_of(
            tx, office, *_asked(request), sort=_sort(request), limit=READ_ROWS
        )
    rows = [
        (
            task.name,
            shown_phone(task.phone) if task.phone else "",
            _(words.LETTERS[task.purpose]),
            task.data["workshop"],
            date_time(task.created_at, zone_of(request)),
        )
        for task in tasks
    ]
    columns = [Column(_(title), width) for title, width in COLUMNS]
    title = _("Narasumber perlu dihubungi")
    return await exported(request.match_info["kind"], "narasumber-dihubungi", title, columns, rows)


async def contacted_some(request: web.Request) -> web.StreamResponse:
    values, _problems = await read_form(request, ManyForm)
    ids, now, by = many.ticked(request, values, at_list=True), running(request).clock.now(), staff_of(request)
    outcome = await once(request, actions.contacted_some, now, by, ids)
    response = redirect(request, "trainers_to_contact")
    done, before = outcome["done"], outcome["refused"]
    if done:
        flash(response, ngettext("Tercatat: {n} sudah dihubungi.", "Tercatat: {n} sudah dihubungi.", done))
    if before:
        flash(response, ngettext("{n} sudah dicatat sebelumnya.", "{n} sudah dicatat sebelumnya.", before))
    return response


def _asked(request: web.Request) -> tuple[str, str]:
    """Text and purpose that the address asks for."""
    return searched(request), chosen(request, "tentang", words.LETTERS)


def _sort(request: web.Request) -> str:
    return chosen(request, "urut", SORTS)


async def contacted(request: web.Request) -> web.StreamResponse:
    now, by = running(request).clock.now(), staff_of(request)
    try:
        await once(request, actions.contacted, now, by, id_in(request, "task_id"))
    except Refused as refused:
        raise page_of(refused) from refused
    response = redirect(request, "trainers_to_contact")
    flash(response, _("Tercatat: sudah dihubungi."))
    return response


async def rule(request: web.Request) -> web.StreamResponse:
    async with running(request).db.read() as tx:
        found = await trainer_tasks.rule(tx, staff_of(request).organization_id)
    known = found or Rule(REMIND_DAYS, ANSWER_DAYS)
    return _rule_page(request, dict(vars(known)), {}, 200)


async def set_rule(request: web.Request) -> web.StreamResponse:
    values, problems = await read_form(request, RuleForm)
    if not problems:
        form = values.model
        wanted = Rule(form.remind_days, form.answer_days)
        problems = await tried(request, actions.set_rule, staff_of(request), wanted)
    if problems:
        return _rule_page(request, values, problems, 422)
    response = redirect(request, "trainer_rule")
    flash(response, _("Pengingat tersimpan."))
    return response


def _rule_page(
    request: web.Request, values: dict[str, Any], problems: dict[str, str], status: int
) -> web.Response:
    return render(request, "organizer/trainer_rule.html", status=status, values=values, problems=problems)
