"""What can happen to a registration, in one table: state × act → state. What it does not name is refused."""

from __future__ import annotations

from enum import StrEnum

from services.registration.domain.refusals import NotPossible, Reason
from shared.events.registration import RegistrationState as State


class Act(StrEnum):
    APPROVE = "approve"  # the office gives a seat
    QUEUE = "queue"  # the office agrees, and no seat is free
    NOT_SELECT = "not_select"
    PROMOTE = "promote"  # next in line, directly
    OFFER = "offer"  # next in line, to be answered
    PREFER = "prefer"  # a seat by hand, before those who wait longer
    PUT_FIRST = "put_first"  # no seat is free: the next one
    ACCEPT = "accept"
    DECLINE = "decline"
    LAPSE = "lapse"  # nobody answered in time
    CANCEL = "cancel"
    MERGE = "merge"  # part of another registration from now on
    TAKE_OVER = "take_over"  # the seat of the one merged into this
    ERASE = "erase"  # the data is gone; nothing brings it back


_LIVE = (State.PENDING, State.CONFIRMED, State.WAITLISTED, State.OFFERED)

TABLE: dict[tuple[State, Act], State] = {
    (State.PENDING, Act.APPROVE): State.CONFIRMED,
    (State.PENDING, Act.QUEUE): State.WAITLISTED,
    (State.PENDING, Act.NOT_SELECT): State.NOT_SELECTED,
    (State.WAITLISTED, Act.NOT_SELECT): State.NOT_SELECTED,
    (State.WAITLISTED, Act.PROMOTE): State.CONFIRMED,
    (State.WAITLISTED, Act.OFFER): State.OFFERED,
    (State.WAITLISTED, Act.PREFER): State.CONFIRMED,
    (State.WAITLISTED, Act.PUT_FIRST): State.WAITLISTED,
    (State.OFFERED, Act.ACCEPT): State.CONFIRMED,
    (State.OFFERED, Act.DECLINE): State.CANCELLED,
    (State.OFFERED, Act.LAPSE): State.LAPSED,
    (State.PENDING, Act.TAKE_OVER): State.CONFIRMED,
    (State.WAITLISTED, Act.TAKE_OVER): State.CONFIRMED,
    **{(state, Act.CANCEL): State.CANCELLED for state in _LIVE},
    **{(state, Act.MERGE): State.MERGED for state in _LIVE},
    **{(state, Act.ERASE): State.ERASED for state in State if state is not State.ERASED},
}


def states_for(act: Act) -> tuple[State, ...]:
    """The states in which this can be done."""
    return tuple(state for state in State if (state, act) in TABLE)


def after(state: State, act: Act) -> State:
    """The state that follows. Raises NotPossible for what the table does not name."""
    try:
        return TABLE[state, act]
    except KeyError:
        raise NotPossible(Reason.STATE_CHANGED) from None
