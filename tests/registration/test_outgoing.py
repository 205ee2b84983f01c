"""The office sees where each mail is, and sends what failed once more: once, however often it is asked."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from datetime import datetime

import pytest

from services.registration.actions import letters, office, reaching, resending
from services.registration.actions.letters import Letter, facts
from services.registration.actions.office import By
from services.registration.domain.messages import next_occasion
from services.registration.domain.refusals import NotPossible, Reason
from services.registration.store import outgoing, tasks
from services.registration.store.registrations import Row
from shared.clock import MovedClock
from shared.db import Tx
from shared.events.scheduling import Role
from shared.ids import new_id
from shared.mail import mail, queue
from shared.mail.mail import End
from tests.registration.test_undelivered import refuse_everything
from tests.support.registration import OFFICE, Office, person, workshop
from tests.support.registration_site import Site

ALICE = By("Staff/alice", "Alice", OFFICE)
CHARLIE = By("Staff/charlie", "Charlie", new_id())
TWICE = 20


async def ends(panitia: Office, state: End, detail: str) -> None:
    """Every mail that waits ends so, told as the sender tells it."""

    async def end(tx: Tx) -> None:
        for letter in await queue.claim(tx, new_id(), 100):
            result = await queue.finish(tx, letter, state, detail)
            assert result is not None
            await reaching.on_mail(tx, panitia.now, result)

    await panitia.db.run(end)


async def mailed(panitia: Office, row: Row) -> list[tuple[str, str, str]]:
    """(purpose, occasion, to) of everything mailed to one person."""
    async with panitia.db.read() as tx:
        found = await outgoing.of_person(tx, row.id)
    return [(one.purpose, one.occasion, one.recipient) for one in found]


async def calls(panitia: Office, row: Row) -> list[str]:
    """What somebody of the office still has to say to this person."""
    async with panitia.db.read() as tx:
        return [one.purpose for one in await tasks.of_person(tx, row.id) if one.done_at is None]


async def mail_of(panitia: Office, row: Row) -> int:
    async with panitia.db.read() as tx:
        return (await outgoing.of_person(tx, row.id))[-1].id


def test_occasions_are_counted() -> None:
    assert [next_occasion(one) for one in ("3", "3 #2", "x H-7 #9")] == ["3 #2", "3 #3", "x H-7 #10"]


async def clicks(panitia: Office, mail_id: int) -> list[bool]:
    """The same button pressed by twenty impatient people at once."""
    return await asyncio.gather(
        *(panitia.db.run(resending.send_again, panitia.now, ALICE, mail_id) for _ in range(TWICE))
    )


async def test_twenty_clicks_send_a_failed_mail_once(panitia: Office) -> None:
    belitung = workshop()
    await panitia.hears(belitung)
    row = await panitia.signs_up(belitung)
    await ends(panitia, "failed", "552 mailbox full")
    assert await calls(panitia, row) == ["sign_up_confirmed"], "meanwhile somebody may call"
    done = await clicks(panitia, await mail_of(panitia, row))
    assert sorted(done) == [False] * (TWICE - 1) + [True]
    first, second = await mailed(panitia, row)
    assert second == (first[0], next_occasion(first[1]), row.email)
    assert await calls(panitia, row) == [], "nobody has to call while it goes again"
    await ends(panitia, "failed", "552 still full")
    assert await calls(panitia, row) == ["sign_up_confirmed"]
    assert await panitia.db.run(resending.send_again, panitia.now, ALICE, await mail_of(panitia, row))
    assert len(await mailed(panitia, row)) == 3


async def test_control_without_the_counted_occasion_the_clicks_send_many(
    panitia: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same clicks, each with an occasion of its own and nobody looking whether it went: many mails."""
    belitung = workshop()
    await panitia.hears(belitung)
    row = await panitia.signs_up(belitung)
    await ends(panitia, "failed", "552 mailbox full")
    plain = outgoing.of_person

    async def forgetful(tx: Tx, id: object) -> list[outgoing.Outgoing]:
        return [replace(one, sent_again=False) for one in await plain(tx, row.id)]

    async def never(_tx: Tx, _now: datetime, _letter: outgoing.Outgoing) -> bool:
        return False

    failed = await mail_of(panitia, row)
    monkeypatch.setattr(resending, "_is_needless", never)
    monkeypatch.setattr(outgoing, "of_person", forgetful)
    monkeypatch.setattr(resending, "next_occasion", lambda occasion: f"{occasion} #{new_id()}")
    await clicks(panitia, failed)
    assert len(await mailed(panitia, row)) == 1 + TWICE


