"""Background work: telling people and trainers what is different, suggested timetables, letters."""

from __future__ import annotations

import asyncio
import base64
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from typing import TypeVar
from uuid import UUID

from services.scheduling.actions import invitations, letter_making, suggestions, trainer_reaching
from services.scheduling.actions import notices as actions
from services.scheduling.actions.letters import TO_MAKE
from services.scheduling.actions.suggesting import Basis
from services.scheduling.actions.telling import NOTICES
from services.scheduling.actions.trainer_letters import Post
from services.scheduling.domain.notices import due_at
from services.scheduling.domain.suggesting.problem import Problem
from services.scheduling.domain.suggesting.wishes import Wishes
from services.scheduling.rendering.press import Press
from services.scheduling.settings import (
    ANSWER_DAYS,
    FAILURES_FORGOTTEN,
    QUIET,
    REMIND_DAYS,
    SUGGESTION_MEGABYTES,
    SUGGESTION_SLICE,
    SUGGESTION_TIMEOUT,
    SUGGESTIONS_KEPT,
)
from services.scheduling.solving.state import State
from services.scheduling.store import invitations as due_trainers
from services.scheduling.store import materials, notices, sign_in
from services.scheduling.store import suggestions as store
from services.scheduling.store.letter_files import Order
from services.scheduling.store.suggestions import Suggestion
from shared import staff
from shared.db import Busy, Unavailable
from shared.logging import logger
from shared.pdf.typesetter import CannotTypeset
from shared.service import Job, Running
from shared.sheets import kept
from shared.workers import Worker, WorkerFailed

log = logger(__name__)

R = TypeVar("R")
_A_DAY = 24 * 3600.0
_SECONDS = 10.0
_LOOKS = 5.0  # seconds between two looks for work that another process was asked for


class Suggester:
    """Searches in a process of its own, niced below the web."""

    def __init__(self) -> None:
        # Named, not imported: the solver is loaded only there.
        target = "services.scheduling.solving.working:work"
        self._worker = Worker(target, seconds=SUGGESTION_TIMEOUT, megabytes=SUGGESTION_MEGABYTES)

    async def work(self, problem: Problem, state: State, seconds: float, seed: int) -> State:
        """One slice. Raises WorkerFailed, BrokenPlan."""
        after: State = await self._worker.call(problem, state, seconds, seed)
        return after

    async def close(self) -> None:
        await self._worker.close()


@asynccontextmanager
async def suggester(running: object) -> AsyncIterator[list[object]]:
    """The process is started when the first suggestion is asked for."""
    kept = Suggester()
    try:
        yield [kept]
    finally:
        await kept.close()


async def suggest(running: Running) -> int:
    """Work on the oldest suggestion that waits; how many were claimed."""
    claimed = await running.db.run(suggestions.claim, running.clock.now())
    if claimed is None:
        return 0
    suggestion, basis = claimed
    if basis is None:
        return 1
    try:
        await _search(running, suggestion, basis)
    except WorkerFailed as error:
        log.warning("suggestion failed", suggestion=str(suggestion.id), error=str(error))
        await running.db.run(suggestions.finish, suggestion, "failed", "worker")
    except Exception:
        await running.db.run(suggestions.finish, suggestion, "failed", "fault")
        raise
    return 1


async def _search(running: Running, suggestion: Suggestion, basis: Basis) -> None:
    """Slice by slice, each kept, until it is proven, blocked, out of time or no longer wanted."""
    wishes = Wishes.model_validate(suggestion.wishes)
    state, begun = State(), time.monotonic()
    while True:
        left = max(0.1, wishes.seconds - (time.monotonic() - begun))
        slice_ = min(SUGGESTION_SLICE, left)
        state = await running.part(Suggester).work(basis.problem, state, slice_, wishes.seed)
        spent = time.monotonic() - begun
        wanted = await running.db.run(
            suggestions.keep,
            suggestion,
            basis,
            plan=state.plan,
            bound=state.bound,
            blocked=state.blocked,
            progress=min(99, int(100 * spent / wishes.seconds)),
            solver=state.solver,
        )
        if not wanted:
            return
        if state.done or (spent >= wishes.seconds and state.plan is not None):
            break
        if spent >= wishes.seconds + SUGGESTION_TIMEOUT:
            await running.db.run(suggestions.finish, suggestion, "failed", "time")
            return
    await running.db.run(suggestions.finish, suggestion, "done")


