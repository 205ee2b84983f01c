"""A form is sent by people after a while and by programs at once: those see it once more, nothing else."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from services.registration.web.pages import group_people, workshops
from shared.clock import MovedClock
from shared.crypto import Keys
from shared.db import Database
from shared.web import tokens
from tests.conftest import DatabaseOf
from tests.registration.test_group_pages import SARI_TYPES, rows
from tests.support.registration import Office, workshop
from tests.support.registration_site import FORM, Answer, Site, Visitor
from tests.support.registration_site import site as opened_site

SECONDS = 3


class Watch:
    """The seconds that went by for the form tokens, and nothing else."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.passed = 0
        now = tokens._now
        monkeypatch.setattr(tokens, "_now", lambda: now() + self.passed)


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    return Watch(monkeypatch)


@pytest.fixture
async def slow_site(
    database_of: DatabaseOf, keys: Keys, clock: MovedClock, tmp_path: Path
) -> AsyncIterator[Site]:
    """One where a form takes three seconds, as an installation has it."""
    database = await database_of("registration")
    async with opened_site(database, keys, clock, tmp_path, fill_seconds=SECONDS) as running:
        yield running


async def people(panitia: Office) -> int:
    async with panitia.db.read() as tx:
        return int(await tx.fetchval("select count(*) from registration"))


async def opened(site: Site, visitor: Visitor) -> tuple[str, dict[str, str]]:
    belitung = workshop()
    await site.panitia.hears(belitung)
    path = f"/bimtek/{belitung.slug}/daftar"
    return path, {**FORM, "form_token": (await visitor.get(path)).token()}


def kept(page: Answer) -> dict[str, str]:
    """The hidden fields with which a page sends what was typed once more."""
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page.text))


async def test_a_form_sent_at_once_is_shown_once_more_and_goes_through_a_few_seconds_later(
    slow_site: Site, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with slow_site.visitor() as visitor:
        path, typed = await opened(slow_site, visitor)
        with monkeypatch.context() as no_database:
            no_database.setattr(workshops, "opened_workshop", None)
            no_database.setattr(Database, "_persist", None)
            refused = await visitor.post(path, typed)
        assert (refused.status, "Tunggu beberapa detik" in refused.words) == (422, True), refused.words
        assert kept(refused) == typed, "everything is kept, and so is the moment the form was made"
        assert (await visitor.post(path, kept(refused))).status == 422, "it is still too soon"
        watch.passed = SECONDS
        admitted = await visitor.post(path, kept(refused))
        assert "/pendaftaran/" in admitted.url
    assert await people(slow_site.panitia) == 1


async def test_who_corrects_a_form_or_sends_it_twice_is_not_kept_waiting(
    slow_site: Site, watch: Watch
) -> None:
    async with slow_site.visitor() as visitor:
        path, typed = await opened(slow_site, visitor)
        watch.passed = SECONDS
        refused = await visitor.post(path, {**typed, "phone": "12"})
        assert (refused.status, "Nomor HP tidak lengkap" in refused.words) == (422, True)
        corrected = {**typed, "form_token": refused.token()}
        admitted = await visitor.post(path, corrected)
        assert "/pendaftaran/" in admitted.url
        assert (await visitor.post(path, corrected)).url == admitted.url
    assert await people(slow_site.panitia) == 1


async def test_a_form_that_waited_too_long_may_be_sent_again_at_once(slow_site: Site, watch: Watch) -> None:
    async with slow_site.visitor() as visitor:
        path, typed = await opened(slow_site, visitor)
        watch.passed = tokens.LIFE + 1
        refused = await visitor.post(path, typed)
        assert (refused.status, "terlalu lama terbuka" in refused.words) == (422, True)
        again = {**typed, "form_token": refused.token()}
        assert "/pendaftaran/" in (await visitor.post(path, again)).url


async def test_people_are_put_on_a_list_no_sooner_than_anybody_types(slow_site: Site, watch: Watch) -> None:
    """Both forms of a contact person; who only asks for more rows need not wait."""
    assert await put_on_a_list(slow_site, watch) == [422, 422, 200, 200]
    assert await people(slow_site.panitia) == 2


async def put_on_a_list(site: Site, watch: Watch) -> list[int]:
    """A form with rows and the form of one person, each sent at once; more rows; the first form later."""
    belitung = workshop(9)
    await site.panitia.hears(belitung)
    async with site.visitor() as sari:
        start = f"/bimtek/{belitung.slug}/daftar-beberapa"
        token = (await sari.get(start)).token()
        watch.passed += SECONDS
        page = await sari.post(start, {**SARI_TYPES, "form_token": token})
        typed = {**rows(("Siti", "P")), "form_token": page.token()}
        one = {"full_name": "Budi", "gender": "L", "district_code": "19.02.01"}
        alone = f"{page.url}/tambah"
        one["form_token"] = (await sari.get(alone)).token()
        said = [(await sari.post(page.url, typed)).status, (await sari.post(alone, one)).status]
        said.append((await sari.post(page.url, {**typed, "more": "1"})).status)
        watch.passed += SECONDS
        for path, fields in ((page.url, typed), (alone, one)):
            done = await sari.post(path, fields)
        said.append(done.status)
    return said


async def test_control_a_list_that_does_not_look_takes_people_at_once(
    slow_site: Site, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(group_people, "stopped", lambda _request: None)
    assert await put_on_a_list(slow_site, watch) == [200, 200, 200, 200]


async def test_calls_of_programs_that_say_so_are_not_kept_waiting(slow_site: Site) -> None:
    belitung = workshop()
    await slow_site.panitia.hears(belitung)
    body = {**FORM, "workshop": belitung.slug}
    async with slow_site.visitor() as visitor:
        headers = {"Idempotency-Key": "k1"}
        async with visitor.session.post(
            "/api/v1/registration/sign-ups", json=body, headers=headers
        ) as answer:
            assert answer.status == 201, await answer.text()


async def test_control_without_the_time_a_program_has_a_seat_at_once(site: Site) -> None:
    async with site.visitor() as visitor:
        path, typed = await opened(site, visitor)
        assert "/pendaftaran/" in (await visitor.post(path, typed)).url
    assert await people(site.panitia) == 1
