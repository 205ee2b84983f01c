"""Suggested timetables: asked for, worked on, cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from services.scheduling.actions.suggesting import Basis, basis_of, whole_plan
from services.scheduling.domain.accounts import Actor, who
from services.scheduling.domain.refusals import Invalid, Missing, WrongState
from services.scheduling.domain.suggesting.blocking import Blocked
from services.scheduling.domain.suggesting.cost import Cost, cost_of
from services.scheduling.domain.suggesting.problem import Placed, Plan, moment_of
from services.scheduling.domain.suggesting.wishes import MOST_DAYS, Wishes
from services.scheduling.settings import SUGGESTION_LEASE, SUGGESTION_TRIES, SUGGESTIONS_AT_ONCE
from services.scheduling.store import suggestions, workshops
from services.scheduling.store.suggestions import Suggestion
from shared import audit, ids
from shared.db import Tx
from shared.db.wake import wake

WORK = "suggestions"  # wakes the job


@dataclass(frozen=True)
class Suggested:
    """A session of a kept plan: where it goes, and where it was when the work began."""

    id: UUID
    workshop_id: UUID
    kind: str
    subject: str
    minutes: int
    mandatory: bool
    note: str
    starts: int
    venue: UUID
    trainers: tuple[UUID, ...]
    was: Placed | None  # None: not in the draft then
    after: UUID | None = None  # a break goes with this session

    @property
    def starts_at(self) -> datetime:
        return moment_of(self.starts)

    @property
    def ends_at(self) -> datetime:
        return moment_of(self.starts + self.minutes)

    @property
    def was_at(self) -> datetime | None:
        return moment_of(self.was.starts) if self.was else None

    @property
    def change(self) -> str:
        """ "added", "moved" or "same"."""
        if self.was is None:
            return "added"
        there = (self.was.starts, self.was.venue, set(self.was.trainers))
        return "same" if there == (self.starts, self.venue, set(self.trainers)) else "moved"


async def start_suggestion(tx: Tx, now: datetime, by: Actor, wishes: Wishes) -> dict[str, str]:
    """Ask for a timetable. Raises Invalid at the wish that cannot be, Missing for another office's class."""
    if wishes.last_day < wishes.first_day:
        raise Invalid("last_day", "last_before_first")
    if (wishes.last_day - wishes.first_day).days >= MOST_DAYS:
        raise Invalid("last_day", "too_many_days")
    if any(starts >= ends for starts, ends in wishes.hours):
        raise Invalid("hours", "ends_before_start")
    if not wishes.days:
        raise Invalid("weekdays", "no_days")
    if await suggestions.at_work(tx, by.organization_id) >= SUGGESTIONS_AT_ONCE:
        raise Invalid("form", "suggestions_busy")
    for wish in wishes.classes:
        workshop = await workshops.find(tx, by.organization_id, wish.id)
        if workshop is None:
            raise Missing
        if workshop.state not in ("draft", "published"):
            raise WrongState(workshop.state, "change")
    basis = await basis_of(tx, now, by.organization_id, wishes)
    if not basis.problem.wanted:
        raise Invalid("form", "nothing_to_schedule")
    known = {None, *basis.problem.venue}
    if any(session.venue not in known for _one, session in basis.problem.wanted.values()):
        raise Invalid("venue", "not_ours")
    id = ids.new_id()
    kept = wishes.model_dump(mode="json")
    await suggestions.add(tx, by.organization_id, id, by.name, kept, [wish.id for wish in wishes.classes])
    facts = {"sessions": len(basis.problem.wanted)} | {day: kept[day] for day in ("first_day", "last_day")}
    await audit.record(
        tx, who(by), by.organization_id, "suggestion asked for", f"Suggestion/{id}", None, facts
    )
    wake(WORK)
    return {"id": str(id)}


async def cancel_suggestion(tx: Tx, by: Actor, id: UUID) -> dict[str, str]:
    """Stop the work; the best plan so far stays. Cancelled twice is cancelled once."""
    if await suggestions.find(tx, by.organization_id, id) is None:
        raise Missing
    if await suggestions.cancel(tx, by.organization_id, id):
        await audit.record(
            tx, who(by), by.organization_id, "suggestion cancelled", f"Suggestion/{id}", None, None
        )
    return {"id": str(id)}