async def forget_old(running: Running) -> int:
    """Delete what is long over; nothing waits for it, so it never runs twice in a row."""
    await running.db.run(sign_in.forget_old, FAILURES_FORGOTTEN)
    await running.db.run(kept.forget)
    await running.db.run(materials.forget)
    await running.db.run(store.forget, SUGGESTIONS_KEPT)
    return 0


async def compare(running: Running) -> int:
    """Note which published workshops are otherwise than people were told."""
    now = running.clock.now()
    async with running.db.read() as tx:
        found = await notices.to_look_at(tx, now)

    async def look(row: tuple[UUID, UUID]) -> int:
        await running.db.run(actions.look, now, *row)
        return 1

    return await _each(look, found)


async def tell(running: Running) -> int:
    """Tell people by itself where the office's quiet time is over; each workshop in its own transaction."""
    now = running.clock.now()
    async with running.db.read() as tx:
        found = await notices.untold(tx)
    due = [row for row in found if due_at(row.changed_at, row.touches_at, row.quiet) <= now]
    return await _each(
        lambda row: running.db.run(actions.send_due, now, row.organization_id, row.workshop_id), due
    )


async def tell_trainers(running: Running) -> int:
    """Tell trainers what has become different; each in a transaction of their own."""
    now = running.clock.now()
    async with running.db.read() as tx:
        found = await due_trainers.to_tell(tx, now, QUIET)
    return await _each(lambda one: running.db.run(invitations.tell, now, post(running), one), found)


async def remind_trainers(running: Running) -> int:
    """Write to trainers whose first session is near, and to those who have not answered."""
    now = running.clock.now()
    async with running.db.read() as tx:
        near = await due_trainers.to_remind(tx, now, REMIND_DAYS)
    reminded = await _each(lambda one: running.db.run(trainer_reaching.remind, now, post(running), one), near)
    async with running.db.read() as tx:
        silent = await due_trainers.to_nudge(tx, now, ANSWER_DAYS)
    nudged = await _each(lambda one: running.db.run(trainer_reaching.nudge, now, post(running), one), silent)
    return reminded + nudged


async def _each(do: Callable[[R], Awaitable[int]], rows: Iterable[R]) -> int:
    """Do it for each and add up. One that fails lets the others, of other offices too, have their turn; then
    the first failure is raised, so that the job is known to have failed."""
    count, failures = 0, list[Exception]()
    for row in rows:
        try:
            count += await do(row)
        except (Unavailable, Busy):
            raise  # the others would wait for nothing
        except Exception as failure:
            failures.append(failure)
    if failures:
        raise failures[0]
    return count


async def make_letters(running: Running) -> int:
    """Render the letters that became final; how many were claimed."""
    orders = await running.db.run(letter_making.claim)
    for at, order in enumerate(orders):
        try:
            await _make_letter(running, order)
        except asyncio.CancelledError:
            await running.db.run(letter_making.give_back, orders[at:])
            raise
        except Exception:  # what nobody foresaw: the others are free at once, and this one says so
            await running.db.run(letter_making.give_back, orders[at + 1 :])
            await running.db.run(letter_making.could_not_make, order, "fault", hopeless=False)
            raise
    return len(orders)


async def _make_letter(running: Running, order: Order) -> None:
    """Render one outside any transaction, then keep it; what goes wrong is noted at the letter."""
    async with running.db.read() as tx:
        office = await staff.organization(tx, order.organization_id)
    emblem = base64.b64decode(office.emblem_png) if office else b""
    try:
        pdf = await running.part(Press).letter(order.face, order.number, emblem)
    except CannotTypeset as error:
        log.warning("letter cannot be typeset", letter=str(order.letter_id), error=str(error))
        reason = f"letters {error.letters}" if error.letters else "design"
        await running.db.run(letter_making.could_not_make, order, reason, hopeless=True)
    except WorkerFailed as error:
        log.warning("letter not made", letter=str(order.letter_id), error=str(error))
        await running.db.run(letter_making.could_not_make, order, "worker", hopeless=False)
    else:
        if not await running.db.run(letter_making.keep, running.clock.now(), order, pdf):
            log.info("letter changed while it was made", letter=str(order.letter_id))


def post(running: Running) -> Post:
    return Post(running.keys, running.settings.mail_from)


JOBS = (
    Job("comparing with what people know", compare, _SECONDS, woken_by=NOTICES),
    Job("telling people of changes", tell, _SECONDS),
    Job("forget old links", forget_old, _A_DAY),
    Job("letters made", make_letters, every=5, woken_by=TO_MAKE),
    Job("trainers told", tell_trainers, every=30),
    Job("trainers reminded", remind_trainers, every=60),
    Job("suggestions", suggest, _LOOKS, woken_by=suggestions.WORK),
)
