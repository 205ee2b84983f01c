"""The list of a workshop's people: filters, columns, several at once, the same for programs."""

from __future__ import annotations

import json
from uuid import UUID

from shared.events.registration import RegistrationState as State
from shared.events.scheduling import Role
from shared.ids import new_id
from tests.support.counting import statements
from tests.support.registration import person, workshop
from tests.support.registration_site import Site, Visitor

API = "/api/v1/registration/workshops"


async def test_people_are_found_by_sex_home_and_what_needs_a_look(site: Site) -> None:
    belitung = workshop(9)
    await site.panitia.hears(belitung)
    for given in (
        {"full_name": "Ani", "gender": "P", "needs": "Kursi roda"},
        {"full_name": "Budi", "gender": "L", "district_code": "19.02.02", "phone": "6281299988877"},
        {"full_name": "Budi", "gender": "L", "district_code": "", "email": "", "phone": "6281299988877"},
    ):
        await site.panitia.signs_up(belitung, person(**given))
    async with site.organizer(Role.VIEWER) as bob:

        async def names(query: str) -> list[str]:
            call = json.loads((await bob.get(f"{API}/{belitung.id}/participants?{query}")).text)
            page = await bob.get(f"/kelola/peserta/{belitung.id}?{query}")
            found = [one["full_name"] for one in call["items"]]
            assert all(f">{name}</a>" in page.text for name in found)
            assert len(found) == call["total"] == page.text.count('data-label="Nama"')
            return sorted(found)

        assert await names("") == ["Ani", "Budi", "Budi"]
        assert await names("jk=P") == await names("masalah=needs") == ["Ani"]
        assert await names("asal=19.02.02") == await names("asal=luar") == ["Budi"]
        assert await names("masalah=alike") == ["Budi", "Budi"]
        assert await names("masalah=contact") == ["Budi"]
        assert await names("jk=L&masalah=needs") == []
        assert (await bob.get(f"{API}/{belitung.id}/participants?jk=X")).status == 422


async def test_the_columns_chosen_are_those_of_the_page_and_of_the_file(site: Site) -> None:
    belitung = workshop(9)
    await site.panitia.hears(belitung)
    ani, _budi = [
        await site.panitia.signs_up(belitung, person(full_name=name, business_name=f"Usaha {name}"))
        for name in ("Ani", "Budi")
    ]
    path = f"/kelola/peserta/{belitung.id}"
    async with site.organizer() as alice:
        page = await alice.get(f"{path}?kolom=usaha&kolom=email")
        assert "Usaha Ani" in page.text and 'data-label="HP"' not in page.text
        assert "peserta.csv?kolom=usaha&amp;kolom=email" in page.text
        file = await alice.get(f"{path}/peserta.csv?kolom=usaha&kolom=email")
        assert file.text.splitlines()[0] == "\ufeffNo,Nama,Nama di sertifikat,Email,Usaha"
        ticked = await alice.get(f"{path}/peserta.csv?kolom=usaha&chosen={ani.id}")
        assert "Usaha Ani" in ticked.text and "Usaha Budi" not in ticked.text


async def test_a_program_decides_about_several_of_its_own_office_only(site: Site) -> None:
    belitung, other = workshop(1), workshop(1)
    await site.panitia.hears(belitung, other)
    seated, waits = [await site.panitia.signs_up(belitung) for _ in range(2)]
    stranger = await site.panitia.signs_up(other)
    body = {"act": "batalkan", "ids": [str(seated.id), str(stranger.id)], "reason": "Bukan perajin"}
    path = f"{API}/{belitung.id}/decisions"
    async with site.organizer(office_id=new_id()) as charlie, charlie.session.post(path, json=body) as answer:
        assert answer.status == 404
    async with site.organizer() as alice:
        async with alice.session.post(path, json={**body, "reason": ""}) as answer:
            assert answer.status == 422
        async with alice.session.post(path, json=body) as answer:
            assert await answer.json() == {"done": 1, "refused": 1}
        link = {"act": "tautan", "ids": [str(waits.id)]}
        for _twice in range(2):
            async with alice.session.post(path, json=link) as answer:
                assert await answer.json() == {"done": 1, "refused": 0}
    assert (await site.panitia.row(stranger.id)).state is State.CONFIRMED
    assert (await site.panitia.row(waits.id)).state is State.CONFIRMED
    assert (await site.panitia.letters(waits)).count("link_again") == 1


async def test_a_program_decides_about_one_person_as_the_page_does(site: Site) -> None:
    offers = workshop(1, offer_hours=24)
    await site.panitia.hears(offers)
    seated, waits, third = [await site.panitia.signs_up(offers) for _ in range(3)]

    async def decides(visitor: Visitor, id: UUID, **body: object) -> tuple[int, str]:
        path = f"/api/v1/registration/registrations/{id}/decision"
        async with visitor.session.post(path, json=body) as answer:
            return answer.status, (await answer.json()).get("state", "")

    async with site.organizer() as alice, site.organizer(office_id=new_id()) as charlie:
        assert await decides(charlie, seated.id, act="batalkan", reason="Bukan perajin") == (404, "")
        assert await decides(alice, seated.id, act="batalkan") == (422, "")
        assert await decides(alice, seated.id, act="batalkan", reason="Bukan perajin") == (200, "cancelled")
        assert await decides(alice, seated.id, act="batalkan", reason="Bukan perajin") == (409, "")
        assert await decides(alice, waits.id, act="lepas") == (200, "cancelled")
        assert await decides(alice, third.id, act="terima") == (200, "confirmed")
    assert [(await site.panitia.row(one.id)).state for one in (waits, third)] == [
        State.CANCELLED,
        State.CONFIRMED,
    ]


async def test_many_rows_ask_the_database_no_more_often_than_one(site: Site) -> None:
    one, many = workshop(50), workshop(50)
    await site.panitia.hears(one, many)
    await site.panitia.signs_up(one)
    for _ in range(30):
        await site.panitia.signs_up(many)
    async with site.organizer() as alice:
        asked = []
        for shown in (one, many):
            with statements() as queries:
                await alice.get(f"/kelola/peserta/{shown.id}")
            asked.append(len(queries))
    assert asked[0] == asked[1]
