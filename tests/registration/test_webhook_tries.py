"""Telling an office's other systems until they have taken it: pauses, giving up, crashes, replays."""

from __future__ import annotations

from services.registration.actions import delivering
from services.registration.actions import webhooks as actions
from services.registration.domain import webhooks as rules
from services.registration.domain.webhooks import Standing, State
from services.registration.jobs import deliver
from services.registration.store import webhook_deliveries
from shared.events.scheduling import Role
from shared.outbound import Outbound
from tests.support.receiver import Receiver
from tests.support.registration import workshop
from tests.support.registration_site import Site
from tests.support.webhooks import ALICE, PAGE, hook, later, read, sent


async def test_it_is_tried_again_with_longer_pauses_and_then_given_up(
    trying_out: Site, other: Receiver
) -> None:
    id, _secret = await hook(trying_out, other.url)
    belitung = workshop()
    await trying_out.panitia.hears(belitung)
    await trying_out.panitia.signs_up(belitung)
    other.status = 500
    pauses = []
    for attempt in range(1, 8):
        assert await deliver(trying_out.running) == 1
        (one,) = await sent(trying_out, id)
        assert (one.attempts, one.response, one.trouble) == (attempt, 500, "status")
        assert one.tried_at is not None
        pauses.append(round((one.next_at - one.tried_at).total_seconds()))
        assert await deliver(trying_out.running) == 0, "not before its time"
        await later(trying_out.panitia.db)
    assert [abs(got - want) <= 2 for got, want in zip(pauses, rules.RETRIES, strict=False)] == [True] * 6
    assert one.state is Standing.FAILED
    assert (await read(trying_out, id)).failed == 1
    other.status = 204
    async with trying_out.organizer(Role.ADMIN) as admin:
        path = f"{PAGE}/{id}"
        seen = await admin.get(path)
        assert "Gagal, perlu tindakan" in seen.words
        assert "500 · Menjawab bahwa kiriman tidak diterima" in seen.words
        assert (
            "Kiriman ke sistem lain tidak diterima: Sistem data IKM"
            in (await admin.get("/kelola/peserta/ringkas")).words
        )
        again = await admin.post(f"{path}/kiriman/{one.message_id}/ulang", {"form_token": seen.token()})
        assert "1 kiriman dikirim lagi." in again.words
        await deliver(trying_out.running)
        assert "Diterima" in (await admin.get(f"{path}?status=delivered")).words
    assert len({headers["webhook-id"] for headers, _body in other.heard}) == 1, "a repeat is known by its id"


async def test_a_process_that_dies_while_sending_loses_nothing(trying_out: Site, other: Receiver) -> None:
    id, _secret = await hook(trying_out, other.url)
    await trying_out.panitia.db.run(actions.trial, ALICE, id)
    assert len(await trying_out.panitia.db.run(webhook_deliveries.claim)) == 1  # and is never heard of again
    assert await deliver(trying_out.running) == 0, "another process does not send it beside"
    await later(trying_out.panitia.db)
    assert await deliver(trying_out.running) == 1
    assert [one.state for one in await sent(trying_out, id)] == [Standing.DELIVERED]


async def test_a_late_note_of_an_attempt_does_not_undo_a_replay(trying_out: Site, other: Receiver) -> None:
    id, _secret = await hook(trying_out, other.url)
    panitia = trying_out.panitia
    await panitia.db.run(actions.trial, ALICE, id)
    (due,) = await panitia.db.run(webhook_deliveries.claim)
    await panitia.db.run(actions.replay, ALICE, id, message_id=due.message_id)
    async with Outbound(loopback=True) as out:
        await panitia.db.run(delivering.note, [await delivering.send(out, panitia.keys, due)])
    assert [one.state for one in await sent(trying_out, id)] == [Standing.WAITING]


async def test_one_that_takes_nothing_for_days_is_given_up_and_loses_nothing(
    trying_out: Site, other: Receiver
) -> None:
    id, _secret = await hook(trying_out, other.url)
    panitia, belitung = trying_out.panitia, workshop()
    await panitia.hears(belitung)
    await panitia.signs_up(belitung)
    other.status = 503
    await deliver(trying_out.running)
    assert (await read(trying_out, id)).state is State.ON
    long_ago = "update webhook set failing_since = now() - interval '4 days'"
    await panitia.db.run(lambda tx: tx.execute(long_ago))
    await later(panitia.db)
    await deliver(trying_out.running)
    assert (await read(trying_out, id)).state is State.FAILED
    await panitia.signs_up(belitung)  # meanwhile
    await later(panitia.db)
    assert await deliver(trying_out.running) == 0
    async with trying_out.organizer(Role.ADMIN) as admin:
        page = await admin.get(f"{PAGE}/{id}")
        assert "Berhenti: tidak menerima selama 3 hari" in page.words
        assert "berhenti: tidak diterima" in (await admin.get("/kelola/peserta/riwayat")).words
        other.status = 200
        await admin.post(f"{PAGE}/{id}/nyalakan", {"form_token": page.token()})
    await later(panitia.db)
    assert await deliver(trying_out.running) == 2
    assert {one.state for one in await sent(trying_out, id)} == {Standing.DELIVERED}
    assert (await read(trying_out, id)).failing_since is None


async def test_a_slow_system_keeps_no_other_waiting(trying_out: Site, other: Receiver) -> None:
    slow, _secret = await hook(trying_out, other.url)
    quick, _secret = await hook(trying_out, other.url)
    for _number in range(12):
        await trying_out.panitia.db.run(actions.trial, ALICE, slow)
    await trying_out.panitia.db.run(actions.trial, ALICE, quick)
    claimed = [due.webhook_id for due in await trying_out.panitia.db.run(webhook_deliveries.claim)]
    assert (claimed.count(slow), claimed.count(quick)) == (rules.PER_HOOK, 1)