async def test_what_may_not_go_again(panitia: Office) -> None:
    belitung = workshop()
    await panitia.hears(belitung)
    fine, refused, cancelled = [await panitia.signs_up(belitung) for _ in range(3)]

    async def tries(row: Row, by: By = ALICE, at: int = -1) -> Reason:
        async with panitia.db.read() as tx:
            mail_id = (await outgoing.of_person(tx, row.id))[at].id
        with pytest.raises(NotPossible) as refusal:
            await panitia.db.run(resending.send_again, panitia.now, by, mail_id)
        return refusal.value.reason

    assert await tries(fine) is Reason.NOT_FAILED, "it is still under way"
    assert await tries(fine, CHARLIE) is Reason.UNKNOWN
    await refuse_everything(panitia)
    assert await tries(refused) is Reason.WRONG_ADDRESS
    await panitia.db.run(resending.correct_email, panitia.now, ALICE, cancelled.id, "lain@contoh.example")
    await ends(panitia, "failed", "552 full")
    await panitia.db.run(office.cancel, panitia.now, ALICE, cancelled.id, "Dua kali mendaftar")
    assert await tries(cancelled, at=-2) is Reason.NEWER_MESSAGE
    with pytest.raises(NotPossible):
        await panitia.db.run(resending.send_again, panitia.now, ALICE, 2**62)


async def test_a_corrected_address_gets_all_that_failed(panitia: Office) -> None:
    belitung = workshop()
    await panitia.hears(belitung)
    row = await panitia.signs_up(belitung)
    known = await panitia.db.run(letters.facts_of, row)
    reminder = Letter(row, "reminder", known, {"first": []}, "x H-7")
    await panitia.db.run(letters.send, panitia.now, [reminder])
    await refuse_everything(panitia)
    assert sorted(await calls(panitia, row)) == ["reminder", "sign_up_confirmed"]
    mended, count = await panitia.db.run(
        resending.correct_email, panitia.now, ALICE, row.id, "benar@contoh.example"
    )
    assert (count, mended.email_trouble) == (2, "")
    again = (await mailed(panitia, row))[2:]
    assert {(purpose, to) for purpose, _occasion, to in again} == {
        ("sign_up_confirmed", "benar@contoh.example"),
        ("reminder", "benar@contoh.example"),
    }
    assert await calls(panitia, row) == []
    # The same click once more mails nothing; another address, where nothing failed, gets the link.
    before = await mailed(panitia, row)
    _row, count = await panitia.db.run(
        resending.correct_email, panitia.now, ALICE, row.id, "benar@contoh.example"
    )
    assert count == 0 and await mailed(panitia, row) == before
    _row, count = await panitia.db.run(
        resending.correct_email, panitia.now, ALICE, row.id, "lain@contoh.example"
    )
    assert count == 0 and (await mailed(panitia, row))[-1][::2] == ("link_again", "lain@contoh.example")


async def test_what_is_over_is_not_announced_again(panitia: Office, clock: MovedClock) -> None:
    belitung = workshop()
    await panitia.hears(belitung)
    row = await panitia.signs_up(belitung)
    told = Letter(row, "reminder", facts(belitung), {"days": 1}, "1")
    await panitia.db.run(letters.send, panitia.now, [told])
    await ends(panitia, "failed", "552 mailbox full")
    clock.move_to(belitung.starts_at)
    mail_id = next(
        one.id for one in await panitia.db.run(outgoing.of_person, row.id) if one.purpose == "reminder"
    )
    with pytest.raises(NotPossible):
        await panitia.db.run(resending.send_again, panitia.now, ALICE, mail_id)


async def test_an_address_is_marked_wrong_by_hand(panitia: Office) -> None:
    belitung = workshop()
    await panitia.hears(belitung)
    row, bare = await panitia.signs_up(belitung), await panitia.signs_up(belitung, person(email=""))
    await ends(panitia, "sent", "250 ok")
    assert await calls(panitia, row) == []
    assert await panitia.db.run(resending.mark_wrong, panitia.now, ALICE, row.id)
    assert not await panitia.db.run(resending.mark_wrong, panitia.now, ALICE, row.id)
    assert "Alice" in (await panitia.row(row.id)).email_trouble
    assert await calls(panitia, row) == ["sign_up_confirmed"]
    with pytest.raises(NotPossible):
        await panitia.db.run(resending.mark_wrong, panitia.now, CHARLIE, row.id)
    with pytest.raises(NotPossible):
        await panitia.db.run(resending.mark_wrong, panitia.now, ALICE, bare.id)


