"""A running service: its part of the database, its loops, and what a request or a job finds there."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from shared.bus import Handler
from shared.bus.republish import Again
from shared.bus.running import Bus, run_bus
from shared.bus.running import settled as bus_settled
from shared.bus.transport import Transport
from shared.clock import Clock
from shared.crypto import Keys
from shared.db import Database, once
from shared.loops import Signal, forever
from shared.mail.compose import Composer
from shared.mail.imap import Box
from shared.mail.returns import Returns
from shared.mail.sender import MailSender, OnMail
from shared.mail.smtp import Server
from shared.mail.wording import Worded
from shared.metrics import Metrics
from shared.settings import CHECKOUT, Settings

if TYPE_CHECKING:
    from shared.web.routes import Route

T = TypeVar("T")
POLL = 1.0  # seconds between looks at a queue that this process was not told about
RELAY_POLL_APART = 0.1  # the same for the outbox where other processes fill it
LOOK_FOR_RETURNED = 10.0  # seconds between looks whether it is time to read the mailbox of returned mail


@dataclass(frozen=True)
class Job:
    """Timed or background work: `run` does a batch and returns how much it did.

    It runs again at once while it did something, else after `every` seconds or when a transaction of
    this process called `wake(woken_by)`.
    """

    name: str
    run: Callable[[Running], Awaitable[int]]
    every: float
    woken_by: str | None = None


@dataclass(frozen=True)
class Service:
    """What one service consists of; each services/<name>/service.py has one."""

    name: str  # also its schema, role and queue
    prefixes: tuple[str, ...]  # the URLs it answers
    routes: tuple[Route, ...]
    handlers: Mapping[str, Handler]  # by kind of subject it hears
    republish: Mapping[str, Again]  # by kind of subject it owns: `bimtek events republish`
    jobs: tuple[Job, ...] = ()
    on_mail: OnMail | None = None
    worded: Worded | None = None  # what an office says in its own words in a mail
    parts: Callable[[Running], AbstractAsyncContextManager[list[object]]] | None = None

    @property
    def folder(self) -> Path:
        """Where its templates, translations and migrations lie."""
        return CHECKOUT / "services" / self.name


class Loop:
    """A job being repeated in this process."""

    def __init__(self, signal: Signal) -> None:
        self.signal = signal
        self.did = 0  # what its steps returned, added up
        self._begun = 0
        self._found_nothing = 0  # which step, counted from 1, last returned 0

    async def step(self, run: Callable[[], Awaitable[int]]) -> int:
        """One step, counted."""
        self._begun += 1
        this = self._begun
        done = await run()
        self.did += done
        if not done:
            self._found_nothing = this
        return done

    async def idle(self) -> None:
        """Run it now, and return when a step that began after this call found nothing to do."""
        wanted = self._begun + 1
        self.signal.set()
        while self._found_nothing < wanted:  # noqa: ASYNC110
            await asyncio.sleep(0.01)  # an event would never come from a step that failed


@dataclass
class Running:
    """One service at work in this process."""

    service: Service
    settings: Settings
    db: Database
    clock: Clock
    keys: Keys
    metrics: Metrics
    parts: list[object] = field(default_factory=list)
    bus: Bus | None = None  # None: its loops do not run here
    loops: list[Loop] = field(default_factory=list)

    def part(self, kind: type[T]) -> T:
        """The long-lived object of that class which the service's `parts` made."""
        for part in self.parts:
            if isinstance(part, kind):
                return part
        raise LookupError(f"{self.service.name} has no {kind.__name__}")


@asynccontextmanager
async def run_service(
    service: Service,
    settings: Settings,
    keys: Keys,
    clock: Clock,
    transport: Transport,
    *,
    mail_server: Server | None = None,
    work: bool = True,
    relay_poll: float = POLL,
) -> AsyncIterator[Running]:
    """Open the service's database and parts and, if it shall `work`, keep its loops going.

    `relay_poll`: seconds between looks at an outbox that other processes fill. `mail_server` None: mails
    stay in their table. Loops end first, so whatever they use is still open.
    """
    async with AsyncExitStack() as stack:
        db = await Database.open(settings.database_url, service.name, size=settings.database_pool)
        stack.push_async_callback(db.close)
        running = Running(service, settings, db, clock, keys, Metrics())
        if service.parts:
            running.parts = await stack.enter_async_context(service.parts(running))
        if work:
            bus = run_bus(
                *(db, service.name, service.handlers, clock, transport),
                registry=running.metrics.registry,
                relay_poll=relay_poll,
            )
            running.bus = await stack.enter_async_context(bus)
            jobs = [_FORGET, *service.jobs]
            if mail_server:
                jobs.append(_sending(running, mail_server))
                if settings.bounce_url and service.on_mail:
                    jobs.append(_hearing_back(running, service.on_mail))
            await stack.enter_async_context(_at_work(running, jobs))
        yield running


async def _forget_keys(running: Running) -> int:
    return await running.db.run(once.forget)


_FORGET = Job("forgetting used keys", _forget_keys, every=24 * 3600.0)


def _sending(running: Running, server: Server) -> Job:
    settings, service = running.settings, running.service
    composer = Composer(
        service.folder / "templates",
        mail_from=settings.mail_from,
        public_url=settings.public_url,
        keys=running.keys,
    )
    sender = MailSender(
        running.db, composer, server, settings.mail_from, running.clock, service.on_mail, service.worded
    )

    async def send(_running: Running) -> int:
        return await sender.step()

    return Job("mail", send, POLL, woken_by="mail")


def _hearing_back(running: Running, on_mail: OnMail) -> Job:
    box = Box.from_url(running.settings.bounce_url)
    returns = Returns(running.db, box, running.clock, on_mail)

    async def read(_running: Running) -> int:
        return await returns.step()

    return Job("returned mail", read, LOOK_FOR_RETURNED)


@asynccontextmanager
async def _at_work(running: Running, jobs: Sequence[Job]) -> AsyncIterator[None]:
    """Repeat the jobs inside the block."""
    tasks = [
        asyncio.create_task(_repeat(running, job), name=f"{running.service.name} {job.name}") for job in jobs
    ]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _repeat(running: Running, job: Job) -> None:
    work = running.metrics.loop_work.labels(job.name)
    failures = running.metrics.loop_failures.labels(job.name)
    loop = Loop(running.db.signal(job.woken_by) if job.woken_by else Signal())
    running.loops.append(loop)

    async def step() -> int:
        done = await loop.step(lambda: job.run(running))
        work.inc(done)
        return done

    await forever(
        f"{running.service.name} {job.name}",
        step,
        every=job.every,
        signal=loop.signal,
        failed=lambda _name: failures.inc(),
    )


async def settled(services: Iterable[Running], *, timeout: float) -> None:
    """Run every job until none of these services has anything left to do now.

    Mails that wait for another try are not waited for. TimeoutError after `timeout` s.
    """
    services = list(services)
    buses = [one.bus for one in services if one.bus]

    def done() -> int:
        return sum(bus.sent + bus.handled for bus in buses) + sum(
            loop.did for one in services for loop in one.loops
        )

    async with asyncio.timeout(timeout):
        before = -1
        while before != (now := done()):
            before = now
            await bus_settled(buses, timeout=timeout)
            for loop in [loop for one in services for loop in one.loops]:
                await loop.idle()
