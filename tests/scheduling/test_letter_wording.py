"""The wording and the numbering of letters are the office's own."""

from __future__ import annotations

from services.scheduling.actions import letter_rules
from services.scheduling.domain.letter_numbers import Numbering
from shared.events.scheduling import PaperKind
from tests.support.letters import drafted, finalized, sent, signs
from tests.support.letters_site import course, tokens
from tests.support.scheduling_site import Site


async def test_the_wording_is_the_offices_own_and_goes_back(site: Site) -> None:
    office = site.office
    workshop, _trainer = await course(office)
    path = "/kelola/surat/naskah/tugas-panitia"
    async with site.signed_in() as alice:
        fields = tokens(await alice.get(path))
        assert "Kembalikan ke awal" not in (await alice.get(path)).words
        wrong = await alice.post(path, fields | {"task": "Bertugas di {tempatnya}"})
        assert (
            wrong.status == 422 and "{tempatnya} tidak dikenal" in wrong.words and "{tempat}" in wrong.words
        )
        broken = await alice.post(path, fields | {"task": "Bertugas di {tempat", "check": "1"})
        assert broken.status == 422 and "tidak berpasangan" in broken.words
        looked = await alice.post(path, fields | {"task": "Bertugas di {tempat}", "check": "1"})
        assert "Naskah ini dapat dipakai" in looked.words
        assert "Naskah sendiri" not in (await alice.get("/kelola/surat/naskah")).words
        await alice.post(path, fields | {"task": "Bertugas di {tempat}"})
        assert "Naskah sendiri" in (await alice.get("/kelola/surat/naskah")).words
        form = await alice.get(f"/kelola/jadwal/{workshop}/surat/tugas-panitia")
        assert tokens(form)["task"] == "Bertugas di {tempat}"
        await alice.fill(path, {}, f"{path}/awal")
        assert tokens(await alice.get(path)) | {"form_token": ""} == fields | {"form_token": ""}


async def test_numbering_is_checked_and_shown_before_it_is_kept(site: Site) -> None:
    path = "/kelola/surat/penomoran/tugas"
    async with site.signed_in() as alice:
        for template, said in (
            ("{urut}/{bulan}", "harus memuat {urut} dan {tahun}"),
            ("{urut}/{tahun}/{apa}", "Gunakan hanya kata"),
            ("{urut:>9}/{tahun}", "Hanya {urut} yang boleh diberi lebar"),
            ("{urut/{tahun}", "tidak berpasangan"),
        ):
            answer = await alice.fill(path, {"template": template})
            assert answer.status == 422 and said in answer.words, template
        answer = await alice.fill(path, {"template": "{unit}/{urut}/{tahun}"})
        assert answer.status == 422 and "Isi kode unit" in answer.words
        shown = await alice.fill(path, {"template": "ST/{urut:04}/{tahun}", "show": "1"})
        assert "ST/0007/2017" in shown.words
        kept = await alice.fill(path, {"template": "ST/{urut:04}/{tahun}"})
        assert "Penomoran tersimpan" in kept.words and "ST/0007/2017" in kept.words
    office = site.office
    await signs(office)
    workshop, _trainer = await course(office)
    (row,) = await finalized(office, await drafted(office, workshop, "committee_assignment", sent("Hendra")))
    assert row.number == "ST/0001/2017"
    coded = Numbering("{urut}/{kegiatan}/{tahun}", "", "")
    await office.db.run(letter_rules.put_numbering, office.by, PaperKind.ASSIGNMENT_LETTER, coded)
    (row,) = await finalized(office, await drafted(office, workshop, "committee_assignment", sent("Hendra")))
    assert row.number == "2/BATOK/2017"