async def test_the_office_reads_where_each_mail_is(site: Site) -> None:
    batok, aren = workshop(), workshop(title="Bimtek Pembuatan Gula Aren")
    await site.panitia.hears(batok, aren)
    hendra = await site.panitia.signs_up(batok, person(full_name="Hendra"))
    await ends(site.panitia, "failed", "552 mailbox full")
    await site.panitia.signs_up(aren, person(full_name="Suyatno"))
    async with site.organizer(Role.VIEWER) as viewer:
        seen = await viewer.get("/kelola/peserta/surat")
        assert "2 email" in seen.words and "Antre" in seen.words and "552 mailbox full" in seen.words
        assert "Kirim lagi" not in seen.words, "who only looks sends nothing"
    async with site.organizer() as alice:
        failed = await alice.get("/kelola/peserta/surat?keadaan=failed")
        assert "Hendra" in failed.words and "Suyatno" not in failed.words
        of_aren = await alice.get(f"/kelola/peserta/surat?bimtek={aren.id}")
        assert "Suyatno" in of_aren.words and "Hendra" not in of_aren.words
        none = await alice.get("/kelola/peserta/surat?cari=100%25")
        assert "Tidak ada yang cocok" in none.words
        (ticked,) = re.findall(r'name="chosen" value="(\d+)"', failed.text)
        sent = {"form_token": failed.token(), "chosen": ticked}
        done = await alice.post("/kelola/peserta/surat", sent)
        assert "1 email dikirim lagi." in done.words and "sudah dikirim lagi" in done.words
        twice = await alice.post("/kelola/peserta/surat", sent | {"form_token": done.token()})
        assert "0 email dikirim lagi." in twice.words
        await ends(site.panitia, "refused", "550 no such user")
        page = await alice.get(f"/kelola/peserta/orang/{hendra.id}")
        assert page.words.count("Ditolak: alamat tidak ada") == 1 and "Belum dihubungi" in page.words
        mended = await alice.fill(
            f"/kelola/peserta/orang/{hendra.id}",
            {"email": "hendra@contoh.example"},
            f"/kelola/peserta/orang/{hendra.id}/email",
        )
        assert "1 email yang gagal dikirim lagi" in mended.words
    async with site.organizer(office_id=new_id()) as charlie:
        assert "Hendra" not in (await charlie.get("/kelola/peserta/surat")).words


async def test_programs_see_and_send_again(site: Site) -> None:
    belitung = workshop()
    await site.panitia.hears(belitung)
    row = await site.panitia.signs_up(belitung)
    await ends(site.panitia, "failed", "552 mailbox full")
    base, own = "/api/v1/registration", {"Origin": site.url, "Sec-Fetch-Site": "same-origin"}
    async with site.organizer() as alice:
        async with alice.session.get(f"{base}/mails?keadaan=failed&bimtek={belitung.id}") as answered:
            (item,) = (await answered.json())["items"]
        assert item["registration_id"] == str(row.id) and item["detail"] == "552 mailbox full"
        for number, expected in enumerate(({"done": 1, "refused": 0}, {"done": 0, "refused": 1})):
            async with alice.session.post(
                f"{base}/mails/again",
                json={"ids": [item["id"]]},
                headers=own | {"Idempotency-Key": f"uji-{number}"},
            ) as answered:
                assert await answered.json() == expected
        async with alice.session.post(f"{base}/registrations/{row.id}/email/wrong", headers=own) as answered:
            assert await answered.json() == {"done": True}
        async with alice.session.post(
            f"{base}/registrations/{row.id}/email",
            json={"email": "baru@contoh.example"},
            headers=own | {"Idempotency-Key": "uji-baru"},
        ) as answered:
            assert answered.status == 200, await answered.text()
    async with site.organizer(office_id=new_id()) as charlie:
        async with charlie.session.post(
            f"{base}/mails/again", json={"ids": [item["id"]]}, headers=own
        ) as answered:
            assert await answered.json() == {"done": 0, "refused": 1}
        async with charlie.session.post(
            f"{base}/registrations/{row.id}/email/wrong", headers=own
        ) as answered:
            assert answered.status == 404


async def test_a_mail_that_is_added_again_is_one(panitia: Office) -> None:
    """What the whole promise hangs on: purpose, subject and occasion stand for one mail."""
    belitung = workshop()
    await panitia.hears(belitung)
    row = await panitia.signs_up(belitung)
    one = mail.Mail("link_again", row.subject, OFFICE, row.email, "x", data={})
    for _ in range(3):
        await panitia.db.run(mail.add, one)
    assert [purpose for purpose, *_rest in await mailed(panitia, row)] == ["sign_up_confirmed", "link_again"]
