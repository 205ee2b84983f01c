"""Lists of contact persons for programs: one's own by its code, and the office's."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from typing import Any
from uuid import UUID

from aiohttp import web

from services.registration.actions import contacts
from services.registration.actions import groups as actions
from services.registration.actions.groups import Entry, Refused
from services.registration.actions.leaving import Leaving
from services.registration.actions.sign_up import Admitted
from services.registration.domain.refusals import NotPossible, Reason
from services.registration.settings import GROUPS_PER_ADDRESS
from services.registration.store import copies, groups
from services.registration.store.groups import Group
from services.registration.web import group_words, views
from services.registration.web.api.registrations import answered
from services.registration.web.centres import chosen
from services.registration.web.forms.people import asked_only
from services.registration.web.kept import Asked
from services.registration.web.models.groups import (
    ActingBody,
    DeletedAnswer,
    DeletionBody,
    GroupAnswer,
    GroupsAnswer,
    ListAnswer,
    ListedAnswer,
    ListedBody,
    ListedPeopleBody,
    NominationBody,
    OutcomeAnswer,
    OutcomesAnswer,
    StartBody,
    TermsBody,
)
from services.registration.web.organizer.address import id_of, workshop_of
from services.registration.web.organizer.decisions import by_of
from services.registration.web.organizer.groups import past
from services.registration.web.pages.group_people import added, slow_down, why
from services.registration.web.pages.groups import Opened, asked_of, begun, group_of, opened_by, opened_of
from services.registration.web.pages.workshops import opened_workshop
from services.registration.web.villages import village_code
from shared.db import KeyReused
from shared.events.scheduling import NikRule
from shared.i18n import _
from shared.web import (
    Conflict,
    NotFound,
    answer,
    call_key,
    fingerprint,
    idempotency_key,
    read_json,
    running,
    staff_of,
)
from shared.web.errors import Invalid
from shared.web.limit import limited


async def start(request: web.Request) -> web.StreamResponse:
    """201 with the list; the same Idempotency-Key and body answer the same list again."""
    limited(request, "groups", GROUPS_PER_ADDRESS)
    key, body = idempotency_key(request), await read_json(request, StartBody)
    shown, *_rest = await opened_workshop(request)
    try:
        id = await begun(request, shown.id, body.contact, f"api:{key}")
    except Refused as refused:
        raise Conflict(group_words.refusal(refused.refusal)) from None
    async with running(request).db.read() as tx:
        group = await groups.read(tx, id)
    if group is None:
        raise NotFound
    return answer(list_answer(request, await opened_by(request, group)), 201)


async def show(request: web.Request) -> web.StreamResponse:
    return answer(list_answer(request, await opened_of(request)))


def list_answer(request: web.Request, opened: Opened) -> ListAnswer:
    """One's own list, as programs read it."""
    service, group = running(request), opened.group
    public_url = service.settings.public_url.rstrip("/")
    return ListAnswer(
        url=group_words.address(service.keys, group, public_url),
        workshop=opened.workshop.slug,
        name=group.name,
        institution=group.institution,
        most=group.most,
        people_now=group.people,
        left=group.left,
        deadline=group.deadline,
        declared=opened.declared,
        refused=group_words.refusal(opened.refusal) if opened.refusal else "",
        people=[
            ListedAnswer(
                registration_id=row.id,
                full_name=row.full_name,
                state=row.state,
                place_in_line=opened.places.get(row.id, 0),
                answer_by=row.answer_by,
                card_code=row.card_code,
                url=f"{public_url}/pendaftaran/{views.manage_code(service.keys, row)}",
            )
            for row in opened.people
        ],
    )


async def declare(request: web.Request) -> web.StreamResponse:
    await read_json(request, ActingBody)
    group, service = await group_of(request), running(request)
    await service.db.run(actions.declare, service.clock.now(), group.id, group.code_sealed)
    return answer(list_answer(request, await opened_of(request)))


async def add(request: web.Request) -> web.StreamResponse:
    """Each has their own outcome; where one is written wrongly, nobody is added."""
    key = idempotency_key(request)
    opened = await opened_of(request)
    slow_down(request, opened.workshop.slug)
    body, asked = await read_json(request, ListedPeopleBody), await asked_of(request, opened)
    entries = [await _entry(request, number, one, asked) for number, one in enumerate(body.people)]
    outcomes = await added(request, opened, entries, f"api:{key}")
    for one in outcomes:
        if isinstance(one, KeyReused):
            raise one
    group = await group_of(request)
    return answer(
        OutcomesAnswer(
            left=group.left,
            outcomes=[
                OutcomeAnswer(registration_id=one.registration_id, state=one.state, refused="")
                if isinstance(one, Admitted)
                else OutcomeAnswer(registration_id=None, state=None, refused=why(one))
                for one in outcomes
            ],
        )
    )


async def _entry(request: web.Request, number: int, one: ListedBody, asked: Asked) -> Entry:
    """Raises Invalid, which names the fields as `people.<number>.…`."""
    problems: dict[str, str] = {}
    if asked.workshop.nik is NikRule.REQUIRED and not one.nik:
        problems["nik"] = _("Isi {label}.", label="NIK")
    if asked.workshop.nik is NikRule.OFF:
        one = one.model_copy(update={"nik": ""})
    village, no_village = await village_code(request, one)
    centre, no_centre = chosen(one.centre, asked.centres)
    problems = {**problems, **no_village, **no_centre}
    try:
        given = await answered(request, one, asked.form)
    except Invalid as wrong:
        problems = {**problems, **wrong.errors}
    if problems:
        raise Invalid(errors={f"people.{number}.{name}": text for name, text in problems.items()})
    person = one.person._replace(answers=given.answers, village_code=village, centre_id=centre)
    said = running(request).keys.index(one.model_dump_json(), purpose="request")
    return Entry(number, asked_only(asked.form, person), given.files, said)


async def cancel(request: web.Request) -> web.StreamResponse:
    """Somebody on the list gives up their place; doing it again changes nothing."""
    group, service = await group_of(request), running(request)
    try:
        async with service.db.read() as tx:
            row = await actions.person_of(tx, group, id_of(request, "registration_id"))
    except NotPossible:
        raise NotFound from None
    try:
        await actions.cancel(service.part(Leaving), service.clock.now(), group, row)
    except NotPossible as refused:
        raise Conflict(_(views.REASONS[refused.reason])) from None
    return answer(list_answer(request, await opened_of(request)))


async def of_office(request: web.Request) -> web.StreamResponse:
    async with running(request).db.read() as tx:
        workshop = await workshop_of(request, tx)
        found = await groups.of_workshop(tx, workshop.id, workshop.organization_id)
    return answer(GroupsAnswer(groups=[_group(request, one) for one in found]))


def _group(request: web.Request, group: Group) -> GroupAnswer:
    service = running(request)
    opens = staff_of(request).role in ("admin", "organizer") and group.withdrawn_at is None
    return GroupAnswer(
        id=group.id,
        kind=group.kind,
        name=group.name,
        phone=group.phone,
        email=group.email,
        email_trouble=group.email_trouble,
        role=group.role,
        institution=group.institution,
        most=group.most,
        people=group.people,
        left=group.left,
        deadline=group.deadline,
        declared=group.terms.declared,
        withdrawn=group.terms.withdrawn,
        created_at=group.created_at,
        link_untold_at=group.link_untold_at,
        url=group_words.address(service.keys, group, service.settings.public_url) if opens else "",
    )


