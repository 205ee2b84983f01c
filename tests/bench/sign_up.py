"""Signing up through the web form, against the same effects as one SQL function called by pgbench.

The form is the product's: token and origin checked, rate limited, fields checked, NIK and codes
sealed; the transaction stores key, seat, registration, event and mail. pgbench has no HTTP, no form
and no ciphers to do, only the same rows to write and the same quotas to keep (sign_up.sql).
"""

from __future__ import annotations

import itertools
import secrets
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlencode

from services.registration.actions.letters import facts
from services.registration.actions.office import By
from services.registration.actions.quotas import change
from services.registration.actions.sign_up import Admission, Admitted, Wish
from services.registration.domain.questions import Form
from services.registration.domain.quotas import Of, Quota, Rule
from services.registration.store import quotas, seats
from services.registration.web.kept import Asked
from services.registration.web.pages import sign_up, workshops
from services.suite import Suite
from shared import staff
from shared.clock import wall
from shared.crypto import Keys
from shared.encoding import as_json
from shared.events.registration import RegistrationState
from shared.events.scheduling import Workshop
from shared.web import signing
from tests.bench import pgbench
from tests.bench.figures import Row, interleaved
from tests.bench.load import play, post
from tests.bench.product import product, publish

CONNECTIONS = 128  # a crowd: each person has their own
CLIENTS = 32  # of pgbench
REQUESTS = 4_000  # in a round
SECONDS = 4  # of pgbench in a round
MANY = 100
SEATS = 1_000_000
DISTRICTS = ("19.02.01", "19.02.02", "19.02.03")
RULES = (
    Quota("disability", Rule.RESERVED, 500, Of.DISABILITY),
    Quota("men", Rule.RESERVED, 500, Of.SEX, ("L",)),
    Quota("district", Rule.AT_MOST, 2_000, Of.DISTRICT, (DISTRICTS[0],)),
)
_number = itertools.count(1)

HOT = "select registration.bench_sign_up(0);"
SPREAD = f"\\set n random(1, {MANY})\nselect registration.bench_sign_up(:n);"


def function(of: Workshop) -> str:
    """The SQL that makes `bench_sign_up(n)`, whose letters say of each workshop what ours say of this one."""
    given = {"facts": facts(of), "quotas": quotas.written(RULES)}
    return (
        (Path(__file__).parent / "sign_up.sql")
        .read_text()
        .format(**{name: as_json(value).decode() for name, value in given.items()})
    )


async def measure(rounds: int = 3) -> list[Row]:
    async with product() as suite:
        hot, *many = await publish(suite, MANY + 1, SEATS)
        beside = await pgbench.database_beside(suite.owner_dsn, function(hot))
        await with_quotas(suite, hot)
        spent: dict[str, list[float]] = {"hot": [], "without": []}

        async def ours_hot(side: str) -> float:
            rate, cpu = await crowd(suite, [hot])
            spent[side].append(cpu)
            return rate

        async def without_database() -> float:
            async with _answered_at_once(suite, hot):
                return await ours_hot("without")

        found = await interleaved(
            rounds,
            {
                "hot": lambda: ours_hot("hot"),
                "pgbench hot": lambda: pgbench.rate(beside, HOT, clients=CLIENTS, seconds=SECONDS),
                "many": lambda: rate_through_http(suite, many),
                "pgbench many": lambda: pgbench.rate(beside, SPREAD, clients=CLIENTS, seconds=SECONDS),
                "without": without_database,
            },
        )
    one = f"through HTTP, {CONNECTIONS} connections, against one function each, {CLIENTS} clients"
    apart = "the same POST whose database answers at once"
    rows = [
        ("signup hot", found["hot"], found["pgbench hot"], 2.5, f"one workshop: {one}"),
        (f"signup {MANY}", found["many"], found["pgbench many"], 0.6, f"{MANY} workshops: {one}"),
        ("signup share", found["hot"], found["without"], 0.35, f"one workshop against {apart}"),
    ]
    cpu = {side: median(figures) for side, figures in spent.items()}
    what = f"CPU of the process for each, one workshop against {apart}"
    return [
        *(Row(name, ours, other, must, rounds, "sign-ups/s", what) for name, ours, other, must, what in rows),
        Row("signup cpu", cpu["hot"], cpu["without"], None, rounds, "µs", what),
    ]


