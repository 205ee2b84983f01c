"""What becomes of people: cancelling, offers, the office's decisions, and what each of them is told."""

from __future__ import annotations

from datetime import timedelta

import asyncpg
import pytest

from services.registration import jobs
from services.registration.actions import office, own, reaching, resending
from services.registration.actions.office import By
from services.registration.domain.refusals import NotPossible, Reason
from services.registration.store import comparing
from services.registration.store.registrations import Row
from shared.clock import MovedClock
from shared.crypto import Keys
from shared.events.registration import RegistrationState as State
from shared.events.scheduling import SignUp, Workshop, WorkshopState
from shared.ids import new_id
from shared.mail import MailResult
from shared.metrics import Metrics
from shared.service import Running
from shared.settings import Settings
from tests.support.registration import OFFICE, Office, newer, person, workshop
from tests.support.registration_site import UNDER_TEST

ALICE = By(f"Staff/{new_id()}", "Alice Rahmawati", OFFICE)
CHARLIE = By(f"Staff/{new_id()}", "Charlie", new_id())  # of another office


def at_work(panitia: Office) -> Running:
    return Running(UNDER_TEST, Settings(), panitia.db, panitia.clock, panitia.keys, Metrics(), [])


async def told(panitia: Office, row: Row, state: str, purpose: str = "seat_offered") -> None:
    """The mail server's answer to a mail."""
    result = MailResult(purpose, row.subject, "1", row.email, state, "550 no such user")  # type: ignore[arg-type]
    await panitia.db.run(reaching.on_mail, panitia.now, result)


async def offered_to_second(panitia: Office, **second: str) -> tuple[Workshop, Row, Row]:
    """One seat, three people; the first left, the second has an offer for 24 hours, the third waits."""
    belitung = workshop(1, offer_hours=24)
    await panitia.hears(belitung)
    first = await panitia.signs_up(belitung)
    offered, third = await panitia.signs_up(belitung, person(**second)), await panitia.signs_up(belitung)
    await panitia.db.run(own.cancel, panitia.now, first.id)
    return belitung, await panitia.row(offered.id), third


async def test_open_offer_counts_as_taken_and_lapses_after_delivery(
    panitia: Office, clock: MovedClock
) -> None:
    belitung, offered, third = await offered_to_second(panitia)
    assert offered.state is State.OFFERED and offered.answer_by is None
    assert (await panitia.seats(belitung)).taken == 1
    assert (await panitia.signs_up(belitung)).state is State.WAITLISTED

    clock.move_to(panitia.now + timedelta(days=3))
    assert await jobs.lapse_offers(at_work(panitia)) == 0  # the mail has not arrived: no time has begun
    await told(panitia, offered, "sent")
    clock.move_to(panitia.now + timedelta(hours=23))
    assert await jobs.lapse_offers(at_work(panitia)) == 0
    clock.move_to(panitia.now + timedelta(hours=2))
    assert await jobs.lapse_offers(at_work(panitia)) == 1

    assert (await panitia.row(offered.id)).state is State.LAPSED
    assert (await panitia.row(third.id)).state is State.OFFERED
    assert await panitia.letters(offered) == ["waitlisted", "seat_offered", "offer_lapsed"]


async def test_offer_is_judged_by_its_row_not_by_the_clock(panitia: Office, clock: MovedClock) -> None:
    _, offered, _ = await offered_to_second(panitia)
    await told(panitia, offered, "sent")
    clock.move_to(panitia.now + timedelta(days=2))
    assert (await panitia.db.run(own.accept, panitia.now, offered.id)).state is State.CONFIRMED
    assert await jobs.lapse_offers(at_work(panitia)) == 0


async def test_declined_offer_goes_to_the_next(panitia: Office) -> None:
    _, offered, third = await offered_to_second(panitia)
    await panitia.db.run(own.decline, panitia.now, offered.id)
    assert (await panitia.row(offered.id)).state is State.CANCELLED
    assert (await panitia.row(third.id)).state is State.OFFERED


async def test_somebody_without_email_is_a_task_and_the_call_starts_the_time(panitia: Office) -> None:
    _, offered, _ = await offered_to_second(panitia, email="")
    assert await panitia.letters(offered) == []
    assert await panitia.tasks(offered) == ["waitlisted", "seat_offered"]
    async with panitia.db.read() as tx:
        task = await tx.fetchval(
            "select id from contact_task where registration_id = $1 and purpose = 'seat_offered'", offered.id
        )
    with pytest.raises(NotPossible):
        await panitia.db.run(reaching.contacted, panitia.now, CHARLIE, task)
    assert await panitia.db.run(reaching.contacted, panitia.now, ALICE, task)
    assert not await panitia.db.run(reaching.contacted, panitia.now, ALICE, task)
    answer_by = (await panitia.row(offered.id)).answer_by
    assert answer_by is not None and answer_by - panitia.now < timedelta(hours=24, minutes=1)