async def nominate(request: web.Request) -> web.StreamResponse:
    """201 with the link of a contact person."""
    body, service = await read_json(request, NominationBody), running(request)
    now, key = service.clock.now(), call_key(request)
    async with service.db.read() as tx:
        workshop = await workshop_of(request, tx)
    if problems := past(body.deadline, None, now):
        raise Invalid(errors=problems)
    code = actions.new_code(service.keys)
    given = (now, by_of(request), code, workshop.id, body.contact, body.most, body.deadline)
    if key is None:
        made = await _tried(service.db.run(actions.nominate, *given))
    else:
        once = service.db.once("nominate", f"api:{key}", fingerprint(request), actions.nominate, *given)
        made = (await _tried(once)).outcome
    return answer(await _one(request, UUID(made["group"])), 201)


async def _one(request: web.Request, id: UUID) -> GroupAnswer:
    return _group(request, await _of_office(request, id))


async def _of_office(request: web.Request, id: UUID) -> Group:
    async with running(request).db.read() as tx:
        group = await groups.read(tx, id)
    if group is None or group.organization_id != staff_of(request).organization_id:
        raise NotFound
    return group


async def set_terms(request: web.Request) -> web.StreamResponse:
    body, service = await read_json(request, TermsBody), running(request)
    now, id = service.clock.now(), id_of(request, "group_id")
    before = await _one(request, id)
    if problems := past(body.deadline, before.deadline, now):
        raise Invalid(errors=problems)
    await _tried(service.db.run(actions.set_terms, now, by_of(request), id, body.most, body.deadline))
    return answer(await _one(request, id))


async def withdraw(request: web.Request) -> web.StreamResponse:
    service, id = running(request), id_of(request, "group_id")
    await _one(request, id)
    await _tried(service.db.run(actions.withdraw, service.clock.now(), by_of(request), id))
    return answer(await _one(request, id))


async def send_again(request: web.Request) -> web.StreamResponse:
    service, id = running(request), id_of(request, "group_id")
    now, group = service.clock.now(), await _of_office(request, id)
    async with service.db.read() as tx:
        workshop = await copies.WORKSHOPS.get(tx, group.workshop_id)
    assert workshop is not None, "a list exists only for a workshop we heard of"
    action = service.db.run(actions.send_again, now, by_of(request), id)
    await _tried(action, group_words.unsent(now, workshop))
    return answer(await _one(request, id))


async def renew(request: web.Request) -> web.StreamResponse:
    """The same Idempotency-Key replaces the link once."""
    service, id, key = running(request), id_of(request, "group_id"), call_key(request)
    seen = (await _of_office(request, id)).link_mark
    given = (service.clock.now(), actions.new_code(service.keys), id, seen, by_of(request))
    words = {Reason.STATE_CHANGED: _(group_words.REPLACED)}
    if key is None:
        await _tried(service.db.run(contacts.renew, *given), words)
    else:
        said = fingerprint(request)
        await _tried(service.db.once(contacts.RENEWED, f"api:{key}", said, contacts.renew, *given), words)
    return answer(await _one(request, id))


async def told(request: web.Request) -> web.StreamResponse:
    service, id = running(request), id_of(request, "group_id")
    await _one(request, id)
    await _tried(service.db.run(contacts.told, by_of(request), id))
    return answer(await _one(request, id))


async def delete(request: web.Request) -> web.StreamResponse:
    """The same Idempotency-Key answers the same again, although the contact person is gone."""
    service, key, body = running(request), idempotency_key(request), await read_json(request, DeletionBody)
    given = (by_of(request), id_of(request, "group_id"), body.reason)
    said = fingerprint(request)
    try:
        await service.db.once(contacts.DELETED, f"api:{key}", said, contacts.delete_for, *given)
    except NotPossible:
        raise NotFound from None
    return answer(DeletedAnswer(deleted=True))


async def _tried(action: Awaitable[Any], words: Mapping[Reason, str] = {}) -> Any:
    """Raises Conflict where it cannot be done."""
    try:
        return await action
    except NotPossible as refused:
        raise Conflict(words.get(refused.reason) or _(views.REASONS[refused.reason])) from None
