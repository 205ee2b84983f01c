"""Several classes of one workshop in one act: all of them, or none with what is in the way of each."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from services.scheduling.actions import classes
from services.scheduling.actions.classes import ClassPlan
from services.scheduling.domain.refusals import ClassesRefused, Taken, VenueTooSmall, WrongState
from services.scheduling.store import listing, sessions
from services.scheduling.store.listing import Listed
from services.scheduling.store.sessions import Session
from tests.support.scheduling import FIRST_DAY, MEMBALONG, Planner, days_later
from tests.support.scheduling_site import Site


async def in_programme(office: Planner) -> list[Listed]:
    async with office.db.read() as tx:
        return await listing.listed(tx, office.office_id, office.now, programme_id=office.programme_id)


async def planned(office: Planner, workshop: UUID | str) -> list[Session]:
    async with office.db.read() as tx:
        return await sessions.of_workshop(tx, UUID(str(workshop)))


async def makes(office: Planner, workshop: UUID, *wanted: ClassPlan, own_label: str = "") -> list[str]:
    made = await office.db.run(classes.make_classes, office.by, workshop, wanted, own_label)
    return made["ids"]


async def test_three_parallel_classes_with_their_own_rooms_and_trainers(office: Planner) -> None:
    """Empat Lawang 2024: sixty people in three classes of twenty, three days, three venues."""
    rooms = [await office.venue(f"Balai {name}") for name in "ABC"]
    people = [await office.trainer(name) for name in ("Suparno", "Sri", "Joko")]
    source = await office.draft(rooms[0], capacity=20)
    for day in range(3):
        await office.adds(source, venue_id=rooms[0], trainers=(people[0],), day=days_later(day))
    plans = [
        ClassPlan(
            f"Kelas {'ABC'[at]}",
            20,
            FIRST_DAY,
            venues={rooms[0]: rooms[at]},
            trainers={people[0]: people[at]},
        )
        for at in (1, 2)
    ]
    made = await makes(office, source, *plans, own_label="Kelas A")
    rows = {row.class_label: row for row in await in_programme(office)}
    assert set(rows) == {"Kelas A", "Kelas B", "Kelas C"}
    assert {row.state for row in rows.values()} == {"draft"}
    for at, one in enumerate(made, start=1):
        there = await planned(office, one)
        assert [session.venue_id for session in there] == [rooms[at]] * 3
        assert [session.trainer_ids for session in there] == [[people[at]]] * 3
        assert [session.starts_at for session in there] == [
            session.starts_at for session in await planned(office, source)
        ]


async def test_collisions_are_named_for_each_class_and_nothing_is_made(office: Planner) -> None:
    bekemas, aula = await office.venue(), await office.venue("Aula")
    suparno = await office.trainer("Suparno")
    source = await office.draft(bekemas)
    await office.adds(source, venue_id=bekemas, trainers=(suparno,), subject="Teknik ukir")
    small = await office.venue("Rumah kepala desa", capacity=10)
    before = len(await in_programme(office))
    with pytest.raises(ClassesRefused) as refused:
        await makes(
            office,
            source,
            ClassPlan("Kelas B", 15, FIRST_DAY, venues={bekemas: aula}),  # the trainer is in class A
            ClassPlan("Kelas C", 15, FIRST_DAY, trainers={suparno: None}),  # the room is class A's
            ClassPlan("Kelas D", 15, days_later(1)),  # free
            ClassPlan("Kelas E", 15, days_later(2), venues={bekemas: small}),
            own_label="Kelas A",
        )
    why = refused.value.why
    assert set(why) == {0, 1, 3}
    taken = [one for one in (why[0], why[1]) if isinstance(one, Taken)]
    assert [[(one.kind, one.resource) for one in refusal.collisions] for refusal in taken] == [
        [("trainer", "Suparno")],
        [("venue", "Sanggar Bekemas")],
    ]
    assert isinstance(why[3], VenueTooSmall)
    rows = await in_programme(office)
    assert (len(rows), rows[0].class_label) == (before, "")  # not even its own label
    async with office.db.read() as tx:
        assert await tx.fetchval("select count(*) from booking") == 3  # trainer, venue, class of class A


async def test_a_series_goes_on_a_week_later_and_an_afternoon_class_hours_later(office: Planner) -> None:
    bekemas, kembiri = await office.venue(), await office.venue("Balai Desa", district_code=MEMBALONG)
    suparno = await office.trainer()
    source = await office.draft(bekemas)
    await office.adds(source, "08.00", "10.00", venue_id=bekemas, trainers=(suparno,))
    await office.adds(source, "10.00", "11.00", venue_id=kembiri, trainers=(suparno,))
    made = await makes(
        office, source, ClassPlan("Angkatan II", 10, days_later(7)), ClassPlan("Siang", 15, FIRST_DAY, 240)
    )
    week, afternoon = await planned(office, made[0]), await planned(office, made[1])
    source_at = [session.starts_at for session in await planned(office, source)]
    assert [(one.starts_at - at).days for one, at in zip(week, source_at, strict=True)] == [7, 7]
    assert [(one.starts_at - at).total_seconds() for one, at in zip(afternoon, source_at, strict=True)] == [
        4 * 3600,
        4 * 3600,
    ]
    assert [one.venue_id for one in week] == [bekemas, kembiri]
    with pytest.raises(ClassesRefused):
        await makes(office, source, ClassPlan("Malam", 15, FIRST_DAY, 15 * 60))  # across midnight


async def test_the_form_prepares_classes_and_says_each_collision_at_its_class(site: Site) -> None:
    office = site.office
    bekemas, aula = await office.venue(), await office.venue("Aula Bekemas")
    suparno, sri = await office.trainer("Suparno, S.Sn."), await office.trainer("Dra. Sri Wahyuni")
    source = await office.draft(bekemas)
    await office.adds(source, venue_id=bekemas, trainers=(suparno,), subject="Teknik ukir")
    address = f"/kelola/jadwal/{source}/kelas"
    async with site.signed_in() as alice:
        form = await alice.get(f"{address}?jumlah=2")
        assert 'value="Kelas B"' in form.text and 'value="Kelas C"' in form.text
        assert "Pengganti Suparno, S.Sn." in form.words
        fields: list[tuple[str, Any]] = [("form_token", form.token()), ("own_label", "Kelas A")]
        for label, venue, trainer in (("Kelas B", aula, sri), ("Kelas C", bekemas, suparno)):
            fields += [("label", label), ("capacity", "15"), ("first_day", "2017-04-25"), ("starts", "09:00")]
            fields += [("venue_ids", str(venue)), ("trainer_ids", str(trainer))]
        refused = await alice.post(address, fields)
        assert refused.status == 422
        assert "Kelas C: Suparno, S.Sn. sudah dijadwalkan untuk “Teknik ukir”" in refused.words
        assert 'value="Kelas B"' in refused.text and f'value="{sri}" selected' in refused.text
        assert len(await in_programme(office)) == 1
        free = [(name, "" if value == str(suparno) else value) for name, value in fields]
        free = [(name, "2017-05-02" if at == 10 else value) for at, (name, value) in enumerate(free)]
        free = [(name, form.token() if name == "form_token" else value) for name, value in free]
        made = await alice.post(address, [("form_token", (await alice.get(address)).token()), *free[1:]])
        assert made.status == 200, made.words
        assert "2 kelas dibuat sebagai draf" in made.words
        assert "3 kelas · 0 dari 45 kursi" in made.words
        empty = [(name, "" if name == "label" else value) for name, value in free]
        wrong = await alice.post(address, [("form_token", (await alice.get(address)).token()), *empty[1:]])
        assert (wrong.status, "Isi kelas atau angkatan." in wrong.words) == (422, True), wrong.words
        history = await alice.get("/kelola/riwayat?cari=Kelas+B")
        assert "Kelas ditambahkan" in history.words


async def test_programs_make_classes_and_read_what_is_in_the_way(site: Site) -> None:
    office = site.office
    bekemas, aula = await office.venue(), await office.venue("Aula")
    source = await office.draft(bekemas)
    await office.adds(source, venue_id=bekemas)
    one = {"label": "Kelas B", "capacity": 15, "first_day": "2017-04-25"}
    async with site.signed_in() as alice:
        path = f"/workshops/{source}/classes"
        status, problem = await alice.call("POST", path, {"classes": [one]})
        assert (status, problem["errors"][0]["field"]) == (422, "class_0")
        status, made = await alice.call(
            "POST", path, {"classes": [one | {"venues": {str(bekemas): str(aula)}}]}
        )
        assert (status, len(made["ids"])) == (201, 1)


async def test_a_cancelled_workshop_has_no_further_classes(office: Planner) -> None:
    from services.scheduling.actions import workshops

    bekemas = await office.venue()
    source = await office.draft(bekemas)
    await office.adds(source, venue_id=bekemas)
    await office.publishes(source)
    await office.db.run(workshops.cancel_workshop, office.now, office.by, source, "Narasumber sakit")
    with pytest.raises(WrongState):
        await makes(office, source, ClassPlan("Kelas B", 15, FIRST_DAY))
