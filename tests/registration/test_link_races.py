"""Two who replace a contact person's link at once, and who acts by a leaked one in that very moment."""

from __future__ import annotations

import asyncio
import base64
import re
from collections.abc import Callable, Coroutine
from typing import Any
from uuid import UUID

import pytest

from services.registration.actions import contacts, groups, leaving, sign_up
from services.registration.store import contacts as store
from services.registration.store import groups as store_groups
from services.registration.store import seats
from services.registration.store.groups import Group
from shared.db import Tx
from tests.registration.test_contact_data import NEW, listed, path_of
from tests.registration.test_contact_links import pressed
from tests.registration.test_group_pages import call, rows
from tests.registration.test_groups import SARI, YULI, again, made
from tests.support.registration_site import Site
from tests.support.settle import ended_or_blocked

DONE = "Tautan diganti dan dikirim lewat email."
TOO_LATE = "Tautan ini sudah diganti orang lain"


async def mailed_links(site: Site) -> list[str]:
    """Where the mails of lists that wait would lead."""
    async with site.panitia.db.read() as tx:
        found = await tx.fetch("select data from mail where purpose = 'group_link' order by id")
    keys = site.panitia.keys
    return [f"/kelompok/{keys.decrypt(_sealed(row['data']), purpose='group_code')}" for row in found]


def _sealed(data: dict[str, Any]) -> bytes:
    return base64.b64decode(data["sealed"]["group_code"])


async def replacements(site: Site) -> int:
    async with site.panitia.db.read() as tx:
        count: int = await tx.fetchval("select count(*) from audit where what = 'contact link replaced'")
    return count


async def both_replace(site: Site) -> None:
    """Two organizers have the question open and press at the same time."""
    belitung, group = await listed(site.panitia)
    old, office = path_of(site.panitia, group), f"/kelola/peserta/{belitung.id}/narahubung/{group.id}"
    async with site.organizer() as alice, site.organizer() as bob, site.visitor() as sari:
        asks = [await who.get(f"{office}/tautan-baru") for who in (alice, bob)]
        answers = await asyncio.gather(
            *(pressed(who, office, ask) for who, ask in zip((alice, bob), asks, strict=True))
        )
        assert sorted((DONE in one.words, TOO_LATE in one.words) for one in answers) == [
            (False, True), (True, False),
        ]  # fmt: skip
        assert all(one.status == 200 and one.url == office for one in answers)
        stands = path_of(site.panitia, await again(site.panitia, group.id))
        shown = {link for one in answers for link in re.findall(r"/kelompok/[0-9A-Z]{26}", one.text)}
        assert shown == {stands}, "both read the one link that is valid"
        assert (await sari.get(old)).status == 404 and (await sari.get(stands)).status == 200
        assert await mailed_links(site) == [stands]
        assert await replacements(site) == 1
        for who, ask, before in zip((alice, bob), asks, answers, strict=True):
            assert (await pressed(who, office, ask)).words == before.words, "pressed once more"
        assert path_of(site.panitia, await again(site.panitia, group.id)) == stands


async def test_of_two_who_replace_a_link_at_once_one_does_and_both_read_the_new_one(site: Site) -> None:
    await both_replace(site)


def without_the_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both have looked before either replaces it."""
    both_looked, replace = asyncio.Barrier(2), store.renew

    async def unlocked(tx: Tx, workshop_id: UUID) -> Any:
        return (await seats.read(tx, (workshop_id,)))[workshop_id]

    async def together(tx: Tx, id: UUID, *code: bytes) -> None:
        await both_looked.wait()
        await replace(tx, id, *code)

    monkeypatch.setattr(seats, "lock_one", unlocked)
    monkeypatch.setattr(store, "renew", together)


def without_looking(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever link stands is replaced."""
    held = contacts._held

    async def careless(tx: Tx, id: UUID, _mark: str | None = None) -> Group:
        return await held(tx, id)

    monkeypatch.setattr(contacts, "_held", careless)


@pytest.mark.parametrize("broken", [without_the_lock, without_looking])
async def test_control_both_replace_it_and_one_has_told_a_dead_link(
    site: Site, monkeypatch: pytest.MonkeyPatch, broken: Callable[[pytest.MonkeyPatch], None]
) -> None:
    broken(monkeypatch)
    with pytest.raises(AssertionError, match="True"):
        await both_replace(site)
    assert await replacements(site) == 2


async def test_programs_that_replace_it_at_once_are_told_the_same(site: Site) -> None:
    _belitung, group = await listed(site.panitia)
    where = f"/contact-persons/{group.id}/link/replacement"
    async with site.organizer() as alice, site.organizer() as bob:
        both = zip((alice, bob), ("satu", "dua"), strict=True)
        found = await asyncio.gather(*(call(who, "POST", where, key=key) for who, key in both))
    for status, told in found:
        assert status == 200 or (status == 409 and TOO_LATE in str(told)), told
    done = sum(status == 200 for status, _told in found)
    assert await replacements(site) == done >= 1
    assert await mailed_links(site) == [path_of(site.panitia, await again(site.panitia, group.id))]


