"""Cards on paper: eight to a sheet, by village or by name, only of those who may have one, and readable."""

from __future__ import annotations

import pypdfium2
import zxingcpp

from services.registration.actions import own
from services.registration.domain.cards import Batch, Card, Order, in_order
from services.registration.rendering.cards import render
from services.registration.web import views
from shared.events.scheduling import Role
from shared.ids import shown
from tests.support.papers import text_of
from tests.support.registration import person, workshop
from tests.support.registration_site import Site

BATCH = Batch("Bimtek Gula Aren", "25–28 April 2017", "Kembiri", "Dinas (CONTOH)", (2017, 4, 20))


def codes_of(pdf: bytes, page: int) -> set[str]:
    """What a phone reads from a picture of one sheet."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return {str(code.text) for code in zxingcpp.read_barcodes(document[page].render(scale=2).to_pil())}
    finally:
        document.close()


async def test_everybody_with_a_seat_has_a_card_that_opens_their_own_ticket(site: Site) -> None:
    belitung = workshop(9)
    await site.panitia.hears(belitung)
    people = [await site.panitia.signs_up(belitung, person(full_name=f"Orang {n:02}")) for n in range(11)]
    gone, waits = people[0], people[10]  # a seat was freed: the ninth goes to who waited first
    await site.panitia.db.run(own.cancel, site.panitia.now, gone.id)
    path = f"/kelola/peserta/{belitung.id}/kartu.pdf?urut=nama"
    async with site.organizer() as alice:
        answer = await alice.get(path)
    assert answer.status == 200
    sheets = text_of(answer.body)
    assert len(sheets) == 2
    tickets = {
        views.ticket_address(site.running.keys, await site.panitia.row(row.id), site.url)
        for row in people[1:10]
    }
    assert codes_of(answer.body, 0) | codes_of(answer.body, 1) == tickets
    assert len(codes_of(answer.body, 0)) == 8
    assert shown(people[1].card_code) in sheets[0] and shown(people[9].card_code) in sheets[1]
    for row in (gone, waits):
        assert row.full_name not in " ".join(sheets)


async def test_who_waits_gets_a_card_only_when_ticked_and_nobody_of_elsewhere(site: Site) -> None:
    belitung, other = workshop(1), workshop(1)
    await site.panitia.hears(belitung, other)
    _seated, waits = [
        await site.panitia.signs_up(belitung, person(full_name=name)) for name in ("Ani", "Budi")
    ]
    stranger = await site.panitia.signs_up(other, person(full_name="Citra"))
    async with site.organizer() as alice:
        path = f"/kelola/peserta/{belitung.id}/kartu.pdf?chosen={waits.id}&chosen={stranger.id}"
        (sheet,) = text_of((await alice.get(path)).body)
        assert "Budi" in sheet and "Ani" not in sheet and "Citra" not in sheet
        none = await alice.get(f"/kelola/peserta/{belitung.id}/kartu.pdf?chosen={stranger.id}")
        assert none.status == 409
    async with site.organizer(Role.VIEWER) as viewer:  # a card lets somebody in
        assert (await viewer.get(path)).status == 403


def card(name: str, district: str, village: str = "", regency: str = "Kabupaten Belitung") -> Card:
    return Card(name, "K7M4-9QXT", "X", district=district, regency=regency, village=village)


def test_a_pile_for_each_village_and_strangers_last() -> None:
    cards = [
        card("Zaenal", "Membalong", "Kembiri"),
        card("Ahmad", "Tanjungpandan"),
        card("Luar", "", regency=""),
        card("Bahar", "Membalong", "Perpat"),
        card("Amin", "Membalong", "Kembiri"),
    ]
    assert [one.name for one in in_order(cards, Order.HOME)] == ["Amin", "Zaenal", "Bahar", "Ahmad", "Luar"]
    assert [one.name for one in in_order(cards, Order.NAME)] == ["Ahmad", "Amin", "Bahar", "Luar", "Zaenal"]


def test_a_name_that_the_font_lacks_keeps_nobody_else_from_paper() -> None:
    odd = [Card("Nu'man 𝔊", "K7M4-9QXT", "HTTPS://B.ID/HADIR/KARTU/A"), card("Ahmad", "Membalong")]
    (sheet,) = text_of(render(BATCH, odd, Order.NAME))
    assert "Nu'man ?" in sheet and "Ahmad" in sheet
    village = Card("Ani", "A", "X", "19.02.01", "19.02.01.1001", "Tanjungpandan", "Kabupaten Belitung")
    assert "Kota, Tanjungpandan" in text_of(render(BATCH, [village], Order.HOME))[0]


def test_a_spoilt_code_is_read_by_nobody() -> None:
    """Negative control of the reading: a sheet whose code is spoilt gives none."""
    whole = render(BATCH, [Card("Ani", "A", "HTTPS://B.ID/HADIR/KARTU/AB")], Order.NAME)
    document = pypdfium2.PdfDocument(whole)
    picture = document[0].render(scale=2).to_pil()
    document.close()
    assert len(zxingcpp.read_barcodes(picture)) == 1
    picture.paste("black", (310, 20, 430, 140))
    assert zxingcpp.read_barcodes(picture) == []
