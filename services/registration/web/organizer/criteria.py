"""What counts when people are chosen: criteria added, changed, removed, and taken from another workshop."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from services.registration.actions import selection as actions
from services.registration.domain.selection import Criterion, Fault, Kind
from services.registration.store import questions, selection
from services.registration.web.districts import district_groups
from services.registration.web.forms.builder import CopyForm
from services.registration.web.forms.selection import (
    FAULTS,
    FIELD_OF,
    KINDS,
    CriterionForm,
    values_of_criterion,
)
from services.registration.web.organizer.address import id_of, workshop_of
from services.registration.web.organizer.decisions import by_of
from services.registration.web.organizer.selection import tried
from shared import staff
from shared.i18n import _
from shared.ids import new_id
from shared.web import NotFound, flash, read_form, redirect, render, running


async def new(request: web.Request) -> web.StreamResponse:
    return await _form(request, None, {"kind": Kind.HAND.value, "weight": "10"}, {})


async def edit(request: web.Request) -> web.StreamResponse:
    one = await _found(request)
    return await _form(request, one, values_of_criterion(one), {})


async def _found(request: web.Request) -> Criterion:
    async with running(request).db.read() as tx:
        workshop = await workshop_of(request, tx)
        criteria = await selection.read(tx, workshop.id)
    for one in criteria:
        if one.key == request.match_info["key"]:
            return one
    raise NotFound(_("Kriteria ini tidak ada, atau sudah dihapus."))


async def _form(
    request: web.Request, one: Criterion | None, values: dict[str, Any], problems: dict[str, str]
) -> web.Response:
    async with running(request).db.read() as tx:
        workshop = await workshop_of(request, tx)
        office = await staff.organization(tx, workshop.organization_id)
        form = await questions.read(tx, workshop.id)
    countable = actions.countable(form)
    return render(
        request,
        "organizer/criterion.html",
        status=422 if problems else 200,
        workshop=workshop,
        one=one,
        kinds=[(kind.value, _(word)) for kind, word in KINDS.items() if kind is not Kind.ANSWER or countable],
        regencies=[
            (found[0][0][:5], name, found) for name, found in district_groups(office, workshop) if found
        ],
        answers=[
            (asked.label, [(f"{asked.key}={answer}", _said(answer)) for answer in countable[asked.key]])
            for asked in form.asked
            if asked.key in countable
        ],
        values=values,
        problems=problems,
    )


def _said(answer: str) -> str:
    return {"yes": _("Ya"), "no": _("Tidak")}.get(answer, answer)


def _words(fault: Fault) -> dict[str, str]:
    return {FIELD_OF.get(fault, "form"): _(FAULTS[fault])}


async def add(request: web.Request) -> web.StreamResponse:
    return await _save(request, None)


async def save(request: web.Request) -> web.StreamResponse:
    return await _save(request, await _found(request))


async def _save(request: web.Request, before: Criterion | None) -> web.StreamResponse:
    values, problems = await read_form(request, CriterionForm)
    if not problems:
        one = values.model.criterion(before.key if before else new_id().hex[-8:])
        id = id_of(request, "workshop_id")
        problems = await tried(running(request).db.run(actions.put, by_of(request), id, one), _words)
    return (
        await _form(request, before, values, problems)
        if problems
        else _back(request, _("Kriteria disimpan."))
    )


async def remove(request: web.Request) -> web.StreamResponse:
    id, key = id_of(request, "workshop_id"), request.match_info["key"]
    problems = await tried(running(request).db.run(actions.remove, by_of(request), id, key), _words)
    return _back(request, next(iter(problems.values()), _("Kriteria dihapus.")))


async def copy(request: web.Request) -> web.StreamResponse:
    values, problems = await read_form(request, CopyForm)
    if problems:
        return _back(request, _("Pilih Bimtek yang kriterianya disalin."))
    id, source = id_of(request, "workshop_id"), values.model.source_id
    problems = await tried(running(request).db.run(actions.copy, by_of(request), id, source), _words)
    return _back(
        request, next(iter(problems.values()), _("Kriteria disalin. Periksa, lalu ubah seperlunya."))
    )


def _back(request: web.Request, text: str) -> web.Response:
    response = redirect(request, "selection", workshop_id=request.match_info["workshop_id"])
    flash(response, text)
    return response
