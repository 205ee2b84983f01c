"""The JSON API of trainers and venues, of when they cannot be had, and of roads."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from aiohttp import web
from pydantic import BaseModel

from services.scheduling.actions import blocks as block_actions
from services.scheduling.actions import roads as road_actions
from services.scheduling.actions import trainers as trainer_actions
from services.scheduling.actions import venues as venue_actions
from services.scheduling.store import blocks, trainers, venues
from services.scheduling.store.trainers import Trainer
from services.scheduling.store.venues import Venue
from services.scheduling.web.api.calling import do
from services.scheduling.web.models import queries
from services.scheduling.web.models import resources as models
from services.scheduling.web.organizer.resources import Rows
from shared import ids
from shared.web import NotFound, answer, id_in, read_json, read_query, running, staff_of
from shared.web.queries import MOST

R = TypeVar("R", Trainer, Venue)


@dataclass(frozen=True)
class Models:
    """What one kind takes and answers."""

    query: type[queries.Trainers | queries.Venues]
    body: type[BaseModel]
    answer: type[BaseModel]
    row: type[BaseModel]
    listed: type[BaseModel]


@dataclass(frozen=True)
class Calls(Generic[R]):
    """The calls of one kind; its fields are what trainers and venues differ in."""

    kind: str  # "trainer" | "venue"
    rows: Rows[R]
    made: type[R]
    models: Models
    add_one: Callable[..., Awaitable[object]]  # (tx, by, resource)
    change_one: Callable[..., Awaitable[object]]  # (tx, now, by, resource)
    archive_some: Callable[..., Awaitable[object]]  # (tx, now, by, ids, archived)
    delete_one: Callable[..., Awaitable[object]]  # (tx, by, id)

    async def list_some(self, request: web.Request) -> web.StreamResponse:
        office, asked = staff_of(request).organization_id, read_query(request, self.models.query)
        wanted = {"archived": asked.arsip == "1", **asked.filters}
        async with running(request).db.read() as tx:
            total = await self.rows.count(tx, office, asked.search, **wanted)
            found = await self.rows.search(
                tx, office, asked.search, sort=asked.urut, limit=MOST, skip=asked.skip, **wanted
            )
        items = [self.models.row.model_validate(row) for row in found]
        return answer(self.models.listed.model_validate({"items": items, "total": total}))

    async def add(self, request: web.Request) -> web.StreamResponse:
        body = await read_json(request, self.models.body)
        resource = self.made(id=ids.new_id(), **body.model_dump())
        return answer(await do(request, self.add_one, staff_of(request), resource), 201)

    async def show(self, request: web.Request) -> web.StreamResponse:
        return answer(self.models.answer.model_validate(await self._found(request)))

    async def change(self, request: web.Request) -> web.StreamResponse:
        before = await self._found(request)
        body = await read_json(request, self.models.body)
        resource = self.made(id=before.id, **body.model_dump())
        await do(request, self.change_one, running(request).clock.now(), staff_of(request), resource)
        return answer(self.models.answer.model_validate(resource))

    async def archive(self, request: web.Request) -> web.StreamResponse:
        body = await read_json(request, models.ArchiveBody)
        now, by = running(request).clock.now(), staff_of(request)
        outcome = await do(request, self.archive_some, now, by, body.ids, body.archived)
        return answer(models.Archived.model_validate(outcome))

    async def delete(self, request: web.Request) -> web.StreamResponse:
        found = await self._found(request)
        await do(request, self.delete_one, staff_of(request), found.id)
        return answer({"id": str(found.id)})

    async def list_blocks(self, request: web.Request) -> web.StreamResponse:
        found = await self._found(request)
        async with running(request).db.read() as tx:
            rows = await blocks.of(tx, staff_of(request).organization_id, found.id)
        return answer(models.Blocks(items=[models.BlockAnswer.model_validate(row) for row in rows]))

    async def free_days(self, request: web.Request) -> web.StreamResponse:
        found, block_id = await self._found(request), id_in(request, "block_id")
        await do(request, block_actions.free_days, staff_of(request), self.kind, found.id, block_id)
        return answer({"id": str(block_id)})

    async def _found(self, request: web.Request) -> R:
        office, resource_id = staff_of(request).organization_id, id_in(request, f"{self.kind}_id")
        async with running(request).db.read() as tx:
            found = await self.rows.find(tx, office, resource_id)
        if found is None:
            raise NotFound
        return found


TRAINERS = Calls(
    "trainer",
    trainers,
    Trainer,
    Models(queries.Trainers, models.TrainerBody, models.TrainerAnswer, models.TrainerRow, models.Trainers),
    trainer_actions.add_trainer,
    trainer_actions.change_trainer,
    trainer_actions.archive_trainers,
    trainer_actions.delete_trainer,
)
VENUES = Calls(
    "venue",
    venues,
    Venue,
    Models(queries.Venues, models.VenueBody, models.VenueAnswer, models.VenueRow, models.Venues),
    venue_actions.add_venue,
    venue_actions.change_venue,
    venue_actions.archive_venues,
    venue_actions.delete_venue,
)


async def block_days(request: web.Request) -> web.StreamResponse:
    body = await read_json(request, models.BlockBody)
    block_id = await do(
        request,
        block_actions.block_days,
        staff_of(request),
        body.resource_kind,
        body.resource_id,
        body.first_day,
        body.last_day,
        body.note,
        body.starts,
        body.ends,
    )
    return answer({"id": str(block_id)}, 201)


async def set_road(request: web.Request) -> web.StreamResponse:
    body = await read_json(request, models.RoadBody)
    by = staff_of(request)
    await do(
        request,
        road_actions.set_travel_time,
        by,
        body.one_district,
        body.other_district,
        body.minutes,
    )
    return answer({"minutes": body.minutes})
