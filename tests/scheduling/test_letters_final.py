"""Final letters: one number each without a gap, one file that never changes, corrected and void ones."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from services.scheduling.actions import letter_delivery, letter_making, letters
from services.scheduling.actions import workshops as workshop_actions
from services.scheduling.domain.refusals import Invalid, WrongState
from services.scheduling.store import letter_files
from services.scheduling.store import letter_rules as rules_store
from services.scheduling.store import letters as store
from services.scheduling.store import offices as office_store
from shared.db import Tx
from shared.events.scheduling import PaperKind
from tests.support import letters as support
from tests.support.letters import details, drafted, finalized, invited, of_batch, sent, signs, villages
from tests.support.letters_site import course, made, pdf_of, tokens
from tests.support.papers import text_of
from tests.support.scheduling import Planner
from tests.support.scheduling_site import Site
from tests.support.settle import ended_or_blocked


async def test_numbers_have_no_gap_and_no_twin_whoever_hurries(office: Planner) -> None:
    """Ten acts numbered at once; one that is refused gives its number back."""
    await signs(office)
    workshop, _trainer = await course(office)
    acts = [await drafted(office, workshop, "participant_request", villages(3)) for _ in range(10)]
    unsigned = await drafted(office, workshop, "participant_request", villages(2), letter_date="2016-12-30")
    with pytest.raises(Invalid, match="letter_unsigned"):
        await finalized(office, unsigned)
    await asyncio.gather(*(finalized(office, act) for act in acts))
    async with office.db.read() as tx:
        rows = await tx.fetch("select ordinal from letter where state = 'final' order by ordinal")
    assert [row["ordinal"] for row in rows] == list(range(1, 31))
    with pytest.raises(WrongState):
        await finalized(office, acts[0])


async def test_without_the_counter_two_letters_would_get_one_number(
    office: Planner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control of the story above: with a number that is only looked up, the wall refuses."""
    await signs(office)
    workshop, _trainer = await course(office)
    acts = [await drafted(office, workshop, "participant_request", villages(1)) for _ in range(6)]

    async def looked_up(tx: Tx, organization_id: UUID, paper: PaperKind, series: Any) -> int:
        found = await tx.fetchval(
            "select coalesce(max(ordinal), 0) from letter where paper = $1", paper.value
        )
        await asyncio.sleep(0.05)
        return int(found) + 1

    async def unlocked(tx: Tx, organization_id: UUID) -> None:
        return None

    async def never(tx: Tx, organization_id: UUID, number: str) -> bool:
        return False

    monkeypatch.setattr(rules_store, "take", looked_up)
    monkeypatch.setattr(office_store, "lock", unlocked)
    monkeypatch.setattr(store, "number_used", never)
    done = await asyncio.gather(*(finalized(office, act) for act in acts), return_exceptions=True)
    assert any(isinstance(one, asyncpg.UniqueViolationError) for one in done)


async def test_a_number_of_the_secretariat_is_never_given_again(office: Planner) -> None:
    await signs(office)
    workshop, _trainer = await course(office)
    first = await drafted(office, workshop, "participant_request", villages(2))
    rows = await finalized(office, first, ("005/002/DISPERIN/IV/2017", ""))
    assert [row.number for row in rows] == ["005/002/DISPERIN/IV/2017", "005/001/DISPERIN/IV/2017"]
    second = await drafted(office, workshop, "trainer_invitation", invited("Suparno"))
    (row,) = await finalized(office, second)
    assert row.number == "005/003/DISPERIN/IV/2017"  # 002 stands on a letter
    third = await drafted(office, workshop, "committee_assignment", sent("Hendra"))
    (row,) = await finalized(office, third)
    assert row.number == "094/001/DISPERIN/IV/2017"  # surat tugas are counted apart
    fourth = await drafted(office, workshop, "participant_request", villages(1))
    with pytest.raises(Invalid, match="number_used"):
        await finalized(office, fourth, ("005/002/DISPERIN/IV/2017",))


async def test_a_final_letter_never_changes_and_a_correction_keeps_its_number(site: Site) -> None:
    office = site.office
    await signs(office)
    workshop, _trainer = await course(office)
    batch = await drafted(office, workshop, "committee_assignment", sent("Hendra", "Siti Nurhaliza"))
    (row,) = await finalized(office, batch)
    await made(site)
    before = await pdf_of(office, row.id)
    await signs(office, name="Dinas Lain (CONTOH)", address="Jalan Lain")
    with pytest.raises(WrongState):
        await office.db.run(
            letters.change, office.by, batch, details("committee_assignment"), sent("Orang Lain")
        )
    with pytest.raises(WrongState):
        await office.db.run(letters.delete, office.by, batch)
    assert await pdf_of(office, row.id) == before
    async with site.signed_in() as alice:
        path = f"/kelola/surat/{row.id}/perbaiki"
        fields = tokens(await alice.get(path))
        assert fields["people"] == "Hendra\nSiti Nurhaliza"
        fields |= {"people": "Hendra Wijaya\nSiti Nurhaliza", "reason": "Nama Hendra kurang lengkap"}
        done = await alice.post(path, fields | {"letter_date": "2020-01-01"})
        assert "Terbitan baru sedang dibuat" in done.words
        await made(site)
        page = await alice.get(f"/kelola/surat/{row.id}")
        assert "Terbitan 2" in page.words and "Nama Hendra kurang lengkap" in page.words
        old = await alice.get(f"/kelola/surat/{row.id}/berkas.pdf?terbitan=1")
    assert old.body == before
    words = text_of(await pdf_of(office, row.id, 2))[0]
    assert "Hendra Wijaya" in words and f"NOMOR: {row.number}" in words and "10 April 2017" in words
    assert "DINAS LAIN (CONTOH)" in words  # a correction is made of what is true now


