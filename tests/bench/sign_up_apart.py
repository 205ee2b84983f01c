"""Signing up on several processes, as compose.yaml starts them, against pgbench on the same server.

Two processes of registration answer, and a worker of each service carries what comes of it. Forms go to
both in turn, as the shipped proxy sends them; neither side has the proxy itself in its way.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Sequence
from pathlib import Path

from services.cli.apart import NAMES
from services.registration.service import SERVICE
from services.suite import Suite
from shared.bus.postgres import PostgresTransport
from shared.clock import SystemClock
from shared.crypto import Keys
from shared.embedded.catcher import catch_mail
from shared.events.scheduling import Workshop
from shared.service import run_service
from shared.settings import Settings
from tests.bench import pgbench, sign_up
from tests.bench.figures import Row, interleaved
from tests.bench.load import play
from tests.bench.product import publish
from tests.support import apart

REPLICAS = 2
QUIET_SECONDS = 600.0
# What a crowd leaves behind it: events to send and to hear, and mails.
LEFT = """
select (select count(*) from registration.outbox) + (select count(*) from bus.delivery)
     + (select count(*) from registration.mail where state in ('queued', 'retrying', 'sending'))
"""


async def measure(rounds: int = 3) -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        async with (
            catch_mail(Path(folder)) as catcher,
            apart.installation(None, smtp_url=catcher.url, durable=True) as place,
        ):
            webs = [place.start("registration", role="web") for _ in range(REPLICAS)]
            for name in NAMES:
                place.start(name, role="worker")
            await asyncio.gather(*(replica.ready() for replica in place.replicas))
            return await _measured(place, webs, rounds)


async def _measured(place: apart.Installation, webs: Sequence[apart.Replica], rounds: int) -> list[Row]:
    settings = Settings(
        database_url=(place.folder / "secrets" / "database_url_registration").read_text().strip()
    )
    keys = Keys.load(Path(place.settings["KEYS"]))
    async with run_service(
        SERVICE, settings, keys, SystemClock(), PostgresTransport(), work=False
    ) as registration:
        suite = Suite(settings, place.owner, {"registration": registration}, None)
        hot, *many = await publish(suite, sign_up.MANY + 1, sign_up.SEATS)
        await sign_up.with_quotas(suite, hot)
        beside = await pgbench.database_beside(place.administrator, sign_up.function(hot))

        async def ours(workshops: Sequence[Workshop], *, spread: bool = True) -> float:
            rate = await _crowd(suite, webs, workshops, spread=spread)
            async with asyncio.timeout(QUIET_SECONDS):
                while await pgbench.value(place.administrator, LEFT):
                    await asyncio.sleep(0.5)
            return rate

        async def theirs(script: str) -> float:
            return await pgbench.rate(beside, script, clients=sign_up.CLIENTS, seconds=sign_up.SECONDS)

        found = await interleaved(
            rounds,
            {
                "hot": lambda: ours([hot]),
                "hot routed": lambda: ours([hot], spread=False),
                "pgbench hot": lambda: theirs(sign_up.HOT),
                "many": lambda: ours(many),
                "pgbench many": lambda: theirs(sign_up.SPREAD),
            },
        )
    what = f"through {REPLICAS} processes for pages, with a worker of each service, against one function each"
    routed = "one workshop, all its people at one replica, against the same people spread over all"
    return [
        *(
            Row(
                f"signup {name} apart",
                found[side],
                found[f"pgbench {side}"],
                None,
                rounds,
                "sign-ups/s",
                what,
            )
            for name, side in (("hot", "hot"), (str(sign_up.MANY), "many"))
        ),
        Row("signup routed", found["hot routed"], found["hot"], None, rounds, "sign-ups/s", routed),
    ]


async def _crowd(
    suite: Suite, webs: Sequence[apart.Replica], workshops: Sequence[Workshop], *, spread: bool
) -> float:
    """Sign-ups a second, over as many connections as without replicas. `spread`: each person's form is sent
    to the next replica, else each workshop's to one."""
    forms = sign_up.forms(suite, workshops, sign_up.REQUESTS)
    turn = len(forms) if spread else len(workshops)
    shares = [
        [form for number, form in enumerate(forms) if number % turn % len(webs) == at]
        for at in range(len(webs))
    ]
    asked = [(web, share) for web, share in zip(webs, shares, strict=True) if share]
    played = await asyncio.gather(
        *(
            play(web.port, share, connections=sign_up.CONNECTIONS // len(asked), address=web.address)
            for web, share in asked
        )
    )
    for one in played:
        one.rate_of(303)
    return len(forms) / max(one.seconds for one in played)
