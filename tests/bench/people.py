"""The office's list of people and the search over all workshops, with 50,000 registrations.

Against the same with 500: what grows with the number of people is what an office with many would feel.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from functools import partial
from uuid import UUID

import asyncpg

from services.registration.store import comparing, lists, people
from services.registration.store.lists import Wanted
from services.suite import Suite
from shared.db import Tx
from tests.bench.figures import Row, interleaved
from tests.bench.product import product, publish
from tests.support.registration import OFFICE

MANY, FEW = 50_000, 500
CALLS = 10  # in one measurement
PAGE = 50
# One in seven has a certificate's name, one in five an answer; names and phones are all different.
FILL = """
insert into registration.registration (
    id, version, workshop_id, organization_id, state, registered_at, full_name, certificate_name, phone,
    email, gender, district_code, business_name, disability, nik_index, language, consent_version, consent_at,
    consent_channel, manage_sha256, manage_sealed, ticket_sha256, ticket_sealed, card_code, answers)
select gen_random_uuid(), n, $1, $2, 'confirmed', now() - n * interval '1 second',
       'Peserta ' || md5(n::text), '', '62812' || lpad(n::text, 9, $4), n || '@contoh.example',
       case when n % 2 = 0 then 'L' else 'P' end, '19.02.01', 'Usaha ' || n, '', sha256(($4 || n)::bytea),
       'id', '2026-11-27', now(), 'web', sha256(('m' || $4 || n)::bytea), '',
       sha256(('t' || $4 || n)::bytea), '',
       $4 || lpad(n::text, 7, '0'),
       case when n % 5 = 0 then '{"bentuk": "Botol"}'::jsonb else '{}'::jsonb end
from generate_series(1, $3::int) as n
"""
# (row, what is asked); each is done in the workshop or office with many people and in the one with few.
Ask = Callable[[Tx, UUID, UUID], Awaitable[object]]


async def _list(tx: Tx, office: UUID, workshop: UUID) -> object:
    found, _count = await lists.find(tx, workshop, office, Wanted(), PAGE, 0)
    return await comparing.flags(tx, office, [row.id for row in found])


async def _filter(tx: Tx, office: UUID, workshop: UUID) -> object:
    wanted = Wanted(text="abc", order="name", answers={"bentuk": "Botol"})
    return await lists.find(tx, workshop, office, wanted, PAGE, 0)


async def _search(tx: Tx, office: UUID, _workshop: UUID) -> object:
    return await people.all_of(tx, office, await people.match(tx, office, "abcd", "", PAGE))


ASKS: dict[str, tuple[Ask, str]] = {
    "people list": (_list, "first page of a workshop's people, with what looks alike"),
    "people filtered": (_filter, "the same by part of a name, an answer and in order of names"),
    "people search": (_search, "a person over all workshops by part of a name"),
}


async def measure(rounds: int = 3) -> list[Row]:
    async with product() as suite:
        many, few = await publish(suite, 2, MANY)
        await _fill(suite, many.id, OFFICE, MANY, "8")
        await _fill(suite, few.id, few.id, FEW, "9")  # of an office of its own
        rows = []
        for name, (ask, what) in ASKS.items():
            found = await interleaved(
                rounds,
                {
                    "many": partial(_milliseconds, suite, ask, OFFICE, many.id),
                    "few": partial(_milliseconds, suite, ask, few.id, few.id),
                },
            )
            told = f"{what}, {MANY:,} people against {FEW}"
            rows.append(Row(name, found["many"], found["few"], None, rounds, "ms", told))
    return rows


async def _fill(suite: Suite, workshop: UUID, office: UUID, count: int, letter: str) -> None:
    connection = await asyncpg.connect(suite.owner_dsn)
    try:
        await connection.execute(FILL, workshop, office, count, letter)
        await connection.execute("analyze registration.registration")
        if office != OFFICE:
            await connection.execute(
                "update registration.workshop_copy set organization_id = $2 where id = $1", workshop, office
            )
    finally:
        await connection.close()


async def _milliseconds(suite: Suite, ask: Ask, office: UUID, workshop: UUID) -> float:
    """Of one call, the mean of several."""
    database = suite.running["registration"].db
    begun = time.perf_counter()
    for _ in range(CALLS):
        async with database.read() as tx:
            await ask(tx, office, workshop)
    return (time.perf_counter() - begun) / CALLS * 1000
