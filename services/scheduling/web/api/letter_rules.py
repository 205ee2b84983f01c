"""The JSON API of what an office decides of its letters."""

from __future__ import annotations

from aiohttp import web

from services.scheduling.actions import letter_rules as actions
from services.scheduling.domain.letter_numbers import Numbering
from services.scheduling.domain.letter_texts import KINDS
from services.scheduling.store import letter_rules
from services.scheduling.web.api.calling import do
from services.scheduling.web.forms.letters import wording_problems
from services.scheduling.web.models import letters as models
from services.scheduling.web.organizer.letter_rules import example
from services.scheduling.web.organizer.signers import office_of
from shared.events.scheduling import PaperKind
from shared.web import answer, read_json, running, staff_of
from shared.web.errors import Invalid as InvalidBody


async def text(request: web.Request) -> web.StreamResponse:
    return answer(await _text(request))


async def put_text(request: web.Request) -> web.StreamResponse:
    body, kind = await read_json(request, models.WordingBody), request.match_info["letter_type"]
    parts = body.text(kind)
    if problems := wording_problems(kind, parts):
        raise InvalidBody(errors=problems)
    await do(request, actions.put_text, staff_of(request), kind, parts)
    return answer(await _text(request))


async def reset_text(request: web.Request) -> web.StreamResponse:
    await do(request, actions.reset_text, staff_of(request), request.match_info["letter_type"])
    return answer(await _text(request))


async def numbering(request: web.Request) -> web.StreamResponse:
    return answer(await _numbering(request))


async def put_numbering(request: web.Request) -> web.StreamResponse:
    body, paper = await read_json(request, models.NumberingBody), PaperKind(request.match_info["paper_kind"])
    await do(request, actions.put_numbering, staff_of(request), paper, Numbering(**body.model_dump()))
    return answer(await _numbering(request))


async def _text(request: web.Request) -> models.WordingAnswer:
    kind, office_id = request.match_info["letter_type"], staff_of(request).organization_id
    assert kind in KINDS  # the route takes no other
    async with running(request).db.read() as tx:
        parts = await letter_rules.text(tx, office_id, kind)
        own = await letter_rules.changed_texts(tx, office_id)
    return models.WordingAnswer.model_validate({"kind": kind, "own": kind in own, "parts": parts})


async def _numbering(request: web.Request) -> models.NumberingAnswer:
    paper, office = PaperKind(request.match_info["paper_kind"]), await office_of(request)
    async with running(request).db.read() as tx:
        rule = await letter_rules.numbering(tx, office, paper)
    return models.NumberingAnswer.model_validate(
        {
            "paper": paper.value,
            "template": rule.template,
            "unit": rule.unit,
            "classification": rule.classification,
            "example": example(rule, running(request).clock.now().date()),
        }
    )
