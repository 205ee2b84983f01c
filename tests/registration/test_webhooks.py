"""An office's other systems hear what happens to its registrations: signed, until they have taken it."""

from __future__ import annotations

import base64
import hmac
import json
import re
import time
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from services.registration.actions import office
from services.registration.actions import webhooks as actions
from services.registration.actions.erasing import erase
from services.registration.actions.office import By
from services.registration.domain import webhooks as rules
from services.registration.domain.webhooks import Standing, State
from services.registration.jobs import clean_deliveries, deliver
from services.registration.store import seats, webhook_deliveries
from shared.crypto import Keys
from shared.events.scheduling import Role
from shared.ids import new_id
from tests.support.receiver import Receiver
from tests.support.registration import OFFICE, person, workshop
from tests.support.registration_site import Site
from tests.support.traces import places
from tests.support.webhooks import ALICE, CALL, PAGE, hook, read, sent, verified

NIK = "1902014505809991"


def test_the_signature_is_that_of_standard_webhooks() -> None:
    """The example of its specification."""
    body = b'{"test": 2432232314}'
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    signed = b"msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330." + body
    expected = hmac.digest(base64.b64decode(secret[6:]), signed, "sha256")
    assert base64.b64encode(expected) == b"g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    id, now = new_id(), int(time.time())
    headers = {"webhook-id": str(id), "webhook-timestamp": str(now)}
    headers["webhook-signature"] = rules.signatures([secret], id, now, body)
    assert verified(secret, headers, body)
    assert not verified(secret, headers, body + b" ")
    assert not verified(rules.new_secret(), headers, body)
    old = {**headers, "webhook-timestamp": str(now - 301)}
    old["webhook-signature"] = rules.signatures([secret], id, now - 301, body)
    assert not verified(secret, old, body), "somebody sends again what they once saw"


async def test_a_sign_up_is_told_signed_and_says_nothing_of_the_person(
    trying_out: Site, other: Receiver
) -> None:
    id, secret = await hook(trying_out, other.url)
    belitung = workshop()
    await trying_out.panitia.hears(belitung)
    row = await trying_out.panitia.signs_up(
        belitung, person(full_name="Zubaidah", nik=NIK, needs="Kursi roda")
    )
    assert await deliver(trying_out.running) == 1
    ((headers, body),) = other.heard
    assert verified(secret, headers, body)
    event = json.loads(body)
    (published,) = [json.loads(one) for one in await trying_out.panitia.events()]
    assert {name: event[name] for name in ("specversion", "id", "source", "type", "subject")} == {
        name: published[name] for name in ("specversion", "id", "source", "type", "subject")
    }
    assert headers["webhook-id"] == event["id"]
    assert event["data"] == {
        "id": str(row.id),
        "version": published["data"]["version"],
        "organization_id": str(OFFICE),
        "workshop_id": str(belitung.id),
        "state": "confirmed",
        "merged_into": None,
        "registered_at": published["data"]["registered_at"],
    }
    for trace in ("Zubaidah", NIK, row.phone, row.email, "Kursi roda"):
        assert trace.encode() not in body
    (delivery,) = await sent(trying_out, id)
    assert (delivery.state, delivery.response, delivery.attempts) == (Standing.DELIVERED, 200, 1)
    assert await deliver(trying_out.running) == 0, "nothing is sent twice"


async def test_everything_that_happens_is_told_and_only_what_was_asked_for(
    trying_out: Site, other: Receiver
) -> None:
    everything, _secret = await hook(trying_out, other.url)
    some, _secret = await hook(trying_out, other.url, ("RegistrationCancelled",))
    panitia, belitung = trying_out.panitia, workshop(1)
    await panitia.hears(belitung)
    first = await panitia.signs_up(belitung)
    await panitia.signs_up(belitung)
    await panitia.db.run(office.cancel, panitia.now, ALICE, first.id, "Jadwal bentrok.")
    told = {id: sorted(one.type for one in await sent(trying_out, id)) for id in (everything, some)}
    assert told[some] == ["RegistrationCancelled"]
    published = sorted(json.loads(one)["type"] for one in await panitia.events())
    assert told[everything] == published
    assert {"RegistrationConfirmed", "RegistrationWaitlisted", "RegistrationCancelled"} <= set(published)


async def test_what_is_rolled_back_is_not_told(trying_out: Site, other: Receiver) -> None:
    id, _secret = await hook(trying_out, other.url)
    panitia, belitung = trying_out.panitia, workshop()
    await panitia.hears(belitung)
    row = await panitia.signs_up(belitung)

    async def half(tx: Any) -> None:
        await office.cancel(tx, panitia.now, ALICE, row.id, "Salah pencet.")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await panitia.db.run(half)
    assert [one.type for one in await sent(trying_out, id)] == ["RegistrationConfirmed"]


async def never_lost(site: Site, id: UUID) -> bool:
    """Whether each event is with the hook exactly once."""
    belitung = workshop(50)
    await site.panitia.hears(belitung)
    for _number in range(5):
        await site.panitia.signs_up(belitung)
    published = sorted(json.loads(one)["id"] for one in await site.panitia.events())
    return sorted(str(one.message_id) for one in await sent(site, id)) == published


async def test_no_event_is_lost(trying_out: Site, other: Receiver) -> None:
    id, _secret = await hook(trying_out, other.url)
    assert await never_lost(trying_out, id)


