"""The door while the next workshop fills: people checked in, others signing up, certificates being made."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from uuid import UUID

from services.attendance import handlers
from services.certificates.jobs.make import Press
from services.suite import Suite
from shared.clock import wall
from shared.events.registration import Registration
from shared.events.scheduling import Role, Workshop
from shared.ids import new_id
from shared.web import signing
from tests.bench.figures import Row, interleaved
from tests.bench.load import play, post_json
from tests.bench.product import product, publish
from tests.bench.sign_up import SEATS, forms
from tests.support import attendance
from tests.support.certificates import PUBLIC_URL, wording
from tests.support.registration import OFFICE, session

CHECK_INS, SIGN_UPS = 100, 300  # a second
SECONDS = 10
PEOPLE = 500
MUST_MS = 50.0


async def measure(rounds: int = 3) -> list[Row]:
    async with product() as suite:
        planned, next_one = await publish(suite, 2, SEATS)
        # For the door it runs today: nobody is there weeks before a session.
        today = planned.model_copy(update={"sessions": (session(wall()),)})
        people = [attendance.person(today, f"Peserta {number}") for number in range(PEOPLE)]
        await _hear(suite, today, [person.document for person in people])
        cookie = _signed_in(suite)

        async def p99() -> float:
            marks = [
                _mark(today, people[number % PEOPLE].id, cookie) for number in range(CHECK_INS * SECONDS)
            ]
            crowd = forms(suite, [next_one], SIGN_UPS * SECONDS)
            async with _certificates(suite):
                port = suite.settings.port
                door, signing_up = await asyncio.gather(
                    play(port, marks, connections=20, rate=CHECK_INS),
                    play(port, crowd, connections=100, rate=SIGN_UPS),
                )
            await suite.settled(timeout=600)
            assert set(door.statuses) == {"200"}, door.statuses
            assert set(signing_up.statuses) == {"303"}, signing_up.statuses
            return door.p99 * 1000

        found = await interleaved(rounds, {"ours": p99})
    what = (
        f"check-in p99 at {CHECK_INS}/s, beside {SIGN_UPS} sign-ups/s and a certificate worker, "
        "against the most it may be"
    )
    return [Row("checkin p99", found["ours"], MUST_MS, None, rounds, "ms", what, most=1.0)]


def _running_now(of: Workshop) -> Workshop:
    """The same workshop, its first session under way."""
    early = of.sessions[0].starts_at - wall() + timedelta(minutes=10)
    sessions = [
        session.model_copy(
            update={"starts_at": session.starts_at - early, "ends_at": session.ends_at - early}
        )
        for session in of.sessions
    ]
    return of.model_copy(update={"sessions": tuple(sessions)})


async def _hear(suite: Suite, of: Workshop, documents: list[Registration]) -> None:
    service = suite.running["attendance"]
    await service.db.run(handlers.hear_workshops, service.clock.now(), [of])
    await service.db.run(handlers.hear_registrations, service.clock.now(), documents)


def _signed_in(suite: Suite) -> str:
    """The cookie of an operator."""
    service = suite.running["attendance"]
    now = wall().timestamp()
    claims = {
        "staff": str(new_id()),
        "organization": str(OFFICE),
        "role": Role.OPERATOR.value,
        "name": "Petugas",
        "version": 1,
        "issued": now,
        "seen": now,
    }
    sealed = signing.serializer(service.keys.cookie, "session").dumps(claims)
    return f"bimtek-{suite.settings.port}={sealed}"


def _mark(of: Workshop, who: UUID, cookie: str) -> bytes:
    mark = {
        "nonce": str(new_id()),
        "session_id": str(of.sessions[0].id),
        "registration_id": str(who),
        "at": datetime.isoformat(wall()),
    }
    body = json.dumps({"device": "bench", "marks": [mark]}).encode()
    return post_json("/api/v1/attendance/marks", body, Cookie=cookie)


@asynccontextmanager
async def _certificates(suite: Suite) -> AsyncIterator[None]:
    """One worker makes certificates as fast as it can, inside the block."""
    press = suite.running["certificates"].part(Press)

    async def run() -> None:
        while True:
            await press.sealed(wording(url=f"{PUBLIC_URL}/sertifikat/{new_id().hex}"))

    await press.sealed(wording(url=f"{PUBLIC_URL}/sertifikat/{new_id().hex}"))  # it has started
    making = asyncio.create_task(run())
    try:
        yield
    finally:
        making.cancel()
        await asyncio.gather(making, return_exceptions=True)
