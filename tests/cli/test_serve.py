"""One service in a process of its own: its roles, what it refuses to start without, and how it ends."""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import aiohttp
import asyncpg
import pytest

from services.cli import healthy
from services.cli.apart import LONGEST_STOP, NAMES
from services.suite import SERVICES
from shared.embedded.catcher import catch_mail
from shared.workers import NICE
from tests.support import apart
from tests.support.apart import Installation, Replica
from tests.support.settle import until

CLIENTS = 16
REFUSED_IN_ORDER = (404, 422)  # what the posted sign-up gets: there is no such workshop
SIGN_UP = "/api/v1/registration/sign-ups"


@pytest.fixture(scope="module")
async def place(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Installation]:
    folder: Path = tmp_path_factory.mktemp("mail")
    async with catch_mail(folder) as catcher, apart.installation(None, smtp_url=catcher.url) as place:
        yield place


@pytest.mark.parametrize("name", NAMES)
def test_a_process_of_one_service_imports_no_other(name: str) -> None:
    """Each process would hold all four in its memory."""
    asked = (
        "import sys, importlib, services.cli.__main__, services.cli.apart\n"
        f"importlib.import_module('services.{name}.service')\n"
        "print(*{one.split('.')[1] for one in sys.modules if one.startswith('services.')})"
    )
    command = [sys.executable, "-P", "-c", asked]
    done = subprocess.run(command, env=apart.environment(), capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) == {"cli", name}


def test_the_names_that_need_no_import_are_those_of_the_services() -> None:
    names = tuple(service.name for service in SERVICES)
    assert names == NAMES == healthy.SERVICES


class Crowd:
    """Posts without pause, each client on a kept connection, to any replica that takes connections.

    As a proxy does, a post is tried at another replica only when the first could not be dialled.
    """

    def __init__(self, replicas: list[Replica]) -> None:
        self._replicas = replicas
        self.answers: Counter[str] = Counter()

    async def while_(self, action: Callable[[], object]) -> Counter[str]:
        """Run `action` in the middle of it; what became of the posts."""
        async with aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=5)
        ) as session:
            posting = [asyncio.create_task(self._post(session, turn)) for turn in range(CLIENTS)]
            await self._more()
            await asyncio.to_thread(action)
            await self._more()
            for task in posting:
                task.cancel()
            await asyncio.gather(*posting, return_exceptions=True)
        return self.answers

    async def _more(self) -> None:
        """Until each client has been told something a few times more."""
        before = self.answers.total()
        await until(lambda: self.answers.total() > before + 10 * CLIENTS)

    async def _post(self, session: aiohttp.ClientSession, turn: int) -> None:
        while True:
            turn += 1
            replica = self._replicas[turn % len(self._replicas)]
            try:
                async with session.post(replica.url + SIGN_UP, json={}, headers=_headers()) as answer:
                    await answer.read()
                    told = "answered" if answer.status in REFUSED_IN_ORDER else str(answer.status)
            except aiohttp.ClientConnectorError:
                told = "refused before sending"
            except aiohttp.ClientError:
                told = "lost"
            self.answers[told] += 1


def _headers() -> dict[str, str]:
    """Another visitor each time, as the proxy tells it."""
    number = secrets.token_bytes(3)
    return {"X-Forwarded-For": f"10.{number[0]}.{number[1]}.{number[2]}", "Idempotency-Key": number.hex()}


async def test_a_replica_that_is_told_to_end_loses_no_request_and_a_killed_one_does(
    place: Installation,
) -> None:
    told, killed, stays = (place.start("registration") for _ in range(3))
    await asyncio.gather(told.ready(), killed.ready(), stays.ready())

    ended: list[tuple[int, float]] = []
    answers = await Crowd([told, stays]).while_(lambda: ended.append(told.stop()))
    assert set(answers) == {"answered", "refused before sending"}, answers
    assert answers["answered"] > 100
    ((code, seconds),) = ended
    assert code == 0 and seconds < LONGEST_STOP

    answers = await Crowd([killed, stays]).while_(killed.kill)
    assert answers["lost"] > 0, "the negative control"
    assert stays.stop()[0] == 0


