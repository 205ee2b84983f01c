"""The list of workshops, against the least aiohttp can do."""

from __future__ import annotations

from tests.bench.figures import Row, interleaved
from tests.bench.hello import hello
from tests.bench.load import get, play
from tests.bench.product import product, publish

CONNECTIONS = 32
REQUESTS = 12_000


async def measure(rounds: int = 3) -> list[Row]:
    async with product() as suite, hello() as hello_port:
        await publish(suite, 20, capacity=15)
        requests = [get("/")] * REQUESTS

        async def ours() -> float:
            return (await play(suite.settings.port, requests, connections=CONNECTIONS)).rate_of(200)

        async def theirs() -> float:
            return (await play(hello_port, requests, connections=CONNECTIONS)).rate_of(200)

        found = await interleaved(rounds, {"ours": ours, "hello": theirs})
    what = "list page with 20 workshops against aiohttp hello, 32 connections"
    return [Row("list", found["ours"], found["hello"], 0.5, rounds, "pages/s", what)]
