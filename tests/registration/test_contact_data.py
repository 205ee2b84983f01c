"""A contact person's own data: seen, taken along, corrected, deleted; and a link that leaked, replaced."""

from __future__ import annotations

import asyncio
import json

import pytest

from services.registration.actions import contacts, group_letters, groups
from services.registration.actions.office import By
from services.registration.actions.reaching import on_mail
from services.registration.actions.sign_up import Admitted
from services.registration.domain.refusals import NotPossible
from services.registration.domain.seats import Refusal
from services.registration.store.groups import Group
from shared.events.registration import RegistrationState as State
from shared.events.scheduling import Role, Workshop
from shared.ids import new_id
from shared.mail import MailResult, mail
from tests.registration.test_group_pages import call
from tests.registration.test_groups import SARI, YULI, add, again, made, several
from tests.support.registration import Office, person, workshop
from tests.support.registration_site import Site
from tests.support.traces import places

TRACES = (SARI.name, "81299900777", SARI.email, SARI.institution)
NEW = {
    "name": "Sari Dewi",
    "phone": "0812 9990 0888",
    "email": "baru@contoh.example",
    "role": "companion",
    "institution": "Desa Lain",
}


def path_of(office: Office, group: Group) -> str:
    return "/kelompok/" + office.keys.decrypt(group.code_sealed, purpose="group_code")


async def listed(office: Office) -> tuple[Workshop, Group]:
    """Sari's list with two people."""
    belitung = workshop(9)
    await office.hears(belitung)
    group = await made(office, belitung)
    await add(office, group, person(full_name="Siti Aminah", phone="", email=""), *several(1))
    return belitung, await again(office, group.id)


async def test_a_contact_person_sees_and_takes_along_what_is_kept_of_them(site: Site) -> None:
    _belitung, group = await listed(site.panitia)
    path = path_of(site.panitia, group)
    async with site.visitor() as sari:
        assert f'href="{path}/data"' in (await sari.get(path)).text
        page = await sari.get(f"{path}/data")
        read = await sari.get(f"{path}/data.txt")
        for said in (
            SARI.name,
            "0812-9990-0777",
            SARI.email,
            "Penyuluh",
            SARI.institution,
            "Tautan narahubung",
        ):
            assert said in page.words and said in read.text, said
        assert "Siti Aminah" not in page.text + read.text, "whoever is on the list has a page of their own"
        assert 'name="robots" content="noindex' in page.text
        taken = json.loads((await sari.get(f"{path}/data.json")).body)
        code = path.rpartition("/")[2]
        status, told = await call(sari, "GET", f"/groups/{code}/contact")
        assert status == 200
        for one in (taken, told):
            assert (one["name"], one["phone"], one["email"]) == (SARI.name, SARI.phone, SARI.email)
            assert (one["people"], one["made_by_office"]) == (2, True)
            assert [sent["sent_to"] for sent in one["messages"]] == [SARI.email]
        for unknown in ("", "/data", "/data.json", "/data/hapus", "/tautan-baru"):
            assert (await sari.get(f"/kelompok/{'A' * 26}{unknown}")).status == 404


async def test_what_they_correct_holds_at_once_and_a_new_address_gets_the_link(site: Site) -> None:
    belitung, group = await listed(site.panitia)
    path = path_of(site.panitia, group)
    async with site.visitor() as sari, site.organizer(Role.ADMIN) as admin:
        wrong = await sari.fill(f"{path}/data", {**NEW, "phone": "12"})
        assert wrong.status == 422 and "Nomor HP tidak lengkap" in wrong.words and 'value="12"' in wrong.text
        done = await sari.fill(f"{path}/data", NEW)
        assert "Data Anda sudah diperbarui." in done.words and "Sari Dewi" in done.words
        seen = (await admin.get(f"/kelola/peserta/{belitung.id}/narahubung/{group.id}")).words
        assert "Sari Dewi" in seen and "baru@contoh.example" in seen and SARI.email not in seen
        history = (await admin.get("/kelola/peserta/riwayat")).words
        assert "Narahubung memperbaiki datanya" in history and SARI.email not in history
        code = path.rpartition("/")[2]
        status, told = await call(
            sari, "PUT", f"/groups/{code}/contact", {**NEW, "institution": "Desa Ketiga"}
        )
        assert (status, told["institution"], told["phone"]) == (200, "Desa Ketiga", "6281299900888")
        assert (await call(sari, "PUT", f"/groups/{code}/contact", {**NEW, "role": "x"}))[0] == 422
    async with site.panitia.db.read() as tx:
        sent = await tx.fetch("select recipient from mail where purpose = 'group_link' order by id")
        told = await tx.fetch("select recipient, data::text from mail where purpose = 'contact_changed'")
    # The one that waited for the address before would have said the link to whoever reads that.
    assert [row["recipient"] for row in sent] == ["baru@contoh.example"]
    assert [row["recipient"] for row in told] == [SARI.email]
    assert "group_code" not in told[0]["data"] and "manage_code" not in told[0]["data"]


