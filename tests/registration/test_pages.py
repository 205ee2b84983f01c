"""From the first page to the card, with a browser that knows nothing but HTML."""

from __future__ import annotations

from datetime import timedelta

from services.registration.actions import office, own
from services.registration.actions.office import By
from shared.clock import MovedClock
from shared.events.registration import RegistrationState as State
from shared.events.scheduling import Place, WorkshopState
from shared.ids import new_id, shown
from tests.support.registration import OFFICE, newer, person, workshop
from tests.support.registration_site import FORM, Site


async def test_somebody_finds_a_workshop_signs_up_and_holds_a_card(site: Site) -> None:
    belitung = workshop(1, bring="Pisau ukir dan kain lap", summary="Dari batok menjadi barang jual.")
    await site.panitia.hears(belitung)
    async with site.visitor() as siti:
        front = await siti.get("/")
        assert "Bimtek Kerajinan Batok Kelapa" in front.words and "Sisa 1 kursi." in front.words
        page = await siti.get(f"/bimtek/{belitung.slug}")
        assert "25 s.d. 28 April 2017" in page.words and "Gratis, tidak dipungut biaya." in page.words

        card = await siti.fill(f"/bimtek/{belitung.slug}/daftar", FORM)

        assert card.status == 200 and card.url.startswith("/pendaftaran/")
        assert "Terdaftar" in card.words and "Kode kartu" in card.words and "Pisau ukir" in card.words
        assert FORM["full_name"] in card.words
        png = await siti.get(f"{card.url}/kartu.png")
        assert png.body.startswith(b"\x89PNG") and len(png.body) < 150_000
        calendar = await siti.get(f"{card.url}/jadwal.ics")
        assert calendar.text.count("BEGIN:VEVENT") == 8 and "SEQUENCE:" in calendar.text

        full = await siti.get(f"/bimtek/{belitung.slug}/daftar")
        assert "Penuh, daftar tunggu dibuka" in full.words


async def test_a_workshop_in_two_towns_names_both(site: Site) -> None:
    one_place = workshop()
    away = Place(name="Balai Desa Kembiri", district_code="19.02.02")
    visit = one_place.sessions[3].model_copy(update={"place": away})
    belitung = workshop(sessions=(*one_place.sessions[:3], visit))
    await site.panitia.hears(one_place, belitung)
    async with site.visitor() as siti:
        page = await siti.get(f"/bimtek/{belitung.slug}")
        assert "Juga di Balai Desa Kembiri (Membalong, Kabupaten Belitung)" in page.words
        assert f"/kalender/bimtek/{belitung.slug}.ics" in page.text
        assert "Juga di" not in (await siti.get(f"/bimtek/{one_place.slug}")).words


async def test_wrong_fields_come_back_with_everything_typed(site: Site) -> None:
    belitung = workshop()
    await site.panitia.hears(belitung)
    wrong = {**FORM, "full_name": "7", "phone": "123", "nik": "123", "business_name": "Usaha <b>Ibu</b>"}
    async with site.visitor() as siti:
        page = await siti.fill(f"/bimtek/{belitung.slug}/daftar", wrong)

    assert page.status == 422
    assert "NIK terdiri dari 16 angka; yang Anda tulis 3 angka." in page.words
    assert "Nomor HP tidak lengkap." in page.words
    assert 'value="Usaha &lt;b&gt;Ibu&lt;/b&gt;"' in page.text and 'value="123"' in page.text
    assert await site.panitia.states(belitung) == {}


async def test_double_click_is_one_registration_and_another_person_is_another(site: Site) -> None:
    belitung = workshop()
    await site.panitia.hears(belitung)
    path = f"/bimtek/{belitung.slug}/daftar"
    async with site.visitor() as siti:
        token = (await siti.get(path)).token()
        first = await siti.post(path, {**FORM, "form_token": token})
        again = await siti.post(path, {**FORM, "form_token": token})
        assert first.url == again.url
        assert await site.panitia.states(belitung) == {State.CONFIRMED: 1}

        # Back in the browser, another name in the same form: another person, asked once more.
        brother = {**FORM, "full_name": "Abdul Karim", "form_token": token}
        asked = await siti.post(path, brother)
        assert asked.status == 422 and "sudah dipakai mendaftar" in asked.words
        await siti.post(path, {**brother, "form_token": asked.token()})
    assert await site.panitia.states(belitung) == {State.CONFIRMED: 2}


