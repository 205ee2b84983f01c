"""What tried the words of an office's mail is forgotten, and no other mail with it."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from services.registration.actions import message_texts as actions
from services.registration.jobs import forget_tried
from services.registration.settings import TRIED_KEPT
from services.registration.store import message_texts as store
from tests.registration.test_contact_data import listed
from tests.registration.test_quotas import YULI
from tests.support.databases import execute
from tests.support.registration_site import Site
from tests.support.traces import places

ADDRESS = "pegawai-mencoba@contoh.example"


async def tried(site: Site) -> None:
    await site.running.db.run(
        actions.try_out, YULI, site.running.keys, ADDRESS, "reminder", "id", {"name": "Contoh"}
    )


async def forgotten(site: Site, dsn: str) -> Counter[str]:
    """What stays of trials in every state, of one of today, and of mails to people that are as old.

    By the first word of the subject and the state.
    """
    newest = "(select max(id) from registration.mail)"
    await listed(site.panitia)  # people and a contact person with their mails
    for state in ("sent", "failed", "sending", "queued"):
        await tried(site)
        await execute(dsn, f"update registration.mail set state = '{state}' where id = {newest}")
    await aged(dsn, TRIED_KEPT - timedelta(hours=1))
    assert await forget_tried(site.running) == 0, "not before their time"
    await aged(dsn, timedelta(hours=2))
    await tried(site)
    await forget_tried(site.running)
    async with site.panitia.db.read() as tx:
        rows = await tx.fetch("select split_part(subject, '/', 1) || ' ' || state as what from mail")
    return Counter(row["what"] for row in rows)


async def aged(dsn: str, by: timedelta) -> None:
    seconds = by.total_seconds()
    await execute(dsn, f"update registration.mail set date = date - interval '{seconds} seconds'")


PROMISED = Counter({"Staff sending": 1, "Staff queued": 1, "Group queued": 1, "Registration queued": 1})


async def test_old_trials_go_and_the_mails_of_people_stay(site: Site, dsn: str) -> None:
    assert await forgotten(site, dsn) == PROMISED
    await execute(dsn, "update registration.mail set state = 'sent'")
    await aged(dsn, TRIED_KEPT)
    assert await forget_tried(site.running) == 2 and await forget_tried(site.running) == 0
    assert await places(site.panitia.db, (ADDRESS,)) == []


@pytest.mark.parametrize(
    "broken",
    [
        "starts_with('Staff/', $1) and",  # everybody's
        "starts_with(subject, $1) and subject = '' and",  # nobody's, as it was
    ],
)
async def test_control_a_statement_that_forgets_others_or_nothing_is_noticed(
    site: Site, dsn: str, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    careless = store.FORGET_TRIED.replace("starts_with(subject, $1) and", broken)
    monkeypatch.setattr(store, "FORGET_TRIED", careless)
    assert await forgotten(site, dsn) != PROMISED
