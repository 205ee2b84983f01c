"""What the office reads and does in the browser, who may, and what leaves as a spreadsheet."""

from __future__ import annotations

import io

import pytest
from python_calamine import CalamineWorkbook

from services.registration.web.card import calendar
from services.registration.web.organizer import participants
from shared.events.registration import RegistrationState as State
from shared.events.scheduling import Role, SignUp
from shared.ids import new_id, shown
from shared.sheets import Column, csv_bytes
from shared.web import sheets
from tests.support.registration import person, workshop
from tests.support.registration_site import Site

BASE = "/kelola/peserta"


async def test_alice_approves_turns_down_and_everybody_is_told(site: Site) -> None:
    belitung = workshop(2, sign_up=SignUp.APPROVAL)
    await site.panitia.hears(belitung)
    one, two, three = [await site.panitia.signs_up(belitung) for _ in range(3)]
    path = f"{BASE}/{belitung.id}"
    async with site.organizer() as alice:
        desk = await alice.get(f"{BASE}/ringkas", **{"Bimtek-Fragment": "1"})
        assert "Pendaftaran menunggu persetujuan" in desk.words and "3" in desk.words

        assert one.full_name in (await alice.get(f"{path}?status=pending")).words
        both = f"chosen={one.id}&chosen={two.id}"
        asked = await alice.get(f"{path}/banyak?act=setujui&{both}")
        assert "Setujui 2 orang?" in asked.words and (await site.panitia.row(one.id)).state is State.PENDING
        chosen = [
            ("form_token", asked.token()),
            ("act", "setujui"),
            ("chosen", str(one.id)),
            ("chosen", str(two.id)),
        ]
        done = await alice.post(f"{path}/banyak", chosen)
        assert "Selesai untuk 2 orang." in done.words

        asked = await alice.get(f"{path}/banyak?act=tolak&chosen={three.id}&chosen={one.id}")
        assert "1 orang belum terpilih?" in asked.words and three.full_name in asked.words
        assert "Tetap seperti semula: Terdaftar" in asked.words
        fields = {"form_token": asked.token(), "act": "tolak", "chosen": str(three.id)}
        empty = await alice.post(f"{path}/banyak", fields)
        assert empty.status == 422
        done = await alice.post(f"{path}/banyak", {**fields, "reason": "Kuota desa sudah penuh"})
        assert "Selesai untuk 1 orang." in done.words
        nobody = await alice.get(f"{path}/banyak?act=tolak")
        assert nobody.status == 409
    assert await site.panitia.states(belitung) == {State.CONFIRMED: 2, State.NOT_SELECTED: 1}


async def test_alice_cancels_with_a_reason_and_sees_why_nobody_else_was_promoted(site: Site) -> None:
    belitung = workshop(1)
    await site.panitia.hears(belitung)
    seated, waits = [await site.panitia.signs_up(belitung) for _ in range(2)]
    async with site.organizer() as alice:
        page = await alice.get(f"{BASE}/{belitung.id}")
        assert "Belum naik: semua kursi terisi." in page.words
        ask = f"{BASE}/orang/{seated.id}/batalkan"
        missing = await alice.fill(ask, {"reason": ""})
        assert missing.status == 422 and "Tulis alasannya" in missing.words
        done = await alice.fill(ask, {"reason": "Bukan perajin"})
        assert "Pendaftaran dibatalkan dan peserta diberi tahu." in done.words
        again = await alice.post(ask, {"reason": "Sekali lagi", "form_token": done.token()})
        assert "sudah berubah" in again.words
    assert (await site.panitia.row(waits.id)).state is State.CONFIRMED


async def test_somebody_without_email_is_contacted(site: Site) -> None:
    belitung = workshop()
    await site.panitia.hears(belitung)
    row = await site.panitia.signs_up(belitung, person(email="", full_name="Hendra"))
    code = site.running.keys.decrypt(row.manage_sealed, purpose="manage_code")
    async with site.organizer() as alice:
        page = await alice.get(f"{BASE}/{belitung.id}/hubungi")
        assert "Halo Hendra," in page.words and f"{site.url}/pendaftaran/{code}" in page.words
        assert "https://wa.me/62812999" in page.text
        action = page.text.split(f'action="{BASE}/{belitung.id}/hubungi/')[1].split('"')[0]
        done = await alice.post(f"{BASE}/{belitung.id}/hubungi/{action}", {"form_token": page.token()})
        assert "Dicatat: sudah dihubungi." in done.words
        assert "Tidak ada yang perlu dihubungi." in done.words
        person_page = await alice.get(f"{BASE}/orang/{row.id}")
        assert "Sudah dihubungi oleh Alice Rahmawati" in person_page.words