async def caught(site: Site, dsn: str, act: str) -> None:
    """The office replaces a leaked link while somebody who holds it has just sent something by it."""
    _belitung, group = await listed(site.panitia)
    old = path_of(site.panitia, group)
    async with site.visitor() as thief:
        form = await thief.get(f"{old}/data")
        sent = {"form_token": form.token(), **NEW, "email": "pencuri@contoh.example"}
        begun = list[asyncio.Task[Any]]()

        async def replace(tx: Tx) -> None:
            await seats.lock_one(tx, group.workshop_id)
            begun[:] = [asyncio.create_task(thief.post(f"{old}/{act}", sent))]
            await ended_or_blocked(begun[0], dsn)  # they have been let in, and wait for the lock
            code = groups.new_code(site.panitia.keys)
            await contacts.renew(tx, site.panitia.now, code, group.id, group.link_mark, YULI)

        await site.panitia.db.run(replace)
        answer = await begun[0]
        stands = await again(site.panitia, group.id)
        new = path_of(site.panitia, stands)
        assert new not in answer.text and answer.url != new and answer.status == 404
        assert stands.email == SARI.email
        assert await mailed_links(site) == [new] and await replacements(site) == 1


@pytest.mark.parametrize("act", ["tautan-baru", "data", "data/hapus"])
async def test_a_leaked_link_does_nothing_in_the_moment_of_its_replacement(
    site: Site, dsn: str, act: str
) -> None:
    await caught(site, dsn, act)


@pytest.mark.parametrize("act", ["tautan-baru", "data", "data/hapus"])
async def test_control_who_does_not_look_hands_the_new_link_to_the_holder_of_the_old(
    site: Site, dsn: str, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    without_looking(monkeypatch)
    with pytest.raises(AssertionError):
        await caught(site, dsn, act)


async def in_the_moment(
    site: Site, dsn: str, group: Group, sends: Callable[[], Coroutine[Any, Any, Any]]
) -> Any:
    """The answer to what is sent while the office has replaced the link, and has not yet committed."""
    begun = list[asyncio.Task[Any]]()

    async def replace(tx: Tx) -> None:
        code = groups.new_code(site.panitia.keys)
        await contacts.renew(tx, site.panitia.now, code, group.id, group.link_mark, YULI)
        begun[:] = [asyncio.create_task(sends())]
        await ended_or_blocked(begun[0], dsn)  # they have been let in, and wait for the lock

    await site.panitia.db.run(replace)
    return await begun[0]


async def sent_by_the_old(site: Site, dsn: str, act: str) -> None:
    """Who holds a leaked link has just added, cancelled or declared by it while the office replaces it."""
    belitung, group = await listed(site.panitia)
    if act == "pernyataan":
        group = await made(site.panitia, belitung, declares=False)
    old = path_of(site.panitia, group)
    before = await _people_of(site, group)
    path = f"{old}/orang/{before[0][0]}/batal" if act == "batal" else f"{old}/{act}".rstrip("/")
    async with site.visitor() as thief:
        form = await thief.get(old)
        one = {"full_name": "Pencuri", "gender": "L", "district_code": "19.02.01", "acting": "1"}
        sent = {"form_token": form.token(), **rows(("Pencuri", "L")), **one}
        answer = await in_the_moment(site, dsn, group, lambda: thief.post(path, sent))
    stands = await again(site.panitia, group.id)
    assert (await _people_of(site, group), stands.consent_at) == (before, group.consent_at)
    assert path_of(site.panitia, stands) not in answer.text and answer.status in (404, 422)


async def _people_of(site: Site, group: Group) -> list[tuple[UUID, str]]:
    async with site.panitia.db.read() as tx:
        people, _places = await store_groups.people(tx, group)
    return [(row.id, row.state.value) for row in people]


PEOPLE_ACTS = ["", "tambah", "batal", "pernyataan"]


@pytest.mark.parametrize("act", PEOPLE_ACTS)
async def test_nobody_is_added_or_cancelled_by_a_link_that_is_just_being_replaced(
    site: Site, dsn: str, act: str
) -> None:
    await sent_by_the_old(site, dsn, act)


def without_the_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever was let in by a link is not asked for it again."""

    async def none(*_given: object) -> set[object]:
        return set()

    careless = store_groups.DECLARE.replace("code_sealed = $4", "$4::bytea is not null")
    monkeypatch.setattr(sign_up, "_list_of", lambda _wish, stands: stands)
    monkeypatch.setattr(leaving, "_barred", none)
    monkeypatch.setattr(store_groups, "DECLARE", careless)


@pytest.mark.parametrize("act", PEOPLE_ACTS)
async def test_control_who_is_not_asked_again_adds_and_cancels_by_the_old_link(
    site: Site, dsn: str, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    without_the_mark(monkeypatch)
    with pytest.raises(AssertionError, match="=="):
        await sent_by_the_old(site, dsn, act)


@pytest.mark.parametrize(("act", "status"), [("people", 404), ("people/{}/cancel", 409)])
async def test_programs_neither_add_nor_cancel_by_it(site: Site, dsn: str, act: str, status: int) -> None:
    _belitung, group = await listed(site.panitia)
    before, old = await _people_of(site, group), path_of(site.panitia, group).rpartition("/")[2]
    path = f"/groups/{old}/{act.format(before[0][0])}"
    one = {"full_name": "Pencuri", "gender": "L", "district_code": "19.02.01"}
    body = {"people": [one]} if act == "people" else None
    async with site.visitor() as thief:
        answer = await in_the_moment(site, dsn, group, lambda: call(thief, "POST", path, body, "once"))
    assert answer[0] == status, answer
    assert await _people_of(site, group) == before
