"""People over all workshops, for programs."""

from __future__ import annotations

from aiohttp import web

from services.registration.web.models.people import FindBody, FoundAnswer, FoundPeople, FoundPerson
from services.registration.web.organizer.people import find
from shared.web import answer, read_json


async def search(request: web.Request) -> web.StreamResponse:
    body = await read_json(request, FindBody)
    found, more = await find(request, body.text.strip(), body.nik)
    people = [
        FoundPerson(
            full_name=rows[0].full_name,
            phone=rows[0].phone,
            registrations=[
                FoundAnswer(
                    registration_id=one.id,
                    workshop_id=one.workshop_id,
                    workshop=one.workshop,
                    state=one.state,
                    certificate=one.certificate,
                )
                for one in rows
            ],
        )
        for rows in found
    ]
    return answer(FoundPeople(people=people, more=more))
