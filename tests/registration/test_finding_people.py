"""A person found over all workshops of an office, and nobody of another one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.registration.domain import same_person
from services.registration.store import people as store
from shared import staff
from shared.events.scheduling import Role
from shared.ids import new_id
from tests.support.factories import organization
from tests.support.registration import person, workshop
from tests.support.registration_site import Site

PAGE, CALL = "/kelola/peserta/orang", "/api/v1/registration/people/found"
NIK = "1902014505809991"


async def three(site: Site) -> dict[str, Any]:
    """Siti in two workshops (one without NIK), her daughter behind the same phone, and Budi."""
    batok, aren = workshop(title="Bimtek Batok"), workshop(title="Bimtek Aren")
    await site.panitia.hears(batok, aren)
    phone = "6281299900017"
    rows = [
        await site.panitia.signs_up(batok, person(full_name="Siti Aminah", phone=phone, nik=NIK)),
        await site.panitia.signs_up(aren, person(full_name="Siti Aminah", phone=phone)),
        await site.panitia.signs_up(aren, person(full_name="Ani Amalia", phone=phone)),
        await site.panitia.signs_up(aren, person(full_name="Budi Santoso")),
    ]
    return {"rows": rows, "code": rows[3].card_code}


async def told(visitor: Any, **body: str) -> list[tuple[str, list[str]]]:
    async with visitor.session.post(CALL, json=body) as answer:
        people = (await answer.json())["people"]
    return [(one["full_name"], sorted(r["workshop"] for r in one["registrations"])) for one in people]


async def test_by_name_phone_card_and_nik_with_everything_of_theirs(site: Site) -> None:
    known = await three(site)
    siti = ("Siti Aminah", ["Bimtek Aren", "Bimtek Batok"])
    async with site.organizer() as alice:
        assert await told(alice, text="siti") == [siti]
        assert await told(alice, text="+62 812-9990-0017") == [("Ani Amalia", ["Bimtek Aren"]), siti]
        assert await told(alice, text=known["code"].lower()) == [("Budi Santoso", ["Bimtek Aren"])]
        assert await told(alice, nik=NIK) == [siti]
        assert await told(alice, nik="1902014505809992") == await told(alice, text="s") == []
        assert await told(alice, text="%") == []
        page = await alice.get(f"{PAGE}?cari=siti")
        assert page.words.count("Siti Aminah 0812-9990-0017") == 1
        assert page.text.count("/kelola/peserta/orang/") == 2
        assert "Tidak ada orang yang cocok" in (await alice.get(f"{PAGE}?cari=zzz")).words


async def test_a_nik_is_looked_for_in_a_body_and_shown_nowhere(site: Site) -> None:
    await three(site)
    async with site.organizer() as alice:
        for typed in (NIK, f"{NIK[:6]} {NIK[6:12]} {NIK[12:]}"):
            refused = await alice.get(f"{PAGE}?cari={typed}")
            assert refused.status == 422 and "Tulis NIK di kolom ini" in refused.words
            assert NIK not in refused.text and "Siti" not in refused.words
            found = await alice.fill(PAGE, {"nik": typed})
            assert "Siti Aminah" in found.words and NIK not in found.text and NIK not in found.url
        assert (await alice.fill(PAGE, {"nik": "12"})).status == 422


async def test_another_office_sees_nothing_and_a_viewer_does_not_search(site: Site) -> None:
    known = await three(site)
    elsewhere = new_id()
    await site.running.db.run(staff.keep_organization, organization(elsewhere))
    async with site.organizer(office_id=elsewhere) as charlie:
        for body in ({"text": "siti"}, {"text": known["code"]}, {"nik": NIK}, {"text": "081299900017"}):
            assert await told(charlie, **body) == []
    async with site.organizer(Role.VIEWER) as bob:
        assert (await bob.get(PAGE)).status == 403


async def test_control_a_search_that_forgets_the_office_is_noticed(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    await three(site)
    for name in ("MATCH", "ALL_OF"):
        open_to_all = getattr(store, name).replace("r.organization_id = ", "r.organization_id <> ")
        monkeypatch.setattr(store, name, open_to_all)
    elsewhere = new_id()
    await site.running.db.run(staff.keep_organization, organization(elsewhere))
    async with site.organizer(office_id=elsewhere) as charlie:
        assert await told(charlie, text="siti") != []


@dataclass(frozen=True)
class One:
    id: UUID
    nik_index: bytes | None
    phone: str
    full_name: str


def one(nik: str = "", phone: str = "1", name: str = "Siti") -> One:
    return One(uuid4(), nik.encode() or None, phone, name)


@pytest.mark.parametrize(
    ("of", "sizes"),
    [
        (lambda: [one("a"), one("a", "2", "Hj. Siti"), one()], [3]),
        (lambda: [one("a"), one("b"), one()], [1, 1, 1]),  # two people of one name and phone: whose is it?
        (lambda: [one(), one(name="siti"), one(name="Ani")], [2, 1]),
        (lambda: [one(phone=""), one(phone="")], [1, 1]),
        (lambda: [one(), one("a"), one()], [3]),
    ],
)
def test_who_is_one_person(of: Callable[[], list[One]], sizes: list[int]) -> None:
    found = of()
    groups = same_person.people(found)
    assert [len(group) for group in groups] == sizes
    assert {member.id for group in groups for member in group} == {member.id for member in found}
