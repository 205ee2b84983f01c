"""Notices of changes: whom each of them reached, and who still has to be."""

from __future__ import annotations

from aiohttp import web

from services.registration.store import notices
from services.registration.store.notices import Delivery
from services.registration.web.organizer.address import workshop_of
from shared import notices as wording
from shared.db import Tx
from shared.events.scheduling import Workshop
from shared.i18n import N_
from shared.web import (
    render,
    running,
    staff_of,
)

NOTICES_SHOWN = 50
PEOPLE_SHOWN = 200
HOW = {
    "to_contact": ("awas", N_("Perlu dihubungi")),
    "failed": ("salah", N_("Email gagal")),
    "waiting": ("wait", N_("Email masih antre")),
}


def people_of(one: Delivery) -> int:
    """Those who were told and are still registered as themselves."""
    return one.delivered + one.contacted + one.waiting + one.to_contact + one.failed


async def index(request: web.Request) -> web.StreamResponse:
    """Per notice: what, when, how many it reached, and a list of those it did not."""
    office = staff_of(request).organization_id
    async with running(request).db.read() as tx:
        workshop, found = await found_of(request, tx)
        missing = await notices.not_reached(tx, [one.notice.id for one in found], office, PEOPLE_SHOWN)
    items = [
        (
            one,
            wording.lines(one.notice, workshop.zone),
            [person for person in missing if person.notice_id == one.notice.id],
        )
        for one in found
    ]
    return render(
        request,
        "organizer/notices.html",
        workshop=workshop,
        items=items,
        people_of=people_of,
        how=HOW,
        step=workshop.step(running(request).clock.now()),
    )


async def summary(request: web.Request) -> web.StreamResponse:
    """The last notice's figures, for the schedule tab."""
    async with running(request).db.read() as tx:
        workshop, found = await found_of(request, tx)
    return render(
        request, "organizer/notices_summary.html", workshop=workshop, items=found, people_of=people_of
    )


async def found_of(request: web.Request, tx: Tx) -> tuple[Workshop, list[Delivery]]:
    workshop = await workshop_of(request, tx)
    office = staff_of(request).organization_id
    return workshop, await notices.of_workshop(tx, workshop.id, office, NOTICES_SHOWN)
