"""From a draft to a number."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlsplit
from uuid import UUID
from zoneinfo import ZoneInfo

from services.certificates.actions.making import TO_MAKE
from services.certificates.domain import face, numbering
from services.certificates.domain.refusals import NotFound, Reason, Refused
from services.certificates.domain.states import State
from services.certificates.store import certificates, copies, lists, numbers
from shared import audit, staff
from shared.db import Tx, wake
from shared.events.scheduling import Organization, Workshop, WorkshopState
from shared.mail import Mail, mail


@dataclass(frozen=True, slots=True)
class Signing:
    """When and where the certificates say they were signed."""

    day: date
    place: str


async def submit(tx: Tx, now: datetime, organization_id: UUID, workshop_id: UUID, who: str) -> int:
    """Hand in all drafts of a workshop; how many. Those who may approve get a mail. Raises NotFound."""
    workshop = await _own_workshop(tx, organization_id, workshop_id)
    drafts = [row.id for row in await certificates.of_workshop(tx, workshop_id) if row.state is State.DRAFT]
    count = await certificates.submit(tx, drafts, now)
    if count:
        await _tell_approvers(tx, workshop, count, now)
        what = "certificates submitted"
        await audit.record(tx, who, organization_id, what, workshop.subject, None, {"count": count})
    return count


async def approve(
    tx: Tx,
    now: datetime,
    organization_id: UUID,
    workshop_id: UUID,
    ids: Sequence[UUID] | None,
    signing: Signing,
    public_url: str,
    who: str,
) -> list[str]:
    """Number these certificates, or all that wait, in the order of their names; the numbers given.

    Raises Refused while something the paper needs is missing, NotFound. Certificates that already have
    a number are left out, so a repeat gives none.
    """
    await copies.lock_workshop(tx, workshop_id)
    workshop = await _own_workshop(tx, organization_id, workshop_id)
    office = await staff.organization(tx, organization_id)
    sheet = await copies.SHEETS.get(tx, workshop_id)
    if office is None or sheet is None or not sheet.closed:
        raise Refused(Reason.SHEET_OPEN)
    chosen = [
        row
        for row in await certificates.of_workshop(tx, workshop_id)
        if row.state in (State.DRAFT, State.SUBMITTED) and (ids is None or row.id in ids)
    ]
    if not chosen:
        return []
    wording = printable(office, workshop, chosen[0].kind, signing, public_url)
    chosen.sort(key=lambda row: (row.name.casefold(), row.id))
    series = numbering.series(office, signing.day)
    ordinals = await numbers.take(tx, organization_id, series, len(chosen))
    given = [numbering.number(office, workshop, signing.day, ordinal) for ordinal in ordinals]
    ids = [row.id for row in chosen]
    try:
        await certificates.approve(tx, ids, now, series.unit, series.year, ordinals, given, wording)
    except certificates.NumberTaken:
        raise Refused(Reason.NUMBER_TAKEN, number=given[0]) from None
    what, after = "certificates approved", {"numbers": given, "signing_date": signing.day.isoformat()}
    await audit.record(tx, who, organization_id, what, workshop.subject, None, after)
    wake(TO_MAKE)
    return given


async def approve_by_rule(tx: Tx, now: datetime, workshop_id: UUID, public_url: str) -> list[str]:
    """Approve what waits in a workshop whose office decided that no person has to. Raises Refused."""
    workshop = await copies.WORKSHOPS.get(tx, workshop_id)
    office = await staff.organization(tx, workshop.organization_id) if workshop else None
    if workshop is None or office is None or not office.approves_certificates:
        return []
    signing = usual_signing(office, now)
    who = "certificates"
    return await approve(tx, now, office.id, workshop_id, None, signing, public_url, who)


def usual_signing(office: Organization, now: datetime) -> Signing:
    """Today, in the office's own town."""
    return Signing(now.astimezone(ZoneInfo(office.zone)).date(), office.town)


def printable(
    office: Organization, workshop: Workshop, kind: str, signing: Signing, public_url: str
) -> face.Face:
    """The wording to approve. Raises Refused with what has to be mended first, or for ever."""
    if workshop.state is WorkshopState.CANCELLED:
        raise Refused(Reason.CANCELLED)
    if not office.example and not lasting(public_url):
        raise Refused(Reason.NOT_LASTING, url=public_url)
    numbering.number(office, workshop, signing.day, 1)
    return face.face(office, workshop, kind, signing.day, signing.place)


def lasting(public_url: str) -> bool:
    """Whether an address may be printed for decades: https and a name that is not this computer's."""
    address = urlsplit(public_url)
    host = address.hostname or ""
    if address.scheme != "https" or host == "localhost" or host.endswith((".localhost", ".local")):
        return False
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return "." in host
    return False


async def _own_workshop(tx: Tx, organization_id: UUID, workshop_id: UUID) -> Workshop:
    workshop = await copies.WORKSHOPS.get(tx, workshop_id)
    if workshop is None or workshop.organization_id != organization_id:
        raise NotFound
    return workshop


async def _tell_approvers(tx: Tx, workshop: Workshop, count: int, now: datetime) -> None:
    people = await lists.approvers(tx, workshop.organization_id)
    await mail.add_many(
        tx,
        [
            Mail(
                purpose="approval_waiting",
                subject=workshop.subject,
                occasion=f"{person.id}/{now.isoformat()}",
                organization_id=workshop.organization_id,
                to=person.email,
                data={
                    "name": person.name,
                    "workshop": workshop.full_title,
                    "count": count,
                    "workshop_id": str(workshop.id),
                },
            )
            for person in people
            if person.email
        ],
    )
