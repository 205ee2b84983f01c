"""The JSON API of trainers to be told by hand, of reminders, and of what trainers hand in."""

from __future__ import annotations

from aiohttp import web

from services.scheduling.actions import trainer_page, trainer_reaching
from services.scheduling.settings import ANSWER_DAYS, REMIND_DAYS
from services.scheduling.store import materials, trainer_links, trainer_tasks
from services.scheduling.store.trainer_tasks import Rule
from services.scheduling.web.api.calling import do
from services.scheduling.web.messages import ready_text
from services.scheduling.web.models import queries
from services.scheduling.web.models import trainer_answers as models
from services.scheduling.web.organizer.workshops import find
from shared.web import answer, id_in, read_json, read_query, running, staff_of
from shared.web.queries import MOST


async def to_contact(request: web.Request) -> web.StreamResponse:
    office, asked = staff_of(request).organization_id, read_query(request, queries.Tasks)
    wanted = (asked.search, asked.tentang)
    async with running(request).db.read() as tx:
        total = await trainer_tasks.count(tx, office, *wanted)
        tasks = await trainer_tasks.open_of(tx, office, *wanted, sort=asked.urut, limit=MOST, skip=asked.skip)
        guests = await trainer_links.of_several(tx, office, {task.trainer_id for task in tasks})
    items = [
        models.TaskAnswer(
            id=task.id,
            trainer_id=task.trainer_id,
            name=task.name,
            phone=task.phone,
            purpose=task.purpose,
            text=ready_text(request, task.purpose, task.data, guests[task.trainer_id]),
            since=task.created_at,
        )
        for task in tasks
    ]
    return answer(models.Tasks(items=items, total=total))


async def contacted(request: web.Request) -> web.StreamResponse:
    task_id, now = id_in(request, "task_id"), running(request).clock.now()
    await do(request, trainer_reaching.contacted, now, staff_of(request), task_id)
    return answer({"id": str(task_id)})


async def rule(request: web.Request) -> web.StreamResponse:
    async with running(request).db.read() as tx:
        found = await trainer_tasks.rule(tx, staff_of(request).organization_id)
    return answer(models.RuleAnswer.model_validate(found or Rule(REMIND_DAYS, ANSWER_DAYS)))


async def set_rule(request: web.Request) -> web.StreamResponse:
    body = await read_json(request, models.RuleBody)
    chosen = Rule(body.remind_days, body.answer_days)
    await do(request, trainer_reaching.set_rule, staff_of(request), chosen)
    return answer(models.RuleAnswer.model_validate(chosen))


async def list_materials(request: web.Request) -> web.StreamResponse:
    office, workshop_id = staff_of(request).organization_id, id_in(request, "workshop_id")
    async with running(request).db.read() as tx:
        await find(tx, office, workshop_id)
        rows = await materials.of_workshop(tx, office, workshop_id)
    return answer(models.Materials(items=[models.MaterialAnswer.model_validate(row) for row in rows]))


async def publish_material(request: web.Request) -> web.StreamResponse:
    body = await read_json(request, models.PublishMaterialBody)
    workshop_id, material_id = id_in(request, "workshop_id"), id_in(request, "material_id")
    keys, by = running(request).keys, staff_of(request)
    action = trainer_page.publish_material
    await do(request, action, keys, by, workshop_id, material_id, body.published)
    return answer({"id": str(material_id)})
