"""What a workshop asks beside the core of the form, and the sets of questions an office keeps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from services.registration.domain.business import BusinessPart
from services.registration.domain.questions import Form, Kind, Moment, Question
from shared.db import Tx
from shared.ids import new_id


def _question(stored: dict[str, Any]) -> Question:
    values = {**stored, "kind": Kind(stored["kind"]), "moment": Moment(stored["moment"])}
    return Question(**{**values, "options": tuple(stored["options"])})


def _form(row: Any) -> Form:
    if row is None:
        return Form()
    return Form(
        tuple(_question(one) for one in row["questions"]),
        tuple(BusinessPart(one) for one in row["business"]),
    )


def _stored(questions: Sequence[Question]) -> list[dict[str, Any]]:
    return [asdict(one) for one in questions]


READ = "select questions, business from sign_up_form where workshop_id = $1"


async def read(tx: Tx, workshop_id: UUID) -> Form:
    """The form; the default one for a workshop of which nobody has said anything."""
    return _form(await tx.fetchrow(READ, workshop_id))


MADE = """
insert into sign_up_form (workshop_id, organization_id) values ($1, $2) on conflict (workshop_id) do nothing
"""
LOCK = "select questions, business from sign_up_form where workshop_id = $1 for update"


async def lock(tx: Tx, workshop_id: UUID, organization_id: UUID) -> Form:
    """The form of an office's own workshop, to be changed; the caller has looked whose it is."""
    await tx.execute(MADE, workshop_id, organization_id)
    return _form(await tx.fetchrow(LOCK, workshop_id))


KEEP = "update sign_up_form set questions = $3, business = $4 where workshop_id = $1 and organization_id = $2"


async def keep(tx: Tx, workshop_id: UUID, organization_id: UUID, form: Form) -> None:
    """Store a form that `lock` read."""
    business = [part.value for part in form.business]
    await tx.execute(KEEP, workshop_id, organization_id, _stored(form.questions), business)


ANSWERED = """
select given.key, count(*) as people
from registration, jsonb_each(answers) as given
where workshop_id = $1 and organization_id = $2 and given.value <> 'null'
group by given.key
"""


async def answered(tx: Tx, workshop_id: UUID, organization_id: UUID) -> dict[str, int]:
    """How many people have answered each question, by its key."""
    return {row["key"]: row["people"] for row in await tx.fetch(ANSWERED, workshop_id, organization_id)}


WITH_QUESTIONS = """
select form.workshop_id,
       concat_ws(' ', w.document ->> 'title', nullif(w.document ->> 'class_label', '')) as title,
       (select count(*) from jsonb_array_elements(form.questions) as one
        where not (one ->> 'removed')::boolean) as questions
from sign_up_form form join workshop_copy w on w.id = form.workshop_id
where form.organization_id = $1 and form.workshop_id <> $2
order by w.starts_at desc, form.workshop_id limit 100
"""


@dataclass(frozen=True, slots=True)
class Source:
    """Another workshop of the office, or a set, whose questions can be asked again."""

    id: UUID
    name: str
    questions: int


async def workshops_with_questions(tx: Tx, organization_id: UUID, beside: UUID) -> list[Source]:
    """The office's other workshops that ask something of their own, the newest first."""
    found = await tx.fetch(WITH_QUESTIONS, organization_id, beside)
    return [Source(row["workshop_id"], row["title"], row["questions"]) for row in found if row["questions"]]


# Sets

SETS = """
select id, name, jsonb_array_length(questions) as questions from question_set
where organization_id = $1 order by lower(name), id
"""
SET = "select questions from question_set where id = $1 and organization_id = $2"
KEEP_SET = """
insert into question_set (id, organization_id, name, questions) values ($1, $2, $3, $4)
on conflict (organization_id, name) do update set questions = excluded.questions
returning id
"""
DELETE_SET = "delete from question_set where id = $1 and organization_id = $2 returning name"


async def sets(tx: Tx, organization_id: UUID) -> list[Source]:
    return [Source(**row) for row in await tx.fetch(SETS, organization_id)]


async def of_set(tx: Tx, organization_id: UUID, id: UUID) -> list[Question] | None:
    """The questions of an office's set; None for another's."""
    stored = await tx.fetchval(SET, id, organization_id)
    return None if stored is None else [_question(one) for one in stored]


async def keep_set(tx: Tx, organization_id: UUID, name: str, questions: Sequence[Question]) -> UUID:
    """Store under a name; one of the same name is replaced."""
    return UUID(str(await tx.fetchval(KEEP_SET, new_id(), organization_id, name, _stored(questions))))


async def delete_set(tx: Tx, organization_id: UUID, id: UUID) -> str | None:
    """The name of the set that is gone; None when there was none."""
    name = await tx.fetchval(DELETE_SET, id, organization_id)
    return None if name is None else str(name)