async def test_search_filter_sort_and_pages(site: Site) -> None:
    belitung = workshop(100)
    await site.panitia.hears(belitung)
    for number in range(55):
        await site.panitia.signs_up(belitung, person(full_name=f"Nama {number:02}"))
    await site.panitia.signs_up(belitung, person(full_name="Ma'ruf 100%_", business_name="Gula Aren"))
    async with site.organizer() as alice:
        first = await alice.get(f"{BASE}/{belitung.id}?urut=name")
        assert "56 orang" in first.words and "Halaman 1 dari 2" in first.words
        assert "Nama 54" in (await alice.get(f"{BASE}/{belitung.id}?halaman=2")).words
        for text in ("100%_", "gula", "ma'RUF"):
            found = await alice.get(f"{BASE}/{belitung.id}?cari={text.replace('%', '%25')}")
            assert "1 orang" in found.words, text
        none = await alice.get(f"{BASE}/{belitung.id}?status=cancelled&halaman=99999999999")
        assert "Tidak ada yang cocok" in none.words


@pytest.mark.parametrize(
    "typed", ["0812-9990-0017", "08129990", "0017", "62812999000", "%2B62+812-9990", "9990-00"]
)
async def test_a_phone_is_found_as_it_is_shown_and_as_it_is_dialled(typed: str, site: Site) -> None:
    belitung = workshop()
    await site.panitia.hears(belitung)
    await site.panitia.signs_up(belitung, person(full_name="Hendra", phone="6281299900017"))
    await site.panitia.signs_up(belitung, person(full_name="Rukmini", phone="6285711112222"))
    await site.panitia.signs_up(belitung, person(full_name="Tanpa HP", phone=""))
    async with site.organizer() as alice:
        page = await alice.get(f"{BASE}/{belitung.id}?cari={typed}")
    assert "1 orang" in page.words and "Hendra" in page.words
    assert "Rukmini" not in page.words and "Tanpa HP" not in page.words


async def test_the_list_leaves_as_a_spreadsheet_that_runs_nothing(site: Site) -> None:
    belitung = workshop()
    await site.panitia.hears(belitung)
    await site.panitia.signs_up(
        belitung, person(full_name="=HYPERLINK(A1)", nik="1902010101809991", business_name="+62")
    )
    async with site.organizer() as alice:
        xlsx = await alice.get(f"{BASE}/{belitung.id}/peserta.xlsx")
        csv = await alice.get(f"{BASE}/{belitung.id}/peserta.csv")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(xlsx.body)).get_sheet_by_index(0).to_python()
    assert rows[1][1] == "=HYPERLINK(A1)"
    assert b"<f>" not in xlsx.body and "'=HYPERLINK" in csv.text and "'+62" in csv.text
    assert "1902010101809991" not in csv.text + str(rows)


async def test_phones_leave_as_the_pages_show_them(site: Site) -> None:
    """As text: a spreadsheet that took them for figures would drop the zero in front."""
    belitung = workshop()
    await site.panitia.hears(belitung)
    await site.panitia.signs_up(belitung, person(phone="6281299900017"))
    await site.panitia.signs_up(belitung, person(phone=""))
    async with site.organizer() as alice:
        page = await alice.get(f"{BASE}/{belitung.id}")
        xlsx = await alice.get(f"{BASE}/{belitung.id}/peserta.xlsx")
        csv = await alice.get(f"{BASE}/{belitung.id}/peserta.csv")
    assert "0812-9990-0017" in page.words
    rows = CalamineWorkbook.from_filelike(io.BytesIO(xlsx.body)).get_sheet_by_index(0).to_python()
    assert [row[4] for row in rows[1:]] == ["0812-9990-0017", ""]
    assert ",0812-9990-0017," in csv.text and "62812" not in csv.text


def test_csv_makes_every_formula_start_harmless() -> None:
    text = csv_bytes([Column("Nama")], [("=1",), ("+1",), ("-1",), ("@a",), ("biasa",)]).decode("utf-8-sig")
    assert text.split() == ["Nama", "'=1", "'+1", "'-1", "'@a", "biasa"]


