"""The only place where it is decided who gets a certificate."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from services.certificates.actions.withdrawal import withdraw
from services.certificates.domain.eligibility import Outcome, decided_people, missing_facts, resolved
from services.certificates.domain.states import Attention, State, matter
from services.certificates.store import certificates, copies, eligibility
from shared.bus import outbox
from shared.db import Tx, wake
from shared.events.certificates import (
    CERTIFICATE_ISSUED,
    CERTIFICATE_REVOKED,
    ELIGIBILITY_DECIDED,
    PublicReason,
    Verdict,
)
from shared.events.registration import Registration
from shared.events.scheduling import Workshop
from shared.ids import new_code, new_id
from shared.mail import Mail, mail

KIND = "peserta"
TO_APPROVE = "approvals"  # the topic that wakes automatic approval


async def consider(tx: Tx, now: datetime, workshop_id: UUID) -> None:
    """Look at everything known of a workshop and bring verdicts and certificates in line with it.

    Runs at the end of every handler that changed an input, and decides from stored rows alone, so the
    order in which facts arrive does not matter. It waits while a fact is missing, gives drafts to those
    who earned one, and takes back only drafts: a numbered certificate is left for a person to look at.
    """
    await copies.lock_workshop(tx, workshop_id)
    workshop = await copies.WORKSHOPS.get(tx, workshop_id)
    sheet = await copies.SHEETS.get(tx, workshop_id)
    rows = await certificates.of_workshop(tx, workshop_id)
    if not rows and (workshop is None or sheet is None or not sheet.closed):
        return
    people = await copies.people(tx, workshop_id)
    rows = await _follow_merges(tx, now, rows, people)
    if workshop is None or sheet is None or missing_facts(workshop, sheet, people).everything:
        await _follow_names(tx, rows, people)
        return
    decided = decided_people(workshop, sheet, people)
    holders = {row.registration_id for row in rows if row.state.numbered}
    await _publish_verdicts(tx, now, workshop, decided, holders)
    await _bring_in_line(tx, workshop, rows, people, {person.id: outcome for person, outcome in decided})


async def _publish_verdicts(
    tx: Tx,
    now: datetime,
    workshop: Workshop,
    decided: Iterable[tuple[Registration, Outcome]],
    holders: Collection[UUID],
) -> None:
    """Send every verdict that is new or has other figures, and tell those who fell short.

    The `holders` of a number are not told that there is no certificate: theirs waits for a person.
    """
    known = await eligibility.of_workshop(tx, workshop.id)
    for person, outcome in decided:
        old = known.get(person.id)
        if old and _same(old, outcome):
            continue
        new = await eligibility.keep(tx, person.id, person.organization_id, workshop.id, outcome, now)
        if new is None:
            continue
        await outbox.add(tx, ELIGIBILITY_DECIDED(new))
        if new.verdict is Verdict.SHORT and person.email and person.id not in holders:
            await mail.add(tx, _withheld(workshop, person, outcome))


def _same(old: object, outcome: Outcome) -> bool:
    figures = ("verdict", "jp_reached", "jp_needed", "jp_total", "missed_sessions", "missed_mandatory")
    return all(getattr(old, name) == getattr(outcome, name) for name in figures)


async def _bring_in_line(
    tx: Tx,
    workshop: Workshop,
    rows: list[certificates.Row],
    people: dict[UUID, Registration],
    outcomes: dict[UUID, Outcome],
) -> None:
    """One certificate for everybody who earned it, and a note at those that should be looked at."""
    owned = {row.registration_id for row in rows if row.kind == KIND}
    for row in rows:
        await _review(tx, row, people.get(row.registration_id), outcomes.get(row.registration_id))
    for id, outcome in outcomes.items():
        if outcome.verdict is Verdict.EARNED and id not in owned:
            name = people[id].name_on_certificate
            await certificates.add(
                tx, new_id(), workshop.organization_id, workshop.id, id, KIND, name, new_code()
            )
            wake(TO_APPROVE)


async def _follow_names(tx: Tx, rows: list[certificates.Row], people: dict[UUID, Registration]) -> None:
    """While the sheet is open again nothing is decided, but names and departures are still seen."""
    for row in rows:
        await _review(tx, row, people.get(row.registration_id), None)


async def _review(
    tx: Tx, row: certificates.Row, person: Registration | None, outcome: Outcome | None
) -> None:
    """Compare one certificate with what is known of its owner; what is unknown changes nothing."""
    if person is None or row.state is State.REVOKED:
        return
    short = outcome is not None and outcome.verdict is Verdict.SHORT
    if not row.state.numbered:
        if short or not person.state.attends:
            await certificates.remove(tx, row.id)
        elif person.name_on_certificate != row.name:
            await certificates.rename(tx, row.id, person.name_on_certificate)
        return
    attention = Attention.NONE
    if person.erased:
        pass  # nobody left anything: the certificate stands, and there is nothing to look at any more
    elif not person.state.attends:
        attention = Attention.LEFT
    elif short or (outcome is None and row.attention is Attention.SHORT):
        attention = Attention.SHORT
    elif person.name_on_certificate != row.name:
        attention = Attention.NAME
    if attention and matter(attention, person.name_on_certificate) == row.dismissed:
        attention = Attention.NONE
    if attention is not row.attention:
        await certificates.set_attention(tx, row.id, attention)


async def _follow_merges(
    tx: Tx, now: datetime, rows: list[certificates.Row], people: dict[UUID, Registration]
) -> list[certificates.Row]:
    """Certificates of merged registrations go to the one that stays, or are revoked if it has its own."""
    owners = {(row.registration_id, row.kind) for row in rows}
    changed = False
    for row in rows:
        stays = resolved(row.registration_id, people)
        if stays == row.registration_id or stays not in people:
            continue
        changed = True
        if (stays, row.kind) not in owners:
            await certificates.move(tx, row.id, stays)
            owners.add((stays, row.kind))
            if row.state.numbered:
                await _tell_owner(tx, row.id)
        elif not row.state.numbered:
            await certificates.remove(tx, row.id)
        elif row.state is not State.REVOKED:
            await withdraw(tx, now, row, PublicReason.MERGED, "", "certificates")
    return await certificates.of_workshop(tx, rows[0].workshop_id) if changed else rows


async def _tell_owner(tx: Tx, id: UUID) -> None:
    """Send a numbered certificate whose owner is another registration now, so that its page shows it."""
    moved = await certificates.get(tx, id)
    assert moved is not None
    event = CERTIFICATE_REVOKED if moved.state is State.REVOKED else CERTIFICATE_ISSUED
    await outbox.add(tx, event(certificates.document(moved)))


def _withheld(workshop: Workshop, person: Registration, outcome: Outcome) -> Mail:
    zone = ZoneInfo(workshop.zone)
    sessions = {session.id: session for session in workshop.sessions}
    missed = [sessions[id] for id in outcome.missed_sessions]
    return Mail(
        purpose="certificate_withheld",
        subject=person.subject,
        occasion=f"{outcome.jp_reached}/{outcome.jp_needed}/{len(outcome.missed_mandatory)}",
        organization_id=person.organization_id,
        to=person.email,
        language=person.language,
        data={
            "name": person.full_name,
            "workshop": workshop.full_title,
            "jp_reached": outcome.jp_reached,
            "jp_needed": outcome.jp_needed,
            "jp_short": outcome.jp_short,
            "missed": [
                {
                    "subject": session.subject,
                    "jp": session.jp,
                    "starts_at": session.starts_at.astimezone(zone).isoformat(),
                    "mandatory": session.id in outcome.missed_mandatory,
                }
                for session in missed
            ],
            "zone": workshop.zone,
            "contact": {"name": workshop.contact.name, "whatsapp": workshop.contact.whatsapp},
        },
    )
