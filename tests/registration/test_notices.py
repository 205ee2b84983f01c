"""A notice is mailed once to whom it touches, whatever repeats and in whatever order it arrives."""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from services.registration.actions import letters, notices, own, reaching
from services.registration.actions.letters import Facts, Letter
from services.registration.actions.office import By
from services.registration.domain.seats import LIVE
from services.registration.store import notices as store
from services.registration.store import registrations, tasks
from services.registration.store.registrations import Row
from shared.bus import Change
from shared.clock import MovedClock
from shared.db import Tx
from shared.events.notices import Notice, SessionChange, SessionFacts, TermChange
from shared.events.scheduling import SignUp, Workshop, WorkshopState
from shared.ids import new_id
from shared.mail import MailResult
from tests.registration.test_undelivered import refuse_everything
from tests.support.registration import OFFICE, Office, newer, person, workshop
from tests.support.registration_site import Site

ALICE = By(f"Staff/{new_id()}", "Alice Rahmawati", OFFICE)
BRING = (TermChange(term="bring", before="", after="Pisau ukir"),)


def moved(of: Workshop, days: int = 7) -> Notice:
    """Every session is told to be held later."""

    def facts(at: Any, shift: int) -> SessionFacts:
        return SessionFacts(
            subject=at.subject,
            starts_at=at.starts_at + timedelta(days=shift),
            ends_at=at.ends_at + timedelta(days=shift),
            place=at.place.name,
        )

    return Notice(
        id=new_id(),
        at=of.published_at + timedelta(days=10),
        reason="Gedung dipakai",
        sessions=tuple(
            SessionChange(session_id=one.id, before=facts(one, 0), after=facts(one, days))
            for one in of.sessions
        ),
    )


def telling(of: Workshop, *more: Notice) -> Workshop:
    """The next document, with notices added to those it carries."""
    return newer(of, notices=(*of.notices, *more))


async def told(panitia: Office, row: Row) -> Counter[str]:
    """How often this person was written to or is to be contacted, by the notice."""
    async with panitia.db.read() as tx:
        found = await tx.fetch(
            """
            select occasion from mail where purpose = 'workshop_changed' and subject = $1
            union all
            select occasion from contact_task where purpose = 'workshop_changed' and registration_id = $2
            """,
            row.subject,
            row.id,
        )
    return Counter(one["occasion"] for one in found)


async def test_changed_times_alone_are_mailed_to_nobody(panitia: Office) -> None:
    """The page is right at once; people are told when the office, or the quiet time, says so."""
    belitung = workshop()
    await panitia.hears(belitung)
    row = await panitia.signs_up(belitung)
    later = tuple(
        one.model_copy(update={"starts_at": one.starts_at + timedelta(minutes=30)})
        for one in belitung.sessions
    )
    await panitia.hears(newer(belitung, sessions=later))
    assert await panitia.letters(row) == ["sign_up_confirmed"]


async def test_everybody_it_touches_is_told_in_words_of_their_own(panitia: Office) -> None:
    belitung = workshop(1)
    await panitia.hears(belitung)
    seated, waits = await panitia.signs_up(belitung), await panitia.signs_up(belitung, language="en")
    gone = await panitia.signs_up(belitung)
    await panitia.db.run(own.cancel, panitia.now, gone.id)
    notice = moved(belitung)
    await panitia.hears(telling(belitung, notice))
    late = await panitia.signs_up(belitung)
    await panitia.hears(newer(telling(belitung, notice), summary="Kata lain"))
    for row in (seated, waits):
        assert await told(panitia, row) == Counter([str(notice.id)])
    assert not await told(panitia, gone) and not await told(panitia, late)
    async with panitia.db.read() as tx:
        data = {
            row["subject"]: row["data"]
            for row in await tx.fetch("select subject, data from mail where purpose = 'workshop_changed'")
        }
        (delivery,) = await store.of_workshop(tx, belitung.id, OFFICE, 10)
    assert data[seated.subject]["opening"] == "Ada perubahan pada Bimtek Anda. Kursi Anda tetap."
    assert data[waits.subject]["opening"].endswith("You keep your place on the waiting list.")
    assert data[waits.subject]["headline"] == "Time or place has changed"
    assert delivery.waiting == 2


