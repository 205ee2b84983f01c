"""The quick suggester: class by class, each laid out in the cheapest of a few places that are free.

It keeps no promise to find a plan where there is one, nor the best; it needs nothing but this file, is
the same for the same seed, and is what the solver starts from.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

from services.scheduling.domain.suggesting.board import Board
from services.scheduling.domain.suggesting.cost import cost_of, trip_minutes
from services.scheduling.domain.suggesting.problem import GRID, Class, Placed, Plan, Problem, Venue, Wanted

LOOKS = 8  # free places of a class that are compared
MOST_FAILED = 60  # places of a class that turn out not to be free, before it may span more days
TRIES = 20  # orders of the classes that are tried until all have a place
_SLACKS = (0, 1, 3, 1000)  # days more than needed that a class may span, tried in this order


def first_plan(problem: Problem, seed: int = 1, tries: int = TRIES) -> Plan | None:
    """A plan for every session, or None where this way finds none."""
    if any(not _has_somewhere(problem, one, s) for one in problem.classes for s in one.sessions):
        return None
    dice = Random(seed)
    order = sorted(problem.classes, key=lambda one: _freedom(problem, one))
    for _try in range(tries):
        board = Board(problem, dice)
        failed = next((one for one in order if not _lay(board, one, dice)), None)
        if failed is None:
            return dict(board.placed)
        # Whoever found no place chooses first the next time.
        order = [failed, *(one for one in order if one is not failed)]
        if len(order) > 1 and _try % 3 == 2:
            dice.shuffle(order)
    return None


def _has_somewhere(problem: Problem, one: Class, session: Wanted) -> bool:
    """Whether the session could be held on any day at all, were it the only one."""
    venues, able = problem.fitting(one, session), problem.able(session)
    fixed = [problem.trainer[id] for id in session.trainers]
    return any(
        window.ends - window.starts >= session.minutes
        and any(window.day not in venue.closed for venue in venues)
        and all(window.day not in trainer.away for trainer in fixed)
        and sum(window.day not in trainer.away for trainer in able) >= session.needs
        for window in one.windows
    )


def better_plan(problem: Problem, plan: Plan, seed: int, rounds: int) -> Plan:
    """The plan after `rounds` tries to lay two of its classes out anew; never a dearer one."""
    dice = Random(seed)
    best, best_cost = dict(plan), cost_of(problem, plan).total
    for _round in range(rounds):
        board = Board(problem, dice)
        again = dice.sample(problem.classes, min(2, len(problem.classes)))
        for one in problem.classes:
            if one not in again:
                _put_back(board, one, best)
        if all(_lay(board, one, dice) for one in again):
            cost = cost_of(problem, board.placed).total
            if cost < best_cost:
                best, best_cost = dict(board.placed), cost
    return best


def _freedom(problem: Problem, one: Class) -> tuple[float, str]:
    """How much room a class has; the tightest is laid out first."""
    wanted = sum(session.taken for session in one.sessions)
    there = sum(window.ends - window.starts for window in one.windows)
    rarest = min((len(problem.able(session)) for session in one.sessions if session.needs), default=99)
    rooms = min((len(problem.fitting(one, session)) for session in one.sessions), default=99)
    return there / max(wanted, 1) * max(1, min(rarest, rooms)), str(one.id)


def _put_back(board: Board, one: Class, plan: Plan) -> None:
    for session in one.sessions:
        placed = plan[session.id]
        day = next(w.day for w in one.windows if w.starts <= placed.starts < w.ends)
        board.place(one, session, placed, day)


def _lay(board: Board, one: Class, dice: Random) -> bool:
    """Put the whole class on the board in the cheapest of the first places found; False if there is none."""
    sessions = sorted(one.sessions, key=lambda session: session.rank)
    venues = _venues(board.problem, one, sessions)
    as_planned = _as_planned(board, one, sessions, venues)
    for slack in _SLACKS:
        found = [as_planned] if as_planned else []
        failed = 0
        for first, last in _spans(one, slack, dice):
            for places in venues:
                if _walk(board, one, sessions, places, first, last):
                    placed = [board.placed[session.id] for session in sessions]
                    found.append((board.cost_with(one), placed))
                    board.take_out(one)
                    break
                board.take_out(one)
                failed += 1
            if len(found) == LOOKS or failed > MOST_FAILED:
                break
        if found:
            _cost, placed = min(found, key=lambda one_found: one_found[0])  # the first among equals
            _put_back(board, one, {p.session: p for p in placed})
            return True
    return not sessions


def _as_planned(
    board: Board, one: Class, sessions: Sequence[Wanted], venues: Sequence[Sequence[Venue]]
) -> tuple[int, list[Placed]] | None:
    """The times of the draft with the cost they have, if they hold: people keep what need not change."""
    for places in venues:
        if all(_stays(board, one, session, places) for session in sessions):
            placed = [board.placed[session.id] for session in sessions]
            cost = board.cost_with(one)
            board.take_out(one)
            return cost, placed
        board.take_out(one)
        if any(session.planned is None for session in sessions):
            break
    return None


def _stays(board: Board, one: Class, session: Wanted, places: Sequence[Venue]) -> bool:
    window = next((w for w in one.windows if session.planned and w.starts <= session.planned < w.ends), None)
    if window is None or session.planned is None or not _after_lower_ranks(board, one, session):
        return False
    for venue in board.problem.fitting(one, session) if session.venue else places:
        placed = board.fits(one, session, session.planned, window, venue)
        if placed:
            board.place(one, session, placed, window.day)
            return True
    return False


def _after_lower_ranks(board: Board, one: Class, session: Wanted) -> bool:
    """Whether what comes before it in the order also does in the draft."""
    before = [other for other in one.sessions if other.rank < session.rank and other.planned is not None]
    return all((other.planned or 0) + other.taken <= (session.planned or 0) for other in before)


def _spans(one: Class, slack: int, dice: Random) -> Iterator[tuple[int, int]]:
    """First and last window of the days a class may span: the earliest, then some by the dice."""
    days = one.days
    length = min(one.least_days + slack, len(days))
    starts = list(range(len(days) - length + 1))
    early, late = starts[: LOOKS // 2], starts[LOOKS // 2 :]
    dice.shuffle(late)
    for start in early + late:
        inside = [at for at, w in enumerate(one.windows) if days[start] <= w.day <= days[start + length - 1]]
        yield inside[0], inside[-1] + 1


def _venues(problem: Problem, one: Class, sessions: Sequence[Wanted]) -> list[list[Venue]]:
    """The venues to try for a whole class, nearest to its trainers first; at last any for each session."""
    here = [venue for venue in problem.venues if one.district in ("", venue.district)]
    fitting = [venue for venue in here if venue.capacity >= one.people]
    able = {trainer.home for session in sessions for trainer in problem.able(session)}
    able |= {problem.trainer[id].home for session in sessions for id in session.trainers}
    fitting.sort(
        key=lambda venue: (
            sum(trip_minutes(problem.roads[home, venue.district]) for home in able),
            venue.id != one.usual,
            sum(problem.roads[home, venue.district] for home in able),
            venue.capacity,
            str(venue.id),
        )
    )
    return [[venue] for venue in fitting] + ([fitting] if len(fitting) != 1 else [])


def _walk(
    board: Board, one: Class, sessions: Sequence[Wanted], places: Sequence[Venue], first: int, last: int
) -> bool:
    """Place the sessions one after the other between two windows; False at the first that fits nowhere."""
    at, clock = first, 0
    for session in sessions:
        fitting = board.problem.fitting(one, session) if session.venue else places
        while at < last:
            window = one.windows[at]
            clock = max(clock, window.starts)
            placed = None
            while placed is None and clock + session.minutes <= window.ends:
                for venue in fitting:
                    placed = board.fits(one, session, clock, window, venue)
                    if placed:
                        break
                else:
                    clock += GRID
            if placed:
                board.place(one, session, placed, window.day)
                clock += session.taken
                break
            at += 1
        else:
            return False
    return True
