"""When somebody can have been at the door: marks that cannot be true are refused, late ones count."""

from __future__ import annotations

from datetime import timedelta

import pytest

from services.attendance.actions import taking
from services.attendance.domain import Outcome, Untimely
from shared.events.scheduling import Role
from tests.support.attendance import Door
from tests.support.attendance_site import SignedIn, Site, get, post, send_marks


@pytest.mark.parametrize(
    ("of", "seen", "arrives", "why"),
    [
        (0, timedelta(minutes=6), timedelta(), Untimely.AHEAD),
        (0, timedelta(minutes=5), timedelta(), None),
        (0, timedelta(hours=-12, minutes=-1), timedelta(), Untimely.EARLY),
        (0, timedelta(hours=-12), timedelta(), None),
        (7, timedelta(days=-3), timedelta(days=-3), Untimely.EARLY),  # today, in the session of day four
        (0, timedelta(minutes=1), timedelta(days=60), None),  # the phone was without signal for two months
        (0, timedelta(days=60), timedelta(days=60), None),  # written down from paper afterwards
    ],
)
async def test_a_mark_is_of_a_time_at_which_somebody_can_have_been_there(
    door: Door, of: int, seen: timedelta, arrives: timedelta, why: Untimely | None
) -> None:
    """Times are counted from the session's start. What cannot be true is refused, and its batch."""
    begins = door.sessions[of].starts_at
    batch = [
        door.mark(door.people[0], of, at=begins + min(seen, arrives)),
        door.mark(door.people[1], of, at=begins + seen),
    ]
    if why is None:
        answers = await door.records(*batch, now=begins + arrives)
        assert [answer.outcome for answer in answers] == [Outcome.RECORDED] * 2
        return
    with pytest.raises(taking.WrongTimes) as wrong:
        await door.records(*batch, now=begins + arrives)
    assert wrong.value.marks[1].why is why
    assert await door.count("mark") == 0 and await door.sent() == []


@pytest.mark.parametrize(("day", "reason"), [(3, "terlalu awal"), (0, "belum tiba")])
async def test_a_mark_that_cannot_be_true_is_refused_with_the_reason(
    site: Site, visitor: SignedIn, day: int, reason: str
) -> None:
    """On day one: somebody in a session of day four; and somebody seen an hour from now."""
    operator, door = await visitor(Role.OPERATOR), site.door
    here, there = str(door.sessions[0].id), str(door.sessions[2 * day].id)
    at = (door.clock.now() + timedelta(hours=0 if day else 1)).isoformat()
    marks = [
        {"nonce": "1", "session_id": here, "ticket": "not a card"},
        {"nonce": "2", "session_id": here, "registration_id": str(door.people[0].id)},
        {"nonce": "3", "session_id": there, "registration_id": str(door.people[1].id), "at": at},
    ]
    batch = {"device": "hp-1", "marks": marks}
    async with operator.post("/api/v1/attendance/marks", json=batch) as response:
        assert response.status == 422
        (error,) = (await response.json())["errors"]
    assert error["field"] == "marks.2.at" and reason in error["message"]
    assert await door.count("mark") == 0
    answers = await send_marks(operator, {"device": "hp-1", "marks": marks[:2]})
    assert [one["outcome"] for one in answers] == ["not_a_card", "recorded"]


@pytest.mark.parametrize("device", ["office:{staff}", "form:{staff}"])
async def test_a_phone_cannot_take_the_name_of_the_offices_own_pages(
    site: Site, visitor: SignedIn, device: str
) -> None:
    """Under that name it could use up the nonce of a form, and what the office says would be a repeat."""
    operator, door = await visitor(Role.OPERATOR), site.door
    mark = {
        "nonce": "1",
        "session_id": str(door.sessions[0].id),
        "registration_id": str(door.people[0].id),
    }
    name = device.format(staff=door.staff_id)
    async with operator.post("/api/v1/attendance/marks", json={"device": name, "marks": [mark]}) as response:
        assert response.status == 422
        (error,) = (await response.json())["errors"]
    assert error["field"] == "device" and "dipakai server sendiri" in error["message"]
    assert await door.count("mark") == 0


async def test_the_door_of_a_session_that_is_not_today(site: Site, visitor: SignedIn) -> None:
    operator, door = await visitor(Role.OPERATOR), site.door
    coming = f"/kelola/kehadiran/pos/{door.sessions[6].id}"
    page = await get(operator, coming)
    assert "Belum dapat dicatat" in page and "Jumat, 28 April 2017 pukul 08.00 WIB" in page
    assert 'name="mark"' not in page and 'name="card"' not in page
    tap, card = {"mark": f"{door.people[0].id}:hadir"}, {"card": site.card(door.people[0])}
    page = await post(operator, coming, tap, status=409)
    assert "terlalu awal" in page and "Jumat, 28 April 2017" in page
    assert "terlalu awal" in await post(operator, coming, card, to=coming + "/kartu", status=409)
    assert await door.count("mark") == 0

    door.clock.move_to(door.sessions[2].starts_at)
    yesterday = f"/kelola/kehadiran/pos/{door.sessions[0].id}"
    page = await get(operator, yesterday)
    assert "bukan sesi hari ini" in page and "Selasa, 25 April 2017" in page
    assert "Siti Aminah: Hadir" in await post(operator, yesterday, tap)
    assert "bukan sesi hari ini" not in await get(operator, f"/kelola/kehadiran/pos/{door.sessions[2].id}")