async def test_what_to_bring_is_told_to_those_with_a_seat(panitia: Office) -> None:
    belitung = workshop(1)
    await panitia.hears(belitung)
    seated, waits = await panitia.signs_up(belitung), await panitia.signs_up(belitung)
    notice = Notice(id=new_id(), at=panitia.now, terms=BRING, seated_only=True)
    await panitia.hears(telling(belitung, notice))
    assert await told(panitia, seated) and not await told(panitia, waits)


async def test_whoever_waits_for_approval_is_told_too(panitia: Office) -> None:
    belitung = workshop(sign_up=SignUp.APPROVAL)
    await panitia.hears(belitung)
    row = await panitia.signs_up(belitung)
    await panitia.hears(telling(belitung, moved(belitung)))
    assert await panitia.letters(row) == ["sign_up_pending", "workshop_changed"]


async def test_a_notice_that_comes_after_the_cancellation_or_the_end_is_not_mailed(
    panitia: Office, clock: MovedClock
) -> None:
    cancelled, over = workshop(), workshop()
    await panitia.hears(cancelled, over)
    rows = [await panitia.signs_up(cancelled), await panitia.signs_up(over)]
    document = telling(cancelled, moved(cancelled)).model_copy(update={"state": WorkshopState.CANCELLED})
    await panitia.hears(document)
    clock.move_to(over.ends_at + timedelta(hours=1))
    await panitia.hears(telling(over, moved(over)))
    assert await panitia.letters(rows[0]) == ["sign_up_confirmed", "workshop_cancelled"]
    assert await panitia.letters(rows[1]) == ["sign_up_confirmed"]


def history(of: Workshop) -> list[Workshop]:
    """Eight documents, three notices: some documents come between them and change something else."""
    documents = [of]
    for step in range(1, 9):
        more = (moved(of, step),) if step in (2, 5, 6) else ()
        documents.append(telling(documents[-1], *more).model_copy(update={"summary": f"Kata {step}"}))
    return documents


async def shuffled(panitia: Office, seed: int) -> tuple[list[Counter[str]], Counter[str]]:
    """What three people were told after everything came in any order and twice, and what they should be."""
    belitung = workshop(2)
    documents = history(belitung)
    await panitia.hears(belitung)
    people = [await panitia.signs_up(belitung), await panitia.signs_up(belitung, person(email=""))]
    people.append(await panitia.signs_up(belitung))
    heard = documents * 2
    random.Random(seed).shuffle(heard)
    for document in heard:
        await panitia.hears(document)
    wanted = Counter(str(notice.id) for notice in documents[-1].notices)
    return [await told(panitia, row) for row in people], wanted


@pytest.mark.parametrize("seed", range(8))
async def test_shuffled_and_repeated_everybody_is_told_each_notice_once(seed: int, panitia: Office) -> None:
    found, wanted = await shuffled(panitia, seed)
    assert found == [wanted] * 3


