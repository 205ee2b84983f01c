"""An office deletes what is kept of a contact person who asks for it: page and call, with a reason."""

from __future__ import annotations

import pytest

from services.registration.actions import contacts
from services.registration.actions.office import By
from services.registration.domain.groups import Ground
from services.registration.domain.refusals import NotPossible
from shared.events.registration import RegistrationState as State
from shared.events.scheduling import Role
from shared.ids import new_id
from shared.mail import mail
from tests.registration.test_contact_data import TRACES, listed, path_of
from tests.registration.test_group_pages import call
from tests.registration.test_groups import YULI, again
from tests.support.registration import Office
from tests.support.registration_site import Site
from tests.support.traces import places


async def asked_for(site: Site) -> list[str]:
    """Where something of Sari stands after the office deleted their data at their request."""
    belitung, group = await listed(site.panitia)
    assert await places(site.panitia.db, TRACES) != []
    lists = f"/kelola/peserta/{belitung.id}/narahubung"
    office, path = f"{lists}/{group.id}", path_of(site.panitia, group)
    async with site.organizer() as alice, site.visitor() as sari:
        assert f'href="{office}/hapus"' in (await alice.get(office)).text
        ask = await alice.get(f"{office}/hapus")
        assert "2 orang di daftar ini tetap terdaftar" in ask.words
        unsaid = await alice.post(f"{office}/hapus", {"form_token": ask.token()})
        assert unsaid.status == 422 and (await sari.get(path)).status == 200
        for _press in range(2):
            done = await alice.post(f"{office}/hapus", {"form_token": ask.token(), "reason": "asked"})
            assert done.url == lists and "Data narahubung dihapus." in done.words
        assert (await sari.get(path)).status == 404 and (await alice.get(office)).status == 404
    assert await site.panitia.states(belitung) == {State.CONFIRMED: 2}
    return await places(site.panitia.db, TRACES)


async def test_what_an_office_deletes_is_gone_and_the_people_stay(site: Site) -> None:
    assert await asked_for(site) == []
    async with site.panitia.db.read() as tx:
        (noted,) = await tx.fetch("select after from audit where what = 'contact person deleted by office'")
    assert noted["after"] == {"people": 2, "reason": "asked"}
    async with site.organizer(Role.ADMIN) as admin:
        history = (await admin.get("/kelola/peserta/riwayat")).words
        assert "Data narahubung dihapus panitia" in history and "Alasan: Diminta narahubungnya" in history


async def test_control_mails_that_stay_are_noticed(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    async def nothing(_tx: object, _subject: str) -> None:
        return None

    monkeypatch.setattr(mail, "forget", nothing)
    assert "mail.recipient" in await asked_for(site)


async def test_programs_do_the_same_once(site: Site) -> None:
    belitung, group = await listed(site.panitia)
    where = f"/contact-persons/{group.id}/deletion"
    async with site.organizer() as alice:
        assert (await call(alice, "POST", where, {"reason": "because"}, "a"))[0] == 422
        for _send in range(2):
            assert await call(alice, "POST", where, {"reason": "left"}, "b") == (200, {"deleted": True})
        assert (await call(alice, "POST", where, {"reason": "asked"}, "b"))[0] == 422
        assert (await call(alice, "POST", where, {"reason": "left"}, "c"))[0] == 404
    assert await places(site.panitia.db, TRACES) == []
    assert await site.panitia.states(belitung) == {State.CONFIRMED: 2}


async def test_only_who_decides_and_only_of_the_own_office(site: Site) -> None:
    belitung, group = await listed(site.panitia)
    office, where = f"/kelola/peserta/{belitung.id}/narahubung/{group.id}", f"/contact-persons/{group.id}"
    async with site.organizer(Role.VIEWER) as viewer, site.organizer(office_id=new_id()) as other:
        assert "/hapus" not in (await viewer.get(office)).text
        assert (await viewer.get(f"{office}/hapus")).status == 403
        assert (await other.get(f"{office}/hapus")).status == 404
        for who, status in ((viewer, 403), (other, 404)):
            assert (await call(who, "POST", f"{where}/deletion", {"reason": "asked"}, "k"))[0] == status
    assert (await again(site.panitia, group.id)).people == 2


async def test_another_office_is_refused_where_it_is_deleted(panitia: Office) -> None:
    _belitung, group = await listed(panitia)
    charlie = By(YULI.who, "Charlie", new_id())
    with pytest.raises(NotPossible, match="unknown"):
        await panitia.db.run(contacts.delete_for, charlie, group.id, Ground.ASKED)
    assert (await again(panitia, group.id)).contact == group.contact
