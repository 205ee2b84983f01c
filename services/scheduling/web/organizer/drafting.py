"""What a new draft starts with, where the organizer has said only the most needed."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from services.scheduling.actions.workshops import Timetable
from services.scheduling.store.workshops import Details

OPEN_DAYS, CLOSES_BEFORE = 30, 3  # a new workshop's sign-up by default: days before it begins


def sign_up_times(now: datetime, zone: str, first_day: date) -> tuple[datetime, datetime]:
    """From this morning until three days before it begins; where it begins sooner, until that morning."""
    here = ZoneInfo(zone)
    today = now.astimezone(here).date()
    opens = datetime.combine(today, time(8, 0), here)
    closes = datetime.combine(first_day - timedelta(days=CLOSES_BEFORE), time(16, 0), here)
    if closes <= opens:
        closes = max(opens + timedelta(hours=1), datetime.combine(first_day, time(7, 0), here))
    return opens, closes


def drafted(
    now: datetime,
    zone: str,
    first_day: date,
    *,
    programme_id: UUID,
    title: str,
    venue_id: UUID,
    capacity: int,
) -> Details:
    """The details of a draft; what publishing needs besides is asked for on its page."""
    opens, closes = sign_up_times(now, zone, first_day)
    return Details(
        programme_id=programme_id,
        title=title,
        class_label="",
        summary="",
        zone=zone,
        capacity=capacity,
        sign_up="open",
        sign_up_opens_at=opens,
        sign_up_closes_at=closes,
        nik="optional",
        offer_hours=0,
        requirements="",
        bring="",
        provided="",
        venue_id=venue_id,
        contact_name="",
        contact_whatsapp="",
        contact_hours="",
        group_link="",
        rule_percent=75,
        held_by="",
    )


def timetable_of(template: str, first_day: date | None) -> Timetable | None:
    """The timetable that was chosen, a typical one or one of the office's own; None for an empty one."""
    if template == "0" or first_day is None:
        return None
    if template in ("2", "3", "4"):
        return Timetable(int(template), first_day)
    return Timetable(0, first_day, UUID(template))
