"""The JSON API of letters."""

from __future__ import annotations

from uuid import UUID

from aiohttp import web

from services.scheduling.actions import letter_delivery, letter_making
from services.scheduling.actions import letters as actions
from services.scheduling.actions.letter_wording import left_out, source
from services.scheduling.domain import letters as domain
from services.scheduling.domain.letters import Person
from services.scheduling.domain.refusals import Invalid
from services.scheduling.store import letter_batches, letter_rules, letters
from services.scheduling.store.letters import Filter, Letter
from services.scheduling.web.api.calling import do
from services.scheduling.web.forms.letters import LetterForm, wording_problems
from services.scheduling.web.models import letters as models
from services.scheduling.web.models import queries
from services.scheduling.web.organizer.letter_choices import Given, addressees
from services.scheduling.web.organizer.letter_forms import corrected, letter_in
from services.scheduling.web.organizer.workshops import find
from services.scheduling.web.sentences import problems_of
from shared.web import NotFound, answer, id_in, read_json, read_query, route_url, running, staff_of
from shared.web.errors import Invalid as InvalidBody
from shared.web.queries import MOST


async def listed(request: web.Request) -> web.StreamResponse:
    by, asked = staff_of(request), read_query(request, queries.Letters)
    wanted = Filter(asked.search, asked.jenis, asked.status, asked.workshop_id)
    async with running(request).db.read() as tx:
        total = await letters.count(tx, by.organization_id, wanted)
        rows = await letters.listed(
            tx, by.organization_id, wanted, sort=asked.urut, limit=MOST, skip=asked.skip
        )
    return answer(models.Letters(items=[_shown(request, row) for row in rows], total=total))


async def draft(request: web.Request) -> web.StreamResponse:
    body = await read_json(request, models.LettersBody)
    by, now, workshop_id = staff_of(request), running(request).clock.now(), id_in(request, "workshop_id")
    async with running(request).db.read() as tx:
        await find(tx, by.organization_id, workshop_id)
    details = await _details(request, body, body.kind)
    chosen = await _chosen(request, workshop_id, body.kind, body)
    return answer(await do(request, actions.draft, now, by, workshop_id, body.kind, details, chosen), 201)


async def change(request: web.Request) -> web.StreamResponse:
    body = await read_json(request, models.AddressedBody)
    by, batch_id = staff_of(request), id_in(request, "batch_id")
    async with running(request).db.read() as tx:
        found = await letter_batches.find(tx, by.organization_id, batch_id)
    if found is None:
        raise NotFound
    details = await _details(request, body, found.kind)
    chosen = await _chosen(request, found.workshop_id, found.kind, body)
    await do(request, actions.change, by, batch_id, details, chosen)
    return answer({"id": str(batch_id)})


async def batch(request: web.Request) -> web.StreamResponse:
    by, batch_id = staff_of(request), id_in(request, "batch_id")
    async with running(request).db.read() as tx:
        found = await letter_batches.find(tx, by.organization_id, batch_id)
        if found is None:
            raise NotFound
        rows = await letters.of_batch(tx, by.organization_id, batch_id)
        text = await source(tx, by, found.workshop_id, running(request).settings.public_url)
    drafts = [row.addressee for row in rows if row.state == "draft"]
    return answer(
        models.BatchAnswer(
            id=batch_id,
            letters=[_shown(request, row) for row in rows],
            left_out=left_out(text, found.kind, found.details, drafts),
        )
    )


async def delete(request: web.Request) -> web.StreamResponse:
    await do(request, actions.delete, staff_of(request), id_in(request, "batch_id"))
    return answer({"id": request.match_info["batch_id"]})


async def finalize(request: web.Request) -> web.StreamResponse:
    body = await read_json(request, models.FinalBody)
    by, now, url = staff_of(request), running(request).clock.now(), running(request).settings.public_url
    count = await do(request, actions.finalize, now, by, id_in(request, "batch_id"), body.numbers, url)
    return answer(models.Numbered(letters=count))


async def send(request: web.Request) -> web.StreamResponse:
    by, batch_id = staff_of(request), id_in(request, "batch_id")
    async with running(request).db.read() as tx:
        rows = await letters.of_batch(tx, by.organization_id, batch_id)
    if not rows:
        raise NotFound
    now = running(request).clock.now()
    count = await do(request, letter_delivery.send, now, by, [row.id for row in rows])
    return answer(models.Mailed(mails=count))


async def correct(request: web.Request) -> web.StreamResponse:
    body = await read_json(request, models.CorrectBody)
    letter = await letter_in(request)
    by, now, url = staff_of(request), running(request).clock.now(), running(request).settings.public_url
    details = await _details(request, body, letter.kind)
    try:
        to = corrected(letter, "\n".join(body.to), _lines(body.people))
    except Invalid as refused:
        raise InvalidBody(errors=problems_of(refused)) from refused
    await do(request, actions.correct, now, by, letter.id, details, to, body.reason, url)
    return answer({"id": str(letter.id)})


async def void(request: web.Request) -> web.StreamResponse:
    body = await read_json(request, models.VoidBody)
    letter_id, now = id_in(request, "letter_id"), running(request).clock.now()
    await do(request, actions.void, now, staff_of(request), letter_id, body.reason)
    return answer({"id": str(letter_id)})


async def handed(request: web.Request) -> web.StreamResponse:
    body = await read_json(request, models.HandedBody)
    letter_id, now = id_in(request, "letter_id"), running(request).clock.now()
    await do(request, letter_delivery.handed, now, staff_of(request), letter_id, body.to)
    return answer({"id": str(letter_id)})


async def try_again(request: web.Request) -> web.StreamResponse:
    letter = await letter_in(request)
    await do(request, letter_making.try_again, staff_of(request), letter.id)
    return answer({"id": str(letter.id)})


async def _chosen(
    request: web.Request, workshop_id: UUID, kind: str, body: models.AddressedBody
) -> list[domain.Addressee]:
    """To whom the letters go. Raises InvalidBody."""
    given = Given(
        trainers=body.trainers,
        places=body.places,
        addressees="\n".join(body.addressees),
        people=_lines(body.people),
        together=body.together,
    )
    try:
        return await addressees(request, workshop_id, kind, given)
    except Invalid as refused:
        raise InvalidBody(errors=problems_of(refused)) from refused


async def _details(request: web.Request, body: LetterForm, kind: str) -> domain.Details:
    """What the body says; where it has no wording for a part, the office's own stands. Raises InvalidBody."""
    details = body.details(kind)
    async with running(request).db.read() as tx:
        usual = await letter_rules.text(tx, staff_of(request).organization_id, kind)
    given = {part: words for part, words in details.text.items() if part in body.model_fields_set}
    text = usual | given
    if problems := wording_problems(kind, text):
        raise InvalidBody(errors=problems)
    return details.model_copy(update={"text": text})


def _lines(people: list[models.PersonBody]) -> str:
    return "\n".join(domain.person_line(Person(**person.model_dump())) for person in people)


def _shown(request: web.Request, row: Letter) -> models.LetterAnswer:
    return models.LetterAnswer.model_validate(
        {
            "id": row.id,
            "batch_id": row.batch_id,
            "workshop_id": row.workshop_id,
            "kind": row.kind,
            "state": row.shown,
            "number": row.number,
            "letter_date": row.letter_date,
            "to": list(row.addressee.lines),
            "people": [person.name for person in row.addressee.people],
            "edition": row.edition,
            "failure": row.failure,
            "void_reason": row.void_reason,
            "file": route_url(request, "letter_file", letter_id=row.id),
        }
    )
