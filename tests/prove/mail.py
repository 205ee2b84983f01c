"""The promise `mail`: whoever is killed, whatever is cut or asked for again, nobody is mailed twice and no
mail is lost.

Services ask for each mail up to three times, as repeated events do. Three processes send; the mail server
cuts connections, and has its sender killed after the claim, before its answer and right after it. Only a
message whose sender never had its answer, or died with it, may come again: that is counted apart, and it has
to be the same message to the byte. Three controls leave out one safety each: the unique key, the lease of a
claim, the order "send, then mark". Each has to fail.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

import asyncpg

from shared.crypto import Keys
from shared.db import Database, Tx
from shared.ids import new_id
from shared.mail import Mail, mail
from shared.staff import keep_organization
from tests.prove import mail_replica
from tests.prove.mail_catcher import Catcher, Taken, listening
from tests.prove.mail_replica import SERVICE, Variant
from tests.prove.proof import Proof
from tests.prove.proof import Size as SizeName
from tests.support import databases, server
from tests.support.factories import organization

REPLICAS = 3
ASKING = 3  # connections that ask for mails
CHUNK = 10  # mails asked for in one transaction
MOST_TIMES = 3  # each is asked for
PATIENCE = 60.0  # seconds without any progress after which what is left counts as lost


@dataclass(frozen=True)
class Size:
    mails: int
    kills: int


SIZES: dict[SizeName, Size] = {"ci": Size(500, kills=12), "long": Size(10_000, kills=150)}
CONTROL = Size(200, kills=4)
WITHOUT_KEY = "alter table example.mail drop constraint mail_once"
TWICE, LOST = "sent twice", "lost"


@dataclass(frozen=True)
class Outcome:
    counts: dict[str, int]
    repeats: int  # the same message once more, after a cut
    cuts: int
    kills: int
    asked: int


async def prove(size: SizeName, seed: int) -> Proof:
    """Run the promise and its three controls, each in a fresh database."""
    with server.running(server.embedded_binaries()) as postgres, TemporaryDirectory() as keys:
        await databases.make_template(postgres)

        async def tried(wanted: Size, variant: Variant) -> Outcome:
            async with databases.copied(postgres) as dsn:
                return await _Attempt(dsn, Path(keys), wanted, random.Random(seed), variant).run()

        ours = await tried(SIZES[size], "")
        control = {
            "sent twice without the key": (await tried(CONTROL, "no key")).counts[TWICE],
            "sent twice without the lease": (await tried(CONTROL, "no lease")).counts[TWICE],
            "lost when marked first": (await tried(CONTROL, "mark first")).counts[LOST],
        }
    return Proof(
        "mail",
        tried={
            "mails": SIZES[size].mails,
            "asked for": ours.asked,
            "kills": ours.kills,
            "cuts": ours.cuts,
            "the same once more after a cut": ours.repeats,
        },
        violations=ours.counts,
        control_is="one safety less",
        control=control,
        every_control=True,
    )


class _Attempt:
    """One database, its replicas and its mail server."""

    def __init__(self, dsn: str, keys: Path, size: Size, chance: random.Random, variant: Variant) -> None:
        self._dsn = dsn
        self._keys = keys
        self._size = size
        self._chance = chance
        self._variant = variant
        kill_at = set(chance.sample(range(5, size.mails), size.kills))
        self._catcher = Catcher(chance, kill_at, self._kill)
        self._ports: list[int] = []
        self._replicas: list[ForkServerProcess] = []

    async def run(self) -> Outcome:
        Keys.load(self._keys)  # made before any process looks for them
        office = organization()
        db = await Database.open(self._dsn, SERVICE, size=ASKING + 1)
        connection = await asyncpg.connect(self._dsn)
        try:
            await db.run(keep_organization, office)
            if self._variant == "no key":
                await connection.execute(WITHOUT_KEY)
            mails = [self._mail(number, office.id) for number in range(self._size.mails)]
            asked = [one for one in mails for _ in range(self._chance.randint(1, MOST_TIMES))]
            self._chance.shuffle(asked)
            async with listening(self._catcher, REPLICAS) as self._ports:
                self._replicas = [self._start(replica) for replica in range(REPLICAS)]
                await asyncio.gather(*(self._ask(db, asked[at::ASKING]) for at in range(ASKING)))
                await self._work_off(connection)
                return await self._judged(connection, mails, len(asked))
        finally:
            for replica in self._replicas:
                replica.kill()
                replica.join()
            await connection.close()
            await db.close()

    def _mail(self, number: int, office_id: UUID) -> Mail:
        data = {
            "name": "Siti",
            "title": "Batok",
            "code": f"m{number}",
            "starts_at": "2017-04-25T01:00:00+00:00",
        }
        to = f"m{number}@contoh.example"
        return Mail("seat_given", f"Registration/{new_id()}", office_id, to, f"m{number}", data=data)

    def _start(self, replica: int) -> ForkServerProcess:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["tests.prove.mail_replica"])
        process = context.Process(
            target=mail_replica.main,
            args=(self._dsn, self._ports[replica], self._keys, self._variant),
            daemon=True,
        )
        process.start()
        return process

    async def _kill(self, replica: int) -> None:
        victim = self._replicas[replica]
        victim.kill()
        await asyncio.to_thread(victim.join)
        self._replicas[replica] = self._start(replica)

    async def _ask(self, db: Database, mails: Sequence[Mail]) -> None:
        """As a service would: a few in each transaction, slowly enough for senders to run beside it."""
        for at in range(0, len(mails), CHUNK):
            chunk = mails[at : at + CHUNK]
            if self._variant == "no key":
                for one in chunk:
                    await db.run(_add_without_key, one)
            else:
                await db.run(mail.add_many, chunk)
            await asyncio.sleep(0.02)

    async def _work_off(self, connection: asyncpg.Connection[asyncpg.Record]) -> None:
        last, give_up = (-1, -1), time.monotonic() + PATIENCE
        while time.monotonic() < give_up:
            left = await connection.fetchval(LEFT)
            if not left:
                return
            now = (left, len(self._catcher.taken))
            if now != last:
                last, give_up = now, time.monotonic() + PATIENCE
            await asyncio.sleep(0.2)

    async def _judged(
        self, connection: asyncpg.Connection[asyncpg.Record], mails: Sequence[Mail], asked: int
    ) -> Outcome:
        effects = Counter(row["subject"] for row in await connection.fetch(EFFECTS))
        twice, repeats, changed = judge(self._catcher.taken)
        arrived = {taken.occasion.decode() for taken in self._catcher.taken}
        counts = {
            LOST: sum(one.occasion not in arrived for one in mails),
            TWICE: twice,
            "not the same once more": changed,
            "told twice": sum(count - 1 for count in effects.values()),
            "never told": sum(one.subject not in effects for one in mails),
        }
        return Outcome(counts, repeats, self._catcher.cuts, self._catcher.kills, asked)


LEFT = f"select count(*) from {SERVICE}.mail where state in ('queued', 'sending', 'retrying')"
EFFECTS = f"select subject from {SERVICE}.effect"


async def _add_without_key(tx: Tx, one: Mail) -> None:
    """The control: whoever asks is served."""
    await tx.execute(
        mail.ADD.replace("on conflict on constraint mail_once do nothing", ""),
        *([one.purpose], [one.subject], [one.occasion], [one.organization_id], [one.to], [one.language]),
        *([dict(one.data)], ["[]"], [new_id()]),
    )


def judge(taken: Sequence[Taken]) -> tuple[int, int, int]:
    """Of messages in the order they came: sent twice, the same once more after a cut, not the same."""
    before: dict[bytes, list[Taken]] = {}
    twice = repeats = changed = 0
    for one in taken:
        earlier = before.setdefault(one.occasion, [])
        if earlier:
            again = all(other.message_id == one.message_id and not other.settled for other in earlier)
            twice += not again
            repeats += again
            changed += again and one.content != earlier[0].content
        earlier.append(one)
    return twice, repeats, changed
