"""What a notice said does not reach anybody after a newer one said what holds since."""

from __future__ import annotations

import pytest

from services.registration.actions import resending
from services.registration.actions.office import By
from services.registration.domain.refusals import NotPossible, Reason
from services.registration.store import outgoing
from services.registration.store.registrations import Row
from tests.registration.test_notices import moved, telling
from tests.registration.test_outgoing import calls, ends, mailed
from tests.support.registration import OFFICE, Office, workshop

ALICE = By("Staff/alice", "Alice", OFFICE)


async def told_twice(panitia: Office) -> tuple[Row, list[int]]:
    """Two notices, both failed: the person, and the mails with their numbers."""
    belitung = workshop()
    await panitia.hears(belitung)
    row = await panitia.signs_up(belitung)
    await ends(panitia, "sent", "250 taken")
    once = telling(belitung, moved(belitung, 7))
    await panitia.hears(once)
    await ends(panitia, "failed", "552 mailbox full")
    await panitia.hears(telling(once, moved(belitung, 14)))
    await ends(panitia, "failed", "552 mailbox full")
    async with panitia.db.read() as tx:
        return row, [one.id for one in await outgoing.of_person(tx, row.id)][1:]


async def test_an_older_notice_does_not_go_again_after_a_newer_one(panitia: Office) -> None:
    row, (older, newer) = await told_twice(panitia)
    with pytest.raises(NotPossible) as refusal:
        await panitia.db.run(resending.send_again, panitia.now, ALICE, older)
    assert refusal.value.reason is Reason.NEWER_MESSAGE
    assert await calls(panitia, row) == ["workshop_changed"] * 2, "what it said is still to be told, by phone"
    assert await panitia.db.run(resending.send_again, panitia.now, ALICE, newer)
    assert await calls(panitia, row) == ["workshop_changed"]


async def test_a_corrected_address_gets_only_the_newest_notice(panitia: Office) -> None:
    row, _mails = await told_twice(panitia)
    before = len(await mailed(panitia, row))
    _row, count = await panitia.db.run(
        resending.correct_email, panitia.now, ALICE, row.id, "benar@contoh.example"
    )
    assert count == 1
    (again,) = (await mailed(panitia, row))[before:]
    assert again[0] == "workshop_changed" and again[1].endswith(" #2")
    assert await calls(panitia, row) == ["workshop_changed"]


async def test_without_the_order_it_would(panitia: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: only the table of what overtakes what."""
    monkeypatch.setattr(resending, "IN_ORDER", frozenset())
    _row, (older, _newer) = await told_twice(panitia)
    assert await panitia.db.run(resending.send_again, panitia.now, ALICE, older)
