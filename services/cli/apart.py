"""`serve`: one service in a process of its own, for an installation on several machines.

The others are only heard of, so nothing of them is imported: a process holds one service.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import os
from contextlib import AsyncExitStack
from typing import Literal

from services.cli.ending import until_told
from shared import logging
from shared.bus.postgres import PostgresTransport
from shared.bus.transport import Transport
from shared.clock import SystemClock
from shared.collector import long_lived
from shared.crypto import Keys
from shared.db import crowd
from shared.db.migrate import present
from shared.mail.smtp import Server
from shared.service import POLL, RELAY_POLL_APART, Service, run_service
from shared.settings import BadSetting, Settings
from shared.web.app import operations_app, web_app
from shared.web.listening import listen
from shared.web.server import drain, serve
from shared.workers import give_way

Name = Literal["registration", "scheduling", "attendance", "certificates"]
Role = Literal["web", "worker"]
NAMES: tuple[Name, ...] = ("registration", "scheduling", "attendance", "certificates")

FINISH = 12.0  # seconds for requests in hand, after the DRAIN seconds for connections to end
LONGEST_STOP = 30.0  # seconds; whatever hangs then is cut off, which loses nothing either

log = logging.logger(__name__)


def serve_one(name: Name, role: Role | None, port: int | None) -> int:
    """Serve until SIGTERM or Ctrl-C. Without a role the process does both."""
    settings = Settings.load(port=port)
    logging.configure(settings.log_level)
    _check(settings)
    if role == "worker":
        # Its work is in tables, which is the buffer, while people wait for pages: where cores are few, a
        # worker that carried a crowd's events at once would take them from these people.
        give_way()
    return until_told(_serve(name, role, settings))


def _check(settings: Settings) -> None:
    """What one process has inside of it, several must be given. Raises BadSetting."""
    for needed, what in (
        ("database_url", "a service of its own needs the PostgreSQL that all of them use"),
        ("smtp_url", "a service of its own needs a mail server; only `up` keeps mail itself"),
    ):
        if not getattr(settings, needed):
            raise BadSetting(f"BIMTEK_{needed.upper()}: {what}")


async def _serve(name: Name, role: Role | None, settings: Settings) -> int:
    service: Service = importlib.import_module(f"services.{name}.service").SERVICE
    async with AsyncExitStack() as stack:
        listener = stack.enter_context(contextlib.closing(listen(settings.listen, settings.port)))
        await _check_database(settings, name)
        running = await stack.enter_async_context(
            run_service(
                service,
                settings,
                Keys.load(settings.key_folder),
                SystemClock(),
                transport(settings, service),
                mail_server=Server.from_url(settings.smtp_url),
                work=role != "web",
                relay_poll=RELAY_POLL_APART if role == "worker" else POLL,
            )
        )
        # Who shows pages and who works behind them know of each other through the database alone.
        if role != "worker":
            await stack.enter_async_context(crowd.announced(running.db))
        if role != "web":
            await stack.enter_async_context(crowd.heard(running.db))
        app = operations_app(running) if role == "worker" else web_app(running)
        runner = await serve(app, listener, finish=FINISH)
        # Requests end before the loops do, because some wait for what a loop does.
        stack.push_async_callback(drain, runner, listener)
        stack.callback(_cut_off_later)
        stack.enter_context(long_lived())
        log.info("serving", service=name, role=role or "web and worker", port=listener.getsockname()[1])
        await asyncio.Event().wait()
    return 0


def transport(settings: Settings, service: Service) -> Transport:
    """RabbitMQ where the settings name one, else PostgreSQL."""
    if not settings.amqp_url:
        return PostgresTransport()
    from shared.bus.rabbitmq import RabbitTransport

    # Of the others only that they have a queue: one that is missing stops the sending.
    bindings: dict[str, tuple[str, ...]] = dict.fromkeys(NAMES, ())
    return RabbitTransport(settings.amqp_url, bindings | {service.name: tuple(service.handlers)})


async def _check_database(settings: Settings, name: Name) -> None:
    """The schemas are there; those of all services where PostgreSQL carries the events."""
    found = await present(settings.database_url, NAMES)
    if name not in found:
        raise BadSetting(f"BIMTEK_DATABASE_URL: no schema {name} in that database; run: ./bimtek migrate")
    missing = [other for other in NAMES if other not in found]
    if missing and not settings.amqp_url:
        raise BadSetting(
            f"BIMTEK_AMQP_URL: {' and '.join(missing)} not in this database; "
            "services in several databases need RabbitMQ to hear each other"
        )


def _cut_off_later() -> None:
    def cut_off() -> None:
        log.error("did not end in time", seconds=LONGEST_STOP)
        os._exit(1)

    asyncio.get_running_loop().call_later(LONGEST_STOP, cut_off)
