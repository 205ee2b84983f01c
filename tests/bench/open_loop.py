"""How long people wait for their answer when a thousand a second sign up, whether answers come or not."""

from __future__ import annotations

from tests.bench.figures import Row, interleaved
from tests.bench.load import play
from tests.bench.product import product, publish
from tests.bench.sign_up import SEATS, forms, with_quotas

A_SECOND = 1_000
SECONDS = 5
CONNECTIONS = 200
MUST_MS = 60.0


async def measure(rounds: int = 3) -> list[Row]:
    async with product() as suite:
        (hot,) = await publish(suite, 1, SEATS)
        await with_quotas(suite, hot)

        async def p99() -> float:
            filled = forms(suite, [hot], A_SECOND * SECONDS)
            played = await play(suite.settings.port, filled, connections=CONNECTIONS, rate=A_SECOND)
            await suite.settled(timeout=600)
            assert set(played.statuses) == {"303"}, played.statuses
            return played.p99 * 1000

        await p99()  # statements prepared, connections made
        found = await interleaved(rounds, {"ours": p99})
    what = f"sign-up p99 at {A_SECOND:,}/s on one workshop, against the most it may be"
    return [Row("signup p99", found["ours"], MUST_MS, None, rounds, "ms", what, most=1.0)]
