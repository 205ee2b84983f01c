"""From the second day people look at the name on their certificate, and the office prints who has not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.async_api import Browser

from services.registration.actions import erasing
from services.registration.domain.name_checks import asks_for_name
from shared.clock import MovedClock
from shared.crypto import Keys
from shared.events.registration import RegistrationState as State
from shared.events.scheduling import WorkshopState
from shared.ids import new_id
from tests.registration.test_look import both, cookies_of, link
from tests.registration.test_quotas import YULI
from tests.registration.test_seats_page import call
from tests.support.registration import newer, person, session, workshop
from tests.support.registration_site import Site

QUESTION = "Sudah benar?"


def test_from_the_second_day_until_it_is_over() -> None:
    batok = workshop()
    first = batok.starts_at
    assert not asks_for_name(batok, first + timedelta(hours=5))
    assert asks_for_name(batok, first + timedelta(days=1, hours=-7)), "00.00 where it is held"
    assert asks_for_name(batok, batok.ends_at - timedelta(minutes=1))
    assert not asks_for_name(batok, batok.ends_at)
    one_day = workshop(sessions=(session(first),))
    assert asks_for_name(one_day, first) and not asks_for_name(one_day, first - timedelta(days=1))
    gone = newer(batok, state=WorkshopState.CANCELLED)
    assert not asks_for_name(gone, first + timedelta(days=2))


async def test_a_person_looks_at_their_name_and_the_office_sees_who_has(
    site: Site, keys: Keys, clock: MovedClock
) -> None:
    batok = workshop()
    await site.panitia.hears(batok)
    siti = await site.panitia.signs_up(batok, person(full_name="Siti Aminah"))
    budi = await site.panitia.signs_up(batok, person(full_name="Budi"))
    own, other = link(keys, siti), link(keys, budi)
    async with site.visitor() as visitor, site.organizer() as alice:
        assert QUESTION not in (await visitor.get(own)).words
        clock.move_to(batok.starts_at + timedelta(days=1))
        card = await visitor.get(own)
        assert "Nama di sertifikat: Siti Aminah. Sudah benar?" in card.words
        told = await visitor.fill(f"{own}/nama", {"certificate_name": "Hj. Siti Aminah, S.Pd."})
        assert "Nama di sertifikat Anda: Hj. Siti Aminah, S.Pd." in told.words and QUESTION not in told.words
        assert (await site.panitia.row(siti.id)).certificate_name == "Hj. Siti Aminah, S.Pd."
        wrong = await visitor.fill(f"{other}/nama", {"certificate_name": "7"})
        assert wrong.status == 422 and QUESTION in (await visitor.get(other)).words
        right = await visitor.get(other)
        await visitor.post(f"{other}/nama", {"form_token": right.token(), "certificate_name": "Budi"})
        assert (await site.panitia.row(budi.id)).certificate_name == "" and "Budi" in right.words
        names = await alice.get(f"/kelola/peserta/{batok.id}/periksa-nama")
        assert "Hj. Siti Aminah, S.Pd." in names.words and ">belum<" not in names.text
        # Another name than the one that was looked at is to be looked at again.
        fields = {"full_name": "Budi Santoso", "phone": "081299900017", "gender": "L"}
        fields |= {"district_code": "19.02.01"}
        await visitor.fill(f"{other}/ubah", fields)
        assert "Nama di sertifikat: Budi Santoso. Sudah benar?" in (await visitor.get(other)).words
        names = await alice.get(f"/kelola/peserta/{batok.id}/periksa-nama")
        assert names.text.count(">belum<") == 1
        file = await alice.get(f"/kelola/peserta/{batok.id}/periksa-nama.csv")
        assert "Budi Santoso" in file.text and budi.phone not in file.text
        code = own.rpartition("/")[2]
        path = f"/registrations/{code}/certificate-name"
        status, answered = await call(visitor, "PUT", path, {"certificate_name": "Siti Aminah"})
        assert (status, answered["state"]) == (200, State.CONFIRMED)
        assert (await site.panitia.row(siti.id)).certificate_name == ""
        clock.move_to(batok.ends_at + timedelta(minutes=1))
        assert (await call(visitor, "PUT", path, {"certificate_name": "Lain"}))[0] == 409
    async with site.organizer(office_id=new_id()) as charlie:
        assert (await charlie.get(f"/kelola/peserta/{batok.id}/periksa-nama")).status == 404
    await site.panitia.db.run(erasing.erase, site.panitia.now, YULI, siti.id)
    async with site.panitia.db.read() as tx:
        assert [row["name"] for row in await tx.fetch("select name from name_check")] == ["Budi"]


@pytest.mark.browser
@pytest.mark.slow
async def test_the_pages(site: Site, browser: Browser, keys: Keys, clock: MovedClock) -> None:
    batok = workshop()
    await site.panitia.hears(batok)
    siti = await site.panitia.signs_up(batok, person(full_name="Hj. Siti Nurhaliza binti Abdul Karim"))
    cookies = await cookies_of(site)
    path = f"/kelola/peserta/{batok.id}/periksa-nama"
    clock.move_to(batok.starts_at + timedelta(days=1))
    await both(browser, site, link(keys, siti), "card-name")
    await both(browser, site, f"{link(keys, siti)}/nama", "name-check")
    await both(browser, site, path, "name-list", cookies)