async def test_unknown_closed_and_cancelled_say_so(site: Site, clock: MovedClock) -> None:
    belitung = workshop()
    await site.panitia.hears(belitung)
    async with site.visitor() as siti:
        assert (await siti.get("/bimtek/tidak-ada")).status == 404
        dead = await siti.get(f"/pendaftaran/{'0' * 26}")
        assert dead.status == 404 and "Ketik kode kartu" in dead.text
        clock.move_to(belitung.sign_up_closes_at)
        closed = await siti.get(f"/bimtek/{belitung.slug}/daftar")
        assert "Pendaftaran ditutup" in closed.words and "Kirim pendaftaran" not in closed.words
        await site.panitia.hears(
            newer(belitung, state=WorkshopState.CANCELLED, reason="Narasumber berhalangan.")
        )
        cancelled = await siti.get(f"/bimtek/{belitung.slug}")
        assert "Dibatalkan" in cancelled.words and "Narasumber berhalangan." in cancelled.words


async def test_card_code_opens_read_only_and_the_phone_unlocks(site: Site) -> None:
    belitung = workshop()
    await site.panitia.hears(belitung)
    row = await site.panitia.signs_up(belitung, person(phone="6281299900017"))
    async with site.visitor() as siti:
        entrance = await siti.get("/pendaftaran")
        code = {"card_code": shown(row.card_code).lower(), "form_token": entrance.token()}
        card = await siti.post("/pendaftaran", code)
        assert card.status == 200 and row.full_name in card.words
        assert "Batalkan pendaftaran" not in card.words and "/ubah" not in card.text
        assert "/pendaftaran/" not in card.text.replace("/pendaftaran/buka", "")

        wrong = await siti.post(
            "/pendaftaran/buka",
            {"card_code": row.card_code, "digits": "9999", "form_token": card.token()},
        )
        assert wrong.status == 422 and "tidak cocok" in wrong.words
        right = await siti.post(
            "/pendaftaran/buka",
            {"card_code": row.card_code, "digits": "0017", "form_token": card.token()},
        )
        assert "Batalkan pendaftaran" in right.words
        unknown = await siti.post("/pendaftaran", {"card_code": "00000000", "form_token": card.token()})
        assert unknown.status == 422 and "tidak kami kenal" in unknown.words


async def test_four_digits_cannot_be_guessed(site: Site) -> None:
    belitung = workshop()
    await site.panitia.hears(belitung)
    row = await site.panitia.signs_up(belitung, person(phone="6281299900017"))
    async with site.visitor() as thief:
        token = (await thief.get("/pendaftaran")).token()
        answers = [
            await thief.post(
                "/pendaftaran/buka",
                {"card_code": row.card_code, "digits": f"{guess:04}", "form_token": token},
            )
            for guess in range(7)
        ]
    assert [answer.status for answer in answers] == [422] * 5 + [429] * 2


async def test_lost_link_goes_to_the_address_and_reveals_nothing(site: Site) -> None:
    belitung = workshop()
    await site.panitia.hears(belitung)
    row = await site.panitia.signs_up(belitung, person(email="siti@contoh.example"))
    async with site.visitor() as siti:
        known = await siti.fill("/pendaftaran", {"email": "SITI@contoh.example"}, "/pendaftaran/tautan")
        unknown = await siti.fill("/pendaftaran", {"email": "orang@contoh.example"}, "/pendaftaran/tautan")
    assert known.status == unknown.status == 200
    assert known.words == unknown.words and "Bila alamat itu pernah dipakai" in known.words
    assert await site.panitia.letters(row) == ["sign_up_confirmed", "link_again"]


