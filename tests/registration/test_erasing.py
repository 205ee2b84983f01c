"""Erasing somebody: nothing of them is left, their seat moves on, and nobody else loses anything."""

from __future__ import annotations

import json
from collections.abc import Iterable

import pytest

from services.registration.actions import office, own, resending
from services.registration.actions.erasing import erase
from services.registration.actions.office import By
from services.registration.domain.people import Person
from services.registration.domain.refusals import NotPossible
from services.registration.store.registrations import Row
from services.registration.web.views import manage_code
from shared import bus
from shared.bus import outbox
from shared.db import Tx
from shared.events.registration import RegistrationState as State
from shared.ids import new_id
from shared.mail import mail
from tests.support.registration import OFFICE, Office, person, workshop
from tests.support.registration_site import Site
from tests.support.traces import places

ALICE = By(f"Staff/{new_id()}", "Alice Rahmawati", OFFICE)
SOMEBODY = Person(
    full_name="Zubaidah Tandipayuk",
    certificate_name="Dra. Zubaidah Tandipayuk",
    phone="6281299912345",
    email="zubaidah.tandipayuk@contoh.example",
    gender="P",
    district_code="19.02.01",
    village_code="19.02.01.2001",
    nik="1902014505809991",
    business_name="Anyaman Lais Zubaidah",
    needs="Kursi roda Zubaidah",
    disability="yes",
    business={"product": "Tikar lais Zubaidah"},
    answers={"alasan": "Zubaidah ingin belajar"},
)
TRACES = ("zubaidah", "tandipayuk", "6281299912345", "1902014505809991")


async def traces(panitia: Office) -> list[str]:
    """Where anything of the person still stands: table and column."""
    return await places(panitia.db, TRACES)


async def test_nothing_of_a_person_is_left(panitia: Office) -> None:
    belitung = workshop(2)
    await panitia.hears(belitung)
    row = await panitia.signs_up(belitung, SOMEBODY)
    assert {"registration.full_name", "mail.recipient", "outbox.body"} <= set(await traces(panitia))
    gone = await panitia.db.run(erase, panitia.now, ALICE, row.id, "asked")
    assert gone.state is State.ERASED
    assert await traces(panitia) == []
    async with panitia.db.read() as tx:
        sealed = await tx.fetchrow("select nik_sealed, nik_index from registration where id = $1", row.id)
    assert sealed is not None
    assert tuple(sealed) == (None, None)


async def test_control_an_erasing_that_keeps_the_mails_is_noticed(
    panitia: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def keep(tx: Tx, subject: str) -> None:
        return None

    belitung = workshop(2)
    await panitia.hears(belitung)
    row = await panitia.signs_up(belitung, SOMEBODY)
    monkeypatch.setattr(mail, "forget", keep)
    await panitia.db.run(erase, panitia.now, ALICE, row.id)
    assert "mail.recipient" in await traces(panitia)


async def test_what_somebody_without_email_was_to_be_told_goes_too(panitia: Office) -> None:
    belitung = workshop(2)
    await panitia.hears(belitung)
    row = await panitia.signs_up(belitung, SOMEBODY._replace(email=""))
    assert "contact_task.data" in await traces(panitia)
    await panitia.db.run(erase, panitia.now, ALICE, row.id)
    assert await traces(panitia) == []


async def test_the_seat_goes_to_the_next_in_the_same_transaction(panitia: Office) -> None:
    full = workshop(1)
    await panitia.hears(full)
    first, second = [await panitia.signs_up(full) for _ in range(2)]
    await panitia.db.run(erase, panitia.now, ALICE, first.id)
    assert (await panitia.row(second.id)).state is State.CONFIRMED
    seats = await panitia.seats(full)
    assert (seats.taken, seats.waiting) == (1, 0)
    assert "seat_given" in await panitia.letters(second)


async def test_the_others_hear_one_empty_document_and_nothing_before_it(panitia: Office) -> None:
    belitung = workshop(2)
    await panitia.hears(belitung)
    row = await panitia.signs_up(belitung, SOMEBODY)
    await panitia.db.run(erase, panitia.now, ALICE, row.id)
    events = [json.loads(body) for body in await panitia.events() if str(row.id) in body]
    assert [event["type"] for event in events] == ["RegistrationErased"]
    data = events[0]["data"]
    assert data["state"] == "erased"
    assert data["version"] > row.version
    said = {name for name, value in data.items() if value} - {"language"}
    assert said == {"id", "version", "organization_id", "workshop_id", "state", "registered_at"}


async def test_control_a_bus_that_forgets_nothing_sends_the_name_after_all(
    panitia: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def nothing(tx: Tx, subject: str) -> None:
        return None

    assert bus.outbox is outbox
    belitung = workshop(2)
    await panitia.hears(belitung)
    row = await panitia.signs_up(belitung, SOMEBODY)
    monkeypatch.setattr(outbox, "forget", nothing)
    await panitia.db.run(erase, panitia.now, ALICE, row.id)
    assert await traces(panitia) == ["outbox.body"]


async def test_who_signed_up_twice_is_forgotten_twice(panitia: Office) -> None:
    belitung = workshop(3)
    await panitia.hears(belitung)
    kept, gone = [await panitia.signs_up(belitung, SOMEBODY) for _ in range(2)]
    await panitia.db.run(office.merge, panitia.now, ALICE, gone.id, kept.id)
    await panitia.db.run(erase, panitia.now, ALICE, kept.id)
    assert [(await panitia.row(row.id)).state for row in (kept, gone)] == [State.ERASED] * 2
    assert await traces(panitia) == []


async def test_it_is_done_once_and_can_be_asked_twice(panitia: Office) -> None:
    full = workshop(1)
    await panitia.hears(full)
    row, others = await panitia.signs_up(full), [await panitia.signs_up(full) for _ in range(2)]
    versions = [(await panitia.db.run(erase, panitia.now, ALICE, row.id)).version for _ in range(2)]
    assert versions[0] == versions[1]
    assert await states(panitia, others) == [State.CONFIRMED, State.WAITLISTED]
    async with panitia.db.read() as tx:
        written = await tx.fetchval("select count(*) from audit where what = 'erased'")
    assert written == 1


async def states(panitia: Office, rows: Iterable[Row]) -> list[State]:
    return [(await panitia.row(row.id)).state for row in rows]


async def test_another_office_erases_nobody(panitia: Office) -> None:
    belitung = workshop(2)
    await panitia.hears(belitung)
    row = await panitia.signs_up(belitung)
    stranger = By(f"Staff/{new_id()}", "Charlie", new_id())
    with pytest.raises(NotPossible):
        await panitia.db.run(erase, panitia.now, stranger, row.id)
    assert (await panitia.row(row.id)).state is State.CONFIRMED


async def test_nothing_can_be_done_with_somebody_erased(panitia: Office) -> None:
    belitung = workshop(2)
    await panitia.hears(belitung)
    row = await panitia.signs_up(belitung)
    await panitia.db.run(erase, panitia.now, ALICE, row.id)
    with pytest.raises(NotPossible):
        await panitia.db.run(resending.correct_email, panitia.now, ALICE, row.id, "lain@contoh.example")
    with pytest.raises(NotPossible):
        await panitia.db.run(own.change, panitia.now, row.id, person())


async def test_pages_say_that_the_data_are_gone(site: Site) -> None:
    panitia, belitung = site.panitia, workshop(2)
    await panitia.hears(belitung)
    row = await panitia.signs_up(belitung, SOMEBODY)
    link = f"/pendaftaran/{manage_code(panitia.keys, row)}"
    await panitia.db.run(erase, panitia.now, ALICE, row.id)
    async with site.visitor() as visitor:
        answer = await visitor.get(link)
        assert answer.status == 404
        assert "sudah dihapus" in answer.words
    async with site.organizer() as organizer:
        assert "sudah dihapus" in (await organizer.get(f"/kelola/peserta/orang/{row.id}")).words
        listed = await organizer.get(f"/kelola/peserta/{belitung.id}")
        assert listed.status == 200
        assert "Zubaidah" not in listed.words