async def test_refused_address_is_marked_and_becomes_a_task(panitia: Office) -> None:
    belitung = workshop()
    await panitia.hears(belitung)
    row = await panitia.signs_up(belitung)
    await told(panitia, row, "refused", "sign_up_confirmed")
    assert (await panitia.row(row.id)).email_trouble == "550 no such user"
    assert await panitia.tasks(row) == ["sign_up_confirmed"]

    await panitia.db.run(resending.correct_email, panitia.now, ALICE, row.id, "benar@contoh.example")
    mended = await panitia.row(row.id)
    assert (mended.email, mended.email_trouble) == ("benar@contoh.example", "")
    assert await panitia.letters(row) == ["sign_up_confirmed", "link_again"]


async def test_approval_seats_until_full_then_queues_in_the_order_of_approval(panitia: Office) -> None:
    belitung = workshop(1, sign_up=SignUp.APPROVAL)
    await panitia.hears(belitung)
    one, two, three = [await panitia.signs_up(belitung) for _ in range(3)]
    assert await panitia.states(belitung) == {State.PENDING: 3}
    assert (await panitia.seats(belitung)).taken == 0

    for row in (three, two):
        await panitia.db.run(office.approve, panitia.now, ALICE, row.id)
    await panitia.db.run(office.not_select, panitia.now, ALICE, one.id, "Sudah ikut tahun lalu")

    assert (await panitia.row(three.id)).state is State.CONFIRMED
    assert (await panitia.row(two.id)).state is State.WAITLISTED
    assert await panitia.letters(one) == ["sign_up_pending", "not_selected"]
    assert await panitia.letters(two) == ["sign_up_pending", "waitlisted"]
    with pytest.raises(NotPossible):
        await panitia.db.run(office.approve, panitia.now, ALICE, one.id)


async def test_the_office_puts_somebody_first_only_with_a_reason(panitia: Office) -> None:
    belitung = workshop(1)
    await panitia.hears(belitung)
    seated, second, third = [await panitia.signs_up(belitung) for _ in range(3)]
    with pytest.raises(NotPossible, match=Reason.NEEDS_REASON):
        await panitia.db.run(office.prefer, panitia.now, ALICE, third.id, " ")
    await panitia.db.run(office.prefer, panitia.now, ALICE, third.id, "Utusan desa yang belum terwakili")
    await panitia.db.run(office.cancel, panitia.now, ALICE, seated.id, "Dua kali mendaftar")

    assert (await panitia.row(third.id)).state is State.CONFIRMED
    assert (await panitia.row(second.id)).state is State.WAITLISTED
    assert await panitia.letters(seated) == ["sign_up_confirmed", "cancelled_by_office"]
    async with panitia.db.read() as tx:
        acts = [row["what"] for row in await tx.fetch("select what from audit order by at")]
    assert acts == ["put first", "cancelled"]


async def test_another_office_reaches_nobody(panitia: Office) -> None:
    belitung = workshop()
    await panitia.hears(belitung)
    row = await panitia.signs_up(belitung)
    for action, given in (
        (office.approve, ()),
        (office.cancel, ("alasan",)),
        (office.prefer, ("alasan",)),
        (office.merge, (new_id(),)),
        (office.answer_for, (True,)),
        (resending.correct_email, ("x@y.id",)),
    ):
        with pytest.raises(NotPossible, match=Reason.UNKNOWN):
            await panitia.db.run(action, panitia.now, CHARLIE, row.id, *given)


async def test_same_nik_is_flagged_and_merging_frees_the_seat(panitia: Office) -> None:
    belitung = workshop(2)
    await panitia.hears(belitung)
    nik = "1902010101809991"
    kept = await panitia.signs_up(belitung, person(nik=nik))
    again = await panitia.signs_up(belitung, person(nik=nik, full_name="Nama lain"))
    waits = await panitia.signs_up(belitung)
    assert again.state is State.CONFIRMED  # the public answer is anybody's

    async with panitia.db.read() as tx:
        alike = await comparing.flags(tx, OFFICE, [kept.id, again.id, waits.id])
    assert {id: [other.id for other in others] for id, others in alike.items()} == {
        kept.id: [again.id],
        again.id: [kept.id],
    }
    await panitia.db.run(office.merge, panitia.now, ALICE, again.id, kept.id)
    merged = await panitia.row(again.id)
    assert (merged.state, merged.merged_into) == (State.MERGED, kept.id)
    assert (await panitia.row(waits.id)).state is State.CONFIRMED
    seats = await panitia.seats(belitung)
    assert (seats.taken, seats.waiting) == (2, 0)


