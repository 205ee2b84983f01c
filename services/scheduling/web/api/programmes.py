"""The JSON API of programmes."""

from __future__ import annotations

from dataclasses import asdict

from aiohttp import web

from services.scheduling.actions import programmes as programme_actions
from services.scheduling.store import classes, programmes
from services.scheduling.store.programmes import Filter, Programme
from services.scheduling.web.api.calling import do
from services.scheduling.web.models import programmes as models
from services.scheduling.web.models import queries
from services.scheduling.web.models.resources import ArchiveBody
from shared import ids
from shared.web import NotFound, answer, id_in, read_json, read_query, running, staff_of
from shared.web.queries import MOST

_LISTED = ("id", "title", "class_label", "state", "starts_at", "ends_at", "capacity", "confirmed", "waiting")


async def add_programme(request: web.Request) -> web.StreamResponse:
    body = await read_json(request, models.ProgrammeBody)
    programme = Programme(ids.new_id(), **body.model_dump())
    return answer(await do(request, programme_actions.add_programme, staff_of(request), programme), 201)


async def list_programmes(request: web.Request) -> web.StreamResponse:
    by, asked = staff_of(request), read_query(request, queries.Programmes)
    wanted = Filter(asked.search, asked.tahun or None, asked.arsip == "1")
    async with running(request).db.read() as tx:
        total = await programmes.count(tx, by.organization_id, wanted)
        rows = await programmes.search(
            tx, by.organization_id, wanted, sort=asked.urut, limit=MOST, skip=asked.skip
        )
    items = [models.ProgrammeAnswer.model_validate(row) for row in rows]
    return answer(models.Programmes(items=items, total=total))


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


async def archive_programmes(request: web.Request) -> web.StreamResponse:
    body, by = await read_json(request, ArchiveBody), staff_of(request)
    outcome = await do(request, programme_actions.archive_programmes, by, body.ids, body.archived)
    return answer(models.ArchivedProgrammes.model_validate(outcome))


async def delete_programme(request: web.Request) -> web.StreamResponse:
    programme_id = id_in(request, "programme_id")
    await do(request, programme_actions.delete_programme, staff_of(request), programme_id)
    return answer({"id": str(programme_id)})
