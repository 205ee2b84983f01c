"""Looking for one person under two registrations stays fast with fifty thousand people."""

from __future__ import annotations

import asyncpg
import pytest

from services.registration.store import comparing
from shared.db import Tx
from shared.events.scheduling import SignUp
from tests.registration.test_comparing import NIK, later
from tests.support.registration import OFFICE, Office, person, workshop

MANY = """
insert into registration (
    id, version, workshop_id, organization_id, state, registered_at, full_name, certificate_name, phone,
    email, gender, district_code, business_name, needs, disability, nik_index, language, consent_version,
    consent_at, consent_channel, manage_sha256, manage_sealed, ticket_sha256, ticket_sealed, card_code)
select gen_random_uuid(), version, case when n % 2 = 0 then $2::uuid else workshop_id end, organization_id,
       state, registered_at, 'Nama ' || n, '', '628' || case when n < 1000 then n / 2 else n end, '', gender,
       district_code, '', '', '', decode(md5('nik' || case when n < 1000 then n / 2 else n end), 'hex'),
       language, consent_version, consent_at, consent_channel, decode(md5(n::text), 'hex'), manage_sealed,
       ticket_sha256, ticket_sealed, 'N' || n
from registration, generate_series(1, 50000) n where id = $1
"""


@pytest.mark.slow
async def test_the_queries_stay_fast_with_fifty_thousand_people(panitia: Office, dsn: str) -> None:
    """A page of fifty people reads only its own rows, and the desk joins the office's people once."""
    belitung, aren = workshop(), later(0, sign_up=SignUp.APPROVAL)
    await panitia.hears(belitung, aren)
    row = await panitia.signs_up(belitung, person(nik=NIK))

    async def fill(tx: Tx) -> None:
        await tx.execute(MANY, row.id, aren.id)

    await panitia.db.run(fill)
    owner = await asyncpg.connect(dsn)
    try:
        await owner.execute("analyze registration.registration")
    finally:
        await owner.close()
    async with panitia.db.read() as tx:
        ids = [one["id"] for one in await tx.fetch("select id from registration limit 50")]
        page = await _plan(tx, comparing.OF_PEOPLE, OFFICE, ids)
        desk = await _plan(tx, comparing.WAITING, OFFICE)
        assert len(await comparing.flags(tx, OFFICE, ids)) > 40
    assert "registration_nik_anywhere" in page and "registration_phone_and_name" in page
    assert "Seq Scan on registration" not in page
    assert _took(page) < 200 and _took(desk) < 3_000, (page, desk)  # milliseconds, on a busy machine


async def _plan(tx: Tx, statement: str, *given: object) -> str:
    return "\n".join(row[0] for row in await tx.fetch(f"explain analyze {statement}", *given))


def _took(plan: str) -> float:
    return float(plan.split("Execution Time: ")[1].split()[0])
