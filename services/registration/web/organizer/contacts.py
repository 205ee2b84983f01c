"""People to be called or written to: of one workshop, and of the whole office."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from uuid import UUID

from aiohttp import web

from services.registration.actions import reaching
from services.registration.actions.office import By
from services.registration.domain.refusals import NotPossible
from services.registration.settings import PAGE_ROWS, UNDO_WITHIN
from services.registration.store import comparing, copies, groups, lists, registrations, tasks
from services.registration.store.tasks import Task
from services.registration.web import likenesses, views
from services.registration.web.history import TOLD
from services.registration.web.messages import Whom, Words, ready_text, whom, words_of
from services.registration.web.organizer.address import id_of, workshop_of
from services.registration.web.organizer.decisions import by_of
from shared.db import Tx
from shared.i18n import _
from shared.indonesia import shown_phone
from shared.web import (
    NotFound,
    flash,
    redirect,
    render,
    running,
    staff_of,
)
from shared.web.access import ORGANIZER
from shared.web.searching import chosen, page_number, pages_of

TASKS_SHOWN = 100
UNDO_SHOWN = 5


async def to_contact(request: web.Request) -> web.StreamResponse:
    """People no mail reaches: the ready text, a link to WhatsApp, and *Sudah dihubungi*.

    The text opens the person's own page, so only those who may decide for the person get it.
    """
    service, office = running(request), staff_of(request).organization_id
    async with service.db.read() as tx:
        workshop = await workshop_of(request, tx)
        found = await tasks.open_tasks(tx, office, workshop.id, TASKS_SHOWN)
        done = await _just_done(request, tx, workshop.id)
        called = await whom(tx, [*found, *done])
        words = await words_of(tx, office)
        undeliverable = await lists.with_email_trouble(tx, workshop.id, office, TASKS_SHOWN)
        ids = (await comparing.flagged(tx, office, workshop.id))[:TASKS_SHOWN]
        compared = await registrations.read_many(tx, ids)
        flags = await comparing.flags(tx, office, ids)
        untold = await groups.untold(tx, office, workshop.id)
    return render(
        request,
        "organizer/to_contact.html",
        decides=ORGANIZER.allows(staff_of(request).role),
        workshop=workshop,
        items=_items(request, found, called, words),
        done=[(task, called[task.id].row) for task in done],
        told=TOLD,
        undeliverable=undeliverable,
        untold=untold,
        compared=compared,
        flags=flags,
        flag_word=likenesses.chip,
        phone=shown_phone,
        state_word=views.office_word,
        step=workshop.step(service.clock.now()),
    )


async def of_office(request: web.Request) -> web.StreamResponse:
    """The same for all workshops of the office, page by page, the oldest first."""
    office, page = staff_of(request).organization_id, page_number(request)
    purpose = chosen(request, "tentang", TOLD)
    async with running(request).db.read() as tx:
        found = await tasks.open_tasks(tx, office, None, PAGE_ROWS, (page - 1) * PAGE_ROWS, purpose)
        count = await tasks.count_open(tx, office, None, purpose)
        done = await _just_done(request, tx, None)
        called = await whom(tx, [*found, *done])
        words = await words_of(tx, office)
        workshops = await copies.WORKSHOPS.get_many(tx, {task.workshop_id for task in found})
        # Of no kind of message: shown with all of them, on the first page.
        untold = await groups.untold(tx, office, None) if page == 1 and not purpose else []
    return render(
        request,
        "organizer/to_contact_office.html",
        decides=ORGANIZER.allows(staff_of(request).role),
        items=_items(request, found, called, words),
        done=[(task, called[task.id].row) for task in done],
        workshops=workshops,
        untold=untold,
        told=TOLD,
        purpose=purpose,
        kinds=[(name, _(word)) for name, word in TOLD.items()],
        phone=shown_phone,
        state_word=views.office_word,
        count=count,
        page=page,
        pages=pages_of(count, PAGE_ROWS),
    )


async def _just_done(request: web.Request, tx: Tx, workshop_id: UUID | None) -> list[Task]:
    since = running(request).clock.now() - UNDO_WITHIN
    return await tasks.just_done(tx, staff_of(request).organization_id, workshop_id, since, UNDO_SHOWN)


def _items(
    request: web.Request, found: list[Task], called: dict[UUID, Whom], words: Words
) -> list[tuple[Task, Whom, str, str]]:
    decides = ORGANIZER.allows(staff_of(request).role)
    items = []
    for task in found:
        one = called[task.id]
        text = ready_text(request, task.purpose, task.data, one.row, words) if decides else ""
        items.append((task, one, text, views.whatsapp(text, one.phone) if decides else ""))
    return items


async def contacted(request: web.Request) -> web.StreamResponse:
    """*Sudah dihubungi*."""
    done = await mark(request, reaching.contacted)
    return _back(request, _("Dicatat: sudah dihubungi.") if done else _("Tugas ini sudah selesai."))


async def take_back(request: web.Request) -> web.StreamResponse:
    """A wrong click on *Sudah dihubungi*."""
    done = await mark(request, reaching.take_back)
    sorry = _("Tidak dapat diurungkan lagi: sudah lewat 15 menit, atau sudah diurungkan.")
    return _back(request, _("Diurungkan: masih perlu dihubungi.") if done else sorry)


async def mark(request: web.Request, action: Callable[[Tx, datetime, By, UUID], Awaitable[bool]]) -> bool:
    """Do it to the task of the address. Raises NotFound where the office has no such task."""
    service = running(request)
    try:
        return await service.db.run(action, service.clock.now(), by_of(request), id_of(request, "task_id"))
    except NotPossible as error:
        raise NotFound from error


def _back(request: web.Request, text: str) -> web.Response:
    if "workshop_id" in request.match_info:
        response = redirect(request, "to_contact", workshop_id=request.match_info["workshop_id"])
    else:
        response = redirect(request, "to_contact_office")
    flash(response, text)
    return response
