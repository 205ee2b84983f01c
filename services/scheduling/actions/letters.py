"""Letters: drafted, looked at, made final with their numbers, corrected, voided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from services.scheduling.actions.letter_wording import Source, source
from services.scheduling.domain import letter_numbers
from services.scheduling.domain.accounts import Actor, who
from services.scheduling.domain.letter_numbers import Series
from services.scheduling.domain.letters import Addressee, Details, checked, paper_of
from services.scheduling.domain.refusals import Invalid, Missing, WrongState
from services.scheduling.store import letter_batches, letter_rules, letters, offices, programmes, workshops
from services.scheduling.store.letter_batches import Batch
from services.scheduling.store.letters import Letter
from shared import audit, ids
from shared.db import Tx, wake

TO_MAKE = "letters"  # the topic that wakes the job which renders


async def draft(
    tx: Tx,
    now: datetime,
    by: Actor,
    workshop_id: UUID,
    kind: str,
    details: Details,
    addressees: Sequence[Addressee],
) -> dict[str, str]:
    """One draft for each addressee; the id of the act. Raises Missing, Invalid."""
    workshop = await workshops.locked(tx, by.organization_id, workshop_id)
    if workshop is None:
        raise Missing
    batch = Batch(
        ids.new_id(), by.organization_id, workshop_id, kind, details, now, by.name, workshop.full_title
    )
    drafts = [(ids.new_id(), addressee) for addressee in checked(kind, addressees)]
    await letter_batches.add(tx, batch)
    await letters.add(tx, batch, drafts)
    await _record(tx, by, "letters drafted", batch, None, {"kind": kind, "letters": len(drafts)})
    return {"id": str(batch.id)}


async def change(
    tx: Tx, by: Actor, batch_id: UUID, details: Details, addressees: Sequence[Addressee]
) -> None:
    """Make the drafts of an act anew. Raises Missing, Invalid, WrongState once they are final."""
    batch = await _open_batch(tx, by, batch_id)
    drafts = [(ids.new_id(), addressee) for addressee in checked(batch.kind, addressees)]
    await letters.delete_drafts(tx, batch_id)
    await letter_batches.change(tx, by.organization_id, batch_id, details)
    changed = await letter_batches.find(tx, by.organization_id, batch_id)
    assert changed is not None
    await letters.add(tx, changed, drafts)
    await _record(tx, by, "letters changed", batch, None, {"kind": batch.kind, "letters": len(drafts)})


async def delete(tx: Tx, by: Actor, batch_id: UUID) -> None:
    """Throw the drafts of an act away. Raises Missing, WrongState once they are final."""
    batch = await _open_batch(tx, by, batch_id)
    await letters.delete_drafts(tx, batch_id)
    await letter_batches.delete(tx, by.organization_id, batch_id)
    await _record(tx, by, "letters deleted", batch, {"kind": batch.kind}, None)


async def finalize(
    tx: Tx, now: datetime, by: Actor, batch_id: UUID, given: Sequence[str], public_url: str
) -> int:
    """Number and freeze the letters of an act, all or none; how many. Their files are made by a job.

    `given` are the secretariat's own numbers in the order of the letters; an empty one is taken from the
    counter. The office is locked, so two who number at once wait for each other. Raises Missing, Invalid,
    and WrongState when they are final already.
    """
    await offices.lock(tx, by.organization_id)
    batch = await _open_batch(tx, by, batch_id)
    found = await source(tx, by, batch.workshop_id, public_url)
    drafts = await letters.of_batch(tx, by.organization_id, batch_id)
    numbers = [" ".join(number.split()) for number in (*given, *[""] * len(drafts))][: len(drafts)]
    for letter, typed in zip(drafts, numbers, strict=True):
        face = found.final(batch.kind, batch.details, letter.addressee)
        number, counted = await _number(tx, found, batch, typed)
        await letters.make_final(tx, letter.id, now, by.name, face, number, counted)
        await audit.record(
            tx, who(by), by.organization_id, "letter made final", letter.subject, None, {"number": number}
        )
    wake(TO_MAKE)
    return len(drafts)


async def correct(
    tx: Tx,
    now: datetime,
    by: Actor,
    letter_id: UUID,
    details: Details,
    addressee: Addressee,
    reason: str,
    public_url: str,
) -> None:
    """Another edition with the same number and date; the earlier one is kept. Raises Missing, Invalid,
    WrongState for a letter that is not final."""
    letter = await own(tx, by, letter_id, "final")
    found = await source(tx, by, letter.workshop_id, public_url)
    kept = details.model_copy(update={"letter_date": letter.letter_date})
    face = found.final(letter.kind, kept, addressee)
    await letters.correct(tx, letter_id, addressee, kept, face, reason)
    before, after = {"name": letter.name}, {"name": addressee.name, "reason": reason}
    await audit.record(tx, who(by), by.organization_id, "letter corrected", letter.subject, before, after)
    wake(TO_MAKE)


async def void(tx: Tx, now: datetime, by: Actor, letter_id: UUID, reason: str) -> None:
    """The letter no longer holds; its number stays in the void list. Raises Missing, WrongState."""
    letter = await own(tx, by, letter_id, "final")
    await letters.make_void(tx, letter_id, now, by.name, reason)
    after = {"number": letter.number, "reason": reason}
    await audit.record(tx, who(by), by.organization_id, "letter voided", letter.subject, None, after)


async def own(tx: Tx, by: Actor, letter_id: UUID, state: str) -> Letter:
    """The office's own letter, locked, in this state. Raises Missing, WrongState."""
    letter = await letters.locked(tx, by.organization_id, letter_id)
    if letter is None:
        raise Missing
    if letter.state != state:
        raise WrongState(f"letter_{letter.state}", "change")
    return letter


