"""The JSON API of requests for training."""

from __future__ import annotations

from aiohttp import web

from services.scheduling.actions import requests as actions
from services.scheduling.actions.requested import draft_workshop
from services.scheduling.store import requests
from services.scheduling.store.requests import Filter
from services.scheduling.web.api.calling import do, says_who
from services.scheduling.web.models import queries
from services.scheduling.web.models import requests as models
from services.scheduling.web.organizer.drafting import drafted, timetable_of
from services.scheduling.web.organizer.requests import asked_for
from services.scheduling.web.pages.requests import ASKED, asked_of, opened
from shared.i18n import language
from shared.web import answer, id_in, read_json, read_query, running, staff_of, zone_of
from shared.web.limit import limited
from shared.web.queries import MOST


async def ask(request: web.Request) -> web.StreamResponse:
    limited(request, "request", ASKED)
    body = await read_json(request, models.RequestBody)
    service = running(request)
    kept = await do(
        request, actions.ask, service.clock.now(), service.keys, body.office_id, asked_of(body), language()
    )
    address = service.settings.public_url.rstrip("/") + opened(request, kept)
    return answer(models.RequestMade(id=kept["id"], url=address), 201)


async def listed(request: web.Request) -> web.StreamResponse:
    by, asked = staff_of(request), read_query(request, queries.Requests)
    wanted = Filter(asked.search, asked.status, asked.kecamatan, asked.komoditas)
    async with running(request).db.read() as tx:
        total = await requests.count(tx, by.organization_id, wanted)
        rows = await requests.listed(
            tx, by.organization_id, wanted, sort=asked.urut, limit=MOST, skip=asked.skip
        )
    items = [models.RequestAnswer.model_validate(row) for row in rows]
    return answer(models.Requests(items=items, total=total))


async def sort_out(request: web.Request) -> web.StreamResponse:
    body = await read_json(request, models.SortOutBody)
    request_id, by = id_in(request, "request_id"), staff_of(request)
    await do(request, actions.sort_out, by, request_id, body.commodity, body.district_code)
    return answer({"id": str(request_id)})


async def answered(request: web.Request) -> web.StreamResponse:
    body = await read_json(request, models.AnswerBody)
    by, now = staff_of(request), running(request).clock.now()
    count = await do(request, actions.answer, now, by, body.ids, body.shown, body.words)
    return answer(models.Answered(requests=count))


async def called(request: web.Request) -> web.StreamResponse:
    answer_id, now = id_in(request, "answer_id"), running(request).clock.now()
    found = await asked_for(request)
    await do(request, actions.called, now, staff_of(request), answer_id)
    return answer({"id": str(found.id)})


async def join(request: web.Request) -> web.StreamResponse:
    body = await read_json(request, models.JoinBody)
    by, now = staff_of(request), running(request).clock.now()
    count = await do(request, actions.join_workshop, now, by, body.ids, body.workshop_id)
    return answer(models.Answered(requests=count))


@says_who
async def draft(request: web.Request) -> web.StreamResponse:
    body = await read_json(request, models.DraftBody)
    by, now = staff_of(request), running(request).clock.now()
    zone = zone_of(request)
    details = drafted(
        now,
        zone,
        body.first_day,
        programme_id=body.programme_id,
        title=body.title,
        venue_id=body.venue_id,
        capacity=body.capacity,
    )
    timetable = timetable_of(body.template_days, body.first_day)
    return answer(await do(request, draft_workshop, now, by, body.ids, details, timetable), 201)
