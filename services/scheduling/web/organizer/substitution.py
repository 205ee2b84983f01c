"""Replacing a trainer: choose the sessions, then somebody who is free at all of these times."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from aiohttp import web

from services.scheduling.actions.substitution import substitute
from services.scheduling.domain.refusals import Refused, Taken
from services.scheduling.store import candidates, sessions, trainers
from services.scheduling.store.sessions import Session
from services.scheduling.store.trainers import Trainer
from services.scheduling.store.workshops import Workshop
from services.scheduling.web.doing import once
from services.scheduling.web.forms.answers import SubstituteForm
from services.scheduling.web.messages import post
from services.scheduling.web.organizer.workshops import find
from services.scheduling.web.sentences import problems_of
from shared.i18n import _, ngettext
from shared.web import NotFound, flash, id_in, read_form, redirect, render, running, staff_of


async def choose(request: web.Request) -> web.StreamResponse:
    """`?sesi=` names the sessions; without it all that are to come."""
    workshop, trainer, coming = await _rows(request)
    asked = request.query.getall("sesi", [])
    chosen = [session.id for session in coming if not asked or str(session.id) in asked]
    return await _page(request, workshop, trainer, coming, chosen, {}, {}, 200)


async def replace(request: web.Request) -> web.StreamResponse:
    workshop, trainer, coming = await _rows(request)
    values, problems = await read_form(request, SubstituteForm)
    chosen = [session.id for session in coming if str(session.id) in values.get("session_ids", [])]
    if not problems:
        form, now, by = values.model, running(request).clock.now(), staff_of(request)
        try:
            count = await once(
                request,
                substitute,
                now,
                post(request),
                by,
                workshop.id,
                trainer.id,
                form.substitute_id,
                form.session_ids,
                form.reason,
            )
            response = redirect(request, "answers", workshop_id=workshop.id)
            flash(response, ngettext("{n} sesi dialihkan.", "{n} sesi dialihkan.", count))
            return response
        except Taken as taken:
            problems = {"substitute_id": problems_of(taken)["starts"]}
        except Refused as refused:
            problems = problems_of(refused)
    return await _page(request, workshop, trainer, coming, chosen, values, problems, 422)


async def _rows(request: web.Request) -> tuple[Workshop, Trainer, list[Session]]:
    """The workshop, the trainer, and their sessions to come in it. 404 for anything else."""
    office, now = staff_of(request).organization_id, running(request).clock.now()
    async with running(request).db.read() as tx:
        workshop = await find(tx, office, id_in(request, "workshop_id"))
        trainer = await trainers.find(tx, office, id_in(request, "trainer_id"))
        found = await sessions.of_workshop(tx, workshop.id)
    if trainer is None:
        raise NotFound
    coming = [
        one for one in found if trainer.id in one.trainer_ids and one.starts_at > now and one.held is None
    ]
    return workshop, trainer, coming


async def _page(
    request: web.Request,
    workshop: Workshop,
    trainer: Trainer,
    coming: list[Session],
    chosen: list[UUID],
    values: dict[str, Any],
    problems: dict[str, str],
    status: int,
) -> web.Response:
    async with running(request).db.read() as tx:
        free = await candidates.free(tx, workshop.organization_id, trainer.id, chosen) if chosen else []
    return render(
        request,
        "organizer/substitution.html",
        status=status,
        workshop=workshop,
        trainer=trainer,
        coming=coming,
        chosen=chosen,
        skilled=[_option(one) for one in free if one.skilled],
        others=[_option(one) for one in free if not one.skilled],
        values=values,
        problems=problems,
    )


def _option(candidate: candidates.Candidate) -> tuple[str, str]:
    said = [candidate.name, ", ".join(candidate.skills), "" if candidate.has_email else _("tanpa email")]
    return str(candidate.id), " · ".join(part for part in said if part)