async def test_merging_a_seat_into_somebody_who_waits_gives_them_the_seat(panitia: Office) -> None:
    belitung = workshop(1)
    await panitia.hears(belitung)
    seated = await panitia.signs_up(belitung, person(full_name="Hendra", phone="6281299900017"))
    waits = await panitia.signs_up(belitung, person(full_name="HENDRA", phone="6281299900017"))
    await panitia.db.run(office.merge, panitia.now, ALICE, seated.id, waits.id)
    assert (await panitia.row(waits.id)).state is State.CONFIRMED
    assert (await panitia.seats(belitung)).taken == 1


async def test_everybody_hears_of_a_cancelled_workshop(panitia: Office) -> None:
    belitung = workshop(1)
    await panitia.hears(belitung)
    rows = [await panitia.signs_up(belitung) for _ in range(2)]
    cancelled = newer(belitung, state=WorkshopState.CANCELLED, reason="Anggaran dialihkan")
    await panitia.hears(cancelled)
    await panitia.hears(newer(cancelled))
    for row in rows:
        assert (await panitia.letters(row))[1:] == ["workshop_cancelled"]


async def test_reminder_the_day_before_once_for_each_beginning(panitia: Office, clock: MovedClock) -> None:
    belitung = workshop(2)
    await panitia.hears(belitung)
    row = await panitia.signs_up(belitung)
    assert await jobs.remind(at_work(panitia)) == 0
    clock.move_to(belitung.starts_at - timedelta(hours=23))
    assert await jobs.remind(at_work(panitia)) == 1
    assert await jobs.remind(at_work(panitia)) == 0
    assert await panitia.letters(row) == ["sign_up_confirmed", "reminder"]


async def test_nik_is_nowhere_but_in_the_sealed_column(panitia: Office, keys: Keys, dsn: str) -> None:
    nik = "1902010101809991"
    belitung = workshop()
    await panitia.hears(belitung)
    row = await panitia.signs_up(belitung, person(nik=nik, full_name="Siti Rahmawati"))
    await panitia.signs_up(belitung, person(nik=nik, email=""))
    await panitia.db.run(office.cancel, panitia.now, ALICE, row.id, "alasan")
    texts = await every_table(dsn)
    assert [name for name, text in texts.items() if nik in text or nik.encode().hex() in text] == []
    # The search would find it: this person's name is in the row, both kinds of message and the event.
    name = row.full_name
    found = {table for table, text in texts.items() if name in text or name.encode().hex() in text}
    assert found == {"registration.registration", "registration.mail", "registration.outbox"}
    async with panitia.db.read() as tx:
        sealed = await tx.fetchval("select nik_sealed from registration where id = $1", row.id)
    assert keys.decrypt(sealed, purpose="nik") == nik


async def every_table(dsn: str) -> dict[str, str]:
    """All rows of all tables as text, as a dump would have them."""
    connection = await asyncpg.connect(dsn)
    try:
        tables = await connection.fetch(
            "select schemaname || '.' || tablename as name from pg_tables "
            "where schemaname not in ('pg_catalog', 'information_schema')"
        )
        return {
            table["name"]: str(await connection.fetch(f"select t::text from {table['name']} t"))
            for table in tables
        }
    finally:
        await connection.close()


async def test_manage_code_lies_nowhere_in_clear(panitia: Office, keys: Keys) -> None:
    belitung = workshop()
    await panitia.hears(belitung)
    row = await panitia.signs_up(belitung)
    code = keys.decrypt(row.manage_sealed, purpose="manage_code")
    async with panitia.db.read() as tx:
        for table in ("registration", "mail", "once", "outbox"):
            assert code not in str(await tx.fetch(f"select t::text from {table} t")), table


async def test_unknown_registration_is_refused(panitia: Office) -> None:
    with pytest.raises(NotPossible, match=Reason.UNKNOWN):
        await panitia.db.run(own.cancel, panitia.now, new_id())