async def claim(tx: Tx, now: datetime) -> tuple[Suggestion, Basis | None] | None:
    """Work to do, with its problem read from the rows of this moment; None: nothing waits.

    No problem: its classes are gone, or it was tried too often.
    """
    suggestion = await suggestions.claim(tx, SUGGESTION_LEASE)
    if suggestion is None:
        return None
    if suggestion.attempts > SUGGESTION_TRIES:
        await suggestions.finish(tx, suggestion, "failed", "tries")
        return suggestion, None
    try:
        wishes = Wishes.model_validate(suggestion.wishes)
        return suggestion, await basis_of(tx, now, suggestion.organization_id, wishes)
    except Missing:
        await suggestions.finish(tx, suggestion, "failed", "gone")
        return suggestion, None


async def keep(
    tx: Tx,
    suggestion: Suggestion,
    basis: Basis,
    *,
    plan: Plan | None,
    bound: int | None,
    blocked: Blocked | None,
    progress: int,
    solver: bool,
) -> bool:
    """Store the best so far; False when nobody wants it any more."""
    cost = asdict(cost_of(basis.problem, plan)) if plan else None
    return await suggestions.keep(
        tx,
        suggestion,
        progress=progress,
        solver=solver,
        plan=rows_of(basis, plan) if plan else None,
        cost_before=asdict(cost_of(basis.problem, basis.before)) if basis.before else None,
        cost=cost,
        bound=bound,
        blocked=_blocked_row(blocked) if blocked else None,
        seconds=SUGGESTION_LEASE,
    )


def _blocked_row(blocked: Blocked) -> dict[str, Any]:
    return {
        "classes": [str(id) for id in blocked.classes],
        "constraints": [
            {"kind": one.kind, "about": str(one.about), "word": one.word} for one in blocked.constraints
        ],
    }


async def finish(tx: Tx, suggestion: Suggestion, state: str, reason: str = "") -> None:
    await suggestions.finish(tx, suggestion, state, reason)


def rows_of(basis: Basis, plan: Plan) -> list[dict[str, Any]]:
    """A plan as it is kept: every session with what it was, in order of time."""
    follows = {one.id: one.after for one in basis.breaks}
    found = []
    for placed in sorted(whole_plan(basis, plan).values(), key=lambda one: (one.starts, one.session)):
        row = basis.rows[placed.session]
        trainers = placed.trainers or (row.now.trainers if row.now and placed.session in follows else ())
        found.append(
            {
                "id": str(row.id),
                "workshop_id": str(row.workshop_id),
                "kind": row.kind,
                "subject": row.subject,
                "minutes": row.minutes,
                "mandatory": row.mandatory,
                "note": row.note,
                "starts": placed.starts,
                "venue": str(placed.venue),
                "trainers": [str(id) for id in trainers],
                "was": _kept(row.now),
                "after": str(follows[row.id]) if row.id in follows else None,
            }
        )
    return found


def _kept(placed: Placed | None) -> dict[str, Any] | None:
    if placed is None:
        return None
    return {
        "starts": placed.starts,
        "venue": str(placed.venue),
        "trainers": [str(id) for id in placed.trainers],
    }


def suggested(suggestion: Suggestion) -> list[Suggested]:
    """The kept plan."""
    found = []
    for row in suggestion.plan or []:
        id, was = UUID(row["id"]), row["was"]
        before = was and Placed(id, was["starts"], UUID(was["venue"]), _ids(was["trainers"]))
        found.append(
            Suggested(
                *(id, UUID(row["workshop_id"]), row["kind"], row["subject"], row["minutes"]),
                *(row["mandatory"], row["note"], row["starts"], UUID(row["venue"])),
                *(_ids(row["trainers"]), before, UUID(row["after"]) if row["after"] else None),
            )
        )
    return found


def cost_in(kept: dict[str, int] | None) -> Cost | None:
    return Cost(**kept) if kept else None


def _ids(texts: Sequence[str]) -> tuple[UUID, ...]:
    return tuple(UUID(text) for text in texts)
