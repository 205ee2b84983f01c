"""Notes on the score sheet: for those who decide alone, and nobody overwrites another's unseen."""

from __future__ import annotations

from typing import Any

import pytest

from services.registration.actions import erasing, selection
from services.registration.actions.selection import Remark
from services.registration.domain.refusals import NotPossible
from services.registration.store import score_notes
from services.registration.store.registrations import Row
from shared.crypto import Keys
from shared.events.scheduling import Role, Workshop
from shared.ids import new_id
from tests.registration.test_quotas import YULI
from tests.registration.test_selection import BUDI, asked, chooses, page_of, with_criteria
from tests.support.registration import Office
from tests.support.registration_site import Site

WORDS = "Sudah punya mesin bubut, siap mengajar tetangga."


async def remarks(panitia: Office, of: Workshop, row: Row, words: str, seen: str, by: Any = YULI) -> Any:
    return await panitia.db.run(selection.score, panitia.now, by, of.id, [], [Remark(row.id, words, seen)])


async def test_a_note_stands_on_the_sheet_and_nobody_else_reads_it(site: Site, keys: Keys) -> None:
    batok = chooses()
    await with_criteria(site.panitia, batok)
    hendra, dwi = await asked(site, batok, "Hendra", "Dwi")
    sheet = f"{page_of(batok)}/nilai"
    async with site.organizer() as alice, site.visitor() as visitor, site.organizer(Role.ADMIN) as admin:
        said = {f"n.{hendra.id}": f"  {WORDS}  ", f"v.{hendra.id}": "", f"n.{dwi.id}": "", f"v.{dwi.id}": ""}
        kept = await alice.fill(sheet, said)
        assert "1 isian disimpan." in kept.words and f"Catatan: {WORDS}" in kept.words
        again = await alice.get(sheet)
        assert WORDS in again.text and "ditulis" in again.words
        assert WORDS in (await alice.get(f"{page_of(batok)}/penilaian.csv")).text
        long = await alice.fill(
            sheet, {f"n.{dwi.id}": "a" * 301, f"n.{hendra.id}": "lain", f"v.{hendra.id}": WORDS}
        )
        assert long.status == 422 and "paling banyak 300 huruf" in long.words
        assert "a" * 301 in long.text and ">lain</textarea>" in long.text, "all that was typed stays"
        nik = await alice.fill(sheet, {f"n.{dwi.id}": "NIK-nya 1902 0145 0580 9991"})
        assert nik.status == 422 and "Jangan tulis NIK" in nik.words
        path = f"/pendaftaran/{keys.decrypt(hendra.manage_sealed, purpose='manage_code')}"
        assert WORDS not in (await visitor.get(path)).text
        assert WORDS in (await visitor.get(f"{path}/data")).text, "it is their own data (UU 27/2022 pasal 7)"
        other = f"/pendaftaran/{keys.decrypt(dwi.manage_sealed, purpose='manage_code')}"
        for public in (f"/bimtek/{batok.slug}", other, f"{other}/data"):
            assert WORDS not in (await visitor.get(public)).text
        assert "Catatan seleksi ditulis" in (history := await admin.get("/kelola/peserta/riwayat")).words
        assert WORDS not in history.text
    assert WORDS not in "".join(await site.panitia.events())
    await site.panitia.db.run(erasing.erase, site.panitia.now, YULI, hendra.id)
    async with site.panitia.db.read() as tx:
        assert await tx.fetchval("select count(*) from score_note") == 0


async def test_two_who_write_at_once_do_not_overwrite_each_other(site: Site) -> None:
    batok = chooses()
    await with_criteria(site.panitia, batok)
    (hendra,) = await asked(site, batok, "Hendra")
    assert await remarks(site.panitia, batok, hendra, "satu", "") == (1, [])
    kept, (lost,) = await remarks(site.panitia, batok, hendra, "dua", "", BUDI)
    assert (kept, lost.note, lost.by_name) == (0, "satu", YULI.name)
    async with site.organizer() as alice:
        shown = await alice.fill(
            f"{page_of(batok)}/nilai", {f"n.{hendra.id}": "tiga", f"v.{hendra.id}": "nol"}
        )
        assert shown.status == 409 and f"Hendra, catatan {YULI.name}: satu" in shown.words
        assert ">tiga</textarea>" in shown.text and 'value="satu"' in shown.text, "to be saved again, seen"
    assert await remarks(site.panitia, batok, hendra, "", "satu") == (1, [])
    assert (await remarks(site.panitia, batok, hendra, "", "satu"))[0] == 0
    with pytest.raises(NotPossible):
        await remarks(site.panitia, batok, hendra._replace(id=new_id()), "x", "")


async def test_control_a_note_that_does_not_look_is_lost(
    panitia: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    careless = score_notes.WRITE.replace("where score_note.note = $3", "where true or $3 = ''")
    monkeypatch.setattr(score_notes, "WRITE", careless)
    batok = chooses()
    await with_criteria(panitia, batok)
    row = await panitia.signs_up(batok)
    await remarks(panitia, batok, row, "satu", "")
    assert await remarks(panitia, batok, row, "dua", "", BUDI) == (1, []), (
        "the first is gone and nobody knows"
    )
