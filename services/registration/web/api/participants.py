"""The people of a workshop for programs: the list, and what is decided about several at once."""

from __future__ import annotations

from dataclasses import replace

from aiohttp import web

from services.registration.domain.refusals import NotPossible, Reason
from services.registration.store import comparing, lists, questions, registrations
from services.registration.web import answer_filters, views
from services.registration.web.acts import ACTS
from services.registration.web.forms.acts import ReasonForm
from services.registration.web.models.participants import (
    DecisionsAnswer,
    DecisionsBody,
    ParticipantAnswer,
    ParticipantsAnswer,
    ParticipantsQuery,
    PersonDecisionAnswer,
    PersonDecisionBody,
)
from services.registration.web.organizer.address import workshop_of
from services.registration.web.organizer.decisions import by_of
from services.registration.web.organizer.many import BULK, decided
from shared.i18n import _
from shared.web import Conflict, NotFound, answer, id_in, read_json, read_query, running, staff_of
from shared.web.errors import Invalid
from shared.web.queries import MOST

_PLAIN = (
    "id", "state", "full_name", "certificate_name", "phone", "email", "gender", "district_code",
    "village_code", "business_name", "centre_id", "group_id", "has_needs", "registered_at", "email_trouble",
    "consent_photo", "consent_contact",
)  # fmt: skip


async def participants(request: web.Request) -> web.StreamResponse:
    asked = read_query(request, ParticipantsQuery)
    async with running(request).db.read() as tx:
        workshop = await workshop_of(request, tx)
        office = staff_of(request).organization_id
        form = await questions.read(tx, workshop.id)
        answered = answer_filters.told(form, asked.answers)
        wanted = replace(asked.wanted, answers=answered)
        rows, count = await lists.find(tx, workshop.id, office, wanted, MOST, asked.skip)
        flags = await comparing.flags(tx, office, [row.id for row in rows])
    items = [
        ParticipantAnswer(
            **{name: getattr(row, name) for name in _PLAIN},
            alike=[flag.id for flag in flags.get(row.id, [])],
        )
        for row in rows
    ]
    return answer(ParticipantsAnswer(items=items, total=count))


async def decide(request: web.Request) -> web.StreamResponse:
    """Raises Invalid where the person would read no reason, Conflict where they are past that decision."""
    body, service = await read_json(request, PersonDecisionBody), running(request)
    act, id = ACTS[body.act], id_in(request, "registration_id")
    if act.title and not body.reason:
        raise Invalid(errors={"reason": _("Tulis alasannya; peserta akan membacanya.")})
    told = ReasonForm(reason=body.reason, beyond_quotas=body.beyond_quotas)
    try:
        row = await service.db.run(act.action, service.clock.now(), by_of(request), id, told)
    except NotPossible as error:
        if error.reason is Reason.UNKNOWN:
            raise NotFound from error
        raise Conflict(_(views.REASONS[error.reason])) from error
    return answer(PersonDecisionAnswer(id=row.id, state=row.state))


async def decide_many(request: web.Request) -> web.StreamResponse:
    """Raises Invalid where people would read no reason."""
    body = await read_json(request, DecisionsBody)
    act = BULK[body.act]
    if act.reason and not body.reason:
        raise Invalid(errors={"reason": _("Tulis alasannya; peserta akan membacanya.")})
    async with running(request).db.read() as tx:
        workshop = await workshop_of(request, tx)
        found = await registrations.read_many(tx, body.ids)
    rows = [row for row in found if row.workshop_id == workshop.id]
    done, _refused = await decided(request, act, rows, body.reason)
    return answer(DecisionsAnswer(done=done, refused=len(set(body.ids)) - done))
