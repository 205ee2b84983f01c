"""One's own data, corrected by the link only oneself has."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from services.registration.actions import own
from services.registration.actions.answers import prepared
from services.registration.actions.sealing import needs_of, sealed
from services.registration.domain.questions import Form, Moment
from services.registration.store import centres, questions
from services.registration.store.registrations import Row
from services.registration.web.centres import chosen
from services.registration.web.districts import district_groups
from services.registration.web.forms.fields import OUTSIDE
from services.registration.web.forms.people import ListedForm, PersonForm, asked_only, values_of
from services.registration.web.forms.questions import condition, read_answers, typed_values
from services.registration.web.pages.registration import Opened, by_link, done, opened_of
from services.registration.web.villages import Villages, village_code
from shared.i18n import _
from shared.web import read_form, redirect, render, running


async def change_form(request: web.Request) -> web.StreamResponse:
    """One's own data, to be corrected."""
    opened = await opened_of(request, await by_link(request))
    if not opened.live:
        return redirect(request, "registration", **request.match_info)
    row, form = opened.row, await _asked(request, opened.row)
    typed = typed_values(form.of(Moment.SIGN_UP), row.answers)
    typed["village"] = await running(request).part(Villages).name(row.village_code)
    person = own.person_of(row)._replace(needs=needs_of(running(request).keys, row))
    return await _change_page(request, opened, form, {**values_of(person), **typed}, {})


async def _asked(request: web.Request, row: Row) -> Form:
    async with running(request).db.read() as tx:
        return await questions.read(tx, row.workshop_id)


async def takes_files(request: web.Request) -> bool:
    """Whether the form of this registration asks for a file."""
    return (await _asked(request, await by_link(request))).takes_files(Moment.SIGN_UP)


def _form_of(row: Row) -> type[PersonForm]:
    """Whom a contact person signed up may be without a phone."""
    return ListedForm if row.group_id is not None else PersonForm


async def _offered(request: web.Request, row: Row) -> tuple[tuple[str, str], ...]:
    """The centres one can choose now, with the one chosen before."""
    async with running(request).db.read() as tx:
        offered = await centres.offered(tx, row.organization_id)
        if row.centre_id is None or str(row.centre_id) in dict(offered):
            return offered
        name = (await centres.names(tx, row.organization_id)).get(str(row.centre_id))
    return (*offered, (str(row.centre_id), name)) if name else offered


async def _change_page(
    request: web.Request, opened: Opened, form: Form, values: dict[str, Any], problems: dict[str, str]
) -> web.Response:
    return render(
        request,
        "participant/change.html",
        status=422 if problems else 200,
        workshop=opened.workshop,
        code=request.match_info["manage_code"],
        groups=district_groups(opened.office, opened.workshop),
        outside=OUTSIDE,
        centres=await _offered(request, opened.row),
        phone_optional=opened.row.group_id is not None,
        values=values,
        problems=problems,
        questions=form.of(Moment.SIGN_UP),
        business=form.business_fields,
        files=form.takes_files(Moment.SIGN_UP),
        condition=condition,
        kept={one.field for one in form.asked if isinstance(opened.row.answers.get(one.key), dict)},
    )


async def change(request: web.Request) -> web.StreamResponse:
    """Store the corrected data; the place in line stays."""
    opened = await opened_of(request, await by_link(request))
    form, offered = await _asked(request, opened.row), await _offered(request, opened.row)
    asked = form.of(Moment.SIGN_UP)
    values, problems = await read_form(request, _form_of(opened.row))
    read = await read_answers(request, asked, opened.row.answers)
    values.update(read.values)
    village, no_village = await village_code(request, values.model) if not problems else ("", {})
    typed, centre_id = "" if problems else values.model.centre, opened.row.centre_id
    centre, no_centre = chosen(typed, offered, centre_id)
    problems = {**problems, **no_village, **no_centre, **read.problems}
    if problems:
        return await _change_page(request, opened, form, values, problems)
    service = running(request)
    answered = prepared(service.keys, asked, read.given, read.dropped)
    before = own.person_of(opened.row)
    said = sealed(service.keys, values.model.person)
    person = said._replace(village_code=village, centre_id=centre)
    person = asked_only(form, person, before)
    return await done(
        request,
        _("Data Anda sudah diperbarui."),
        service.db.run(own.change, opened.now, opened.row.id, person, answered),
    )