async def test_a_void_letter_keeps_its_number_and_says_why(site: Site) -> None:
    office = site.office
    await signs(office)
    workshop, _trainer = await course(office)
    batch = await drafted(office, workshop, "participant_request", villages(2))
    first, second = await finalized(office, batch)
    await made(site)
    async with site.signed_in() as alice:
        path = f"/kelola/surat/{first.id}/batalkan"
        assert (await alice.fill(path, {"reason": ""})).status == 422
        done = await alice.fill(path, {"reason": "Salah alamat"})
        assert "Batal" in done.words and "Salah alamat" in done.words
        assert (await alice.fill(f"/kelola/surat/{second.id}", {"reason": "Lagi"}, path)).status == 409
        voided = await alice.get("/kelola/surat?status=void")
        assert first.number in voided.words and second.number not in voided.words
        book = await alice.get("/kelola/surat/surat.csv")
        assert "Salah alamat" in book.text
    again = await drafted(office, workshop, "participant_request", villages(1))
    (row,) = await finalized(office, again)
    assert row.number == "005/003/DISPERIN/IV/2017"
    async with office.db.read() as tx:
        packed = await letter_files.files(tx, office.office_id, batch)
    assert [id for id, _position, _data in packed] == [second.id]
    with pytest.raises(WrongState, match="letter_void"):
        await office.db.run(letter_delivery.handed, office.now, office.by, first.id, "Siapa")


async def test_the_workshop_of_a_numbered_letter_is_not_deleted(office: Planner) -> None:
    await signs(office)
    workshop, _trainer = await course(office)
    draft = await drafted(office, workshop, "participant_request", villages(1))
    other, _other = await course(office, email="")
    await drafted(office, other, "participant_request", villages(1))
    await office.db.run(workshop_actions.delete_draft, office.by, other)  # its letters were drafts only
    await finalized(office, draft)
    with pytest.raises(WrongState, match="letters"):
        await office.db.run(workshop_actions.delete_draft, office.by, workshop)


async def test_a_draft_deleted_while_its_letters_get_numbers_says_so(office: Planner, dsn: str) -> None:
    await signs(office)
    workshop, _trainer = await course(office)
    batch = await drafted(office, workshop, "participant_request", villages(2))
    done, go_on = asyncio.Event(), asyncio.Event()

    async def numbers(tx: Tx) -> None:
        await letters.finalize(tx, office.now, office.by, batch, (), support.URL)
        done.set()
        await go_on.wait()

    one = asyncio.create_task(office.db.run(numbers))
    await done.wait()
    other = asyncio.create_task(office.db.run(workshop_actions.delete_draft, office.by, workshop))
    await ended_or_blocked(other, dsn)
    go_on.set()
    _numbered, refused = await asyncio.gather(one, other, return_exceptions=True)
    assert isinstance(refused, WrongState)


async def test_two_presses_and_a_corrected_letter_make_one_file_each(site: Site) -> None:
    """A file made for a wording that was corrected meanwhile is thrown away; so is a second one."""
    office = site.office
    await signs(office)
    workshop, _trainer = await course(office)
    (row,) = await finalized(office, await drafted(office, workshop, "committee_assignment", sent("Hendra")))
    (order,) = await office.db.run(letter_making.claim)
    assert not await office.db.run(letter_making.claim)  # it is somebody's already
    (whole,) = sent("Hendra Wijaya")
    given = (row.id, details("committee_assignment"), whole, "Nama", support.URL)
    await office.db.run(letters.correct, office.now, office.by, *given)
    assert not await office.db.run(letter_making.keep, office.now, order, b"%PDF old wording")
    (order,) = await office.db.run(letter_making.claim)
    assert await office.db.run(letter_making.keep, office.now, order, b"%PDF new wording")
    assert not await office.db.run(letter_making.keep, office.now, order, b"%PDF twice")
    assert await pdf_of(office, row.id) == b"%PDF new wording"


async def test_what_cannot_be_printed_says_which_letter_and_can_be_corrected(site: Site) -> None:
    office = site.office
    await signs(office)
    workshop, _trainer = await course(office)
    batch = await drafted(office, workshop, "committee_assignment", sent("Hendra 漢字"))
    (row,) = await of_batch(office, batch)
    async with site.signed_in() as alice:
        look = await alice.get(f"/kelola/surat/{row.id}/berkas.pdf")
        assert look.status == 409 and "漢" in look.words
        await finalized(office, batch)
        await made(site)
        page = await alice.get(f"/kelola/surat/{row.id}")
        assert "Berkas gagal dibuat" in page.words and "漢" in page.words
        assert "Berkas surat gagal dibuat" in (await alice.get("/kelola")).words
        path = f"/kelola/surat/{row.id}/perbaiki"
        await alice.post(path, tokens(await alice.get(path)) | {"people": "Hendra", "reason": "Huruf asing"})
        await made(site)
        page = await alice.get(f"/kelola/surat/{row.id}")
        assert "Siap disampaikan" in page.words and row.number in page.words
    assert "Hendra" in text_of(await pdf_of(office, row.id))[0]