async def expected(tx: Tx, by: Actor, batch: Batch, count: int) -> list[str]:
    """The numbers the counter would give now; nothing while the rule cannot number."""
    office = await offices.document(tx, by.organization_id)
    assert office is not None
    paper, day = paper_of(batch.kind), batch.details.letter_date
    rule = await letter_rules.numbering(tx, office, paper)
    try:
        letter_numbers.check(rule)
        code = await _programme_code(tx, batch, rule)
    except Invalid:
        return []
    last = await letter_rules.last(tx, office.id, paper, letter_numbers.series(rule, day))
    return [letter_numbers.number(rule, day, last + at, code) for at in range(1, count + 1)]


async def _number(tx: Tx, found: Source, batch: Batch, typed: str) -> tuple[str, tuple[Series, int] | None]:
    office, day = found.office, batch.details.letter_date
    if typed:
        if len(typed) > letter_numbers.LONGEST:
            raise Invalid("numbers", "number_long")
        if await letters.number_used(tx, office.id, typed):
            raise Invalid("numbers", "number_used")
        return typed, None
    paper = paper_of(batch.kind)
    rule = await letter_rules.numbering(tx, office, paper)
    try:
        letter_numbers.check(rule)
    except Invalid:
        raise Invalid("form", "numbering_unfit") from None
    series, code = letter_numbers.series(rule, day), await _programme_code(tx, batch, rule)
    while True:  # a number the secretariat gave before stands on that letter, and this one takes the next
        ordinal = await letter_rules.take(tx, office.id, paper, series)
        number = letter_numbers.number(rule, day, ordinal, code)
        if not await letters.number_used(tx, office.id, number):
            return number, (series, ordinal)


async def _programme_code(tx: Tx, batch: Batch, rule: letter_numbers.Numbering) -> str:
    if "kegiatan" not in rule.fields:
        return ""
    workshop = await workshops.find(tx, batch.organization_id, batch.workshop_id)
    assert workshop is not None
    programme = await programmes.find(tx, batch.organization_id, workshop.programme_id)
    if programme is None or not programme.code:
        raise Invalid("form", "number_programme")
    return programme.code


async def _open_batch(tx: Tx, by: Actor, batch_id: UUID) -> Batch:
    """An act whose letters are all drafts, locked."""
    batch = await letter_batches.locked(tx, by.organization_id, batch_id)
    if batch is None:
        raise Missing
    if any(one.state != "draft" for one in await letters.of_batch(tx, by.organization_id, batch_id)):
        raise WrongState("letter_final", "change")
    return batch


async def _record(
    tx: Tx,
    by: Actor,
    what: str,
    batch: Batch,
    before: Mapping[str, object] | None,
    after: Mapping[str, object] | None,
) -> None:
    facts = {"workshop": batch.workshop}
    await audit.record(
        tx,
        who(by),
        by.organization_id,
        what,
        f"Letters/{batch.id}",
        {**facts, **before} if before else None,
        {**facts, **after} if after else None,
    )
