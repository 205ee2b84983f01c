"""The JSON API of trainers' answers: invite, tell, decide on another time, substitute."""

from __future__ import annotations

from aiohttp import web

from services.scheduling.actions import invitations as actions
from services.scheduling.actions import trainer_answers
from services.scheduling.actions.substitution import substitute as put_in_place
from services.scheduling.actions.trainer_reaching import renew_link as end_and_make
from services.scheduling.store import answers, proposals, trainer_links
from services.scheduling.web.api.calling import do, says_who
from services.scheduling.web.messages import page_address, post
from services.scheduling.web.models import trainer_answers as models
from services.scheduling.web.organizer.workshops import find
from shared.web import NotFound, answer, id_in, read_json, running, staff_of


async def list_answers(request: web.Request) -> web.StreamResponse:
    by, now, workshop_id = staff_of(request), running(request).clock.now(), id_in(request, "workshop_id")
    async with running(request).db.read() as tx:
        await find(tx, by.organization_id, workshop_id)
        rows = await answers.of_workshop(tx, by.organization_id, workshop_id, now)
        asked = await proposals.open_of(tx, by.organization_id, workshop_id)
    return answer(
        models.TrainerAnswers(
            trainers=[models.TrainerStanding.model_validate(row) for row in rows],
            proposals=[models.ProposalAnswer.model_validate(row) for row in asked],
        )
    )


async def invite(request: web.Request) -> web.StreamResponse:
    body = await read_json(request, models.InviteBody)
    now, by, workshop_id = running(request).clock.now(), staff_of(request), id_in(request, "workshop_id")
    chosen = None if body.trainer_ids is None else body.trainer_ids
    count = await do(request, actions.invite, now, post(request), by, workshop_id, chosen)
    return answer({"invited": count})


async def tell(request: web.Request) -> web.StreamResponse:
    workshop_id, trainer_id = id_in(request, "workshop_id"), id_in(request, "trainer_id")
    now, by = running(request).clock.now(), staff_of(request)
    told = await do(request, actions.tell_now, now, post(request), by, workshop_id, trainer_id)
    return answer({"told": bool(told)})


async def renew_link(request: web.Request) -> web.StreamResponse:
    body = await read_json(request, models.RenewLinkBody)
    now, by, trainer_id = running(request).clock.now(), staff_of(request), id_in(request, "trainer_id")
    mailed = await do(request, end_and_make, now, post(request), by, trainer_id, mailed=body.mailed)
    async with running(request).db.read() as tx:
        guest = await trainer_links.of(tx, by.organization_id, trainer_id)
    if guest is None:
        raise NotFound
    return answer(models.TrainerLink(url=page_address(request, guest), mailed=bool(mailed)))


@says_who
async def substitute(request: web.Request) -> web.StreamResponse:
    body = await read_json(request, models.SubstituteBody)
    workshop_id, trainer_id = id_in(request, "workshop_id"), id_in(request, "trainer_id")
    now, by = running(request).clock.now(), staff_of(request)
    count = await do(
        request,
        put_in_place,
        now,
        post(request),
        by,
        workshop_id,
        trainer_id,
        body.substitute_id,
        body.session_ids,
        body.reason,
    )
    return answer({"sessions": count})


@says_who
async def accept(request: web.Request) -> web.StreamResponse:
    body = await read_json(request, models.AcceptBody)
    workshop_id, proposal_id = id_in(request, "workshop_id"), id_in(request, "proposal_id")
    now, by = running(request).clock.now(), staff_of(request)
    action = trainer_answers.accept_proposal
    await do(request, action, now, post(request), by, workshop_id, proposal_id, body.reason)
    return answer({"id": str(proposal_id)})


async def decline(request: web.Request) -> web.StreamResponse:
    body = await read_json(request, models.DeclineBody)
    workshop_id, proposal_id = id_in(request, "workshop_id"), id_in(request, "proposal_id")
    now, by = running(request).clock.now(), staff_of(request)
    action = trainer_answers.decline_proposal
    await do(request, action, now, post(request), by, workshop_id, proposal_id, body.words)
    return answer({"id": str(proposal_id)})
