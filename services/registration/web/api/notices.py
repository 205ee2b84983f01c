"""Notices of changes for programs."""

from __future__ import annotations

from aiohttp import web

from services.registration.web.models.notices import DeliveriesAnswer, DeliveryAnswer
from services.registration.web.organizer.notices import found_of
from shared import notices as wording
from shared.web import (
    answer,
    running,
)


async def deliveries(request: web.Request) -> web.StreamResponse:
    """The same for programs."""
    async with running(request).db.read() as tx:
        workshop, found = await found_of(request, tx)
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