async def test_change_and_cancel_by_the_link(site: Site) -> None:
    belitung = workshop()
    await site.panitia.hears(belitung)
    async with site.visitor() as siti:
        card = await siti.fill(f"/bimtek/{belitung.slug}/daftar", FORM)
        changed = await siti.fill(
            f"{card.url}/ubah", {**FORM, "certificate_name": "Siti Nurhaliza, S.Pd.", "district_code": "luar"}
        )
        assert "Data Anda sudah diperbarui." in changed.words and "Siti Nurhaliza, S.Pd." in changed.words

        asked = await siti.get(f"{card.url}/batal")
        assert "Batalkan pendaftaran?" in asked.words
        assert await site.panitia.states(belitung) == {State.CONFIRMED: 1}  # opening a link changes nothing
        gone = await siti.post(f"{card.url}/batal", {"form_token": asked.token()})
        assert "Anda membatalkan" in gone.words
    assert await site.panitia.states(belitung) == {State.CANCELLED: 1}


async def test_a_form_left_open_changes_nothing_after_the_workshop(site: Site, clock: MovedClock) -> None:
    belitung = workshop()
    await site.panitia.hears(belitung)
    async with site.visitor() as siti:
        card = await siti.fill(f"/bimtek/{belitung.slug}/daftar", FORM)
        form = await siti.get(f"{card.url}/ubah")
        clock.move_to(belitung.ends_at)
        answer = await siti.post(
            f"{card.url}/ubah", {**FORM, "full_name": "Orang Lain", "form_token": form.token()}
        )
        assert "Hubungi panitia." in answer.words
    async with site.panitia.db.read() as tx:
        assert await tx.fetchval("select full_name from registration") == FORM["full_name"]


async def test_the_link_of_somebody_merged_twice_opens_the_one_that_was_kept(site: Site) -> None:
    belitung = workshop()
    await site.panitia.hears(belitung)
    first, second, kept = [
        await site.panitia.signs_up(belitung, person(full_name=name)) for name in ("Satu", "Dua", "Hendra")
    ]
    alice = By(f"Staff/{new_id()}", "Alice Rahmawati", OFFICE)
    for gone, into in ((first, second), (second, kept)):
        await site.panitia.db.run(office.merge, site.panitia.now, alice, gone.id, into.id)
    async with site.visitor() as visitor:
        for row in (first, second, kept):
            code = site.running.keys.decrypt(row.manage_sealed, purpose="manage_code")
            page = await visitor.get(f"/pendaftaran/{code}")
            assert "Hendra" in page.words and "Tunjukkan kartu di bawah ini" in page.words


async def test_offer_is_taken_or_left_on_the_page(site: Site) -> None:
    belitung = workshop(1, offer_hours=24)
    await site.panitia.hears(belitung)
    first, second = [await site.panitia.signs_up(belitung) for _ in range(2)]
    await site.panitia.db.run(own.cancel, site.panitia.now, first.id)
    assert (await site.panitia.row(second.id)).state is State.OFFERED
    keys = site.running.keys
    code = keys.decrypt(second.manage_sealed, purpose="manage_code")
    async with site.visitor() as visitor:
        page = await visitor.get(f"/pendaftaran/{code}")
        assert "Ada kursi untuk Anda" in page.words and "24 jam" in page.words
        taken = await visitor.post(f"/pendaftaran/{code}/terima", {"form_token": page.token()})
        assert "Kursi ini sekarang milik Anda." in taken.words and "Terdaftar" in taken.words


async def test_pages_stay_small(site: Site) -> None:
    """Bytes over the wire without fonts: first page and form."""
    workshops = [workshop(class_label=f"Angkatan {number}") for number in range(20)]
    await site.panitia.hears(*workshops)
    async with site.visitor() as siti:
        siti.session._auto_decompress = False
        front = await siti.get("/", **{"Accept-Encoding": "gzip"})
        form = await siti.get(f"/bimtek/{workshops[0].slug}/daftar", **{"Accept-Encoding": "gzip"})
    assert len(front.body) < 8_000
    assert len(form.body) < 40_000


async def test_first_page_lists_only_what_is_not_over(site: Site, clock: MovedClock) -> None:
    belitung = workshop()
    await site.panitia.hears(belitung)
    clock.move_to(belitung.ends_at + timedelta(minutes=1))
    async with site.visitor() as siti:
        assert "Belum ada Bimtek yang dijadwalkan." in (await siti.get("/")).words