async def test_a_worker_answers_for_its_health_and_nothing_else(place: Installation) -> None:
    web, worker = place.start("scheduling", role="web"), place.start("scheduling", role="worker")
    await asyncio.gather(web.ready(), worker.ready())
    statuses = {}
    async with aiohttp.ClientSession() as session:
        for path in ("/healthz/scheduling", "/readyz/scheduling", "/metrics/scheduling", "/masuk", "/kelola"):
            found = []
            for replica in (web, worker):
                async with session.get(replica.url + path, allow_redirects=False) as answer:
                    found.append(answer.status)
            statuses[path] = tuple(found)
        async with session.get(worker.url + "/metrics/scheduling") as answer:
            assert "bimtek_bus_outbox" in await answer.text()
        async with session.get(web.url + "/metrics/scheduling") as answer:
            assert "bimtek_bus_outbox" not in await answer.text()
        async with session.get(f"{place.public_url}/metrics/scheduling") as answer:
            assert answer.status == 404, "figures are not for strangers"
    assert statuses == {
        "/healthz/scheduling": (200, 200),
        "/readyz/scheduling": (200, 200),
        "/metrics/scheduling": (200, 200),
        "/masuk": (200, 404),
        "/kelola": (302, 404) if statuses["/kelola"][0] == 302 else (303, 404),
    }
    for replica in (web, worker):
        assert replica.stop()[0] == 0
        replica.process.send_signal(signal.SIGTERM)  # one that has ended minds nothing


async def test_a_worker_gives_way_to_pages(place: Installation) -> None:
    """And what answers pages gives way to nobody, also where it works too."""
    roles = {"web": 0, "worker": NICE, None: 0}
    replicas = {role: place.start("certificates", role=role) for role in roles}
    await asyncio.gather(*(replica.ready() for replica in replicas.values()))
    found = {role: os.getpriority(os.PRIO_PROCESS, one.process.pid) for role, one in replicas.items()}
    assert found == {role: os.nice(0) + lower for role, lower in roles.items()}
    assert [replica.stop()[0] for replica in replicas.values()] == [0, 0, 0]


async def test_what_the_outbox_of_a_web_process_holds_is_sent_by_the_worker(place: Installation) -> None:
    web = place.start("attendance", role="web")
    await web.ready()
    connection = await asyncpg.connect(place.owner)
    try:
        await connection.execute(
            "insert into attendance.outbox (message_id, subject, body) values (gen_random_uuid(), $1, $2)",
            "Sheet/1",
            b"{}",
        )
        await asyncio.sleep(1.5)
        count = "select count(*) from attendance.outbox"
        assert await connection.fetchval(count) == 1, "a web process sends nothing"
        worker = place.start("attendance", role="worker")
        await worker.ready()
        async with asyncio.timeout(20):
            while await connection.fetchval(count):
                await asyncio.sleep(0.05)
    finally:
        await connection.close()
    assert [replica.stop()[0] for replica in (web, worker)] == [0, 0]


async def test_a_service_may_only_touch_its_own_schema(place: Installation) -> None:
    dsn = (place.folder / "secrets" / "database_url_registration").read_text().strip()
    connection = await asyncpg.connect(dsn)
    try:
        assert await connection.fetchval("select count(*) from registration.outbox") == 0
        for statement in (
            "select count(*) from scheduling.outbox",
            "set role bimtek_scheduling",
            "set role bimtek_owner",
            "create table registration.more (id int)",
            "create schema more",
            "create temp table more (id int)",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(statement)
    finally:
        await connection.close()
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(dsn.replace(dsn.split(":")[2].partition("@")[0], "guess"))


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        ("DATABASE_URL_FILE", "BIMTEK_DATABASE_URL: a service of its own needs"),
        ("SMTP_URL", "BIMTEK_SMTP_URL: a service of its own needs"),
    ],
)
def test_what_is_missing_is_one_line(place: Installation, missing: str, said: str) -> None:
    settings = place.settings | place.secrets("registration")
    del settings[missing]
    with pytest.raises(AssertionError, match=said):
        apart.once("serve", "registration", **settings)


async def test_several_databases_need_the_broker(place: Installation) -> None:
    """Once as nothing but an empty database, once as one of several."""
    settings = place.settings | place.secrets("registration")
    connection = await asyncpg.connect(place.owner)
    try:
        await connection.execute("alter schema certificates rename to elsewhere")
        with pytest.raises(AssertionError, match="BIMTEK_AMQP_URL: certificates not in this database; serv"):
            apart.once("serve", "registration", **settings)
        await connection.execute("alter schema registration rename to away")
        with pytest.raises(AssertionError, match=r"no schema registration .* run: ./bimtek migrate"):
            apart.once("serve", "registration", **settings)
    finally:
        for moved, name in (("away", "registration"), ("elsewhere", "certificates")):
            if await connection.fetchval("select to_regnamespace($1) is not null", moved):
                await connection.execute(f"alter schema {moved} rename to {name}")
        await connection.close()
    with pytest.raises(AssertionError, match="BIMTEK_AMQP_URL: services in several databases need RabbitMQ"):
        apart.once("migrate", "registration", **place.settings, **place.secrets("owner"))
