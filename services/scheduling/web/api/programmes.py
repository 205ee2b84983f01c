"""The JSON API of programmes."""

from __future__ import annotations

from dataclasses import asdict

from aiohttp import web

from services.scheduling.actions import programmes as programme_actions
from services.scheduling.store import classes, programmes
from services.scheduling.store.programmes import Filter, Programme
from services.scheduling.web.api.calling import MOST, do
from services.scheduling.web.models import programmes as models
from shared import ids
from shared.web import NotFound, answer, id_in, read_json, running, staff_of
from shared.web.searching import page_number, searched

_LISTED = ("id", "title", "class_label", "state", "starts_at", "ends_at", "capacity", "confirmed", "waiting")


async def add_programme(request: web.Request) -> web.StreamResponse:
    body = await read_json(request, models.ProgrammeBody)
    programme = Programme(ids.new_id(), **body.model_dump())
    return answer(await do(request, programme_actions.add_programme, staff_of(request), programme), 201)


async def list_programmes(request: web.Request) -> web.StreamResponse:
    by, skip, asked = staff_of(request), (page_number(request) - 1) * MOST, Filter(searched(request))
    async with running(request).db.read() as tx:
        rows = await programmes.search(tx, by.organization_id, asked, limit=MOST, skip=skip)
    return answer(models.Programmes(items=[models.ProgrammeAnswer.model_validate(row) for row in rows]))


async def show_programme(request: web.Request) -> web.StreamResponse:
    by, programme_id, now = staff_of(request), id_in(request, "programme_id"), running(request).clock.now()
    async with running(request).db.read() as tx:
        programme = await programmes.find(tx, by.organization_id, programme_id)
        if programme is None:
            raise NotFound
        rows = await classes.side_by_side(tx, by.organization_id, now, programme_id)
    return answer(
        models.ProgrammeShown(
            **asdict(programme),
            workshops=[
                models.ClassAnswer(
                    **{name: getattr(row.listed, name) for name in _LISTED},
                    shown=row.listed.standing.shown(now),
                    districts=row.districts,
                    jp=row.jp,
                )
                for row in rows
            ],
        )
    )


async def change_programme(request: web.Request) -> web.StreamResponse:
    body = await read_json(request, models.ProgrammeBody)
    programme = Programme(id_in(request, "programme_id"), **body.model_dump())
    await do(request, programme_actions.change_programme, staff_of(request), programme)
    return answer({"id": str(programme.id)})


async def delete_programme(request: web.Request) -> web.StreamResponse:
    programme_id = id_in(request, "programme_id")
    await do(request, programme_actions.delete_programme, staff_of(request), programme_id)
    return answer({"id": str(programme_id)})
