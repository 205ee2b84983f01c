"""The list of a contact person, by the link only they have: begun, declared, read, and people cancelled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from aiohttp import web

from services.registration.actions import groups as actions
from services.registration.actions.groups import Refused
from services.registration.actions.leaving import Leaving
from services.registration.domain.groups import Contact
from services.registration.domain.questions import Kind, Moment
from services.registration.domain.refusals import NotPossible
from services.registration.domain.seats import LIVE, Refusal, Seats
from services.registration.settings import GROUPS_PER_ADDRESS, OPEN_GROUP_PEOPLE
from services.registration.store import copies, groups, seats
from services.registration.store.groups import Group
from services.registration.store.registrations import Row
from services.registration.web import group_words, views
from services.registration.web.districts import district_groups
from services.registration.web.forms.fields import OUTSIDE
from services.registration.web.forms.groups import ROLES, ActingForm, StartForm, by_person
from services.registration.web.kept import Asked, Kept
from services.registration.web.pages.workshops import opened_workshop
from shared import ids, staff
from shared.db import KeyReused
from shared.events.scheduling import Organization, Workshop
from shared.i18n import _, language
from shared.web import (
    NotFound,
    fingerprint,
    flash,
    form_key,
    read_form,
    redirect,
    render,
    running,
)
from shared.web.limit import limited

ROWS = 3  # that the form begins with; a phone shows no more at once


@dataclass(frozen=True, slots=True)
class Opened:
    """A list with everything its page shows."""

    group: Group
    workshop: Workshop
    office: Organization | None
    seats: Seats
    people: list[Row]
    places: dict[UUID, int]  # in line, of those who wait
    now: datetime

    @property
    def refusal(self) -> Refusal | None:
        """Why nobody can be added now; whether they have declared is asked apart."""
        terms = self.group.terms
        found = self.seats.refusal(self.now, nominated=terms.nomination)
        return found or terms._replace(declared=True).refusal(self.workshop.id, self.now)

    @property
    def over(self) -> bool:
        return self.workshop.ends_at <= self.now

    @property
    def declared(self) -> bool:
        return self.group.terms.declared

    def live(self, row: Row) -> bool:
        return row.state in LIVE and not self.over


async def group_of(request: web.Request) -> Group:
    """The list of the address. Raises NotFound."""
    code = ids.normalized(request.match_info["code"])
    async with running(request).db.read() as tx:
        group = await groups.by_code(tx, ids.digest(code))
    if group is None:
        raise NotFound(_("Daftar ini tidak ditemukan. Periksa tautannya, atau minta lagi kepada panitia."))
    return group


async def opened_of(request: web.Request) -> Opened:
    """The list of the address with what its page shows. Raises NotFound."""
    return await opened_by(request, await group_of(request))


async def opened_by(request: web.Request, group: Group) -> Opened:
    async with running(request).db.read() as tx:
        workshop = await copies.WORKSHOPS.get(tx, group.workshop_id)
        assert workshop is not None, "a list exists only for a workshop we heard of"
        row = (await seats.read(tx, (workshop.id,)))[workshop.id]
        office = await staff.organization(tx, group.organization_id)
        people, places = await groups.people(tx, group)
    return Opened(group, workshop, office, row, people, places, running(request).clock.now())


async def asked_of(request: web.Request, opened: Opened) -> Asked:
    """What the workshop asks of each person."""
    found = await running(request).part(Kept).asked(opened.workshop.slug)
    if found is None:
        raise NotFound(_("Bimtek ini tidak ditemukan."))
    return found


async def start_form(request: web.Request) -> web.StreamResponse:
    """Who wants to sign several people up says who they are."""
    return await _start_page(request, {}, {})


async def _start_page(request: web.Request, values: dict[str, Any], problems: dict[str, str]) -> web.Response:
    shown, row, office, now = await opened_workshop(request)
    return render(
        request,
        "participant/group_start.html",
        status=422 if problems else 200,
        workshop=shown,
        office=office,
        availability=views.availability(shown, row, now),
        roles=[(role.value, _(word)) for role, word in ROLES.items()],
        most=OPEN_GROUP_PEOPLE,
        values=values,
        problems=problems,
    )


async def start(request: web.Request) -> web.StreamResponse:
    """Begin a list; a second press of the button leads to the same one."""
    limited(request, "groups", GROUPS_PER_ADDRESS)
    values, problems = await read_form(request, StartForm)
    if problems:
        return await _start_page(request, values, problems)
    shown, *_rest = await opened_workshop(request)
    try:
        id = await begun(request, shown.id, values.model.contact, form_key(request))
    except Refused:
        return redirect(request, "workshop", slug=shown.slug)
    except KeyReused:
        text = _("Formulir ini sudah dipakai. Bila ini daftar lain, kirim sekali lagi.")
        return await _start_page(request, values, {"form": text})
    return redirect(request, "group", code=await code_of(request, id))


async def begun(request: web.Request, workshop_id: UUID, contact: Contact, key: str) -> UUID:
    """The list that this request begins, or has begun before. Raises Refused, KeyReused."""
    service = running(request)
    once = await service.db.once(
        "start_group",
        key,
        fingerprint(request),
        actions.start,
        service.clock.now(),
        actions.new_code(service.keys),
        workshop_id,
        contact,
        language(),
    )
    return UUID(once.outcome["group"])


async def code_of(request: web.Request, id: UUID) -> str:
    service = running(request)
    async with service.db.read() as tx:
        group = await groups.read(tx, id)
    if group is None:
        raise NotFound
    return service.keys.decrypt(group.code_sealed, purpose="group_code")


async def show(request: web.Request) -> web.StreamResponse:
    """The people of the list, each in plain words, and the form for more of them."""
    opened = await opened_of(request)
    return await group_page(request, opened, {}, {}, rows=ROWS)


async def group_page(
    request: web.Request,
    opened: Opened,
    values: dict[str, Any],
    problems: dict[str, str],
    *,
    rows: int,
    done: int = 0,
) -> web.Response:
    """The page of the list; `done` people were signed up by a submission of which something is left."""
    service, asked = running(request), await asked_of(request, opened)
    public_url = service.settings.public_url.rstrip("/")
    cards = {
        row.id: f"{public_url}/pendaftaran/{views.manage_code(service.keys, row)}" for row in opened.people
    }
    return render(
        request,
        "participant/group.html",
        status=422 if problems else 200,
        opened=opened,
        group=opened.group,
        workshop=opened.workshop,
        office=opened.office,
        code=request.match_info["code"],
        link=group_words.address(service.keys, opened.group, public_url),
        refusal=group_words.refusal(opened.refusal) if opened.refusal else "",
        cards=cards,
        word=lambda row: group_words.state(row, opened.places.get(row.id, 0), opened.workshop),
        look=lambda row: views.office_word(row)[0],
        share=lambda row: views.whatsapp(
            group_words.card_text(row, opened.workshop, cards[row.id]), row.phone
        ),
        several=takes_several(asked),
        sheets=offers_sheets(opened, asked),
        rows=rows,
        done=done,
        **fields_of(opened, asked),
        values=values,
        problems=problems,
        named_problems=by_person(problems),
    )


def takes_several(asked: Asked) -> bool:
    """Whether people can be added by rows: an answer that must be given needs the whole form."""
    return not any(one.required for one in asked.form.of(Moment.SIGN_UP))


def offers_sheets(opened: Opened, asked: Asked) -> bool:
    """Whether people can be added by a spreadsheet now: a file that must be sent cannot stand in one."""
    must_send = any(one.kind is Kind.FILE and one.required for one in asked.form.of(Moment.SIGN_UP))
    return opened.refusal is None and opened.declared and not must_send


def fields_of(opened: Opened, asked: Asked) -> dict[str, Any]:
    """What both forms for people need beside what was typed."""
    return {
        "groups": district_groups(opened.office, opened.workshop),
        "outside": OUTSIDE,
        "nik": asked.workshop.nik.value,
    }


async def declare(request: web.Request) -> web.StreamResponse:
    """The contact person of an office's link says that they act for the people."""
    opened = await opened_of(request)
    values, problems = await read_form(request, ActingForm)
    if problems:
        return await group_page(request, opened, values, problems, rows=ROWS)
    service = running(request)
    await service.db.run(actions.declare, service.clock.now(), opened.group.id, opened.group.code_sealed)
    return redirect(request, "group", **request.match_info)


async def _person(request: web.Request, group: Group) -> Row:
    try:
        async with running(request).db.read() as tx:
            return await actions.person_of(tx, group, UUID(request.match_info["id"]))
    except (NotPossible, ValueError):
        raise NotFound from None


async def cancel_form(request: web.Request) -> web.StreamResponse:
    """Asks once more, naming whom."""
    opened = await opened_of(request)
    row = await _person(request, opened.group)
    if not opened.live(row):
        return redirect(request, "group", code=request.match_info["code"])
    return render(
        request,
        "participant/group_cancel.html",
        row=row,
        workshop=opened.workshop,
        office=opened.office,
        code=request.match_info["code"],
    )


async def cancel(request: web.Request) -> web.StreamResponse:
    """Give up somebody's place; the seat goes to the next in line at once."""
    group, service = await group_of(request), running(request)
    row = await _person(request, group)
    try:
        await actions.cancel(service.part(Leaving), service.clock.now(), group, row)
        text = _("Pendaftaran itu sudah dibatalkan.")
    except NotPossible as error:
        text = _(views.REASONS[error.reason])
    response = redirect(request, "group", code=request.match_info["code"])
    flash(response, text)
    return response
