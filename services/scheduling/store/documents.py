"""The Workshop document, built from the rows: what every other service knows of a workshop."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from services.scheduling.store import notices, programmes, sessions, workshops
from shared.db import Tx
from shared.events.scheduling import (
    Contact,
    EligibilityRule,
    Place,
    Programme,
    Session,
    SessionKind,
    SessionTrainer,
    Workshop,
)

# Columns that bear the name of a field of the document.
_SAME = (
    "id", "version", "organization_id", "slug", "title", "class_label", "state", "summary", "zone",
    "capacity",
    "sign_up", "sign_up_opens_at", "sign_up_closes_at", "nik", "offer_hours", "requirements", "bring",
    "provided",
    "group_link", "held_by", "reason", "published_at",
)  # fmt: skip


async def workshop(tx: Tx, organization_id: UUID, workshop_id: UUID) -> Workshop:
    """The document of a workshop that has been published. Raises LookupError for an unknown one."""
    row = await workshops.document_row(tx, organization_id, workshop_id)
    if row is None:
        raise LookupError(f"no workshop {workshop_id}")
    return await _document(tx, row)


async def preview(tx: Tx, organization_id: UUID, workshop_id: UUID, now: datetime) -> Workshop:
    """The document a workshop would have if it were published now, under no name yet; never sent."""
    row = await workshops.document_row(tx, organization_id, workshop_id)
    if row is None:
        raise LookupError(f"no workshop {workshop_id}")
    as_published = {"state": "published", "slug": row["slug"] or "", "published_at": now}
    return await _document(tx, row | as_published)


async def _document(tx: Tx, row: dict[str, Any]) -> Workshop:
    rounding = row["jp_rounding"]
    held = await sessions.of_workshop(tx, row["id"])
    return Workshop.model_validate(
        {name: row[name] for name in _SAME}
        | {
            "programme": _programme(row),
            "place": Place(
                venue_id=row["venue_id"],
                name=row["venue"],
                address=row["address"],
                district_code=row["district_code"],
                map_url=row["map_url"],
            ),
            "contact": Contact(
                name=row["contact_name"], whatsapp=row["contact_whatsapp"], hours=row["contact_hours"]
            ),
            "rule": EligibilityRule(percent=row["rule_percent"]),
            "sessions": tuple(_session(session, rounding) for session in held),
            "notices": await notices.carried(tx, row["id"]),
        }
    )


def _programme(row: dict[str, Any]) -> Programme:
    return Programme(
        id=row["programme_id"],
        title=row["programme_title"],
        year=row["programme_year"],
        code=row["programme_code"],
        **{name: row[name] for name in programmes.BUDGET},
    )


def _session(session: sessions.Session, rounding: str) -> Session:
    return Session(
        id=session.id,
        kind=SessionKind(session.kind),
        subject=session.subject,
        starts_at=session.began_at,
        ends_at=session.ended_at,
        jp=session.jp(rounding),
        mandatory=session.mandatory,
        held=session.held,
        place=Place(
            venue_id=session.venue_id,
            name=session.venue,
            address=session.address,
            district_code=session.district_code,
            map_url=session.map_url,
        ),
        trainers=tuple(
            SessionTrainer(trainer_id=UUID(trainer["id"]), name=trainer["name"], role=trainer["role"])
            for trainer in session.trainers
        ),
    )
