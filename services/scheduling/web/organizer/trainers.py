"""Trainers' pages."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID

from services.scheduling.actions.trainers import add_trainer, change_trainer
from services.scheduling.store import trainers
from services.scheduling.store.trainers import Trainer
from services.scheduling.web.forms.resources import TrainerForm
from services.scheduling.web.organizer.resources import Pages


def _made(trainer_id: UUID, form: TrainerForm) -> Trainer:
    skills = [skill.strip() for skill in form.skills.split(",")]
    values = form.model_dump() | {"skills": [skill for skill in dict.fromkeys(skills) if skill]}
    return Trainer(id=trainer_id, **values)


def _typed(trainer: Trainer) -> dict[str, Any]:
    return asdict(trainer) | {"skills": ", ".join(trainer.skills)}


PAGES = Pages(
    kind="trainer",
    rows=trainers,
    form=TrainerForm,
    made=_made,
    typed=_typed,
    add_one=add_trainer,
    change_one=change_trainer,
)
