"""Messages for programs: whom to call, and when people are reminded."""

from __future__ import annotations

from aiohttp import web

from services.registration.actions import reaching, reminding
from services.registration.store import message_terms, tasks
from services.registration.store.message_terms import MessageTerms
from services.registration.web.messages import Whom, ready_text, whom, words_of
from services.registration.web.models.messages import (
    CalledInstead,
    DoneAnswer,
    TaskAnswer,
    TasksAnswer,
    TasksQuery,
    Times,
)
from services.registration.web.organizer.address import workshop_of
from services.registration.web.organizer.contacts import mark
from services.registration.web.organizer.decisions import by_of
from shared.web import answer, read_json, running, staff_of
from shared.web.forms import read_query
from shared.web.queries import MOST


async def list_tasks(request: web.Request) -> web.StreamResponse:
    asked, office = read_query(request, TasksQuery), staff_of(request).organization_id
    async with running(request).db.read() as tx:
        found = await tasks.open_tasks(tx, office, asked.workshop_id, MOST, asked.skip)
        count = await tasks.count_open(tx, office, asked.workshop_id)
        called = await whom(tx, found)
        words = await words_of(tx, office)
    items = [
        TaskAnswer(
            id=task.id,
            registration_id=task.registration_id,
            workshop_id=task.workshop_id,
            full_name=called[task.id].row.full_name,
            phone=called[task.id].row.phone,
            through=_contact(called[task.id]),
            purpose=task.purpose,
            text=ready_text(request, task.purpose, task.data, called[task.id].row, words),
            since=task.created_at,
        )
        for task in found
    ]
    return answer(TasksAnswer(items=items, total=count))


def _contact(called: Whom) -> CalledInstead | None:
    contact = called.through
    return CalledInstead(name=contact.name, phone=contact.phone) if contact else None


async def contacted(request: web.Request) -> web.StreamResponse:
    return answer(DoneAnswer(done=await mark(request, reaching.contacted)))


async def take_back(request: web.Request) -> web.StreamResponse:
    return answer(DoneAnswer(done=await mark(request, reaching.take_back)))


async def times(request: web.Request) -> web.StreamResponse:
    async with running(request).db.read() as tx:
        workshop = await workshop_of(request, tx)
        terms = await message_terms.read(tx, workshop.id)
    return answer(_times(terms))


async def set_times(request: web.Request) -> web.StreamResponse:
    service, body = running(request), await read_json(request, Times)
    async with service.db.read() as tx:
        workshop = await workshop_of(request, tx)
    terms = MessageTerms(tuple(body.reminder_days), body.reminder_hour, body.thanks)
    await service.db.run(reminding.set_terms, service.clock.now(), by_of(request), workshop.id, terms)
    return answer(_times(terms))


def _times(terms: MessageTerms) -> Times:
    return Times.model_validate(
        {
            "reminder_days": sorted(set(terms.reminder_days), reverse=True),
            "reminder_hour": terms.reminder_hour,
            "thanks": terms.thanks,
        }
    )
