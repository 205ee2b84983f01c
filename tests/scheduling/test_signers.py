"""Who signs which paper from when to when: a list the office keeps, one form a signature block."""

from __future__ import annotations

from datetime import date

import pytest

from services.scheduling.store import offices
from shared.events.scheduling import Organization, PaperKind, Role
from tests.support.factories import organization, signature_block
from tests.support.scheduling_site import Member, Site

ACTING = {
    "papers": ["certificate", "assignment_letter"],
    "prefix": "Plt.",
    "position": "Kepala Dinas Perindustrian\nProvinsi Contoh",
    "name": "Ir. Budi Santosa, M.T.",
    "nip": "19700315 199803 1 001",
    "valid_from": "2017-04-01",
    "valid_to": "2017-06-30",
}
NEW = "/kelola/instansi/penanda-tangan/baru"


async def stored(site: Site) -> Organization:
    async with site.running.db.read() as tx:
        document = await offices.document(tx, site.office.office_id)
    assert document is not None
    return document


async def adds(site: Site, alice: Member, **given: object) -> tuple[int, str]:
    page = await alice.get(NEW)
    fields = {"form_token": page.token(), "version": str((await stored(site)).version), **ACTING, **given}
    answer = await alice.post(NEW, [(k, v) for k, vs in fields.items() for v in _several(vs)])
    return answer.status, answer.words


def _several(given: object) -> list[str]:
    return [str(one) for one in given] if isinstance(given, list) else [str(given)]


def test_whoever_began_last_signs_and_nobody_outside_a_period() -> None:
    head = signature_block(name="Kepala", valid_from=date(2017, 1, 1))
    acting = signature_block(name="Plt.", valid_from=date(2017, 4, 1), valid_to=date(2017, 6, 30))
    letters = signature_block(PaperKind.INVITATION_LETTER, name="Sekretaris", valid_from=date(2017, 5, 1))
    office = organization(signature_blocks=(head, acting, letters))

    def signs(paper: PaperKind, day: date) -> str:
        block = office.signer(paper, day)
        return block.name if block else ""

    assert signs(PaperKind.CERTIFICATE, date(2017, 3, 31)) == "Kepala"
    assert signs(PaperKind.CERTIFICATE, date(2017, 4, 1)) == "Plt."
    assert signs(PaperKind.CERTIFICATE, date(2017, 6, 30)) == "Plt."
    assert signs(PaperKind.CERTIFICATE, date(2017, 7, 1)) == "Kepala"
    assert signs(PaperKind.CERTIFICATE, date(2016, 12, 31)) == ""
    assert signs(PaperKind.INVITATION_LETTER, date(2017, 4, 30)) == ""
    assert signs(PaperKind.ASSIGNMENT_LETTER, date(2017, 5, 1)) == ""


async def test_an_acting_head_is_added_beside_the_head_and_told(site: Site) -> None:
    before = len((await stored(site)).signature_blocks)
    async with site.signed_in() as alice:
        status, words = await adds(site, alice)
        assert status == 200, words
        assert "Penanda tangan tersimpan" in words
        assert "Ir. Budi Santosa, M.T. Plt. Kepala Dinas Perindustrian, Provinsi Contoh" in words
        assert "1 April s.d. 30 Juni 2017" in words
        history = await alice.get("/kelola/riwayat?cari=Budi")
        assert "Data instansi diubah" in history.words
    office = await stored(site)
    assert len(office.signature_blocks) == before + 2  # one for each paper
    for paper in (PaperKind.CERTIFICATE, PaperKind.ASSIGNMENT_LETTER):
        block = office.signer(paper, date(2017, 5, 1))
        assert block is not None
        assert (block.prefix, block.nip) == ("Plt.", "197003151998031001")
        assert block.position == ("Kepala Dinas Perindustrian", "Provinsi Contoh")
    assert office.signer(PaperKind.ASSIGNMENT_LETTER, date(2017, 7, 1)) is None
    assert (await site.office.told())[-1] == "OrganizationChanged"


async def test_a_block_is_changed_and_taken_out(site: Site) -> None:
    async with site.signed_in() as alice:
        await adds(site, alice, papers=["invitation_letter"])
        blocks = (await stored(site)).signature_blocks
        number = 1 + next(at for at, block in enumerate(blocks) if block.name == ACTING["name"])
        address = f"/kelola/instansi/penanda-tangan/{number}"
        page = await alice.get(address)
        assert 'value="Ir. Budi Santosa, M.T."' in page.text
        fields = {name: str(value) for name, value in ACTING.items()}
        fields |= {"papers": "invitation_letter", "prefix": "Plh."}
        fields |= {"version": str((await stored(site)).version)}
        changed = await alice.fill(address, fields)
        assert "Plh. Kepala Dinas" in changed.words
        removed = await alice.fill(f"{address}/hapus", {"version": str((await stored(site)).version)})
        assert "Penanda tangan dihapus" in removed.words
        assert (await alice.get("/kelola/instansi/penanda-tangan/99")).status == 404
    assert (await stored(site)).signer(PaperKind.INVITATION_LETTER, date(2017, 5, 1)) is None


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"nip": "123"}, "NIP terdiri dari 18 angka"),
        ({"name": ""}, "Isi nama dengan gelar."),
        ({"position": "Satu\nDua\nTiga"}, "Jabatan paling banyak dua baris."),
        ({"valid_to": "2017-03-31"}, "Hari terakhir tidak boleh sebelum hari pertama."),
        ({"papers": []}, "Isi dokumen."),
        ({"version": "1"}, "baru saja diubah orang lain"),
    ],
)
async def test_wrong_blocks_are_refused_at_the_field(
    site: Site, given: dict[str, object], sentence: str
) -> None:
    before = await stored(site)
    async with site.signed_in() as alice:
        status, words = await adds(site, alice, **given)
    assert (status, sentence in words) == (422, True), words
    assert await stored(site) == before


async def test_two_blocks_of_one_paper_never_begin_on_one_day(site: Site) -> None:
    async with site.signed_in() as alice:
        assert (await adds(site, alice))[0] == 200
        status, words = await adds(site, alice, name="Orang Lain, S.E.", papers=["certificate"])
        assert (status, "mulai pada hari yang sama" in words) == (422, True)
        assert (await adds(site, alice, papers=["certificate"], valid_from="2017-04-02"))[0] == 200


async def test_programs_keep_them_too_and_only_admins(site: Site) -> None:
    async with site.signed_in() as alice:
        _status, listed = await alice.call("GET", "/signers")
        body = {**ACTING, "version": listed["version"]}
        status, made = await alice.call("POST", "/signers", body)
        assert status == 201
        assert (await alice.call("POST", "/signers", body))[0] == 422  # an old version
        _status, listed = await alice.call("GET", "/signers")
        assert listed["version"] == made["version"]
        number = next(one["number"] for one in listed["items"] if one["name"] == ACTING["name"])
        status, _made = await alice.call("DELETE", f"/signers/{number}?version={listed['version']}")
        assert status == 200
        assert (await alice.call("DELETE", "/signers/1"))[0] == 422
    organizer = await site.office.person(Role.ORGANIZER)
    async with site.signed_in(organizer) as joko:
        assert (await joko.call("GET", "/signers"))[0] == 200
        assert (await joko.call("POST", "/signers", {**ACTING, "version": 1}))[0] == 403
