"""Workshops for programs."""

from __future__ import annotations

from datetime import datetime

from aiohttp import web

from services.registration.domain.seats import Seats
from services.registration.settings import (
    LISTED_WORKSHOPS,
)
from services.registration.store import copies, seats
from services.registration.web.models.workshops import SessionAnswer, WorkshopAnswer, WorkshopsAnswer
from shared.events.scheduling import Workshop
from shared.web import (
    NotFound,
    answer,
    running,
)


def workshop_answer(request: web.Request, shown: Workshop, row: Seats, now: datetime) -> WorkshopAnswer:
    public_url = running(request).settings.public_url.rstrip("/")
    return WorkshopAnswer(
        slug=shown.slug,
        title=shown.full_title,
        starts_at=shown.starts_at,
        ends_at=shown.ends_at,
        zone=shown.zone,
        place=shown.place.name,
        district_code=shown.place.district_code,
        seats=row.seats,
        free=0 if row.full else row.free,
        waiting=row.waiting,
        open=row.refusal(now) is None,
        closes_at=shown.sign_up_closes_at,
        url=f"{public_url}/bimtek/{shown.slug}",
        sessions=[
            SessionAnswer(
                subject=session.subject,
                kind=session.kind,
                starts_at=session.starts_at,
                ends_at=session.ends_at,
                jp=session.jp,
                place=session.place.name,
                trainers=[trainer.name for trainer in session.trainers],
            )
            for session in shown.sessions
        ],
    )


async def workshops(request: web.Request) -> web.StreamResponse:
    now = running(request).clock.now()
    async with running(request).db.read() as tx:
        listed = await copies.upcoming(tx, now, LISTED_WORKSHOPS)
        rows = await seats.read(tx, [one.workshop.id for one in listed])
    found = [workshop_answer(request, one.workshop, rows[one.workshop.id], now) for one in listed]
    return answer(WorkshopsAnswer(workshops=found))


async def workshop(request: web.Request) -> web.StreamResponse:
    async with running(request).db.read() as tx:
        shown = await copies.workshop_by_slug(tx, request.match_info["slug"])
        if shown is None:
            raise NotFound
        row = (await seats.read(tx, (shown.id,)))[shown.id]
    return answer(workshop_answer(request, shown, row, running(request).clock.now()))
