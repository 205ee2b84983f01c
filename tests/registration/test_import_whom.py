"""Whom a row means: a list puts nobody into a workshop twice, and no NIK to somebody else."""

from __future__ import annotations

from services.registration.actions.office import merge
from shared.clock import MovedClock
from tests.support.importing import NIK, applies, counts, opened, path_of, people, send, sends
from tests.support.questions import ALICE
from tests.support.registration import person
from tests.support.registration_site import Site


async def test_a_nik_of_somebody_else_is_not_written_to_a_card(site: Site) -> None:
    one, office = await opened(site), site.panitia
    ani = await office.signs_up(one, person(full_name="Ani", phone="6281299900001"))
    await office.signs_up(one, person(full_name="Citra", phone="6281299900003", nik=NIK))
    eka = await office.signs_up(one, person(full_name="Eka", phone="6281299900005"))
    other = "1902014501909991"
    rows = [
        ("Kode kartu", "Nama", "NIK"),
        (ani.card_code, "Ani", NIK),
        (ani.card_code, "Ani", other),
        (eka.card_code, "Eka", other),
    ]
    async with site.organizer() as alice:
        look = await send(alice, path_of(one), rows)
        assert counts(look) == (0, 1, 0, 2), look.words
        assert "NIK ini milik Citra (" in look.words and "Baris ini sama dengan baris 3." in look.words


async def test_nobody_stands_in_a_sheet_as_known_and_as_new(site: Site) -> None:
    """The first row gives her the phone by which the second would have known her."""
    one, office = await opened(site), site.panitia
    ani = await office.signs_up(one, person(full_name="Ani", phone=""))
    row = ("Ani Lestari", "P", "081299900001", "Badau")
    heads = ("Kode kartu", "Nama", "L/P", "HP", "Kecamatan")
    async with site.organizer() as alice:
        for rows, words in (
            ([(ani.card_code, *row), ("", *row)], "Baris ini sama dengan baris 2."),
            ([("", *row), (ani.card_code, *row)], "Baris ini sama dengan baris 2."),
        ):
            look = await send(alice, path_of(one), [heads, *rows])
            assert counts(look)[3] == 1 and words in look.words, look.words
        await applies(alice, await send(alice, path_of(one), [heads, (ani.card_code, *row), ("", *row)]))
    assert set(await people(site, one)) == {"Ani Lestari"}


async def test_the_list_taken_along_with_its_codes_comes_back_as_the_same_people(site: Site) -> None:
    """Without them a mended name is a new person: nothing else says who was meant."""
    one, office = await opened(site), site.panitia
    for name, phone in (("Ani", "6281299900001"), ("Budi", "")):
        await office.signs_up(one, person(full_name=name, phone=phone, email=""))
    listed, file = f"/kelola/peserta/{one.id}", "peserta.csv?kolom=kode&kolom=hp&kolom=asal&kolom=jk"
    async with site.organizer() as alice:
        whole = (await alice.get(f"{listed}/peserta.csv")).text
        assert "Kode kartu" not in whole, "it opens somebody's page together with the phone beside it"
        assert 'data-label="Kode kartu"' in (await alice.get(f"{listed}?kolom=kode")).text
        for query, fate in ((file, (0, 1, 1, 0)), ("peserta.csv?kolom=hp&kolom=asal&kolom=jk", (1, 0, 0, 1))):
            text = (await alice.get(f"{listed}/{query}")).text.replace("Ani", "Ani Lestari")
            look = await sends(alice, path_of(one), "peserta.csv", text.encode())
            assert counts(look) == fate, look.words


async def test_two_who_are_registered_alike_are_each_changed_by_their_cards(site: Site) -> None:
    one, office = await opened(site), site.panitia
    twins = [await office.signs_up(one, person(full_name="Ani", phone="6281299900001")) for _n in range(2)]
    rows = [
        ("Kode kartu", "Nama", "HP", "Usaha"),
        *((t.card_code, "Ani", "081299900001", "Batok") for t in twins),
    ]
    async with site.organizer() as alice:
        assert counts(await send(alice, path_of(one), rows)) == (0, 2, 0, 0)


async def test_who_was_merged_is_known_by_card_nik_and_phone_and_does_not_come_again(site: Site) -> None:
    one, office = await opened(site), site.panitia
    first = await office.signs_up(one, person(full_name="Ani", phone="6281299900001", nik=NIK))
    second = await office.signs_up(one, person(full_name="Ani L", phone="6281299900005"))
    stays = await office.signs_up(one, person(full_name="Ani Lestari", phone="6281299900006"))
    for gone, into in ((first, second), (second, stays)):
        await office.db.run(merge, office.now, ALICE, gone.id, into.id)
    heads = ("Kode kartu", "Nama", "L/P", "HP", "Kecamatan", "NIK", "Usaha")
    async with site.organizer() as alice:
        for row in (
            (first.card_code, "Ani Lestari", "", "", "", "", "Batok"),
            ("", "Ani Lestari", "P", "", "Badau", NIK, "Batok"),
            ("", "Ani L", "P", "081299900005", "Badau", "", "Batok"),
        ):
            look = await send(alice, path_of(one), [heads, row])
            assert counts(look) == (0, 1, 0, 0), look.words
        await applies(alice, look)
    assert (await office.row(stays.id)).business_name == "Batok"
    async with site.panitia.db.read() as tx:
        assert await tx.fetchval("select count(*) from registration where state <> 'merged'") == 1


async def test_what_is_settled_is_said_before_the_yes(site: Site, clock: MovedClock) -> None:
    one, office = await opened(site), site.panitia
    ani = await office.signs_up(one, person(full_name="Ani", phone="6281299900001"))
    clock.move_to(one.ends_at)
    rows = [("Kode kartu", "Nama"), (ani.card_code, "Ani Lestari"), ("", "Budi")]
    async with site.organizer() as alice:
        look = await send(alice, path_of(one), rows)
        assert counts(look) == (0, 0, 0, 2), look.words
        assert "Bimtek ini sudah selesai, jadi data pesertanya tidak dapat diubah lagi." in look.words
        assert counts(await send(alice, path_of(one), [rows[0], (ani.card_code, "Ani")])) == (0, 0, 1, 0)
