"""From one machine to several: what was entered goes along, and no message is left behind."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from shared.crypto import Keys
from shared.embedded.catcher import catch_mail
from tests.support import apart
from tests.support.apart import Installation
from tests.support.homes import home
from tests.support.rabbitmq import Broker
from tests.support.server import embedded_binaries

DELIVERY = """
insert into bus.delivery (queue, message_id, subject, body)
values ('attendance', gen_random_uuid(), 'Workshop/1', '{}')
"""


@pytest.fixture(scope="module")
async def place(broker: Broker, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Installation]:
    folder: Path = tmp_path_factory.mktemp("mail")
    async with (
        catch_mail(folder) as catcher,
        apart.installation(broker, smtp_url=catcher.url, migrated=False) as place,
    ):
        yield place


async def test_the_documented_way_from_one_machine_to_several(place: Installation, tmp_path: Path) -> None:
    with home() as folder:
        one_machine = {"HOME": str(folder)}
        apart.once("migrate", **one_machine)
        before = apart.once("sign-in-link", **one_machine)
        told = apart.once("dump", str(tmp_path / "bimtek.dump"), **one_machine)
        assert str(folder / "keys") in told
        keys = Keys.load(folder / "keys")
        (folder / "keys").rename(place.folder / "keys")

    owner = place.owner
    restore = ["--no-owner", "--exit-on-error", f"--dbname={owner}", str(tmp_path / "bimtek.dump")]
    program = [str(embedded_binaries() / "pg_restore")]
    await asyncio.to_thread(subprocess.run, [*program, *restore], check=True)
    settings = place.settings | place.secrets("owner")
    apart.once("migrate", **settings)
    assert Keys.load(place.folder / "keys") == keys

    replica = place.start("scheduling")
    await replica.ready()
    connection = await asyncpg.connect(owner)
    try:
        links = await connection.fetchval(
            "select count(*) from scheduling.link where purpose = 'first_admin'"
        )
        assert before and links == 1, "what was there before is there now"
        await connection.execute(DELIVERY)
        with pytest.raises(AssertionError, match="1 messages still wait in PostgreSQL"):
            apart.once("migrate", **settings)
        await connection.execute("delete from bus.delivery")
    finally:
        await connection.close()
    assert replica.stop()[0] == 0


async def test_each_service_may_have_a_database_of_its_own(place: Installation) -> None:
    """With the broker a migration of one schema is enough to serve it."""
    connection = await asyncpg.connect(place.owner)
    try:
        for name in ("registration", "attendance", "certificates"):
            await connection.execute(f"drop schema if exists {name} cascade")
    finally:
        await connection.close()
    apart.once("migrate", "scheduling", **place.settings, **place.secrets("owner"))
    replica = place.start("scheduling")
    await replica.ready()
    assert replica.stop()[0] == 0
