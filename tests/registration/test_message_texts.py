"""An office says it in its own words: what stays whatever it writes, and what no word of it can do."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from playwright.async_api import Browser

from services.registration.actions import message_texts as actions
from services.registration.actions.message_texts import worded
from services.registration.domain import message_texts as rules
from services.registration.domain.message_texts import Text, allowed, filled, unknown
from services.registration.service import SERVICE
from services.registration.store import message_texts
from services.registration.web.history import TOLD
from services.registration.web.message_examples import NOBODY, example
from services.registration.web.organizer.message_texts import MEANINGS, ORDER
from shared.crypto import Keys
from shared.events.scheduling import Role
from shared.mail.compose import Composer
from shared.mail.sender import MailSender
from shared.mail.smtp import Server
from shared.mail.wording import paragraphs
from tests.support.browser import DESKTOP, assert_accessible, opened, picture
from tests.support.factories import organization
from tests.support.mailing import FaultySmtp, listening
from tests.support.questions import ALICE
from tests.support.registration import OFFICE, person, workshop
from tests.support.registration_site import Answer, Site

BASE = "/kelola/peserta/pesan"
API = "/api/v1/registration/message-texts"
OWN = Text(
    "{bimtek}: kursi untuk {nama}",
    "Yth. {nama}, selamat datang di {tempat}.\nKami menunggu Anda.\n\nSalam dari {instansi}.",
    "Parkir di halaman belakang.",
)


def composer(keys: Keys) -> Composer:
    return Composer(
        SERVICE.folder / "templates",
        mail_from="bimtek@contoh.example",
        public_url="https://x.example",
        keys=keys,
    )


def test_paragraphs_are_told_apart_by_empty_lines() -> None:
    assert paragraphs("Satu\r\nlagi\r\n \r\n\r\nDua") == (("Satu", "lagi"), ("Dua",))
    assert paragraphs(" \n") == ()


def test_a_placeholder_of_another_mail_or_of_none_is_found() -> None:
    assert unknown("waitlisted", Text("{urutan}", "{nama}", "{bimtek}")) == {}
    found = unknown("reminder", Text("{urutan}", "{ nama }", "1} dari {nama}"))
    assert {part: one.written for part, one in found.items()} == {
        "subject": "{urutan}",
        "opening": "{ nama }",
        "closing": "}",
    }


def test_a_fact_is_not_read_for_placeholders() -> None:
    assert filled("{nama} {jam}", {"nama": "{bimtek}", "bimtek": "Batok"}) == "{bimtek} "


def test_every_placeholder_is_explained_on_the_page() -> None:
    assert {name for purpose in TOLD for name in allowed(purpose)} == set(MEANINGS)
    assert set(rules.MORE) <= set(TOLD) == set(ORDER) == set(STAYS)


# What each mail must say though an office replaces every word that it can, in both forms.
STAYS: dict[str, tuple[str, ...]] = {
    "sign_up_confirmed": ("Anda terdaftar", "C0NT-0H00"),
    "sign_up_pending": ("Pendaftaran Anda menunggu persetujuan panitia",),
    "waitlisted": ("Daftar tunggu, urutan ke-3",),
    "seat_given": ("Anda mendapat kursi", "C0NT-0H00"),
    "seat_received": ("Anda menerima kursi", "C0NT-0H00", "Anda tidak memintanya"),
    "reminder": ("Bimtek Anda mulai Selasa, 25 April 2017 pukul 08.00 WIB", "C0NT-0H00"),
    "thank_you": ("Terima kasih sudah ikut",),
    "link_again": ("C0NT-0H00", "Ini tautan halaman Anda"),
    "seat_offered": ("Ada kursi untuk Anda", "Kursi ini kami simpan 24 jam"),
    "offer_lapsed": ("Batas waktu tawaran sudah lewat",),
    "not_selected": ("Belum terpilih kali ini", "Alasan panitia: Kuota kecamatan"),
    "cancelled_by_self": ("Anda membatalkan pendaftaran", "Bukan Anda yang membatalkan?"),
    "cancelled_by_office": (
        "Pendaftaran Anda dibatalkan panitia",
        "Alasan panitia: Anda terdaftar dua kali.",
    ),
    "seat_handed_over": ("Kursi Anda sudah diserahkan", "Bukan Anda yang menyerahkannya?"),
    "workshop_cancelled": ("Bimtek ini dibatalkan", "Alasan panitia: Narasumber sakit."),
    "workshop_changed": ("Jadwal atau tempat berubah", "Sesi pertama", "Mulai satu jam lebih siang."),
    "contact_changed": ("sekarang dikirim ke alamat lain", "Bukan Anda yang menggantinya?"),
    "group_link": ("Siapa pun yang memegang tautan ini",),
    "data_request_received": ("Permintaan Anda kami terima", "3×24 jam, UU 27/2022"),
    "data_request_done": ("Permintaan Anda sudah dipenuhi", "sudah memenuhi permintaan Anda"),
}


@pytest.mark.parametrize("purpose", TOLD)
async def test_own_words_stand_in_every_mail_and_the_facts_stay(purpose: str, site: Site, keys: Keys) -> None:
    office, belitung = organization(OFFICE), workshop()
    data = example(purpose, "id", belitung, site.running.clock.now()) | {"manage_code": NOBODY}
    said = composer(keys).written(purpose, "id", data, office, worded(OWN, data, "id", office.short_name))
    assert said.subject == f"{belitung.full_title}: kursi untuk Siti Contoh"
    bodies = (said.text, said.html)
    for body in bodies:
        for text in (
            *("Yth. Siti Contoh, selamat datang di", f"Salam dari {office.short_name}.", "Parkir di halaman"),
            *(belitung.full_title, belitung.place.name, "0812-9990-0001"),
            *STAYS.get(purpose, ()),
        ):
            assert text in body, text
        assert "Ini uji coba" not in body
    assert "<br>Kami menunggu Anda.</p>" in said.html and "Kami menunggu Anda.\n\nSalam" in said.text
    plain = composer(keys).written(purpose, "id", data, office)
    assert "Yth." not in plain.text and len(plain.text) > 100


def test_words_are_text_and_a_subject_is_one_line(keys: Keys) -> None:
    """Neither the office nor a fact of the mail can write HTML or a header."""
    office = organization(OFFICE)
    text = Text("Halo {nama}", "<script>alert(1)</script> {nama}", "")
    data: dict[str, Any] = {
        **example("waitlisted", "id", workshop(), workshop().starts_at),
        "manage_code": NOBODY,
        "name": "<b>Siti</b>\r\nBcc: x@y.example",
    }
    said = composer(keys).written("waitlisted", "id", data, office, worded(text, data, "id", "Dinas"))
    assert "\n" not in said.subject and "\r" not in said.subject
    assert "<script>" not in said.html and "&lt;script&gt;" in said.html and "<b>Siti" not in said.html


@asynccontextmanager
async def delivering(site: Site, keys: Keys) -> AsyncIterator[FaultySmtp]:
    """Everything that is queued is sent when the block ends."""
    server = FaultySmtp()
    async with listening(server):
        yield server
        sender = MailSender(
            site.running.db,
            composer(keys),
            Server("127.0.0.1", server.port),
            "bimtek@contoh.example",
            site.running.clock,
            SERVICE.on_mail,
            SERVICE.worded,
        )
        while await sender.step():
            pass


def messages(server: FaultySmtp) -> dict[str, EmailMessage]:
    """What was taken, by whom it was for."""
    found = {}
    for content in server.taken:
        message = message_from_bytes(content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        found[str(message["To"])] = message
    return found


async def test_mails_that_wait_say_what_the_office_says_now(site: Site, keys: Keys) -> None:
    belitung = workshop()
    await site.panitia.hears(belitung)
    for name, language in (("siti", "id"), ("john", "en")):
        await site.panitia.signs_up(
            belitung, person(full_name=name.title(), email=f"{name}@contoh.example"), language=language
        )
    await site.running.db.run(actions.keep, ALICE, "sign_up_confirmed", "id", OWN)
    async with delivering(site, keys) as server:
        pass
    sent = messages(server)
    assert sent["siti@contoh.example"]["Subject"] == f"{belitung.full_title}: kursi untuk Siti"
    assert sent["john@contoh.example"]["Subject"].startswith("You are registered")


async def test_an_organizer_writes_looks_tries_and_goes_back(site: Site, keys: Keys) -> None:
    path = f"{BASE}/reminder/id"
    fields = {"subject": OWN.subject, "opening": OWN.opening, "closing": ""}
    async with site.organizer() as alice:
        listed = await alice.get(BASE)
        assert "Pengingat" in listed.words and "Teks sendiri" not in listed.words
        wrong = await alice.fill(path, fields | {"opening": "Halo {naam}"})
        assert wrong.status == 422 and "{naam} bukan penanda yang dikenal" in wrong.words
        assert "{nama}, {bimtek}" in wrong.words and "Halo {naam}" in wrong.text
        secret = await alice.fill(path, fields | {"closing": "NIK Anda 1902014505809991"})
        assert secret.status == 422 and "Jangan tulis NIK di email." in secret.words
        looked = await alice.fill(path, fields, f"{path}/lihat")
        assert "Belum disimpan." in looked.words and "Yth. Siti Contoh" in looked.words
        assert "Yth." not in (await alice.get(path)).words
        kept = await alice.fill(path, fields)
        assert "Teks email disimpan." in kept.words and "Yth. Siti Contoh" in kept.words
        assert "Teks sendiri" in (await alice.get(BASE)).words
        async with site.organizer(Role.ADMIN) as head:
            assert "Teks email diubah" in (await head.get("/kelola/peserta/riwayat")).words
        mail = await alice.get(f"{path}/surat")
        assert "Yth. Siti Contoh" in mail.words and "mail.css" in mail.text and "style=" not in mail.text
        async with delivering(site, keys) as server:
            tried = await alice.fill(path, {}, f"{path}/uji")
        ((to, message),) = messages(server).items()
        assert f"Uji coba dikirim ke {to}." in tried.words
        assert message["Subject"].startswith("[Uji coba] ")
        text = message.get_body(("plain",))
        assert text is not None and "Ini uji coba: nama, kode, dan tautannya contoh." in text.get_content()
        back = await alice.fill(path, {"seen": seen(kept)}, f"{path}/bawaan")
        assert "Email ini memakai teks bawaan lagi." in back.words and "Yth." not in back.words
        assert (await alice.get(f"{BASE}/tidak_ada/id")).status == 404
        for _again in range(9):
            last = await alice.fill(path, {}, f"{path}/uji")
            assert last.status == 200
        assert (await alice.fill(path, {}, f"{path}/uji")).status == 429


async def late_form(site: Site) -> tuple[Answer, str]:
    """Two have the same form open; what the second one is answered, and what stands there then."""
    path = f"{BASE}/reminder/id"
    async with site.organizer() as alice, site.organizer() as bob:
        await alice.fill(path, {"opening": "Pertama"})
        old = await bob.get(path)
        await alice.fill(path, {"opening": "Dari Alice", "seen": seen(old)})
        fields = {"form_token": old.token(), "opening": "Dari Bob", "seen": seen(old)}
        return await bob.post(path, fields), (await alice.get(path)).words


async def test_who_wrote_meanwhile_is_not_overwritten_unseen(site: Site) -> None:
    """The second one is shown what the first one saved, loses nothing, and may still save."""
    late, there = await late_form(site)
    assert late.status == 409 and "Dari Alice" in late.words and "Dari Bob" in late.text
    assert "Dari Alice" in there and "Dari Bob" not in there
    path = f"{BASE}/reminder/id"
    async with site.organizer() as bob:
        again = {"form_token": (await bob.get(path)).token(), "opening": "Dari Bob", "seen": seen(late)}
        assert (await bob.post(path, again)).status == 200
        stale = await bob.fill(path, {"seen": seen(late)}, f"{path}/bawaan")
        assert stale.status == 409 and "Dari Bob" in stale.words


async def test_control_without_looking_at_what_was_seen_it_is_overwritten(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    blind = message_texts.CHANGE.replace("changed_at = $8", "$8::timestamptz is not null")
    monkeypatch.setattr(message_texts, "CHANGE", blind)
    late, there = await late_form(site)
    assert late.status == 200 and "Dari Bob" in there


def seen(page: Answer) -> str:
    return page.text.split('name="seen" value="')[1].split('"')[0]


async def test_other_offices_and_viewers_read_and_write_nothing(site: Site) -> None:
    await site.running.db.run(actions.keep, ALICE, "reminder", "id", OWN)
    other = organization()
    async with site.organizer(Role.VIEWER) as bob:
        assert (await bob.get(BASE)).status == 403
    async with site.organizer(office_id=other.id) as charlie, charlie.session.get(API) as answer:
        assert {one["opening"] for one in (await answer.json())["items"]} == {""}


async def test_a_program_writes_and_tries_as_the_page_does(site: Site) -> None:
    async with site.organizer() as alice:
        body = {"subject": "", "opening": "Halo {nama}", "closing": ""}
        async with alice.session.put(f"{API}/reminder/en", json=body) as answer:
            told = await answer.json()
            assert told["opening"] == "Halo {nama}" and told["changed_by"] and "nama" in told["placeholders"]
        async with alice.session.put(f"{API}/reminder/en", json=body | {"closing": "{x}"}) as answer:
            assert answer.status == 422 and "closing" in await answer.text()
        async with alice.session.post(f"{API}/reminder/en/trial") as answer:
            assert "@" in (await answer.json())["sent_to"]
        async with alice.session.put(f"{API}/reminder/en", json=body | {"opening": ""}) as answer:
            assert (await answer.json())["changed_at"] is None
    assert "reminder" in await site.panitia.letters()


async def test_whoever_is_called_hears_the_same_words(site: Site) -> None:
    belitung = workshop()
    await site.panitia.hears(belitung)
    await site.panitia.signs_up(belitung, person(full_name="Hendra", email=""))
    await site.running.db.run(actions.keep, ALICE, "sign_up_confirmed", "id", OWN)
    async with site.organizer() as alice:
        page = await alice.get(f"/kelola/peserta/{belitung.id}/hubungi")
    assert "Yth. Hendra, selamat datang di" in page.words and "Parkir di halaman belakang." in page.words


@pytest.mark.browser
@pytest.mark.slow
async def test_the_pages_hold_on_a_phone_and_a_desktop(site: Site, browser: Browser) -> None:
    await site.panitia.hears(workshop())
    await site.running.db.run(actions.keep, ALICE, "seat_offered", "id", OWN)
    member = await site.member()
    for name, path in (
        ("texts", BASE),
        ("text-own", f"{BASE}/seat_offered/id"),
        ("text-default", f"{BASE}/waitlisted/en"),
        ("text-mail", f"{BASE}/seat_offered/id/surat"),
    ):
        async with opened(browser, f"{site.url}/uji/masuk/{member.id}") as page:
            await page.goto(site.url + path)
            await assert_accessible(page)
            await page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
            await assert_accessible(page)
            await picture(page, name)