async def with_quotas(suite: Suite, hot: Workshop) -> None:
    """As offices set them: seats held back for two kinds of people, and a district with a most.

    A third of the crowd comes from there: from the second round on these wait in line.
    """
    registration = suite.running["registration"]
    by = By("Staff/bench", "Panitia", hot.organization_id)
    await registration.db.run(change, wall(), by, hot.id, RULES)


async def rate_through_http(suite: Suite, workshops: Sequence[Workshop]) -> float:
    """Sign-ups a second of a crowd; afterwards its events and mails are worked off too."""
    rate, _cpu = await crowd(suite, workshops)
    return rate


async def crowd(suite: Suite, workshops: Sequence[Workshop]) -> tuple[float, float]:
    """The same, and the CPU microseconds that our process spent for each, its work behind them included."""
    filled = forms(suite, workshops, REQUESTS)
    before = time.process_time()
    played = await play(suite.settings.port, filled, connections=CONNECTIONS)
    cpu = (time.process_time() - before) / REQUESTS * 1e6
    await suite.settled(timeout=600)
    return played.rate_of(303), cpu


def forms(suite: Suite, workshops: Sequence[Workshop], count: int) -> list[bytes]:
    """Forms of as many different people, each with a token of its own."""
    keys = suite.running["registration"].keys
    return [_form(keys, workshops[n % len(workshops)]) for n in range(count)]


def _form(keys: Keys, workshop: Workshop) -> bytes:
    number = next(_number)
    stamper = signing.stamper(keys.cookie, "form token")
    born = date(1960, 1, 1) + timedelta(days=number % 14_000)
    fields = {
        "form_token": stamper.sign(f"{secrets.token_urlsafe(16)}.-", int(time.time())),
        "full_name": f"Siti Rahmawati {_letters(number)}",
        "certificate_name": "",
        "phone": f"0812{90_000_000 + number}",
        "email": f"peserta{number}@contoh.example",
        "gender": "P",
        "district_code": DISTRICTS[number % len(DISTRICTS)],
        "nik": f"190201{born.day + 40:02}{born:%m%y}{9990 + number % 10}",
        "business_name": "Kerajinan Ibu",
        "needs": "",
        "disability": "",
        "consent": "1",
    }
    address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
    headers: dict[str, Any] = {"X-Forwarded-For": address}
    return post(f"/bimtek/{workshop.slug}/daftar", urlencode(fields).encode(), **headers)


def _letters(number: int) -> str:
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))


class _AtOnce(Admission):
    """Admits without asking a database."""

    async def sign_up(self, wish: Wish) -> Admitted:
        return Admitted(wish.id, RegistrationState.CONFIRMED, wish.manage_sealed)


@asynccontextmanager
async def _answered_at_once(suite: Suite, workshop: Workshop) -> AsyncIterator[None]:
    """Inside the block the form's handler finds everything it reads and writes done already."""
    registration = suite.running["registration"]
    parts, opened, known_to = registration.parts, workshops.opened_workshop, sign_up._known
    async with registration.db.read() as tx:
        row = (await seats.read(tx, (workshop.id,)))[workshop.id]
        office = await staff.organization(tx, workshop.organization_id)
    registration.parts = [_AtOnce(registration.db), *parts]  # the first of a kind is used

    async def open_at_once(request: Any) -> Any:
        return workshop, row, office, registration.clock.now()

    async def known_at_once(request: Any) -> Asked:
        return Asked(workshop, Form())

    workshops.opened_workshop, sign_up._known = open_at_once, known_at_once
    try:
        yield
    finally:
        registration.parts, workshops.opened_workshop, sign_up._known = parts, opened, known_to