@pytest.mark.parametrize("seed", range(3))
async def test_negative_control_with_the_version_as_occasion_people_are_told_again(
    seed: int, panitia: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rule before: a mail for each document that differs from the one before it."""

    async def by_version(tx: Tx, now: Any, change: Change[Workshop], known: Facts) -> None:
        if change.old is None or not change.new.notices:
            return
        rows = await registrations.in_states(tx, change.new.id, LIVE)
        occasion = str(change.new.version)
        texts = [one.extra for one in notices.letters(change.new.notices[-1], rows, known)]
        await letters.send(
            tx,
            now,
            [
                Letter(row, "workshop_changed", known, text, occasion)
                for row, text in zip(rows, texts, strict=True)
            ],
        )

    monkeypatch.setattr(notices, "tell", by_version)
    found, wanted = await shuffled(panitia, seed)
    assert found != [wanted] * 3
    assert any(set(one) - set(wanted) for one in found)


async def arrives(panitia: Office, row: Row) -> None:
    """The mail server takes this person's mails."""

    async def sent(tx: Tx) -> None:
        await tx.execute("update mail set state = 'sent' where subject = $1", row.subject)

    await panitia.db.run(sent)


async def test_how_far_a_notice_has_come(site: Site) -> None:
    panitia = site.panitia
    belitung = workshop()
    await panitia.hears(belitung)
    reached = await panitia.signs_up(belitung)
    await panitia.signs_up(belitung, person(full_name="Nenek Halimah", email=""))
    await panitia.signs_up(belitung, person(full_name="Bapak Hendra", email="salah@contoh.example"))
    notice = moved(belitung)
    await panitia.hears(telling(belitung, notice))
    queued = await panitia.signs_up(belitung)
    async with site.organizer() as alice:
        page = await alice.get(f"/kelola/peserta/{belitung.id}/pemberitahuan")
        assert "0 dari 3 sampai lewat email" in page.words and "2 masih antre" in page.words
        await arrives(panitia, reached)
        await refuse_everything(panitia)
        page = await alice.get(f"/kelola/peserta/{belitung.id}/pemberitahuan")
        assert "1 dari 3 sampai lewat email" in page.words and "2 perlu dihubungi" in page.words
        assert "Nenek Halimah" in page.words and "Bapak Hendra" in page.words
        assert reached.full_name not in page.words and queued.full_name not in page.words
        assert "Semula: Selasa, 25 April 2017" in page.words and "Gedung dipakai" in page.words

        async with panitia.db.read() as tx:
            nenek = next(
                task
                for task in await tasks.open_tasks(tx, OFFICE, belitung.id, 10)
                if task.purpose == "workshop_changed"
            )
        await panitia.db.run(reaching.contacted, panitia.now, ALICE, nenek.id)
        page = await alice.get(f"/kelola/peserta/{belitung.id}/pemberitahuan")
        assert "1 sudah dihubungi" in page.words and "1 perlu dihubungi" in page.words
        part = await alice.get(
            f"/kelola/peserta/{belitung.id}/pemberitahuan/ringkas", **{"Bimtek-Fragment": "1"}
        )
        assert part.words.startswith("2 dari 3 orang sudah menerima pemberitahuan")
        answer = await alice.get(f"/api/v1/registration/workshops/{belitung.id}/notices")
        assert '"delivered":1,"contacted":1,"waiting":0,"to_contact":1,"failed":0' in answer.text
    async with site.organizer(office_id=new_id()) as charlie:
        assert (await charlie.get(f"/kelola/peserta/{belitung.id}/pemberitahuan")).status == 404


async def test_a_second_refusal_of_one_mail_makes_one_task(panitia: Office) -> None:
    belitung = workshop()
    await panitia.hears(belitung)
    row = await panitia.signs_up(belitung)
    notice = moved(belitung)
    await panitia.hears(telling(belitung, notice))
    result = MailResult(
        "workshop_changed", row.subject, str(notice.id), row.email, "refused", "550", {"lines": []}
    )
    for _ in range(2):
        await panitia.db.run(reaching.on_mail, panitia.now, result)
    assert await panitia.tasks(row) == ["workshop_changed"]


async def test_the_persons_page_says_what_changed(site: Site) -> None:
    panitia = site.panitia
    belitung = workshop()
    await panitia.hears(belitung)
    row = await panitia.signs_up(belitung)
    link = f"/pendaftaran/{panitia.keys.decrypt(row.manage_sealed, purpose='manage_code')}"
    async with site.visitor() as siti:
        assert "Jadwal atau tempat berubah" not in (await siti.get(link)).words
        at = panitia.now + timedelta(minutes=1)
        notice = moved(belitung).model_copy(update={"at": at})
        await panitia.hears(telling(belitung, notice))
        page = await siti.get(link)
        assert "Jadwal atau tempat berubah" in page.words
        assert "Menjadi: Selasa, 2 Mei 2017" in page.words and "Gedung dipakai" in page.words
