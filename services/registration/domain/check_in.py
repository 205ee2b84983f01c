"""Who answers questions on the spot, and when."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from services.registration.domain.refusals import Reason
from shared.events.registration import RegistrationState
from shared.events.scheduling import Workshop, WorkshopState


def why_not_now(
    workshop: Workshop, state: RegistrationState, now: datetime, *, office: bool
) -> Reason | None:
    """Why somebody in this state cannot answer now; None when they can.

    People answer from the workshop's first day, by its own calendar, until it is over. An office still
    types in afterwards what was answered on paper.
    """
    zone = ZoneInfo(workshop.zone)
    if workshop.state is WorkshopState.CANCELLED:
        return Reason.WORKSHOP_CANCELLED
    if state is not RegistrationState.CONFIRMED:
        return Reason.STATE_CHANGED
    if now.astimezone(zone).date() < workshop.starts_at.astimezone(zone).date():
        return Reason.TOO_EARLY
    return Reason.TOO_LATE if not office and workshop.ends_at <= now else None
