"""The questions of check-in as a form and as a call, for people and for the office."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiohttp import web
from multidict import MultiDict

from services.registration.actions.answers import Answered, prepared
from services.registration.domain.check_in import why_not_now
from services.registration.domain.questions import Form, Kind, Question, at_check_in, open_at_check_in
from services.registration.store import copies, questions
from services.registration.store.registrations import Row
from services.registration.web import views
from services.registration.web.districts import district_groups
from services.registration.web.forms.fields import OUTSIDE
from services.registration.web.forms.people import FileBody
from services.registration.web.forms.questions import (
    Read,
    as_typed,
    condition,
    fits,
    read_answers,
    typed_values,
)
from shared import staff
from shared.events.scheduling import Organization, Workshop
from shared.i18n import _
from shared.web import Upload, running
from shared.web.errors import Invalid


@dataclass(frozen=True, slots=True)
class Asked:
    """What one person is asked on the spot; `why_not`: the sentence, where they cannot answer now."""

    row: Row
    workshop: Workshop
    office: Organization | None
    questions: tuple[Question, ...]
    open: tuple[Question, ...]  # those without an answer
    why_not: str

    @property
    def takes_files(self) -> bool:
        return any(one.kind is Kind.FILE for one in self.questions)

    @property
    def typed(self) -> dict[str, Any]:
        return typed_values(self.questions, self.row.answers)

    def shown(self, values: Mapping[str, Any], problems: Mapping[str, str]) -> dict[str, Any]:
        """What the template of the questions wants."""
        return {
            "row": self.row,
            "workshop": self.workshop,
            "questions": self.questions,
            "groups": district_groups(self.office, self.workshop),
            "outside": OUTSIDE,
            "files": self.takes_files,
            "condition": condition,
            "kept": {one.field for one in self.questions if isinstance(self.row.answers.get(one.key), dict)},
            "why_not": self.why_not,
            "values": values,
            "problems": problems,
            "status": 422 if problems else 200,
        }


async def asked_of(request: web.Request, row: Row, *, by_office: bool) -> Asked:
    now = running(request).clock.now()
    async with running(request).db.read() as tx:
        workshop = await copies.WORKSHOPS.get(tx, row.workshop_id)
        assert workshop is not None
        form = await questions.read(tx, row.workshop_id)
        office = await staff.organization(tx, row.organization_id)
    reason = why_not_now(workshop, row.state, now, office=by_office)
    return Asked(
        row=row,
        workshop=workshop,
        office=office,
        questions=at_check_in(form, row.answers),
        open=tuple(open_at_check_in(form, row.answers)),
        why_not=_(views.REASONS[reason]) if reason else "",
    )


def open_now(form: Form, workshop: Workshop, row: Row, now: datetime) -> int | None:
    """How many questions are still open for a person who could answer now; None: there is nothing to ask."""
    if why_not_now(workshop, row.state, now, office=False) or not at_check_in(form, row.answers):
        return None
    return len(open_at_check_in(form, row.answers))


async def read_posted(request: web.Request, asked: Asked) -> Read:
    return await read_answers(request, asked.questions, asked.row.answers, blank=True)


def ready(request: web.Request, asked: Asked, read: Read) -> Answered:
    return prepared(running(request).keys, asked.questions, read.given, read.dropped)


async def answered_by_call(
    request: web.Request,
    asked: tuple[Question, ...],
    given: Mapping[str, Any],
    before: Mapping[str, Any] | None = None,
    *,
    blank: bool = False,
) -> Answered:
    """JSON answers, ready to be stored. Raises Invalid, which names each as `answers.q_<key>`."""
    fields = {one.field: one for one in asked}
    problems = {
        name: _("Bimtek ini tidak menanyakan {label}.", label=name) for name in given.keys() - fields.keys()
    }
    posted: MultiDict[str] = MultiDict()
    uploads: dict[str, Upload] = {}
    for name, value in given.items():
        if name not in fields:
            continue
        if isinstance(value, FileBody):
            uploads[name] = Upload(value.name, "", value.content)
        if not fits(fields[name], value):
            problems[name] = _("Bentuk jawaban ini tidak cocok dengan pertanyaannya.")
        elif not isinstance(value, FileBody):
            posted.extend((name, text) for text in as_typed(value))
    read = await read_answers(request, asked, before, posted=posted, uploads=uploads, blank=blank)
    if problems := {**read.problems, **problems}:
        raise Invalid(errors={f"answers.{name}": text for name, text in problems.items()})
    return prepared(running(request).keys, asked, read.given, read.dropped)