async def test_control_a_flush_that_thinks_nobody_listens_loses_them(
    trying_out: Site, other: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    id, _secret = await hook(trying_out, other.url)
    monkeypatch.setattr(seats, "LOCK", re.sub(r"exists \(.*\) as hooked", "false as hooked", seats.LOCK))
    assert not await never_lost(trying_out, id)


async def test_without_hooks_the_flush_has_no_statement_more(
    trying_out: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []

    async def noted(tx: Any, messages: Any) -> None:
        asked.append(messages)

    monkeypatch.setattr(webhook_deliveries, "enqueue", noted)
    belitung = workshop()
    await trying_out.panitia.hears(belitung)
    await trying_out.panitia.signs_up(belitung)
    assert asked == []
    await hook(trying_out, "https://sistem.contoh.example/terima")
    await trying_out.panitia.signs_up(belitung)
    assert len(asked) == 1


async def test_for_a_day_two_secrets_sign(trying_out: Site, other: Receiver) -> None:
    id, old = await hook(trying_out, other.url)
    new = await trying_out.panitia.db.run(actions.rotate, trying_out.panitia.keys, ALICE, id)
    await trying_out.panitia.db.run(actions.trial, ALICE, id)
    await deliver(trying_out.running)
    assert verified(old, *other.heard[-1])
    assert verified(new, *other.heard[-1])
    await trying_out.panitia.db.run(lambda tx: tx.execute("update webhook set old_until = now()"))
    await trying_out.panitia.db.run(actions.trial, ALICE, id)
    await deliver(trying_out.running)
    assert not verified(old, *other.heard[-1])
    assert verified(new, *other.heard[-1])


async def test_secrets_rest_sealed(trying_out: Site, other: Receiver, keys: Keys) -> None:
    id, secret = await hook(trying_out, other.url)
    new = await trying_out.panitia.db.run(actions.rotate, trying_out.panitia.keys, ALICE, id)
    bare = [one.removeprefix("whsec_") for one in (secret, new)]
    assert await places(trying_out.panitia.db, bare) == []
    in_clear = "update webhook set secret_sealed = $1::text::bytea"  # the control
    await trying_out.panitia.db.run(lambda tx: tx.execute(in_clear, bare[0].replace("\\", "")))
    assert await places(trying_out.panitia.db, bare) == ["webhook.secret_sealed"]


async def test_who_is_erased_leaves_only_that_they_are(trying_out: Site, other: Receiver) -> None:
    id, _secret = await hook(trying_out, other.url)
    panitia, belitung = trying_out.panitia, workshop()
    await panitia.hears(belitung)
    row = await panitia.signs_up(belitung)
    stays = await panitia.signs_up(belitung)
    await deliver(trying_out.running)
    await panitia.db.run(erase, panitia.now, ALICE, row.id)
    told = {(one.registration_id, one.type) for one in await sent(trying_out, id)}
    assert told == {(row.id, "RegistrationErased"), (stays.id, "RegistrationConfirmed")}
    await deliver(trying_out.running)
    assert json.loads(other.heard[-1][1])["data"]["state"] == "erased"


async def test_old_deliveries_go(trying_out: Site, other: Receiver) -> None:
    id, _secret = await hook(trying_out, other.url)
    for _number in range(2):
        await trying_out.panitia.db.run(actions.trial, ALICE, id)
    aged = "update webhook_delivery set created_at = now() - $1::interval where message_id = $2"
    (first, _second) = await sent(trying_out, id)
    over = rules.KEPT + timedelta(hours=1)
    await trying_out.panitia.db.run(lambda tx: tx.execute(aged, over, first.message_id))
    assert [await clean_deliveries(trying_out.running) for _round in range(2)] == [1, 0]
    assert len(await sent(trying_out, id)) == 1


async def test_another_office_hears_and_sees_nothing(trying_out: Site, other: Receiver) -> None:
    charlie = By(f"Staff/{new_id()}", "Charlie", new_id())
    theirs, _secret = await hook(trying_out, other.url, by=charlie)
    ours, _secret = await hook(trying_out, "https://sistem.contoh.example/")
    belitung = workshop()
    await trying_out.panitia.hears(belitung)
    await trying_out.panitia.signs_up(belitung)
    (one,) = await sent(trying_out, ours)
    await deliver(trying_out.running)
    assert other.heard == []
    async with trying_out.organizer(Role.ADMIN, charlie.organization_id) as stranger:
        seen = await stranger.get(f"{PAGE}/{theirs}")
        assert seen.status == 200
        for path in ("", "/uji", "/rahasia", "/matikan", "/hapus", f"/kiriman/{one.message_id}/ulang"):
            answer = await stranger.post(
                f"{PAGE}/{ours}{path}",
                {
                    "form_token": seen.token(),
                    "name": "Milik",
                    "url": "https://a.example",
                    "types": rules.TYPES,
                },
            )
            assert answer.status == 404, path
        since = {"form_token": seen.token(), "since": "2017-01-01T00:00"}
        assert (await stranger.post(f"{PAGE}/{ours}/ulang", since)).status == 404
        # The message of one office through the hook of another.
        crossed = f"{PAGE}/{theirs}/kiriman/{one.message_id}/ulang"
        assert (await stranger.post(crossed, {"form_token": seen.token()})).status == 404
        assert str(ours) not in (await stranger.get(CALL)).text
    assert (await read(trying_out, ours)).state is State.ON
