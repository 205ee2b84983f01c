"""Commands of whoever looks after an installation. They work beside a running one and without it."""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from uuid import UUID

from services.suite import SERVICES, prepared
from shared.bus import commands
from shared.bus.postgres import undelivered
from shared.bus.republish import republish as send_again
from shared.clock import wall
from shared.crypto import Keys
from shared.db import Database
from shared.db.migrate import migrate as migrate_database
from shared.db.migrate import present
from shared.embedded.postgres import EmbeddedPostgres
from shared.embedded.programs import found
from shared.mail import queue
from shared.settings import BadSetting, Settings

Databases = dict[str, Database]


def migrate(names: Sequence[str]) -> int:
    """Apply what is missing to all services' schemas or only these; also declares who hears what."""
    settings = Settings.load()
    chosen = tuple(service for service in SERVICES if service.name in names) or SERVICES
    if len(chosen) < len(SERVICES) and not settings.amqp_url:
        raise BadSetting("BIMTEK_AMQP_URL: services in several databases need RabbitMQ to hear each other")

    async def work() -> str:
        Keys.load(settings.key_folder)  # made once, before replicas start side by side
        async with _dsn(settings) as dsn:
            if not settings.amqp_url:
                await prepared(dsn, chosen)
                return "The database is as this version expects it."
            await migrate_database(dsn, {service.name: service.folder / "migrations" for service in chosen})
            if waiting := await undelivered(dsn):
                raise BadSetting(
                    f"BIMTEK_AMQP_URL: {waiting} messages still wait in PostgreSQL, where nobody would look; "
                    "serve once more without RabbitMQ until they are delivered"
                )
            await _declare(settings.amqp_url)
        return "The database and the broker are as this version expects them."

    return _print(work())


async def _declare(url: str) -> None:
    """Exchange, queues and bindings of all services on the broker, as a user who may make them."""
    from shared.bus.rabbitmq import RabbitTransport
    from shared.bus.rabbitmq.topology import SAFE_AFTER

    bindings = {service.name: tuple(service.handlers) for service in SERVICES}
    await RabbitTransport(url, bindings).declare(url, bindings)
    # Services start when this command has ended: no message may meet a queue that a power cut empties.
    await asyncio.sleep(SAFE_AFTER)


def dump(file: Path, port: int | None) -> int:
    """The embedded database as one file for pg_restore, while Bimtek runs or stands still."""
    settings = Settings.load(port=port)
    if settings.database_url:
        raise BadSetting("BIMTEK_DATABASE_URL: a database of your own is saved by its own pg_dump")
    _check_there(settings)
    program = found(settings.pg_bin) / "pg_dump"

    async def work() -> str:
        async with _dsn(settings) as dsn:
            # Owners differ from server to server; rights go along, to the roles of the services.
            with file.open("xb") as output:
                command = [str(program), "--format=custom", "--no-owner", f"--dbname={dsn}"]
                done = await asyncio.to_thread(subprocess.run, command, stdout=output, check=False)
        if done.returncode:
            file.unlink()
            raise SystemExit(done.returncode)
        return f"{file}: {file.stat().st_size:,} bytes. The keys are not in it: {settings.key_folder}"

    return _print(work())


def sign_in_link(email: str | None, new_office: bool, port: int | None) -> int:
    """A link for a member of staff who cannot sign in otherwise, or for the first admin of an office."""
    from services.scheduling.actions import first_admin_token, sign_in_token

    settings = Settings.load(port=port)

    async def work(databases: Databases) -> str:
        if email is None:
            make = partial(first_admin_token, another=new_office)
            token = await databases["scheduling"].run(make, wall())
            if token is None:
                raise SystemExit(
                    "There is an office already; name the address of a member of staff, "
                    "or ask for another office with --new-office."
                )
            return f"{settings.public_url}/masuk/{token}"
        token = await databases["scheduling"].run(sign_in_token, wall(), email)
        if token is None:
            raise SystemExit(f"Nobody signs in with {email}, or the account is disabled.")
        return f"{settings.public_url}/masuk/{token}"

    return with_databases(settings, work)


def parked(port: int | None) -> int:
    return with_databases(Settings.load(port=port), commands.parked)


def show(message: UUID, personal: bool, port: int | None) -> int:
    async def work(databases: Databases) -> str:
        try:
            return await commands.show(databases, message, personal=personal)
        except LookupError as error:
            raise SystemExit(str(error)) from None

    return with_databases(Settings.load(port=port), work)


def replay(messages: Sequence[UUID], port: int | None) -> int:
    return with_databases(Settings.load(port=port), lambda databases: commands.replay(databases, *messages))


def drop(messages: Sequence[UUID], port: int | None) -> int:
    return with_databases(Settings.load(port=port), lambda databases: commands.drop(databases, *messages))


def republish(kind: str, port: int | None) -> int:
    owners = {owned: service for service in SERVICES for owned in service.republish}

    async def work(databases: Databases) -> str:
        if kind not in owners:
            raise SystemExit(f"Nobody sends a {kind}. There are: {', '.join(sorted(owners))}")
        owner = owners[kind]
        count = await send_again(databases[owner.name], owner.republish[kind])
        return f"{count} of {kind} are on their way again."

    return with_databases(Settings.load(port=port), work)


def pause_mail(port: int | None) -> int:
    async def work(databases: Databases) -> str:
        for database in databases.values():
            await database.run(queue.pause)
        return "No mail is sent until: ./bimtek mail resume"

    return with_databases(Settings.load(port=port), work)


def resume_mail(since: datetime | None, yes: bool, port: int | None) -> int:
    """Without `yes` only the list of what may have gone after `since` (local time)."""

    async def work(databases: Databases) -> str:
        lines = []
        for name, database in databases.items():
            if since:
                async with database.read() as tx:
                    lines += [
                        f"{name}  {one.date:%Y-%m-%d %H:%M}  {one.purpose}  {one.to}"
                        for one in await queue.may_have_gone(tx, since.astimezone())
                    ]
            if yes:
                await database.run(queue.resume)
        lines.append(
            "Mail is sent again."
            if yes
            else f"{len(lines)} waiting mails may have gone already. To send: ./bimtek mail resume --yes"
        )
        return "\n".join(lines)

    return with_databases(Settings.load(port=port), work)


def with_databases(settings: Settings, work: Callable[[Databases], Awaitable[str]]) -> int:
    """Do the work on the services' databases that are here, and print what it answers."""
    _check_there(settings)

    async def opened() -> str:
        async with _dsn(settings) as dsn, AsyncExitStack() as stack:
            databases = {}
            there = await present(dsn, [service.name for service in SERVICES])
            for service in [service for service in SERVICES if service.name in there]:
                database = await Database.open(dsn, service.name, size=2)
                stack.push_async_callback(database.close)
                databases[service.name] = database
            return await work(databases)

    return _print(opened())


def _check_there(settings: Settings) -> None:
    if not settings.database_url and not (settings.folder / "postgres").exists():
        raise BadSetting(f"There is no installation in {settings.folder} (BIMTEK_HOME, --port)")


@asynccontextmanager
async def _dsn(settings: Settings) -> AsyncIterator[str]:
    """The database of the installation; the embedded one is started where no process runs it."""
    if settings.database_url:
        yield settings.database_url
        return
    async with EmbeddedPostgres(settings.folder, pg_bin=settings.pg_bin, join=True) as server:
        yield server.dsn


def _print(work: Awaitable[str]) -> int:
    async def main() -> str:
        return await work

    with contextlib.suppress(BrokenPipeError):
        print(asyncio.run(main()))
    return 0