async def test_a_list_too_long_for_one_file_is_not_cut_off(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    belitung = workshop(5)
    await site.panitia.hears(belitung)
    for _ in range(3):
        await site.panitia.signs_up(belitung)
    monkeypatch.setattr(sheets, "MOST_ROWS", 2)
    monkeypatch.setattr(participants, "READ_ROWS", 3)
    async with site.organizer() as alice:
        refused = await alice.get(f"{BASE}/{belitung.id}/peserta.csv")
        assert refused.status == 422 and "Persempit dahulu dengan pencarian atau saringan" in refused.words
        assert (await alice.get(f"{BASE}/{belitung.id}/peserta.csv?status=pending")).status == 200


async def test_bob_reads_and_charlie_sees_nothing(site: Site) -> None:
    belitung = workshop()
    await site.panitia.hears(belitung)
    row = await site.panitia.signs_up(belitung)
    paths = (f"{BASE}/{belitung.id}", f"{BASE}/{belitung.id}/hubungi", f"{BASE}/orang/{row.id}")
    async with site.organizer(Role.VIEWER) as bob:
        for path in paths:
            page = await bob.get(path)
            assert page.status == 200 and "Batalkan pendaftaran" not in page.words
        assert (await bob.get(f"{BASE}/{belitung.id}/peserta.xlsx")).status == 403
        refused = await bob.post(f"{BASE}/orang/{row.id}/setujui", {"form_token": page.token()})
        assert refused.status == 403
    async with site.organizer(Role.ADMIN, office_id=new_id()) as charlie:
        for path in (*paths, f"{BASE}/{belitung.id}/peserta.csv", f"{BASE}/orang/{row.id}/batalkan"):
            answer = await charlie.get(path)
            assert answer.status == 404 and row.full_name not in answer.text, path
        listed = await charlie.get(BASE)
        assert "Belum ada Bimtek yang terbit" in listed.words
        summary = await charlie.get(f"{BASE}/ringkas", **{"Bimtek-Fragment": "1"})
        assert "perlu" not in summary.words
        token = (await charlie.get("/pendaftaran")).token()
        posted = await charlie.post(
            f"{BASE}/orang/{row.id}/batalkan", {"form_token": token, "reason": "jahat"}
        )
        assert "tidak ditemukan" in posted.words
    assert (await site.panitia.row(row.id)).state is State.CONFIRMED


@pytest.mark.parametrize("role", [Role.ADMIN, Role.ORGANIZER, Role.VIEWER, Role.APPROVER])
async def test_only_who_decides_can_open_the_page_of_a_person(role: Role, site: Site) -> None:
    """The link and the card code act in the person's name, so a reader of lists has neither."""
    belitung = workshop()
    await site.panitia.hears(belitung)
    row = await site.panitia.signs_up(belitung, person(email="", full_name="Hendra"))
    secret = site.running.keys.decrypt(row.manage_sealed, purpose="manage_code")
    decides = role in (Role.ADMIN, Role.ORGANIZER)
    async with site.organizer(role) as member:
        to_contact = await member.get(f"{BASE}/{belitung.id}/hubungi")
        about = await member.get(f"{BASE}/orang/{row.id}")
        listed = await member.get(f"{BASE}/{belitung.id}")
    assert "Hendra" in to_contact.words and "Hendra" in about.words
    assert (f"/pendaftaran/{secret}" in to_contact.words) == decides
    assert ("https://wa.me/" in to_contact.text) == decides
    assert (shown(row.card_code) in about.words) == decides
    if not decides:
        for page in (to_contact, about, listed):
            for code in (secret, row.card_code, shown(row.card_code)):
                assert code not in page.text


async def test_the_history_says_who_decided_what_about_whom(site: Site) -> None:
    belitung = workshop()
    await site.panitia.hears(belitung)
    hendra = await site.panitia.signs_up(belitung, person(full_name="Hendra Gunawan"))
    async with site.organizer() as alice:
        await alice.fill(f"{BASE}/orang/{hendra.id}/batalkan", {"reason": "Bukan perajin"})
        assert (await alice.get(f"{BASE}/riwayat")).status == 403
    async with site.organizer(Role.ADMIN) as admin:
        for search in ("", "?cari=hendra", "?cari=pendaftaran+dibatalkan", "?cari=bukan"):
            page = await admin.get(f"{BASE}/riwayat{search}")
            assert "Pendaftaran dibatalkan Hendra Gunawan" in page.words, search
            assert "Alice Rahmawati" in page.words
            assert "Status: Terdaftar → Dibatalkan Alasan: Bukan perajin" in page.words
        assert "Tidak ada perubahan yang cocok." in (await admin.get(f"{BASE}/riwayat?cari=50%25")).words
        assert "Registration cancelled" in (await admin.get(f"{BASE}/riwayat?bahasa=en")).words
    async with site.organizer(Role.ADMIN, new_id()) as charlie:
        for search in ("", "?cari=hendra", "?cari=bukan"):
            page = await charlie.get(f"{BASE}/riwayat{search}")
            nothing = "Tidak ada perubahan yang cocok." if search else "Belum ada perubahan."
            assert page.status == 200 and nothing in page.words
            assert "Hendra" not in page.words


async def test_two_classes_of_one_title_are_told_apart(site: Site) -> None:
    classes = [workshop(sign_up=SignUp.APPROVAL, class_label=label) for label in ("Kelas A", "Kelas B")]
    await site.panitia.hears(*classes)
    rows = [await site.panitia.signs_up(of) for of in classes]
    async with site.organizer(Role.ADMIN) as admin:
        desk = await admin.get(f"{BASE}/ringkas", **{"Bimtek-Fragment": "1"})
        for row, of in zip(rows, classes, strict=True):
            assert f"Pendaftaran menunggu persetujuan: {of.full_title}" in desk.words
            assert of.full_title in (await admin.get(BASE)).words
            await admin.fill(f"{BASE}/orang/{row.id}/batalkan", {"reason": "Salah kelas"})
            assert f"{row.full_name} · {of.full_title}" in (await admin.get(f"{BASE}/riwayat")).words
            assert f"({of.full_title})" in calendar(of, site.url).decode().replace("\r\n ", "")
