"""Somebody who cannot come gives their seat to another person, and nobody who waits is passed over by it."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta

import pytest

from services.registration.actions import erasing, facts, handing_over, quotas
from services.registration.actions.handing_over import NotTheirs
from services.registration.domain.people import Person
from services.registration.domain.quotas import Of, Quota, Rule
from services.registration.domain.refusals import NotPossible, Reason
from services.registration.store import copies
from services.registration.store.registrations import Row
from shared.clock import MovedClock
from shared.db import Tx
from shared.events.attendance import PersonAttendance, SessionMark, Status
from shared.events.registration import RegistrationState as State
from shared.events.scheduling import Workshop
from tests.registration.test_quotas import MEMBALONG, YULI, membalong
from tests.support.factories import version
from tests.support.registration import Office, person, workshop


async def allowed(panitia: Office, of: Workshop) -> None:
    await panitia.hears(of)
    await panitia.db.run(handing_over.allow, YULI, of.id, True)


async def hands_over(panitia: Office, row: Row, of: Workshop, who: Person | None = None) -> Row:
    """Somebody's seat, given to another; the row of the one who comes."""
    wish = panitia.wish(of, who, channel="hand_over")
    await panitia.db.run(handing_over.hand_over, row.id, wish, handing_over.new_codes(panitia.keys))
    return await panitia.row(wish.id)


async def refused(panitia: Office, row: Row, of: Workshop, who: Person | None = None) -> NotPossible:
    with pytest.raises(NotPossible) as found:
        await hands_over(panitia, row, of, who)
    return found.value


async def test_the_seat_changes_hands_and_the_line_stays(panitia: Office) -> None:
    belitung = workshop(1)
    await allowed(panitia, belitung)
    ani, waits = await panitia.signs_up(belitung), await panitia.signs_up(belitung)
    rahmat = await hands_over(panitia, ani, belitung)
    gone = await panitia.row(ani.id)
    assert (rahmat.state, gone.state, gone.ended_by) == (State.CONFIRMED, State.CANCELLED, "hand_over")
    assert (await panitia.row(waits.id)).state is State.WAITLISTED
    row = await panitia.seats(belitung)
    assert (row.taken, row.waiting) == (1, 1)
    assert await panitia.letters(gone) == ["sign_up_confirmed", "seat_handed_over"]
    assert await panitia.letters(rahmat) == ["seat_received"]
    told = [json.loads(body) for body in await panitia.events()]
    last = {one["data"]["id"]: one["data"] for one in told if "state" in one["data"]}
    assert last[str(gone.id)]["state"] == "cancelled" and last[str(rahmat.id)]["state"] == "confirmed"
    assert last[str(gone.id)]["ticket_sha256"] != ani.ticket_sha256.hex(), "the old card admits nobody"


async def test_control_who_cancels_and_lets_the_other_sign_up_loses_the_seat(panitia: Office) -> None:
    """The same without the one transaction: whoever waits comes in between."""
    belitung = workshop(1)
    await allowed(panitia, belitung)
    ani, waits = await panitia.signs_up(belitung), await panitia.signs_up(belitung)
    await panitia.leaving.cancel(panitia.now, ani.id)
    rahmat = await panitia.signs_up(belitung)
    assert (rahmat.state, (await panitia.row(waits.id)).state) == (State.WAITLISTED, State.CONFIRMED)


async def test_a_seat_is_handed_over_once_however_many_ask_while_others_sign_up_and_leave(
    panitia: Office,
) -> None:
    belitung = workshop(3)
    await allowed(panitia, belitung)
    ani, budi, citra = [await panitia.signs_up(belitung) for _ in range(3)]
    await asyncio.gather(
        *(hands_over(panitia, ani, belitung) for _ in range(5)),
        *(panitia.signs_up(belitung) for _ in range(6)),
        panitia.leaving.cancel(panitia.now, budi.id),
        hands_over(panitia, citra, belitung),
        panitia.leaving.cancel(panitia.now, citra.id),
        return_exceptions=True,
    )
    states = await panitia.states(belitung)
    row = await panitia.seats(belitung)
    assert (row.taken, states[State.CONFIRMED]) == (3, 3)
    assert row.waiting == states[State.WAITLISTED]
    async with panitia.db.read() as tx:
        given = [one["from_id"] for one in await tx.fetch("select from_id from hand_over")]
    assert given.count(ani.id) == 1 and given.count(citra.id) <= 1


