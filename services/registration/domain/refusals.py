"""What cannot be done, with the reason: pages turn it into a sentence, never into an error page."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    UNKNOWN = "unknown"  # no such registration, or another office's
    STATE_CHANGED = "state_changed"  # meanwhile somebody or something else decided
    NO_FREE_SEAT = "no_free_seat"
    TOO_EARLY = "too_early"  # asked on the spot only, and the workshop has not begun
    TOO_LATE = "too_late"  # the workshop is over
    WORKSHOP_CANCELLED = "workshop_cancelled"
    NEEDS_REASON = "needs_reason"
    SAME_PERSON = "same_person"  # cannot be merged into itself
    TOO_MANY = "too_many"  # people for one file
    OTHER_WORKSHOP = "other_workshop"
    NOBODY_CHOSEN = "nobody_chosen"  # a list without anybody is no decision
    NOT_FAILED = "not_failed"  # the mail is on its way or has arrived
    WRONG_ADDRESS = "wrong_address"  # there is none, or it is known not to work
    JUST_SENT = "just_sent"  # the same mail, within this hour
    NEWER_MESSAGE = "newer_message"  # what the mail said does not hold any more
    NO_HAND_OVER = "no_hand_over"  # the office does not allow it for this workshop
    BEGUN = "begun"  # the workshop, so a seat stays with whom it belongs to
    QUOTA = "quota"  # the seat is not for this person


class NotPossible(Exception):
    """Nothing was changed."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason
