"""What an office keeps longer than it may goes by itself; that a certificate stands, stays."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from services.registration.actions import facts, opening
from services.registration.actions import retention as actions
from services.registration.actions.data_requests import ask, decide
from services.registration.actions.erasing import erase
from services.registration.actions.office import By
from services.registration.domain import retention as rules
from services.registration.domain.access import Purpose
from services.registration.domain.data_requests import Kind
from services.registration.domain.people import Person
from services.registration.domain.retention import DEFAULTS, Field
from services.registration.jobs import forget_goodbyes, retire
from services.registration.store import retention as store
from services.registration.store import score_notes
from services.registration.store.data_requests import of_office as requests_of
from services.registration.store.registrations import Row
from shared.clock import MovedClock
from shared.events.certificates import Certificate, CertificateState
from shared.events.scheduling import Role
from shared.ids import new_id
from tests.support.factories import version
from tests.support.registration import OFFICE, Office, person, workshop
from tests.support.registration_site import Site
from tests.support.traces import places

ALICE = By(f"Staff/{new_id()}", "Alice Rahmawati", OFFICE)
PAGE, CALL = "/kelola/peserta/privasi/masa-simpan", "/api/v1/registration/retention"
SOMEBODY = Person(
    full_name="Siti Aminah",
    certificate_name="Hj. Siti Aminah",
    phone="6281277712345",
    email="zubaidah@contoh.example",
    gender="P",
    district_code="19.02.01",
    village_code="19.02.01.2001",
    nik="1902014505809991",
    business_name="Anyaman Zubaidah",
    needs="Kursi roda Zubaidah",
    disability="yes",
    business={"product": "Tikar Zubaidah"},
    answers={"alasan": "Zubaidah ingin belajar"},
)
TRACES = ("zubaidah", "6281277712345", "1902014505809991", "19.02.01.2001")


async def finished(site: Site) -> Row:
    """Somebody of a workshop that is about to be over, with a certificate."""
    belitung = workshop()
    await site.panitia.hears(belitung)
    row = await site.panitia.signs_up(belitung, SOMEBODY)
    certificate = Certificate(
        id=new_id(),
        version=version(),
        organization_id=OFFICE,
        registration_id=row.id,
        workshop_id=belitung.id,
        state=CertificateState.ISSUED,
        number="001/BTK/2017",
    )
    await site.panitia.db.run(facts.take_certificates, [certificate])
    await site.panitia.db.run(
        score_notes.write, row.id, "Zubaidah rajin", "", ALICE.name, site.running.clock.now()
    )
    return row


async def all_of(site: Site) -> int:
    """The job until it has nothing left to do today; one that never has is stopped."""
    done = 0
    for _round in range(9):
        some = await retire(site.running)
        if not some:
            break
        done += some
    return done


def ended(clock: MovedClock, row_ends: datetime, months: int, days: int = 0) -> None:
    month = row_ends.month - 1 + months
    clock.move_to(
        row_ends.replace(year=row_ends.year + month // 12, month=month % 12 + 1) + timedelta(days=days)
    )


async def ends_at(panitia: Office, row: Row) -> datetime:
    async with panitia.db.read() as tx:
        end: datetime = await tx.fetchval("select ends_at from workshop_copy where id = $1", row.workshop_id)
    return end


async def kept(panitia: Office, id: UUID) -> set[Field]:
    async with panitia.db.read() as tx:
        nik = await tx.fetchval("select nik_sealed is not null from registration where id = $1", id)
    row = await panitia.row(id)
    there = {
        Field.NIK: nik,
        Field.NEEDS: row.has_needs,
        Field.DISABILITY: row.disability,
        Field.PHONE: row.phone,
        Field.EMAIL: row.email,
        Field.VILLAGE: row.village_code,
        Field.BUSINESS: row.business or row.business_name,
        Field.ANSWERS: row.answers,
    }
    return {field for field, value in there.items() if value}


async def as_promised(site: Site, clock: MovedClock) -> bool:
    """Each field stands until its day and not a day longer, by the rules of the product."""
    row = await finished(site)
    end = await ends_at(site.panitia, row)
    for months in sorted(set(DEFAULTS.values())):
        for days, due in ((-1, False), (1, True)):
            ended(clock, end, months, days)
            await all_of(site)
            still = {f for f, limit in DEFAULTS.items() if limit > months or (limit == months and not due)}
            if await kept(site.panitia, row.id) != still:
                return False
    gone = await site.panitia.row(row.id)
    name = (gone.full_name, gone.certificate_name, gone.gender, gone.district_code, gone.state)
    return name == ("Siti Aminah", "Hj. Siti Aminah", "P", "19.02.01", row.state)


async def test_each_field_goes_when_its_time_is_over_and_the_certificate_stands(
    site: Site, clock: MovedClock
) -> None:
    assert await as_promised(site, clock)
    assert await places(site.panitia.db, TRACES) == []
    async with site.panitia.db.read() as tx:
        assert await tx.fetchval("select count(*) from certificate_copy") == 1
        written = await tx.fetch("select who, after from audit where what = 'kept too long: erased'")
    assert {row["who"] for row in written} == {"retention"}
    assert {name for row in written for name in row["after"]} == {field.value for field in Field}


@pytest.mark.parametrize(
    "broken",
    [
        lambda now, months: now - timedelta(days=28 * months),  # too early
        lambda now, months: now,  # at once
        lambda now, months: now - timedelta(days=40 * months),  # too late
    ],
)
async def test_control_a_rule_of_other_months_is_noticed(
    site: Site,
    clock: MovedClock,
    monkeypatch: pytest.MonkeyPatch,
    broken: Callable[[datetime, int], datetime],
) -> None:
    monkeypatch.setattr(rules, "ended_before", broken)
    assert not await as_promised(site, clock)


@pytest.mark.parametrize(
    ("held", "instead"),
    [
        ("nik_sealed = case when 'nik' = any(lost.fields) then null else nik_sealed end,", ""),
        ("set ", "set full_name = '', certificate_name = '', "),
        ("'phone' = any(lost.fields)", "true"),
    ],
)
async def test_control_an_erasing_of_too_little_or_too_much_is_noticed(
    site: Site, clock: MovedClock, monkeypatch: pytest.MonkeyPatch, held: str, instead: str
) -> None:
    assert held in store.ERASE
    monkeypatch.setattr(store, "ERASE", store.ERASE.replace(held, instead, 1))
    assert not await as_promised(site, clock)


async def test_the_others_hear_of_it_and_nothing_older_is_on_its_way(site: Site, clock: MovedClock) -> None:
    row = await finished(site)
    assert any("6281277712345" in body for body in await site.panitia.events())
    ended(clock, await ends_at(site.panitia, row), 24, 1)
    await all_of(site)
    told = [json.loads(body) for body in await site.panitia.events() if str(row.id) in body]
    assert [event["type"] for event in told] == ["RegistrationChanged"]
    assert (told[0]["data"]["phone"], told[0]["data"]["email"]) == ("", "")
    assert told[0]["data"]["full_name"] == "Siti Aminah"
    assert await site.panitia.letters(row) == []


async def test_it_is_done_once_a_day_in_batches(
    site: Site, clock: MovedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    belitung = workshop(30)
    await site.panitia.hears(belitung)
    rows = [await site.panitia.signs_up(belitung, person(needs="Kursi roda")) for _ in range(5)]
    ended(clock, await ends_at(site.panitia, rows[0]), 1, 1)
    monkeypatch.setattr(actions, "RETIRED_AT_ONCE", 2)
    assert [await retire(site.running) for _ in range(5)] == [2, 2, 1, 0, 0]
    async with site.panitia.db.read() as tx:
        assert await store.offices(tx, clock.now()) == []
        assert await store.offices(tx, clock.now() + timedelta(days=1)) == [OFFICE]


async def test_an_office_sees_what_would_go_and_chooses_its_months(site: Site, clock: MovedClock) -> None:
    row = await finished(site)
    ended(clock, await ends_at(site.panitia, row), 1, 1)
    usual = {field.value: str(months) for field, months in DEFAULTS.items()}
    async with site.organizer(Role.ADMIN) as admin:
        seen = await admin.get(PAGE)
        assert "Kebutuhan khusus 1 orang" in seen.words
        wrong = await admin.fill(PAGE, {**usual, "phone": "0"})
        assert wrong.status == 422
        assert (await site.panitia.row(row.id)).phone, "looking and mistyping erase nothing"
        done = await admin.fill(PAGE, {**usual, "phone": "1", "nik": "6"})
        assert "Nomor HP/WhatsApp 1 orang" in done.words
        told = json.loads((await admin.get(CALL)).text)
        assert (told["months"]["phone"], told["months"]["nik"], told["months"]["email"]) == (1, 6, 24)
        assert (told["due"]["phone"], told["due"]["nik"], told["done_on"]) == (1, 0, None)
        await all_of(site)
        assert "Tidak ada yang lewat masa simpannya" in (await admin.get(PAGE)).words
        history = (await admin.get("/kelola/peserta/riwayat")).words
        assert "Masa simpan data diubah" in history
        assert "Data yang lewat masa simpannya dihapus" in history
    assert await kept(site.panitia, row.id) == set(Field) - {Field.PHONE, Field.NEEDS}
    async with site.organizer() as alice:
        assert (await alice.get(PAGE)).status == 403


async def test_the_rules_of_one_office_touch_nobody_of_another(site: Site, clock: MovedClock) -> None:
    row = await finished(site)
    ended(clock, await ends_at(site.panitia, row), 0, 1)
    other = By(f"Staff/{new_id()}", "Charlie", new_id())
    months = dict.fromkeys(Field, 1)
    await site.panitia.db.run(actions.set_rules, other, months)
    ended(clock, await ends_at(site.panitia, row), 1, -1)
    assert await all_of(site) == 0
    async with site.panitia.db.read() as tx:
        counted = await store.counts(tx, other.organization_id, actions.moments(clock.now(), {}))
    assert set(counted.values()) == {0}
    assert await kept(site.panitia, row.id) == set(Field)


async def test_the_reason_of_an_opening_goes_with_the_person_and_the_rest_of_the_log_stays(
    site: Site,
) -> None:
    row = await finished(site)
    said = "Zubaidah menelepon"
    await site.panitia.db.run(
        opening.open_field, site.panitia.keys, ALICE, row.id, "nik", Purpose.OTHER, said
    )
    assert "access_log.reason" in await places(site.panitia.db, TRACES)
    await site.panitia.db.run(erase, site.panitia.now, ALICE, row.id)
    assert await places(site.panitia.db, TRACES) == []
    async with site.panitia.db.read() as tx:
        (entry,) = await tx.fetch("select who, field, purpose, registration_id, reason from access_log")
    assert tuple(entry) == (ALICE.who, "nik", "other", row.id, "")


async def test_who_has_no_email_is_called_once_more_and_then_forgotten(site: Site, clock: MovedClock) -> None:
    belitung = workshop()
    await site.panitia.hears(belitung)
    contact = "/kelola/peserta/hubungi"
    for said in (True, False):
        row = await site.panitia.signs_up(belitung, person(email="", phone="6281277712345", full_name="Ani"))
        await site.panitia.db.run(ask, clock.now(), row.id, Kind.DELETE, "")
        async with site.panitia.db.read() as tx:
            (asked,), _count = await requests_of(tx, OFFICE, "open", 9, 0)
        await site.panitia.db.run(decide, clock.now(), ALICE, asked.id, True, "")
        assert await site.panitia.tasks(row) == ["data_request_done"]
        async with site.organizer() as alice:
            page = await alice.get(contact)
            assert "Ani" in page.words and "0812-7771-2345" in page.words
            assert "Data Anda sudah dihapus" in page.words and "/pendaftaran/" not in page.text
            items = json.loads((await alice.get("/api/v1/registration/contact-tasks")).text)["items"]
            assert [(one["full_name"], one["phone"]) for one in items] == [("Ani", "6281277712345")]
            if said:
                done = f"/api/v1/registration/contact-tasks/{items[0]['id']}/done"
                async with alice.session.post(done) as answer:
                    assert await answer.json() == {"done": True}
        if not said:  # nobody calls: after two weeks the number goes, though the workshop is still ahead
            assert await forget_goodbyes(site.running) == 0
            clock.move_to(datetime(2017, 4, 18, tzinfo=UTC))
            assert await forget_goodbyes(site.running) == 1
        assert await site.panitia.tasks(row) == []
        assert await places(site.panitia.db, ("6281277712345",)) == []


@pytest.mark.parametrize(
    ("now", "months", "then"),
    [
        ((2017, 5, 28), 1, (2017, 4, 28)),
        ((2017, 3, 31), 1, (2017, 2, 28)),
        ((2020, 3, 30), 1, (2020, 2, 29)),
        ((2017, 1, 15), 13, (2015, 12, 15)),
    ],
)
def test_months_are_those_of_the_calendar(
    now: tuple[int, int, int], months: int, then: tuple[int, int, int]
) -> None:
    assert rules.ended_before(datetime(*now, tzinfo=UTC), months) == datetime(*then, tzinfo=UTC)
