"""When people are asked whether the name on their certificate is right (docs/glossary.md: certificate)."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from shared.events.scheduling import Workshop, WorkshopState


def asks_for_name(workshop: Workshop, now: datetime) -> bool:
    """From the second day on, while it is not over; a workshop of one day asks on that day."""
    zone = ZoneInfo(workshop.zone)
    first, last = (at.astimezone(zone).date() for at in (workshop.starts_at, workshop.ends_at))
    from_day = min(first + timedelta(days=1), last)
    not_over = now < workshop.ends_at and workshop.state is not WorkshopState.CANCELLED
    return not_over and now.astimezone(zone).date() >= from_day
