"""The four services as one process on one port, with everything they need inside.

A request goes to the service whose prefix is the longest that fits; the same PREFIXES constants
shape the proxy of the distributed installation.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

from aiohttp import web
from aiohttp.web_urldispatcher import AbstractRuleMatching, MatchedSubAppResource

from services.attendance.service import SERVICE as ATTENDANCE
from services.certificates.service import SERVICE as CERTIFICATES
from services.registration.service import SERVICE as REGISTRATION
from services.scheduling.service import SERVICE as SCHEDULING
from shared.bus.postgres import PostgresTransport
from shared.clock import Clock, SystemClock
from shared.collector import long_lived
from shared.crypto import Keys
from shared.db.migrate import migrate
from shared.embedded.catcher import Mailbox, catch_mail
from shared.embedded.postgres import EmbeddedPostgres
from shared.mail.smtp import Server
from shared.service import Running, Service, run_service, settled
from shared.settings import BadSetting, Settings
from shared.web import mailbox as mailbox_pages
from shared.web.app import web_app
from shared.web.listening import EMPTY_HOST, listen
from shared.web.server import serve

SERVICES = (REGISTRATION, SCHEDULING, ATTENDANCE, CERTIFICATES)
EXACT = frozenset({"/", "/kelola"})  # the start page and the desk: below them is everybody's
OF_EACH = ("/healthz/{}", "/readyz/{}", "/metrics/{}", "/api/v1/{}")


@dataclass(frozen=True)
class Suite:
    """All services at work."""

    settings: Settings
    owner_dsn: str
    running: Mapping[str, Running]  # by the service's name
    mailbox: Mailbox | None  # None where mail is really sent

    @property
    def url(self) -> str:
        """Where this process answers on this machine, whatever the public address is."""
        host = "localhost" if self.settings.listen in EMPTY_HOST | {"127.0.0.1"} else self.settings.listen
        return f"http://{host}:{self.settings.port}"

    async def settled(self, *, timeout: float = 60.0) -> None:
        """Wait until no service has anything left to do now; TimeoutError after `timeout` seconds."""
        await settled(self.running.values(), timeout=timeout)


class Owners:
    """Who answers which path: the longest prefix decides, the start page's service has the rest."""

    def __init__(self, prefixes: Mapping[str, Iterable[str]]) -> None:
        """`prefixes` is service → its prefixes; raises ValueError when two claim the same one."""
        self._owner: dict[str, str] = {}
        for service, own in prefixes.items():
            for prefix in (*own, *(each.format(service) for each in OF_EACH)):
                bare = prefix.rstrip("/") or "/"
                other = self._owner.setdefault(bare, service)
                if other != service:
                    raise ValueError(f"{other} and {service} both claim {bare}")
        self._start_page = self._owner["/"]

    def of(self, path: str) -> str:
        """The name of the service that answers `path`."""
        prefix = path.rstrip("/") or "/"
        if prefix in EXACT:
            return self._owner.get(prefix, self._start_page)
        while prefix:
            if prefix in self._owner and prefix not in EXACT:
                return self._owner[prefix]
            prefix = prefix.rpartition("/")[0]
        return self._start_page


class _OwnedBy(AbstractRuleMatching):
    def __init__(self, owners: Owners, service: str) -> None:
        self._owners = owners
        self._service = service

    async def match(self, request: web.Request) -> bool:
        return self._owners.of(request.rel_url.path) == self._service

    def get_info(self) -> Any:
        return {"service": self._service}

    @property
    def canonical(self) -> str:
        return f"<{self._service}>"


def joined(apps: Mapping[str, web.Application], prefixes: Mapping[str, Iterable[str]]) -> web.Application:
    """One application that hands every request to its service's."""
    owners = Owners(prefixes)
    together = web.Application(client_max_size=0)
    for service, app in apps.items():
        # aiohttp's public methods take only domains and prefixes, and refuse the prefix "/".
        together._add_subapp(_resource(_OwnedBy(owners, service), app), app)
    return together


def _resource(rule: AbstractRuleMatching, app: web.Application) -> Any:
    return lambda: MatchedSubAppResource(rule, app)


@asynccontextmanager
async def run_suite(
    settings: Settings,
    *,
    clock: Clock | None = None,
    durable: bool = True,
    fresh: bool = False,
    open_mailbox: bool = False,
    services: Iterable[Service] = SERVICES,
) -> AsyncIterator[Suite]:
    """Everything on one port, inside the block.

    `durable` False: an embedded database that does not wait for the disk; `fresh`: it begins empty;
    `open_mailbox`: caught mail is for everybody to read (the demo), not only for admins.
    Raises PortInUse, BadSetting, PostgresFailed, MigrationRefused before anything is served.
    """
    services = tuple(services)
    if settings.amqp_url:
        raise BadSetting(
            "BIMTEK_AMQP_URL: all services in one process talk through PostgreSQL; leave it empty"
        )
    async with AsyncExitStack() as stack:
        listener = stack.enter_context(contextlib.closing(listen(settings.listen, settings.port)))
        settings = settings.with_port(listener.getsockname()[1])
        keys = Keys.load(settings.key_folder)
        owner_dsn = settings.database_url
        if not owner_dsn:
            embedded = EmbeddedPostgres(settings.folder, pg_bin=settings.pg_bin, durable=durable, fresh=fresh)
            owner_dsn = (await stack.enter_async_context(embedded)).dsn
        transport = await prepared(owner_dsn, services)
        server, mailbox = await stack.enter_async_context(_mail(settings, fresh=fresh))
        if mailbox is not None:
            services = with_mailbox(services, mailbox, everybody=open_mailbox)
        own = settings.model_copy(update={"database_url": owner_dsn})
        running = {
            service.name: await stack.enter_async_context(
                run_service(service, own, keys, clock or SystemClock(), transport, mail_server=server)
            )
            for service in services
        }
        apps = {name: web_app(one) for name, one in running.items()}
        app = joined(apps, {service.name: service.prefixes for service in services})
        runner = await serve(app, listener)
        stack.push_async_callback(runner.cleanup)
        stack.enter_context(long_lived())
        yield Suite(settings, owner_dsn, running, mailbox)


@asynccontextmanager
async def _mail(settings: Settings, *, fresh: bool) -> AsyncIterator[tuple[Server, Mailbox | None]]:
    """Where mail is handed over: the server of the settings, or one of our own that keeps it in a mailbox."""
    if settings.smtp_url:
        yield Server.from_url(settings.smtp_url), None
        return
    letters = settings.folder / "mail"
    if fresh:
        shutil.rmtree(letters, ignore_errors=True)
    async with catch_mail(letters) as catcher:
        yield Server.from_url(catcher.url), catcher.mailbox


def with_mailbox(services: Iterable[Service], mailbox: Mailbox, *, everybody: bool) -> tuple[Service, ...]:
    """The services, the first of them also answering the pages of the caught mail."""
    first, *others = services
    own = mailbox_pages.routes(mailbox, everybody=everybody)
    prefixes = (*first.prefixes, mailbox_pages.PREFIX)
    return (replace(first, prefixes=prefixes, routes=(*first.routes, *own)), *others)


async def prepared(owner_dsn: str, services: Iterable[Service] = SERVICES) -> PostgresTransport:
    """Migrate the database, and declare who hears what before any service starts."""
    services = tuple(services)
    await migrate(owner_dsn, {service.name: service.folder / "migrations" for service in services})
    transport = PostgresTransport()
    await transport.declare(owner_dsn, {service.name: tuple(service.handlers) for service in services})
    return transport
