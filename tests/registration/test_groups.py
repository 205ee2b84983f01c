"""A contact person signs many people up: quota, order, outcomes of their own, a race for the last places."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from services.registration.actions import groups as actions
from services.registration.actions.groups import Entry
from services.registration.actions.office import By
from services.registration.actions.sign_up import Admitted
from services.registration.domain.groups import Contact
from services.registration.domain.people import Person
from services.registration.domain.refusals import NotPossible
from services.registration.domain.seats import GroupTerms, Refusal
from services.registration.store import groups
from services.registration.store.groups import Group
from shared.db import KeyReused, Tx
from shared.events.registration import RegistrationState as State
from shared.events.scheduling import SignUp, Workshop
from shared.ids import new_id
from tests.support.registration import OFFICE, Office, person, workshop

SARI = Contact("Sari Penyuluh", "6281299900777", "sari@contoh.example", "adviser", "Desa Contoh")
YULI = By(f"Staff/{new_id()}", "Yuliana", OFFICE)


async def made(office: Office, of: Workshop, most: int = 5, *, declares: bool = True, **given: Any) -> Group:
    """A link that the office made; its contact person has opened it and declared."""
    contact, deadline = given.get("contact", SARI), given.get("deadline")
    code = actions.new_code(office.keys)
    await office.db.run(actions.nominate, office.now, YULI, code, of.id, contact, most, deadline)
    if declares:
        await office.db.run(actions.declare, office.now, code.id, code.sealed)
    return await again(office, code.id)


async def again(office: Office, id: Any) -> Group:
    async with office.db.read() as tx:
        group = await groups.read(tx, id)
    assert group is not None
    return group


async def add(office: Office, group: Group, *people: Person, key: str = "") -> list[actions.Outcome]:
    entries = [Entry(number, who) for number, who in enumerate(people, start=1)]
    key = key or str(new_id())
    return await actions.add(
        office.admission, office.keys, group, entries, office.now, key=key, language="id"
    )


def several(count: int, **given: Any) -> list[Person]:
    return [person(**given) for _ in range(count)]


def words(outcomes: list[actions.Outcome]) -> list[str]:
    return [one.state.value if isinstance(one, Admitted) else str(one) for one in outcomes]


async def test_a_village_is_signed_up_in_the_order_it_was_written_in(panitia: Office) -> None:
    belitung = workshop(3)
    await panitia.hears(belitung)
    code = actions.new_code(panitia.keys)
    await panitia.db.run(actions.start, panitia.now, code, belitung.id, SARI, "id")
    group = await again(panitia, code.id)
    people = several(5, phone="", email="")
    assert words(await add(panitia, group, *people)) == ["confirmed"] * 3 + ["waitlisted"] * 2
    async with panitia.db.read() as tx:
        rows, places = await groups.people(tx, group)
    assert [row.full_name for row in rows] == [one.full_name for one in people]
    assert [places[row.id] for row in rows[3:]] == [1, 2]
    assert {row.group_id for row in rows} == {group.id} and all(row.phone == "" for row in rows)
    assert (await again(panitia, group.id)).people == 5
    seats = await panitia.seats(belitung)
    assert (seats.taken, seats.waiting) == (3, 2)


async def test_workshops_by_nomination_open_only_to_links_of_the_office(panitia: Office) -> None:
    belitung = workshop(2, sign_up=SignUp.NOMINATION)
    await panitia.hears(belitung)
    assert await panitia.asks(belitung) is Refusal.BY_NOMINATION
    with pytest.raises(actions.Refused):
        code = actions.new_code(panitia.keys)
        await panitia.db.run(actions.start, panitia.now, code, belitung.id, SARI, "id")
    group = await made(panitia, belitung, 3)
    assert words(await add(panitia, group, *several(4))) == [
        "confirmed",
        "confirmed",
        "waitlisted",
        "list_full",
    ]


async def test_the_quota_counts_people_who_have_not_ended(panitia: Office) -> None:
    belitung = workshop(5)
    await panitia.hears(belitung)
    group = await made(panitia, belitung, 2)
    first, _second, third = await add(panitia, group, *several(3))
    assert isinstance(first, Admitted) and third is Refusal.LIST_FULL
    await actions.cancel(panitia.leaving, panitia.now, group, await panitia.row(first.registration_id))
    assert words(await add(panitia, group, *several(2))) == ["confirmed", "list_full"]
    await panitia.db.run(actions.set_terms, panitia.now, YULI, group.id, 1, None)
    assert (await again(panitia, group.id)).left == 0
    assert (await panitia.seats(belitung)).taken == 2, "a smaller quota cancels nobody"
    assert words(await add(panitia, group, person())) == ["list_full"]


async def test_nobody_is_added_before_the_declaration_after_the_deadline_or_to_a_withdrawn_link(
    panitia: Office,
) -> None:
    belitung = workshop(5)
    await panitia.hears(belitung)
    until = panitia.now + timedelta(days=1)
    group = await made(panitia, belitung, declares=False, deadline=until)
    assert words(await add(panitia, group, person())) == ["list_undeclared"]
    await panitia.db.run(actions.declare, panitia.now, group.id, group.code_sealed)
    (kept,) = await add(panitia, group, person())
    assert isinstance(kept, Admitted)
    entries = [Entry(1, person())]
    late = await actions.add(
        panitia.admission, panitia.keys, group, entries, until, key="late", language="id"
    )
    assert late == [Refusal.LIST_CLOSED]
    await panitia.db.run(actions.withdraw, panitia.now, YULI, group.id)
    assert words(await add(panitia, group, person())) == ["list_withdrawn"]
    assert (await panitia.row(kept.registration_id)).state is State.CONFIRMED
    with pytest.raises(NotPossible):
        await panitia.db.run(actions.set_terms, panitia.now, YULI, group.id, 9, None)


async def test_a_double_click_signs_everybody_up_once(panitia: Office) -> None:
    belitung = workshop(9)
    await panitia.hears(belitung)
    group, people = await made(panitia, belitung), several(3)
    both = await asyncio.gather(*(add(panitia, group, *people, key="one form") for _ in range(2)))
    ids = [[one.registration_id for one in each if isinstance(one, Admitted)] for each in both]
    assert len(ids[0]) == 3 and ids[0] == ids[1]
    changed = await add(panitia, group, person(), *people[1:], key="one form")
    assert isinstance(changed[0], KeyReused) and words(changed[1:]) == ["confirmed"] * 2
    assert (await panitia.seats(belitung)).taken == 3


async def test_another_offices_list_is_not_to_be_changed(panitia: Office) -> None:
    belitung = workshop(5)
    await panitia.hears(belitung)
    group, stranger = await made(panitia, belitung), By("Staff/x", "Orang Lain", new_id())
    for action, given in ((actions.withdraw, ()), (actions.set_terms, (9, None)), (actions.send_again, ())):
        with pytest.raises(NotPossible):
            await panitia.db.run(action, panitia.now, stranger, group.id, *given)
    assert (await again(panitia, group.id)) == group


async def race(office: Office, rounds: int = 3) -> int:
    """Ten submissions of two at once for a quota of seven; how many more than seven got in, of all rounds."""
    above = 0
    for _ in range(rounds):
        belitung = workshop(40)
        await office.hears(belitung)
        group = await made(office, belitung, 7)
        await asyncio.gather(*(add(office, group, *several(2)) for _ in range(10)))
        above += abs((await again(office, group.id)).people - 7)
    return above


async def test_a_quota_is_never_passed_however_many_send_at_once(panitia: Office) -> None:
    assert await race(panitia) == 0


async def test_control_a_quota_counted_before_the_seat_row_is_locked_is_passed(
    panitia: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    stale: dict[Any, GroupTerms] = {}
    counted = groups.terms

    async def as_the_page_showed_it(tx: Tx, ids: Any) -> dict[Any, GroupTerms]:
        for id, terms in (await counted(tx, [id for id in ids if id not in stale])).items():
            stale[id] = terms
        return {id: stale[id] for id in ids}

    monkeypatch.setattr("services.registration.actions.sign_up.groups.terms", as_the_page_showed_it)
    monkeypatch.setattr("services.registration.actions.sign_up.MOST_IN_A_ROUND", 4)
    panitia.admission._group._most = 4  # several rounds
    assert await race(panitia) > 0


async def test_the_link_is_mailed_once_and_rests_sealed(panitia: Office) -> None:
    belitung = workshop(5)
    await panitia.hears(belitung)
    group = await made(panitia, belitung)
    assert await panitia.letters() == ["group_link"]
    await panitia.db.run(actions.send_again, panitia.now, YULI, group.id)
    with pytest.raises(NotPossible, match="just_sent"):
        await panitia.db.run(actions.send_again, panitia.now, YULI, group.id)
    assert await panitia.letters() == ["group_link"] * 2, "once in an hour of the clock"
    await panitia.db.run(actions.send_again, actions.sent_again_from(panitia.now), YULI, group.id)
    assert await panitia.letters() == ["group_link"] * 3
    code = panitia.keys.decrypt(group.code_sealed, purpose="group_code")
    async with panitia.db.read() as tx:
        kept = await tx.fetch("select data::text as data from mail")
    assert all(code not in row["data"] for row in kept)
