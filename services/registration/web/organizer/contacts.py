"""People to be called or written to."""

from __future__ import annotations

from aiohttp import web

from services.registration.store import lists, registrations, tasks
from services.registration.web import views
from services.registration.web.messages import ready_text
from services.registration.web.organizer.address import workshop_of
from shared.indonesia import shown_phone
from shared.web import (
    render,
    running,
    staff_of,
)
from shared.web.access import ORGANIZER

TASKS_SHOWN = 100


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
