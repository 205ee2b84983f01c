"""Trainers' pages."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID

from aiohttp import web

from services.scheduling.actions.trainers import add_trainer, archive_trainers, change_trainer, delete_trainer
from services.scheduling.store import trainers
from services.scheduling.store.trainers import Trainer
from services.scheduling.web.forms.resources import TrainerForm
from services.scheduling.web.organizer import choices
from services.scheduling.web.organizer.resources import Pages, asked_district
from services.scheduling.web.organizer.tables import trainers_table
from shared.db import Tx
from shared.i18n import N_
from shared.web.searching import typed as asked_for


def made(trainer_id: UUID, form: TrainerForm) -> Trainer:
    skills = [skill.strip() for skill in form.skills.split(",")]
    values = form.model_dump() | {"skills": [skill for skill in dict.fromkeys(skills) if skill]}
    return Trainer(id=trainer_id, **values)


def typed(trainer: Trainer) -> dict[str, Any]:
    return asdict(trainer) | {"skills": ", ".join(trainer.skills)}


def filters(request: web.Request) -> dict[str, Any]:
    return {"district": asked_district(request), "skill": asked_for(request, "keahlian")}


async def _options(tx: Tx, organization_id: UUID) -> dict[str, Any]:
    return {
        "skills": [(skill, skill) for skill in await trainers.skills(tx, organization_id)],
        "districts": choices.district_filter(await trainers.districts(tx, organization_id)),
    }


PAGES = Pages(
    kind="trainer",
    rows=trainers,
    form=TrainerForm,
    made=made,
    typed=typed,
    filters=filters,
    options=_options,
    sorts={"name": N_("Nama"), "district": N_("Asal")},
    table=trainers_table,
    add_one=add_trainer,
    change_one=change_trainer,
    archive_some=archive_trainers,
    delete_one=delete_trainer,
)
