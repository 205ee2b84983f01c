"""What the office asks: changed as a whole list under its lock, and written to the audit trail."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from services.registration.actions.office import By
from services.registration.domain import questions as rules
from services.registration.domain.business import BusinessPart
from services.registration.domain.questions import Fault, Form, Question, Unsound
from services.registration.domain.refusals import NotPossible, Reason
from services.registration.store import copies
from services.registration.store import questions as store
from shared import audit
from shared.db import Tx


async def _note(
    tx: Tx, by: By, workshop_id: UUID, what: str, told: dict[str, Any], change: Callable[[Form], Form]
) -> Form:
    """Change the list and note it.

    Raises NotPossible for another office's workshop, Unsound for a list that cannot be asked.
    """
    workshop = await copies.WORKSHOPS.get(tx, workshop_id)
    if workshop is None or workshop.organization_id != by.organization_id:
        raise NotPossible(Reason.UNKNOWN)
    before = await store.lock(tx, workshop_id, by.organization_id)
    after = change(before)
    if after == before:
        return before
    people = await store.answered(tx, workshop_id, by.organization_id)
    _keep_what_was_answered(before, after, people)
    await store.keep(tx, workshop_id, by.organization_id, after)
    await audit.record(
        tx,
        by.who,
        by.organization_id,
        what,
        f"Workshop/{workshop_id}",
        _told(before),
        {**_told(after), **told},
    )
    return after


def _told(form: Form) -> dict[str, Any]:
    return {
        "questions": [one.label for one in form.asked],
        "business": [part.value for part in form.business],
    }


def _keep_what_was_answered(before: Form, after: Form, people: dict[str, int]) -> None:
    """An answer keeps its kind and its secrecy: another kind could not read it, and in clear it would lie."""
    was = {one.key: one for one in before.questions}
    for one in after.questions:
        old = was.get(one.key)
        if old and people.get(one.key) and (old.kind, old.sensitive) != (one.kind, one.sensitive):
            raise Unsound(Fault.ANSWERED, "kind", one.label)


async def add(tx: Tx, by: By, workshop_id: UUID, question: Question) -> Form:
    def change(form: Form) -> Form:
        return rules.added(form, [question])

    return await _note(tx, by, workshop_id, "question added", {"question": question.label}, change)


async def edit(tx: Tx, by: By, workshop_id: UUID, question: Question) -> Form:
    def change(form: Form) -> Form:
        return rules.changed(form, question)

    return await _note(tx, by, workshop_id, "question changed", {"question": question.label}, change)


async def remove(tx: Tx, by: By, workshop_id: UUID, key: str) -> Form:
    """No longer ask; what people answered stays with them."""

    def change(form: Form) -> Form:
        return rules.without(form, key)

    return await _note(tx, by, workshop_id, "question removed", {"question": key}, change)


async def move(tx: Tx, by: By, workshop_id: UUID, key: str, up: bool) -> Form:
    def change(form: Form) -> Form:
        return rules.moved(form, key, up)

    return await _note(tx, by, workshop_id, "questions ordered", {}, change)


async def set_business(tx: Tx, by: By, workshop_id: UUID, parts: Sequence[BusinessPart]) -> Form:
    """Which parts of a business are asked; what people said of the others stays."""

    def change(form: Form) -> Form:
        return replace(form, business=_in_order(parts))

    return await _note(tx, by, workshop_id, "business fields chosen", {}, change)


def _in_order(parts: Sequence[BusinessPart]) -> tuple[BusinessPart, ...]:
    return tuple(part for part in BusinessPart if part in parts)


async def put(
    tx: Tx,
    by: By,
    workshop_id: UUID,
    asked: Sequence[Question],
    parts: Sequence[BusinessPart] | None = None,
) -> Form:
    """The whole form at once: exactly these questions are asked afterwards."""

    def change(form: Form) -> Form:
        after = rules.replaced(form, asked)
        return after if parts is None else replace(after, business=_in_order(parts))

    return await _note(tx, by, workshop_id, "questions changed", {}, change)


async def copy(tx: Tx, by: By, workshop_id: UUID, source_id: UUID) -> Form:
    """Ask what another workshop of the office, or one of its sets, asks; after what is asked already."""
    asked = await store.of_set(tx, by.organization_id, source_id)
    if asked is None:
        other = await copies.WORKSHOPS.get(tx, source_id)
        if other is None or other.organization_id != by.organization_id:
            raise NotPossible(Reason.UNKNOWN)
        asked = list((await store.read(tx, source_id)).asked)
    found = asked

    def change(form: Form) -> Form:
        return rules.added(form, found)

    return await _note(tx, by, workshop_id, "questions copied", {"number": len(found)}, change)


async def keep_set(tx: Tx, by: By, workshop_id: UUID, name: str) -> UUID:
    """Keep what a workshop asks under a name, to ask it elsewhere; the same name is replaced."""
    workshop = await copies.WORKSHOPS.get(tx, workshop_id)
    if workshop is None or workshop.organization_id != by.organization_id:
        raise NotPossible(Reason.UNKNOWN)
    asked = (await store.read(tx, workshop_id)).asked
    if not asked:
        raise Unsound(Fault.UNKNOWN, "name")
    id = await store.keep_set(tx, by.organization_id, name, asked)
    told = {"name": name, "number": len(asked)}
    await audit.record(tx, by.who, by.organization_id, "question set kept", f"QuestionSet/{id}", None, told)
    return id


async def delete_set(tx: Tx, by: By, id: UUID) -> None:
    """Forms that were made from it stay. Raises NotPossible for a set that is not there."""
    name = await store.delete_set(tx, by.organization_id, id)
    if name is None:
        raise NotPossible(Reason.UNKNOWN)
    told = {"name": name}
    await audit.record(
        tx, by.who, by.organization_id, "question set deleted", f"QuestionSet/{id}", told, None
    )
