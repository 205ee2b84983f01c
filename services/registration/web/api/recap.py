"""Counts of people for programs: as in a file, small ones are hidden."""

from __future__ import annotations

from aiohttp import web

from services.registration.store import recap
from services.registration.store.recap import Counts, Scope
from services.registration.web.models.recap import CountAnswer, CountsAnswer, RecapAnswer, RecapQuery
from services.registration.web.organizer.address import workshop_of
from services.registration.web.organizer.recap import tables_of
from shared.web import answer, read_query, running, staff_of


async def of_workshop(request: web.Request) -> web.StreamResponse:
    async with running(request).db.read() as tx:
        workshop = await workshop_of(request, tx)
        counts = await recap.counts(tx, staff_of(request).organization_id, Scope(workshop.id))
    return answer(_answer(counts))


async def of_office(request: web.Request) -> web.StreamResponse:
    asked = read_query(request, RecapQuery)
    scope = Scope(None, asked.kegiatan or None, asked.tahun)
    async with running(request).db.read() as tx:
        counts = await recap.counts(tx, staff_of(request).organization_id, scope)
    return answer(_answer(counts))


def _answer(counts: Counts) -> RecapAnswer:
    return RecapAnswer(
        **{
            table.what: CountsAnswer(
                counts=[CountAnswer(value=value, people=people) for value, _word, people in table.rows],
                rest=table.rest,
                total=table.total,
            )
            for table in tables_of(counts, leaves=True)
        }
    )
