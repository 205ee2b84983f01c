"""Trainers: the list, the form, and the days they cannot come."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID

from aiohttp import web

from services.scheduling.actions import resources as actions
from services.scheduling.domain.refusals import Refused
from services.scheduling.settings import PAGE_ROWS
from services.scheduling.store import resources
from services.scheduling.store.resources import Trainer
from services.scheduling.web.doing import once, tried
from services.scheduling.web.forms.resources import BlockForm, TrainerForm
from services.scheduling.web.organizer import choices
from services.scheduling.web.sentences import page_of
from shared import ids
from shared.i18n import _
from shared.web import NotFound, flash, id_in, read_form, redirect, render, running, staff_of
from shared.web.context import ORGANIZATION
from shared.web.searching import page_number, searched


async def index(request: web.Request) -> web.StreamResponse:
    by, text, page = staff_of(request), searched(request), page_number(request)
    archived = request.query.get("arsip") == "1"
    async with running(request).db.read() as tx:
        count = await resources.count_trainers(tx, by.organization_id, text, archived=archived)
        rows = await resources.trainers(
            tx, by.organization_id, text, archived=archived, limit=PAGE_ROWS, skip=(page - 1) * PAGE_ROWS
        )
    return render(
        request,
        "organizer/trainers.html",
        trainers=rows,
        district_name=choices.district_name,
        search=request.query.get("cari", ""),
        archived=archived,
        page=page,
        pages=-(-count // PAGE_ROWS),
    )


async def new(request: web.Request) -> web.StreamResponse:
    return await _form_page(request, {}, {}, None, 200)


async def add(request: web.Request) -> web.StreamResponse:
    values, problems = await read_form(request, TrainerForm)
    if problems:
        return await _form_page(request, values, problems, None, 422)
    trainer = _trainer(ids.new_id(), values.model)
    await once(request, actions.add_trainer, staff_of(request), trainer)
    response = redirect(request, "trainers")
    flash(response, _("{name} tersimpan.", name=trainer.name))
    return response


async def edit(request: web.Request) -> web.StreamResponse:
    trainer = await _found(request)
    values = asdict(trainer) | {"skills": ", ".join(trainer.skills)}
    return await _form_page(request, values, {}, trainer, 200)


async def change(request: web.Request) -> web.StreamResponse:
    trainer = await _found(request)
    values, problems = await read_form(request, TrainerForm)
    if not problems:
        now, changed = running(request).clock.now(), _trainer(trainer.id, values.model)
        problems = await tried(request, actions.change_trainer, now, staff_of(request), changed)
    if problems:
        return await _form_page(request, values, problems, trainer, 422)
    response = redirect(request, "trainers")
    flash(response, _("{name} tersimpan.", name=changed.name))
    return response


async def block(request: web.Request) -> web.StreamResponse:
    trainer = await _found(request)
    values, problems = await read_form(request, BlockForm)
    if not problems:
        form, by = values.model, staff_of(request)
        days = (form.first_day, form.last_day, form.note)
        problems = await tried(request, actions.block_days, by, "trainer", trainer.id, *days)
    if problems:
        typed = asdict(trainer) | {"skills": ", ".join(trainer.skills)} | values
        return await _form_page(request, typed, problems, trainer, 422)
    response = redirect(request, "trainer", trainer_id=trainer.id)
    flash(response, _("Tanggal halangan tersimpan."))
    return response


async def unblock(request: web.Request) -> web.StreamResponse:
    trainer = await _found(request)
    try:
        by, block_id = staff_of(request), id_in(request, "block_id")
        await once(request, actions.free_days, by, "trainer", trainer.id, block_id)
    except Refused as refused:
        raise page_of(refused) from refused
    response = redirect(request, "trainer", trainer_id=trainer.id)
    flash(response, _("Tanggal halangan dihapus."))
    return response


def _trainer(trainer_id: UUID, form: TrainerForm) -> Trainer:
    skills = [skill.strip() for skill in form.skills.split(",")]
    return Trainer(
        id=trainer_id,
        name=form.name,
        skills=[skill for skill in dict.fromkeys(skills) if skill],
        district_code=form.district_code,
        home=form.home,
        phone=form.phone,
        email=form.email,
        note=form.note,
        archived=form.archived,
    )


async def _found(request: web.Request) -> Trainer:
    async with running(request).db.read() as tx:
        found = await resources.trainer(tx, staff_of(request).organization_id, id_in(request, "trainer_id"))
    if found is None:
        raise NotFound
    return found


async def _form_page(
    request: web.Request,
    values: dict[str, Any],
    problems: dict[str, str],
    trainer: Trainer | None,
    status: int,
) -> web.Response:
    blocks = []
    if trainer:
        async with running(request).db.read() as tx:
            blocks = await resources.blocks(tx, staff_of(request).organization_id, trainer.id)
    return render(
        request,
        "organizer/trainer_form.html",
        status=status,
        values=values,
        problems=problems,
        trainer=trainer,
        blocks=blocks,
        districts=choices.districts(request.get(ORGANIZATION)),
    )
