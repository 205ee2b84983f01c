"""Notices of changes: whom each of them reached, and who still has to be."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from aiohttp import web
from pydantic import BaseModel

from services.registration.store import notices
from services.registration.store.notices import Delivery
from services.registration.web.organizer import workshop_of
from shared import notices as wording
from shared.db import Tx
from shared.events.scheduling import Workshop
from shared.i18n import N_
from shared.web import answer, render, running, staff_of

NOTICES_SHOWN = 50
PEOPLE_SHOWN = 200
HOW = {
    "to_contact": ("awas", N_("Perlu dihubungi")),
    "failed": ("salah", N_("Email gagal")),
    "waiting": ("wait", N_("Email masih antre")),
}


class DeliveryAnswer(BaseModel):
    id: UUID
    at: datetime
    reason: str
    text: list[str]  # each change in words
    people: int  # told when it was heard
    delivered: int  # the server of the address took the mail
    contacted: int  # told by somebody of the office
    waiting: int  # mails under way
    to_contact: int  # tasks "Perlu dihubungi"
    failed: int


class DeliveriesAnswer(BaseModel):
    notices: list[DeliveryAnswer]  # the newest first


def people_of(one: Delivery) -> int:
    """Those who were told and are still registered as themselves."""
    return one.delivered + one.contacted + one.waiting + one.to_contact + one.failed


async def index(request: web.Request) -> web.StreamResponse:
    """Per notice: what, when, how many it reached, and a list of those it did not."""
    office = staff_of(request).organization_id
    async with running(request).db.read() as tx:
        workshop, found = await _found(request, tx)
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
        workshop, found = await _found(request, tx)
    return render(
        request, "organizer/notices_summary.html", workshop=workshop, items=found, people_of=people_of
    )


async def deliveries(request: web.Request) -> web.StreamResponse:
    """The same for programs."""
    async with running(request).db.read() as tx:
        workshop, found = await _found(request, tx)
    return answer(
        DeliveriesAnswer(
            notices=[
                DeliveryAnswer(
                    id=one.notice.id,
                    at=one.notice.at,
                    reason=one.notice.reason,
                    text=[
                        f"{line.what}. {' '.join(line.texts)}"
                        for line in wording.lines(one.notice, workshop.zone)
                    ],
                    people=one.people,
                    delivered=one.delivered,
                    contacted=one.contacted,
                    waiting=one.waiting,
                    to_contact=one.to_contact,
                    failed=one.failed,
                )
                for one in found
            ]
        )
    )


async def _found(request: web.Request, tx: Tx) -> tuple[Workshop, list[Delivery]]:
    workshop = await workshop_of(request, tx)
    office = staff_of(request).organization_id
    return workshop, await notices.of_workshop(tx, workshop.id, office, NOTICES_SHOWN)