async def erased(site: Site) -> list[str]:
    """Where something of Sari stands after they have deleted their data."""
    belitung, group = await listed(site.panitia)
    assert await places(site.panitia.db, TRACES) != []
    path = path_of(site.panitia, group)
    async with site.visitor() as sari, site.organizer(Role.ADMIN) as admin:
        ask = await sari.get(f"{path}/data/hapus")
        assert "2 orang di daftar ini tetap terdaftar" in ask.words
        for _press in range(2):
            done = await sari.post(f"{path}/data/hapus", {"form_token": ask.token()})
            assert done.url == "/pendaftaran" and "sudah dihapus" in done.words
        assert (await sari.get(path)).status == 404
        history = (await admin.get("/kelola/peserta/riwayat")).words
        assert "Narahubung menghapus datanya" in history
        people = (await admin.get(f"/kelola/peserta/{belitung.id}")).words
        assert "Siti Aminah" in people
    assert await site.panitia.states(belitung) == {State.CONFIRMED: 2}
    return await places(site.panitia.db, TRACES)


async def test_what_they_delete_is_gone_and_the_people_stay(site: Site) -> None:
    assert await erased(site) == []


async def test_control_mails_that_stay_are_noticed(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    async def nothing(_tx: object, _subject: str) -> None:
        return None

    monkeypatch.setattr(mail, "forget", nothing)
    assert "mail.recipient" in await erased(site)


async def test_whoever_is_put_on_a_list_while_it_is_deleted_is_refused_and_nobody_else(
    panitia: Office,
) -> None:
    belitung, group = await listed(panitia)
    await panitia.db.run(contacts.delete, group.id, group.link_mark)
    outcomes = await asyncio.gather(add(panitia, group, *several(2)), panitia.asks(belitung))
    assert outcomes[0] == [Refusal.LIST_WITHDRAWN] * 2
    assert isinstance(outcomes[1], Admitted), "they shared a round"
    with pytest.raises(NotPossible):
        await panitia.db.run(contacts.delete, group.id, group.link_mark)
    with pytest.raises(NotPossible):
        await panitia.db.run(contacts.correct, panitia.now, group.id, group.link_mark, SARI)


# A link that leaked


async def told_before_it_is_gone(site: Site) -> list[str]:
    """Somebody with a leaked link puts their own address in, then deletes everything, before a mail has gone:
    which addresses hear of it."""
    _belitung, group = await listed(site.panitia)
    path = path_of(site.panitia, group)
    async with site.visitor() as thief:
        await thief.fill(f"{path}/data", NEW)
        await thief.fill(f"{path}/data/hapus", {})
        assert (await thief.get(path)).status == 404
    async with site.panitia.db.read() as tx:
        rows = await tx.fetch("select subject, recipient from mail where purpose = 'contact_changed'")
    for row in rows:  # once it has arrived, nothing of the address stays
        ended = MailResult("contact_changed", row["subject"], "", row["recipient"], "sent", "")
        await site.panitia.db.run(on_mail, site.panitia.now, ended)
    assert await places(site.panitia.db, (SARI.email,)) == []
    return [row["recipient"] for row in rows]


async def test_the_address_before_hears_of_it_though_all_is_deleted(site: Site) -> None:
    assert await told_before_it_is_gone(site) == [SARI.email]


async def test_control_told_under_the_name_of_the_list_it_does_not(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(group_letters, "ADDRESS_WAS", "Group/")
    assert await told_before_it_is_gone(site) == []


async def test_programs_replace_and_delete_and_a_repeat_answers_the_same(site: Site) -> None:
    belitung, group = await listed(site.panitia)
    async with site.visitor() as sari:
        code = path_of(site.panitia, group).rpartition("/")[2]
        first = await call(sari, "POST", f"/groups/{code}/replacement", key="satu")
        assert first[0] == 200 and not first[1]["url"].endswith(code)
        assert await call(sari, "POST", f"/groups/{code}/replacement", key="satu") == first
        assert (await call(sari, "POST", f"/groups/{code}/replacement", key="dua"))[0] == 404
        new = first[1]["url"].rpartition("/")[2]
        gone = await call(sari, "POST", f"/groups/{new}/contact/deletion", key="tiga")
        assert gone == (200, {"deleted": True})
        assert await call(sari, "POST", f"/groups/{new}/contact/deletion", key="tiga") == gone
        assert (await call(sari, "GET", f"/groups/{new}"))[0] == 404
    assert await site.panitia.states(belitung) == {State.CONFIRMED: 2}


async def test_only_of_the_own_office(panitia: Office) -> None:
    _belitung, group = await listed(panitia)
    charlie = By(YULI.who, "Charlie", new_id())
    with pytest.raises(NotPossible):
        given = (panitia.now, groups.new_code(panitia.keys), group.id, group.link_mark, charlie)
        await panitia.db.run(contacts.renew, *given)
    assert (await again(panitia, group.id)).code_sealed == group.code_sealed
