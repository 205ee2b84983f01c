"""Retention: what is kept longer than its office allows is erased by itself, and the certificate stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from services.registration.actions import passing_on
from services.registration.actions.answers import files_of
from services.registration.actions.office import By
from services.registration.domain import retention as rules
from services.registration.domain.retention import TELLS, Field
from services.registration.settings import RETIRED_AT_ONCE
from services.registration.store import groups, registrations, retention, score_notes, selection, tasks
from shared import audit, files
from shared.bus import erasing
from shared.db import Tx
from shared.events.registration import REGISTRATION_CHANGED
from shared.mail import mail

JOB = "retention"


def moments(now: datetime, months: Mapping[str, int]) -> dict[Field, datetime]:
    """By field: whose workshop ended then or earlier is due."""
    return {field: rules.ended_before(now, kept) for field, kept in rules.chosen(months).items()}


async def set_rules(tx: Tx, by: By, months: Mapping[Field, int]) -> None:
    """Replace the rules of an office; they are kept to from the next round, within a minute."""
    before = rules.chosen((await retention.read(tx, by.organization_id)).months)
    await retention.keep(tx, by.organization_id, months)
    was = {field.value: before[field] for field in Field if before[field] != months[field]}
    if was:
        after = {name: months[Field(name)] for name in was}
        subject = f"Organization/{by.organization_id}"
        await audit.record(tx, by.who, by.organization_id, "retention rules set", subject, was, after)


async def retire(tx: Tx, now: datetime, organization_id: UUID) -> int:
    """Erase what is due of at most some people of one office; how many. With nothing left the day is done.

    Mails, tasks and files that hold it go as well, and the other services hear of documents without it.
    """
    kept = (await retention.read(tx, organization_id)).months
    until = moments(now, kept)
    due = await retention.due(tx, organization_id, until, RETIRED_AT_ONCE)
    if not due:
        # A contact person is a phone and an address as well: they go when the first of the two is due.
        gone = await groups.forget_over(tx, organization_id, max(until[Field.PHONE], until[Field.EMAIL]))
        for id in gone:
            await mail.forget(tx, f"Group/{id}")
        await retention.mark_done(tx, organization_id, now.date())
        return 0
    before = await registrations.read_many(tx, list(due))
    await retention.erase(tx, due)
    lost_answers = [row for row in before if Field.ANSWERS in due[row.id]]
    await files.delete_many(tx, [file for row in lost_answers for file in files_of(row.answers)])
    await selection.forget_points(tx, [row.id for row in lost_answers])
    await score_notes.forget(tx, [row.id for row in lost_answers])
    await selection.forget_business(tx, [row.id for row in before if Field.BUSINESS in due[row.id]])
    # A call to make needs the phone, and a mail holds its address: both go with either.
    unreachable = [row for row in before if {Field.EMAIL, Field.PHONE} & set(due[row.id])]
    for row in unreachable:
        await mail.forget(tx, row.subject)
    await tasks.forget(tx, [row.id for row in unreachable])
    await _tell(tx, [row.id for row in before if TELLS & set(due[row.id])])
    counted = Counter(field.value for fields in due.values() for field in fields)
    subject = f"Organization/{organization_id}"
    await audit.record(tx, JOB, organization_id, "kept too long: erased", subject, None, dict(counted))
    return len(due)


async def _tell(tx: Tx, ids: list[UUID]) -> None:
    """What was on its way before still holds what is gone: it is forgotten, and the document sent anew."""
    rows = await registrations.read_many(tx, ids)
    for row in rows:
        await erasing.forget(tx, row.subject)
    await passing_on.send(tx, [REGISTRATION_CHANGED(row.document) for row in rows])
