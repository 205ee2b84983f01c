"""Choosing among those who asked, for programs."""

from __future__ import annotations

from aiohttp import web

from services.registration.actions import selection as actions
from services.registration.actions.selection import Given, Remark, Unusable
from services.registration.domain import selection as rules
from services.registration.domain.refusals import NotPossible, Reason
from services.registration.domain.selection import TENTHS
from services.registration.store import selection
from services.registration.web import views
from services.registration.web.forms.selection import FAULTS
from services.registration.web.models.selection import (
    CriteriaBody,
    CriterionBody,
    OvertakenAnswer,
    PaperAnswer,
    PaperBody,
    PapersAnswer,
    ScoreAnswer,
    ScoredAnswer,
    ScoresBody,
    SelectionAnswer,
    SelectionQuery,
)
from services.registration.web.organizer.address import id_of, workshop_of
from services.registration.web.organizer.decisions import by_of
from services.registration.web.organizer.narrowing import EVERYBODY, Narrow, fitting
from services.registration.web.organizer.selection import ranking
from shared.i18n import _
from shared.ids import new_id
from shared.web import (
    Conflict,
    NotFound,
    answer,
    call_key,
    fingerprint,
    read_json,
    read_query,
    running,
    staff_of,
)
from shared.web.errors import Invalid


async def show(request: web.Request) -> web.StreamResponse:
    return answer(await _selection(request, read_query(request, SelectionQuery).narrow))


async def _selection(request: web.Request, narrow: Narrow = EVERYBODY) -> SelectionAnswer:
    async with running(request).db.read() as tx:
        found = await ranking(request, tx, narrow.states)
    return SelectionAnswer(
        criteria=[
            CriterionBody(
                key=one.key,
                kind=one.kind,
                label=one.label,
                weight=one.weight,
                codes=list(one.codes),
                question=one.question,
            )
            for one in found.criteria
        ],
        best=rules.best(found.criteria) / TENTHS,
        free=max(0, found.seat.free),
        fitting=len(fitting(found.scores, found.seat)),
        waiting=[
            ScoreAnswer(
                registration_id=one.applicant.id,
                place=place,
                full_name=found.people[one.applicant.id].full_name,
                state=found.people[one.applicant.id].state,
                district_code=one.applicant.district_code,
                proposed=one.applicant.proposed,
                note=found.notes.get(one.applicant.id, ("", ""))[0],
                total=one.total / TENTHS,
                parts=[None if part is None else part / TENTHS for part in one.parts],
            )
            for place, one in found.narrowed(narrow)
        ],
    )


async def put_criteria(request: web.Request) -> web.StreamResponse:
    body, id = await read_json(request, CriteriaBody), id_of(request, "workshop_id")
    criteria = [one.criterion(one.key or new_id().hex[-8:]) for one in body.criteria]
    try:
        await running(request).db.run(actions.replace_all, by_of(request), id, criteria)
    except Unusable as found:
        raise Invalid(errors={"criteria": _(FAULTS[found.fault])}) from found
    except NotPossible:
        raise NotFound from None
    return answer(await _selection(request))


async def score(request: web.Request) -> web.StreamResponse:
    service, body = running(request), await read_json(request, ScoresBody)
    async with service.db.read() as tx:
        await workshop_of(request, tx)
    given = [Given(one.registration_id, one.criterion, one.points, one.seen) for one in body.scores]
    remarks = [Remark(one.registration_id, " ".join(one.note.split()), one.seen) for one in body.notes]
    told = (service.clock.now(), by_of(request), id_of(request, "workshop_id"), given, remarks)
    try:
        kept, overtaken = await service.db.run(actions.score, *told)
    except NotPossible as refused:
        raise Conflict(_(views.REASONS[refused.reason])) from refused
    return answer(
        ScoredAnswer(
            kept=kept,
            overtaken=[
                OvertakenAnswer(
                    registration_id=one.registration_id,
                    criterion=one.criterion,
                    points=one.points,
                    by=one.by_name,
                    note=one.note,
                    gone=one.gone,
                )
                for one in overtaken
            ],
        )
    )


async def papers(request: web.Request) -> web.StreamResponse:
    return answer(await _papers(request))


async def _papers(request: web.Request) -> PapersAnswer:
    async with running(request).db.read() as tx:
        workshop = await workshop_of(request, tx)
        found = await selection.papers(tx, workshop.id, staff_of(request).organization_id)
    return PapersAnswer(
        papers=[
            PaperAnswer(
                edition=one.edition,
                number=one.number,
                dated=one.dated,
                made_at=one.made_at,
                made_by=one.made_by,
                chosen=len(one.chosen),
                reserve=len(one.reserve),
            )
            for one in found
        ]
    )


async def keep_list(request: web.Request) -> web.StreamResponse:
    service, body = running(request), await read_json(request, PaperBody)
    async with service.db.read() as tx:
        workshop = await workshop_of(request, tx)
    by, now, key = by_of(request), service.clock.now(), call_key(request)
    reserve = body.reserve == "1"
    try:
        given = (now, by, workshop.id, body.number, body.dated, reserve)
        if key is None:
            await service.db.run(actions.keep_list, *given)
        else:
            said = fingerprint(request)
            await service.db.once("decision_list", key, said, actions.keep_list_once, *given)
    except NotPossible as refused:
        if refused.reason is Reason.UNKNOWN:
            raise NotFound from refused
        raise Conflict(_(views.REASONS[refused.reason])) from refused
    return answer(await _papers(request))
