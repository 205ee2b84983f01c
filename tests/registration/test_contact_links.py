"""A contact person's link that leaked: replaced, told to whom it is for, and dead for everybody else."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import unquote

import pytest

from services.registration.actions import contacts, groups
from services.registration.actions.office import By
from services.registration.domain.groups import Contact
from services.registration.domain.refusals import Reason
from services.registration.store import contacts as store
from shared.clock import MovedClock
from shared.events.scheduling import Role, Workshop, WorkshopState
from shared.i18n import date_time
from shared.ids import new_id
from tests.registration.test_contact_data import NEW, listed, path_of
from tests.registration.test_group_pages import call, rows
from tests.registration.test_groups import SARI, YULI, again, made
from tests.support.registration import Office, newer, workshop
from tests.support.registration_site import Answer, Site, Visitor


async def leaked(site: Site) -> None:
    """Sari replaces the link; who holds the old one can do nothing with it."""
    belitung, group = await listed(site.panitia)
    old = path_of(site.panitia, group)
    siti = (await _people(site, belitung))[0]
    async with site.visitor() as sari, site.visitor() as thief:
        form = await thief.get(old)
        ask = await sari.get(f"{old}/tautan-baru")
        assert f"kami kirim ke {SARI.email}" in ask.words
        found = set()
        for _press in range(2):
            done = await sari.post(f"{old}/tautan-baru", {"form_token": ask.token()})
            assert "Siti Aminah" in done.words
            found.add(done.url)
        (new,) = found
        assert new != old and re.fullmatch(r"/kelompok/[0-9A-Z]{26}", new)
        sent = {"form_token": form.token(), **rows(("Pencuri", "L"))}
        for path, fields in (
            (old, sent),
            (f"{old}/orang/{siti}/batal", sent),
            (f"{old}/data", {**sent, **NEW}),
            (f"{old}/data/hapus", sent),
            (f"{old}/tautan-baru", sent),
        ):
            assert (await thief.post(path, fields)).status == 404, path
            assert (await thief.get(path)).status == 404, path
        code = old.rpartition("/")[2]
        assert (await call(thief, "GET", f"/groups/{code}"))[0] == 404
        added = await sari.fill(new, rows(("Budi", "L")))
        assert "1 orang didaftarkan." in added.words
    assert (await again(site.panitia, group.id)).people == 3
    assert (await site.panitia.letters()).count("group_link") == 1, "mailed once, however often it is pressed"


async def replaces(who: Visitor, office: str) -> Answer:
    """Somebody of the office opens what asks once more, and presses the button."""
    return await pressed(who, office, await who.get(f"{office}/tautan-baru"))


async def pressed(who: Visitor, office: str, ask: Answer) -> Answer:
    (mark,) = re.findall(r'name="mark" value="([0-9a-f]+)"', ask.text)
    return await who.post(f"{office}/tautan-baru", {"form_token": ask.token(), "mark": mark})


async def _people(site: Site, of: Workshop) -> list[object]:
    async with site.panitia.db.read() as tx:
        found = await tx.fetch("select id from registration where workshop_id = $1 order by queue", of.id)
    return [row["id"] for row in found]


async def test_a_leaked_link_is_replaced_and_the_old_one_is_dead(site: Site) -> None:
    await leaked(site)


@pytest.mark.parametrize(
    "broken",
    [
        "update sign_up_group set code_sealed = $3 where id = $1 and $2::bytea is not null",  # the old opens
        "select $1::uuid, $2::bytea, $3::bytea",  # nothing is replaced
    ],
)
async def test_control_a_link_that_is_not_really_replaced_is_noticed(
    site: Site, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    monkeypatch.setattr(store, "RENEW", broken)
    with pytest.raises((AssertionError, ValueError)):
        await leaked(site)


async def test_an_office_replaces_a_link_and_the_contact_hears_of_it(site: Site) -> None:
    belitung, group = await listed(site.panitia)
    old = path_of(site.panitia, group)
    office = f"/kelola/peserta/{belitung.id}/narahubung/{group.id}"
    async with site.organizer() as alice, site.visitor() as sari:
        done = await replaces(alice, office)
        assert "Tautan diganti dan dikirim lewat email." in done.words
        (new,) = set(re.findall(r"/kelompok/[0-9A-Z]{26}", done.text))
        assert new != old and (await sari.get(old)).status == 404 and (await sari.get(new)).status == 200
        where = f"/contact-persons/{group.id}/link/replacement"
        first = await call(alice, "POST", where, key="satu")
        assert first[0] == 200 and first[1]["url"].endswith(
            path_of(site.panitia, await again(site.panitia, group.id))
        )
        assert await call(alice, "POST", where, key="satu") == first, "the same key replaces it once"
    # Those that had not gone yet would have said a link that opens nothing.
    assert (await site.panitia.letters()).count("group_link") == 1
    async with site.organizer(office_id=new_id()) as charlie:
        assert (await charlie.get(f"{office}/tautan-baru")).status == 404
        assert (await call(charlie, "POST", where))[0] == 404
    async with site.organizer(Role.VIEWER) as viewer:
        assert (await viewer.get(f"{office}/tautan-baru")).status == 403
        assert (await call(viewer, "POST", where))[0] == 403


async def test_without_an_address_the_office_sends_the_new_link_by_whatsapp(site: Site) -> None:
    belitung = workshop(9)
    await site.panitia.hears(belitung)
    group = await made(site.panitia, belitung, contact=Contact(SARI.name, SARI.phone))
    office = f"/kelola/peserta/{belitung.id}/narahubung/{group.id}"
    async with site.organizer() as alice:
        ask = await alice.get(f"{office}/tautan-baru")
        assert "sampaikan tautan yang baru lewat WhatsApp" in ask.words
        done = await replaces(alice, office)
        assert "Sampaikan yang baru kepada narahubungnya lewat WhatsApp." in done.words
        code = path_of(site.panitia, await again(site.panitia, group.id)).rpartition("/")[2]
        assert f"wa.me/{SARI.phone}?text=" in done.text and code in done.text
        assert "Tautan yang baru belum disampaikan" in done.words
        for where in (f"/kelola/peserta/{belitung.id}/hubungi", "/kelola/peserta/hubungi"):
            page = await alice.get(where)
            assert "0812-9990-0777: tautan yang baru belum disampaikan" in page.words
            assert "Tidak ada yang perlu dihubungi." not in page.words
        desk = await alice.get("/kelola/peserta/ringkas", **{"Bimtek-Fragment": "1"})
        assert "perlu dihubungi" in desk.words.lower()
        marked = await alice.post(f"{office}/disampaikan", {"form_token": ask.token()})
        assert "Dicatat: tautan baru sudah disampaikan." in marked.words
        assert "belum disampaikan" not in marked.words
        assert "Tidak ada yang perlu dihubungi." in (await alice.get(where)).words
        await site.panitia.db.run(groups.withdraw, site.panitia.now, YULI, group.id)
        withdrawn = await replaces(alice, office)
        assert f"wa.me/{SARI.phone}?text=" in withdrawn.text, "they still see and cancel their people by it"
        told = f"/contact-persons/{group.id}/link/told"
        assert (await call(alice, "POST", told))[1]["link_untold_at"] is None
        assert (await call(alice, "POST", told))[0] == 200, "once more changes nothing"
    async with site.organizer(office_id=new_id()) as charlie:
        assert (await call(charlie, "POST", told))[0] == 404
    assert await site.panitia.letters() == []


async def test_a_withdrawn_list_is_not_invited_to_anew(site: Site) -> None:
    belitung, group = await listed(site.panitia)
    await site.panitia.db.run(groups.withdraw, site.panitia.now, YULI, group.id)
    office = f"/kelola/peserta/{belitung.id}/narahubung/{group.id}"
    async with site.organizer() as alice, site.visitor() as sari:
        assert SARI.email not in (await alice.get(f"{office}/tautan-baru")).words
        done = await replaces(alice, office)
        assert "Sampaikan yang baru kepada narahubungnya lewat WhatsApp." in done.words
        assert "wa.me/" in done.text and "Tautan yang baru belum disampaikan" in done.words
        path = path_of(site.panitia, await again(site.panitia, group.id))
        await sari.fill(f"{path}/data", NEW)
    assert {*await site.panitia.letters()} == {"sign_up_confirmed", "contact_changed"}


async def test_who_gives_an_address_need_not_be_called_any_more(panitia: Office) -> None:
    belitung = workshop(9)
    await panitia.hears(belitung)
    group = await made(panitia, belitung, contact=Contact(SARI.name, SARI.phone))

    async def renewed(*by: By) -> None:
        mark, code = (await again(panitia, group.id)).link_mark, groups.new_code(panitia.keys)
        await panitia.db.run(contacts.renew, panitia.now, code, group.id, mark, *by)

    await renewed(YULI)
    new = await again(panitia, group.id)
    assert new.link_untold_at is not None
    await panitia.db.run(contacts.correct, panitia.now, group.id, new.link_mark, SARI)
    assert (await again(panitia, group.id)).link_untold_at is None
    assert await panitia.letters() == ["group_link"]
    await renewed()
    assert (await again(panitia, group.id)).link_untold_at is None, "who replaces it themselves reads it"


async def sent_again(site: Site, clock: MovedClock, why: str) -> None:
    """The link goes once more while the workshop is ahead; not when it is over or cancelled."""
    belitung, group = await listed(site.panitia)
    office = f"/kelola/peserta/{belitung.id}/narahubung/{group.id}"
    where, button = f"/contact-persons/{group.id}/link", f'action="{office}/tautan"'
    said = {
        "over": "Bimtek ini sudah selesai, jadi tautan daftarnya tidak dikirim lagi.",
        "cancelled": "Bimtek ini sudah dibatalkan, jadi tautan daftarnya tidak dikirim lagi.",
    }[why]
    async with site.organizer() as alice:
        page = await alice.get(office)
        assert button in page.text and "wa.me/" in page.text
        sent = await alice.post(f"{office}/tautan", {"form_token": page.token()})
        assert "Tautan dikirim lagi lewat email." in sent.words
        if why == "over":
            clock.move_to(belitung.ends_at)
        else:
            await site.panitia.hears(newer(belitung, state=WorkshopState.CANCELLED))
        mailed = await site.panitia.letters()
        assert mailed.count("group_link") == 2
        clock.move_to(site.panitia.now + timedelta(hours=1))  # within one it would not go twice anyway
        refused = await alice.post(f"{office}/tautan", {"form_token": page.token()})
        status, problem = await call(alice, "POST", where)
        assert await site.panitia.letters() == mailed
        assert said in refused.words and "dikirim lagi lewat email" not in refused.words
        assert status == 409 and said in str(problem)
        shown = await alice.get(office)
        assert button not in shown.text and "wa.me/" not in shown.text
        # A link that was replaced is told all the same: by it they see, correct and delete their data.
        told = await replaces(alice, office)
        assert "Sampaikan yang baru" in told.words and "wa.me/" in told.text
        assert "mohon daftarkan" not in unquote(told.text) and "daftar Anda untuk" in unquote(told.text)


@pytest.mark.parametrize("why", ["over", "cancelled"])
async def test_no_link_is_mailed_again_for_a_workshop_that_is_over_or_cancelled(
    site: Site, clock: MovedClock, why: str
) -> None:
    await sent_again(site, clock, why)


@pytest.mark.parametrize("why", ["over", "cancelled"])
async def test_control_who_does_not_look_mails_it_all_the_same(
    site: Site, clock: MovedClock, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    def careless(*_given: object) -> Reason | None:
        return None

    monkeypatch.setattr(groups, "_why_over", careless)
    with pytest.raises(AssertionError):
        await sent_again(site, clock, why)


async def pressed_twice(site: Site, clock: MovedClock) -> None:
    """Who asks for the mail twice in an hour reads that it went, and from when it can go again."""
    belitung, group = await listed(site.panitia)
    office = f"/kelola/peserta/{belitung.id}/narahubung/{group.id}"
    hour = site.panitia.now.replace(minute=0, second=0, microsecond=0)
    clock.move_to(hour + timedelta(minutes=5))
    just_sent = "baru saja dikirim lewat email, jadi tidak dikirim dua kali. Dapat dikirim lagi mulai"
    next_hour = date_time(hour + timedelta(hours=1), belitung.zone)
    async with site.organizer() as alice:
        page = await alice.get(office)
        first = await alice.post(f"{office}/tautan", {"form_token": page.token()})
        assert "Tautan dikirim lagi lewat email." in first.words
        mailed = await site.panitia.letters()
        second = await alice.post(f"{office}/tautan", {"form_token": page.token()})
        status, problem = await call(alice, "POST", f"/contact-persons/{group.id}/link")
        assert await site.panitia.letters() == mailed
        assert f"{just_sent} {next_hour}." in second.words and "dikirim lagi lewat email" not in second.words
        assert status == 409 and f"{just_sent} {next_hour}." in str(problem)
        clock.move_to(hour + timedelta(hours=1))
        assert (await call(alice, "POST", f"/contact-persons/{group.id}/link"))[0] == 200
        assert (await site.panitia.letters()).count("group_link") == mailed.count("group_link") + 1


async def test_who_asks_for_the_mail_twice_in_an_hour_reads_that_it_went(
    site: Site, clock: MovedClock
) -> None:
    await pressed_twice(site, clock)


async def test_control_who_does_not_look_says_it_went_although_nothing_did(
    site: Site, clock: MovedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(*_given: object) -> bool:
        return False

    monkeypatch.setattr(store, "mailed", never)
    with pytest.raises(AssertionError, match="baru saja dikirim"):
        await pressed_twice(site, clock)


async def test_control_an_invitation_to_what_is_over_is_still_offered(
    site: Site, clock: MovedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(groups, "takes_people", lambda *_given: True)
    with pytest.raises(AssertionError, match=r"wa\.me"):
        await sent_again(site, clock, "over")