async def test_only_before_it_begins_and_only_a_seat(panitia: Office, clock: MovedClock) -> None:
    belitung, closed = workshop(1), workshop(1)
    await allowed(panitia, belitung)
    await panitia.hears(closed)
    ani, waits = await panitia.signs_up(belitung), await panitia.signs_up(belitung)
    other = await panitia.signs_up(closed)
    assert (await refused(panitia, other, closed)).reason is Reason.NO_HAND_OVER
    assert (await refused(panitia, waits, belitung)).reason is Reason.STATE_CHANGED
    clock.move_to(belitung.starts_at)
    assert (await refused(panitia, ani, belitung)).reason is Reason.BEGUN
    clock.move_to(belitung.ends_at + timedelta(hours=1))
    assert (await refused(panitia, ani, belitung)).reason is Reason.TOO_LATE
    assert (await panitia.row(ani.id)).state is State.CONFIRMED


async def marked(panitia: Office, row: Row, of: Workshop, status: Status | None) -> None:
    """What attendance tells of somebody in the first session."""
    mark = SessionMark(session_id=of.sessions[0].id, status=status)
    told = PersonAttendance(
        id=row.id, version=version(), organization_id=of.organization_id, workshop_id=of.id, marks=(mark,)
    )
    await panitia.db.run(facts.take_attendance, [told])


@pytest.mark.parametrize("status", [Status.HADIR, Status.IZIN])
async def test_nobody_hands_over_what_attendance_has_a_mark_for(panitia: Office, status: Status) -> None:
    """Marks can stand before the first session begins: by a correction, or where its time was moved later."""
    belitung = workshop(2)
    await allowed(panitia, belitung)
    ani, budi = [await panitia.signs_up(belitung) for _ in range(2)]
    await marked(panitia, ani, belitung, status)
    await marked(panitia, budi, belitung, None)
    assert (await refused(panitia, ani, belitung)).reason is Reason.BEGUN
    assert (await panitia.row(ani.id)).state is State.CONFIRMED
    assert (await panitia.seats(belitung)).taken == 2
    await hands_over(panitia, budi, belitung)
    assert (await panitia.row(budi.id)).state is State.CANCELLED, "not recorded yet is no mark"


async def test_control_who_does_not_look_at_the_marks_lets_somebody_present_leave(
    panitia: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def nothing(_tx: Tx, _id: object) -> None:
        return None

    monkeypatch.setattr(copies.ATTENDANCES, "get", nothing)
    with pytest.raises(pytest.fail.Exception):
        await test_nobody_hands_over_what_attendance_has_a_mark_for(panitia, Status.HADIR)


async def test_quotas_decide_who_may_have_it(panitia: Office) -> None:
    belitung = workshop(3)
    await allowed(panitia, belitung)
    reserve = Quota("difabel", Rule.RESERVED, 1, Of.DISABILITY)
    await panitia.db.run(quotas.change, panitia.now, YULI, belitung.id, [membalong(1), reserve])
    first = await panitia.signs_up(belitung, person(district_code=MEMBALONG))
    waits = await panitia.signs_up(belitung, person(district_code=MEMBALONG))
    tanjung = await panitia.signs_up(belitung, person(district_code="19.02.01"))
    against = await refused(panitia, tanjung, belitung, person(district_code=MEMBALONG))
    assert isinstance(against, NotTheirs) and against.quotas == (membalong(1),)
    assert (await panitia.row(waits.id)).state is State.WAITLISTED
    # One like the other always may; and once the seat went to somebody of another kind, the line moves.
    again = await hands_over(panitia, first, belitung, person(district_code=MEMBALONG))
    assert (await panitia.row(waits.id)).state is State.WAITLISTED
    await hands_over(panitia, again, belitung, person(district_code=MEMBALONG, disability="yes"))
    assert (await panitia.seats(belitung)).tally.counted(0) == 1
    disabled = await panitia.signs_up(belitung, person(district_code="19.02.01", disability="yes"))
    assert disabled.state is State.CONFIRMED


async def test_who_makes_room_in_a_quota_lets_the_next_one_in(panitia: Office) -> None:
    belitung = workshop(2)
    await allowed(panitia, belitung)
    await panitia.db.run(quotas.change, panitia.now, YULI, belitung.id, [membalong(1)])
    first = await panitia.signs_up(belitung, person(district_code=MEMBALONG))
    waits = await panitia.signs_up(belitung, person(district_code=MEMBALONG))
    await hands_over(panitia, first, belitung, person(district_code="19.02.01"))
    assert (await panitia.row(waits.id)).state is State.CONFIRMED
    row = await panitia.seats(belitung)
    assert (row.taken, row.waiting) == (2, 0)


async def test_erasing_one_of_the_two_takes_the_tie_with_it(panitia: Office) -> None:
    belitung = workshop(1)
    await allowed(panitia, belitung)
    ani = await panitia.signs_up(belitung)
    rahmat = await hands_over(panitia, ani, belitung)
    await panitia.db.run(erasing.erase, panitia.now, YULI, ani.id)
    async with panitia.db.read() as tx:
        assert await tx.fetchval("select count(*) from hand_over") == 0
    assert (await panitia.row(rahmat.id)).state is State.CONFIRMED
