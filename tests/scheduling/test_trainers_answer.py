"""Trainers answer by their link, and the office decides: pages, proposals, substitution, material."""

from __future__ import annotations

import asyncio
import io
import struct
import zipfile
import zlib
from datetime import timedelta
from uuid import UUID

import aiohttp
import pytest
from icalendar import Calendar
from PIL import Image

from services.scheduling.actions import holding, sessions, trainer_answers
from services.scheduling.domain.bookings import Span
from services.scheduling.domain.refusals import Missing
from services.scheduling.store import proposals
from services.scheduling.web.uploads import material
from shared.clock import MovedClock
from shared.db import Tx
from shared.events.scheduling import Role
from shared.papers import Unfit, plain_name
from tests.support.scheduling import FIRST_DAY, Planner, at, days_later
from tests.support.scheduling_site import Member, Site
from tests.support.settle import ended_or_blocked
from tests.support.trainers import PDF, guest, invited, mails, state

EMAIL = "suparno@contoh.example"


async def asked(site: Site, **given: object) -> tuple[UUID, UUID, UUID, str]:
    """(workshop, trainer, session, path of the trainer's page) of a published workshop."""
    office = site.office
    venue = await office.venue()
    trainer = await office.trainer(email=EMAIL, phone="6281299900011")
    workshop = await office.draft(venue, **given)
    session = await office.adds(workshop, venue_id=venue, trainers=(trainer,), subject="Mengenal batok")
    await office.publishes(workshop)
    await invited(office, site.running.keys, workshop)
    return workshop, trainer, session, (await mails(office.db, site.running.keys))[-1].link


async def standing(office: Planner, workshop: UUID, trainer: UUID) -> str:
    return str((await state(office, workshop, trainer))["state"])


async def test_a_preview_changes_nothing_and_a_press_confirms(site: Site) -> None:
    workshop, trainer, _session, link = await asked(site)
    async with site.visitor() as anybody:
        for _preview in range(2):
            page = await anybody.get(link)
            assert "Menunggu jawaban" in page.words and "Sanggar Bekemas" in page.words
            await anybody.get(f"{link}/tidak/{workshop}")
        assert await standing(site.office, workshop, trainer) == "asked"
        answer = await anybody.fill(link, {}, f"{link}/bersedia/{workshop}")
        assert "Panitia membaca bahwa Anda bersedia" in answer.words and "Bersedia" in answer.words
    assert await standing(site.office, workshop, trainer) == "confirmed"


async def test_an_answer_without_a_form_of_ours_is_refused(site: Site) -> None:
    """Negative control of the form token: the same press from elsewhere."""
    workshop, trainer, _session, link = await asked(site)
    async with site.visitor() as anybody:
        for fields in ({}, {"form_token": "made-up"}):
            assert (await anybody.post(f"{link}/bersedia/{workshop}", fields)).status == 403
    assert await standing(site.office, workshop, trainer) == "asked"


async def test_the_page_is_for_whoever_has_the_link_and_nobody_else(site: Site) -> None:
    _workshop, _trainer, _session, link = await asked(site)
    async with site.visitor() as anybody:
        async with anybody.session.get(link) as answer:
            assert answer.headers["X-Robots-Tag"].startswith("noindex")
            assert "no-store" in answer.headers["Cache-Control"]
        page = await anybody.get(link)
        feed = page.text.split("/narasumber/kalender/")[1].split(".ics")[0]
        assert feed not in link
        assert (await anybody.get(f"/narasumber/{feed}")).status == 404, "the feed's code opens no page"
        assert (await anybody.get(f"/narasumber/kalender/{link.rpartition('/')[2]}.ics")).status == 404
        calendar = Calendar.from_ical((await anybody.get(f"/narasumber/kalender/{feed}.ics")).text)
        assert [event.start for event in calendar.events] == [at(FIRST_DAY, "09.00")]
        other = link[:-1] + ("0" if link[-1] != "0" else "1")
        assert (await anybody.get(other)).status == 404


async def test_declining_needs_a_reason_and_stands_on_the_desk(site: Site) -> None:
    workshop, trainer, _session, link = await asked(site)
    async with site.visitor() as anybody:
        path = f"{link}/tidak/{workshop}"
        answer = await anybody.fill(path, {"words": ""})
        assert answer.status == 422 and "Tulis alasannya" in answer.words
        answer = await anybody.fill(path, {"words": "Ada pameran di Solo"})
        assert "Tidak bisa" in answer.words
    assert await standing(site.office, workshop, trainer) == "declined"
    async with site.signed_in() as alice:
        assert "Narasumber tidak bisa: Bimtek Kerajinan Batok Kelapa" in (await alice.get("/kelola")).words
        page = await alice.get(f"/kelola/jadwal/{workshop}/narasumber")
        assert "Ada pameran di Solo" in page.words
        assert "Tidak bisa" in (await alice.get(f"/kelola/jadwal/{workshop}")).words
        history = await alice.get("/kelola/riwayat")
        assert "Narasumber tidak bisa" in history.words and "Suparno, S.Sn." in history.words


async def test_an_unanswered_invitation_stands_on_the_desk_after_some_days(
    site: Site, clock: MovedClock
) -> None:
    await asked(site)
    async with site.signed_in() as alice:
        assert "belum dijawab" not in (await alice.get("/kelola")).words
        clock.move_to(clock.now() + timedelta(days=3, minutes=1))
        assert "Undangan narasumber belum dijawab" in (await alice.get("/kelola")).words


async def proposed(visitor: Member, link: str, workshop: UUID, session: UUID, **given: str) -> str:
    fields = {"day": "2017-04-26", "starts": "09.00", "ends": "10.30", "words": "Pesawat siang", **given}
    return (await visitor.fill(f"{link}/usul/{workshop}/{session}", fields)).words


async def test_another_time_is_accepted_in_one_press(site: Site) -> None:
    office = site.office
    workshop, trainer, session, link = await asked(site)
    async with site.visitor() as anybody:
        for wrong, why in (
            ({"day": "2017-01-01"}, "sudah lewat"),
            ({"day": "2017-04-25"}, "sudah dijadwalkan"),
            ({"ends": "08.00"}, "sesudah jam mulai"),
        ):
            assert why in await proposed(anybody, link, workshop, session, **wrong)
        assert "Usulan terkirim" in await proposed(anybody, link, workshop, session)
    assert await standing(office, workshop, trainer) == "proposed"
    async with site.signed_in() as alice:
        path = f"/kelola/jadwal/{workshop}/narasumber"
        page = await alice.get(path)
        assert "Tidak ada bentrok" in page.words and "Pesawat siang" in page.words
        action = page.text.split("/usul/")[1].split("/setuju")[0]
        fields = {"form_token": page.token(), "reason": "Waktu disepakati"}
        answer = await alice.post(f"/kelola/jadwal/{workshop}/usul/{action}/setuju", fields)
        assert "Sesi dipindahkan" in answer.words
        again = await alice.fill(path, {"reason": "x"}, f"/kelola/jadwal/{workshop}/usul/{action}/setuju")
        assert again.status == 404, "what was decided is not decided again"
    document = await office.document(workshop)
    assert (document.sessions[0].starts_at, document.reason) == (
        at(days_later(1), "09.00"),
        "Waktu disepakati",
    )
    assert await standing(office, workshop, trainer) == "confirmed", "they asked for this time"
    changed = (await mails(office.db, site.running.keys))[-1]
    assert "Usulan waktu Bapak/Ibu disetujui." in changed.text
    assert changed.calendars["REQUEST"].events[0].start == at(days_later(1), "09.00")


async def test_a_time_that_is_taken_is_shown_and_cannot_be_accepted(site: Site) -> None:
    office = site.office
    workshop, trainer, session, link = await asked(site)
    other = await office.draft(await office.venue("Aula"), title="Bimtek Gula Aren")
    await office.adds(
        other,
        day=days_later(1),
        venue_id=await office.venue("Balai Desa"),
        trainers=(trainer,),
        subject="Nira",
    )
    async with site.visitor() as anybody:
        await proposed(anybody, link, workshop, session)
    async with office.db.read() as tx:
        (wish,) = await proposals.open_of(tx, office.office_id, workshop)
    async with site.signed_in() as alice:
        page = await alice.get(f"/kelola/jadwal/{workshop}/narasumber")
        assert "Bentrok pada waktu itu" in page.words and "Nira" in page.words
        call = f"/workshops/{workshop}/proposals/{wish.id}/accept"
        status, problem = await alice.call("POST", call, {"reason": "Coba"})
        assert status == 409 and problem["collisions"]
    assert await standing(office, workshop, trainer) == "proposed", "nothing half done"
    assert (await office.document(workshop)).sessions[0].starts_at == at(FIRST_DAY, "09.00")


async def test_another_time_is_declined_with_words(site: Site) -> None:
    workshop, trainer, session, link = await asked(site)
    async with site.visitor() as anybody:
        await proposed(anybody, link, workshop, session)
    async with site.signed_in() as alice:
        path = f"/kelola/jadwal/{workshop}/narasumber"
        page = await alice.get(path)
        wish = page.text.split("/usul/")[1].split("/setuju")[0]
        action = f"/kelola/jadwal/{workshop}/usul/{wish}/tolak"
        wordless = await alice.fill(path, {"words": ""}, action)
        assert wordless.status == 422 and "Tulis jawabannya" in wordless.words
        await alice.fill(path, {"words": "Aula hanya ada hari Selasa"}, action)
    assert await standing(site.office, workshop, trainer) == "asked"
    reply = (await mails(site.office.db, site.running.keys))[-1]
    assert reply.subject.startswith("Jawaban atas usulan waktu")
    assert "Aula hanya ada hari Selasa" in reply.text and not reply.calendars


async def test_a_wish_for_a_session_that_moves_meanwhile_is_settled(site: Site) -> None:
    office = site.office
    workshop, trainer, session, link = await asked(site)
    async with site.visitor() as anybody:
        await proposed(anybody, link, workshop, session)
    before = (await office.document(workshop)).sessions[0]
    assert before.place.venue_id is not None
    plan = office.plan(
        "13.00", "14.30", venue_id=before.place.venue_id, trainers=(trainer,), subject="Mengenal batok"
    )
    await office.db.run(sessions.change_session, office.by, workshop, session, plan, "Listrik padam")
    async with site.signed_in() as alice:
        path = f"/kelola/jadwal/{workshop}/narasumber"
        assert "Perubahan belum disampaikan" in (await alice.get(path)).words
        action = f"{path}/{trainer}/sampaikan"
        assert "Perubahan disampaikan" in (await alice.fill(path, {}, action)).words
    assert await standing(office, workshop, trainer) == "asked"
    async with office.db.read() as tx:
        assert await proposals.open_of(tx, office.office_id, workshop) == []


async def test_a_trainer_is_replaced_by_somebody_who_is_free_and_has_the_skill(site: Site) -> None:
    office, keys = site.office, site.running.keys
    workshop, trainer, session, _link = await asked(site)
    free = await office.trainer("Dewi Lestari, S.Pd.", skills=["Ukir Batok"], email="dewi@contoh.example")
    busy = await office.trainer("Bambang Irawan", skills=["ukir batok"])
    await office.trainer("Rahmat Hidayat", skills=["gula aren"])
    elsewhere = await office.draft(await office.venue("Aula"), title="Bimtek Gula Aren")
    await office.adds(elsewhere, venue_id=await office.venue("Balai Desa"), trainers=(busy,), subject="Nira")
    async with site.signed_in() as alice:
        path = f"/kelola/jadwal/{workshop}/narasumber/{trainer}/ganti"
        page = await alice.get(path)
        skilled, _, others = page.words.partition("Bebas, dengan keahlian lain")
        assert "Dewi Lestari" in skilled and "Rahmat Hidayat" in others
        assert "Bambang Irawan" not in page.words, "who is booked then is not offered"
        fields = {"session_ids": str(session), "substitute_id": str(free)}
        silent = await alice.fill(path, {**fields, "reason": ""})
        assert silent.status == 422 and "Tulis alasan penggantian" in silent.words
        taken = await alice.fill(path, {**fields, "substitute_id": str(busy), "reason": "Coba"})
        assert taken.status == 422 and "Nira" in taken.words
        answer = await alice.fill(path, {**fields, "reason": "Pak Suparno sakit"})
        assert "1 sesi dialihkan." in answer.words
    document = await office.document(workshop)
    assert [one.trainer_id for one in document.sessions[0].trainers] == [free]
    _asked, *told = await mails(office.db, keys)
    assert {(mail.purpose, mail.to) for mail in told} == {
        ("trainer_invitation", "dewi@contoh.example"),
        ("trainer_cancelled", EMAIL),
    }
    assert "Pak Suparno sakit" in next(mail for mail in told if mail.to == EMAIL).text
    assert await standing(office, workshop, trainer) == "withdrawn"
    assert await standing(office, workshop, free) == "asked"


async def test_who_no_longer_teaches_cannot_answer(site: Site) -> None:
    office = site.office
    workshop, trainer, session, link = await asked(site)
    async with site.visitor() as anybody:
        stale = await anybody.get(link)
        new = await office.trainer("Dewi Lestari", email="dewi@contoh.example")
        async with site.signed_in() as alice:
            call = f"/workshops/{workshop}/trainers/{trainer}/substitute"
            body = {"session_ids": [str(session)], "substitute_id": str(new), "reason": "Sakit"}
            assert (await alice.call("POST", call, body)) == (200, {"sessions": 1})
        late = await anybody.post(f"{link}/bersedia/{workshop}", {"form_token": stale.token()})
        assert late.status == 409
        assert "Mengenal batok" not in (await anybody.get(link)).words
    assert await standing(office, workshop, trainer) == "withdrawn"


async def test_hours_are_counted_apart_as_planned_and_as_held(site: Site, clock: MovedClock) -> None:
    office = site.office
    workshop, _trainer, session, link = await asked(site)
    other = await office.trainer("Dewi Lestari", email="dewi@contoh.example")
    async with site.visitor() as anybody:
        assert "Rencana 2 JP 1,5 orang/jam (OJ) Terlaksana 0 JP" in (await anybody.get(link)).words
        clock.move_to(at(FIRST_DAY, "12.00"))
        now = office.now
        hold = holding.hold_session
        await office.db.run(hold, now, office.by, workshop, session, held=True)
        assert "Rencana 2 JP 1,5 orang/jam (OJ) Terlaksana 2 JP" in (await anybody.get(link)).words
        await office.db.run(hold, now, office.by, workshop, session, held=True, trainer_ids=(other,))
        page = (await anybody.get(link)).words
        assert "Rencana 2 JP 1,5 orang/jam (OJ) Terlaksana 0 JP" in page and "Diajar orang lain" in page


async def test_days_away_are_the_trainers_own(site: Site) -> None:
    workshop, _trainer, _session, link = await asked(site)
    async with site.visitor() as anybody:
        path = f"{link}/halangan"
        wrong = await anybody.fill(path, {"first_day": "2017-04-25", "last_day": "2017-04-24"})
        assert wrong.status == 422
        await anybody.fill(path, {"first_day": "2017-04-25", "last_day": "2017-04-25", "note": "Umrah"})
        assert "Umrah" in (await anybody.get(link)).words
        async with site.signed_in() as alice:
            assert (
                "menandai tidak bisa pada hari itu" in (await alice.get(f"/kelola/jadwal/{workshop}")).words
            )
        page = await anybody.get(path)
        block = page.text.split("/halangan/")[1].split("/hapus")[0]
        await anybody.fill(path, {}, f"{path}/{block}/hapus")
        assert "Umrah" not in (await anybody.get(path)).words


async def test_trainers_of_one_office_see_nothing_of_each_other(site: Site) -> None:
    office = site.office
    _workshop, _trainer, _session, link = await asked(site)
    other = await office.trainer("Dewi Lestari", email="dewi@contoh.example")
    hidden = await office.draft(await office.venue("Aula"), title="Bimtek Rahasia")
    session = await office.adds(hidden, venue_id=await office.venue("Balai"), trainers=(other,))
    await invited(office, site.running.keys, hidden)
    async with site.visitor() as anybody:
        assert "Rahasia" not in (await anybody.get(link)).words
        for path in (f"tidak/{hidden}", f"usul/{hidden}/{session}", f"materi/{hidden}"):
            assert (await anybody.get(f"{link}/{path}")).status == 404
        assert (await anybody.fill(link, {}, f"{link}/bersedia/{hidden}")).status == 409


# Material


def upload(token: str, name: str, content: bytes) -> aiohttp.FormData:
    form = aiohttp.FormData(quote_fields=False)  # as browsers write the name
    form.add_field("form_token", token)
    form.add_field("material", content, filename=name, content_type="application/octet-stream")
    return form


async def test_a_time_that_is_over_by_now_is_not_agreed_to(site: Site, clock: MovedClock) -> None:
    office = site.office
    workshop, trainer, session, link = await asked(site)
    async with site.visitor() as anybody:
        early = {"day": "2017-04-24", "starts": "09.00", "ends": "10.30"}
        assert "Usulan terkirim" in await proposed(anybody, link, workshop, session, **early)
    async with office.db.read() as tx:
        (wish,) = await proposals.open_of(tx, office.office_id, workshop)
    clock.move_to(at(FIRST_DAY, "08.00"))
    async with site.signed_in() as alice:
        status, problem = await alice.call(
            "POST", f"/workshops/{workshop}/proposals/{wish.id}/accept", {"reason": "Baik"}
        )
        assert status == 422 and "sudah lewat" in str(problem)
    assert (await office.document(workshop)).sessions[0].starts_at == at(FIRST_DAY, "09.00")
    assert await standing(office, workshop, trainer) == "proposed"  # still to be answered


async def test_a_session_deleted_while_another_time_is_asked_for_breaks_nothing(site: Site, dsn: str) -> None:
    office = site.office
    workshop, trainer, session, _link = await asked(site)
    venue = (await office.document(workshop)).sessions[0]
    await office.plans(
        workshop,
        office.plan("13.00", "14.30", venue_id=await office.venue(), trainers=(trainer,)),
        "Tambahan",
    )
    who = await guest(office, trainer)
    done, go_on = asyncio.Event(), asyncio.Event()

    async def deletes(tx: Tx) -> None:
        await sessions.delete_session(tx, office.now, office.by, workshop, session, "Tidak jadi")
        done.set()
        await go_on.wait()

    one = asyncio.create_task(office.db.run(deletes))
    await done.wait()
    span = Span(venue.starts_at + timedelta(days=1), venue.ends_at + timedelta(days=1))
    asks = office.db.run(trainer_answers.propose, office.now, who, workshop, session, span, "")
    other = asyncio.create_task(asks)
    await ended_or_blocked(other, dsn)
    go_on.set()
    _deleted, refused = await asyncio.gather(one, other, return_exceptions=True)
    assert isinstance(refused, Missing)


async def test_material_is_the_offices_until_it_is_published(site: Site) -> None:
    workshop, _trainer, _session, link = await asked(site)
    path = f"{link}/materi/{workshop}"
    async with site.visitor() as anybody, site.signed_in() as alice:
        token = (await anybody.get(path)).token()
        assert "Berkas tersimpan" in (await anybody.post(path, upload(token, "Teknik dasar.pdf", PDF))).words
        token = (await anybody.get(path)).token()
        refused = await anybody.post(path, upload(token, "jahat.html", b"<script>"))
        assert refused.status == 422 and "Hanya PDF" in refused.words
        office_page = f"/kelola/jadwal/{workshop}/narasumber"
        page = await alice.get(office_page)
        assert "Teknik dasar.pdf" in page.words and "Hanya panitia" in page.words
        material_id = page.text.split("/materi/")[1].split('"')[0].split("/")[0]
        opened = await alice.get(f"/kelola/jadwal/{workshop}/materi/{material_id}")
        assert opened.body == PDF
        action = f"/kelola/jadwal/{workshop}/materi/{material_id}/bagikan"
        page = await alice.fill(office_page, {"published": "1"}, action)
        shared = "/narasumber/materi/" + page.text.split("/narasumber/materi/")[1].split('"')[0]
        assert "Teknik dasar.pdf" in (await anybody.get(shared)).words
        assert (await anybody.get(f"{shared}/{material_id}")).body == PDF
        async with anybody.session.get(f"{shared}/{material_id}") as answer:
            assert answer.headers["Content-Disposition"].startswith("attachment")
        assert (await alice.fill(office_page, {"published": "barangkali"}, action)).status == 422
        assert (await anybody.get(f"{shared}/{material_id}")).status == 200
        await alice.fill(office_page, {}, action)
        assert (await anybody.get(f"{shared}/{material_id}")).status == 404
        await anybody.fill(path, {}, f"{path}/{material_id}/hapus")
        async with site.office.db.read() as tx:
            assert await tx.fetchval("select count(*) from file where media_type = 'application/pdf'") == 0


async def test_a_file_name_of_stray_bytes_is_kept_readable(site: Site) -> None:
    workshop, _trainer, _session, link = await asked(site)
    path = f"{link}/materi/{workshop}"
    async with site.visitor() as anybody:
        token = (await anybody.get(path)).token()
        body = b"".join(
            (
                b'--x\r\nContent-Disposition: form-data; name="form_token"\r\n\r\n',
                token.encode(),
                b"\r\n--x\r\nContent-Disposition: form-data; "
                b'name="material"; filename="Batok \xff.pdf"\r\n\r\n',
                PDF,
                b"\r\n--x--\r\n",
            )
        )
        headers = {"Content-Type": "multipart/form-data; boundary=x"}
        async with anybody.session.post(path, data=body, headers=headers) as answer:
            page = await answer.text()
            assert answer.status == 200 and "Berkas tersimpan" in page
            assert "Batok.pdf" in page


def archive(*names: str) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as parts:
        for name in names:
            parts.writestr(name, "x")
    return kept.getvalue()


def claiming(width: int, height: int) -> bytes:
    """A PNG of some bytes that says it is this large."""
    small = io.BytesIO()
    Image.new("RGB", (1, 1)).save(small, "PNG")
    head, rest = small.getvalue()[:12], small.getvalue()[33:]
    size = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return head + size + struct.pack(">I", zlib.crc32(size)) + rest


def turned_by_words() -> bytes:
    """A JPEG turned by its camera, whose width is a word."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "abc"  # turned, and the camera's maker
    kept = io.BytesIO()
    Image.new("RGB", (30, 30)).save(kept, "JPEG", exif=exif)
    return kept.getvalue().replace(b"\x01\x0f\x00\x02", b"\x01\x00\x00\x02")


def test_material_is_told_by_its_content() -> None:
    picture = io.BytesIO()
    Image.new("RGBA", (20, 10)).save(picture, "PNG")
    assert material("C:\\foto\\../Batok.PNG", picture.getvalue()).name == "Batok.jpg"
    assert material("slide", archive("ppt/presentation.xml")).name == "slide.pptx"
    assert material("naskah.doc", archive("word/document.xml")).name == "naskah.docx"
    for content in (
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"PK\x03\x04 broken",
        archive("word/document.xml", "word/vbaProject.bin"),
        archive("word/document.xml", "word/VBAPROJECT.BIN"),  # Word reads it all the same
        claiming(60_000, 60_000),  # more pixels than the library opens at all
        claiming(9_000, 9_000),
        turned_by_words(),
        archive("anything.txt"),
        b"\xff\xd8\xff broken",
    ):
        with pytest.raises(Unfit):
            material("berkas.pdf", content)


def typed(types: str, relations: str = "<Relationships/>", *more: str) -> bytes:
    """A document whose parts are what these say, whatever they are called."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as parts:
        parts.writestr("word/document.xml", "<w:document/>")
        parts.writestr("[Content_Types].xml", types)
        parts.writestr("word/_rels/document.xml.rels", relations)
        for name in more:
            parts.writestr(name, "x")
    return packed.getvalue()


def test_a_macro_under_another_name_is_one_and_a_word_in_a_link_is_none() -> None:
    plain = '<Types><Default Extension="bin" ContentType="application/octet-stream"/></Types>'
    macro = '<Types><Override PartName="/a" ContentType="application/vnd.ms-office.vbaProject"/></Types>'
    link = (
        '<Relationships><Relationship Type="http://x/hyperlink" Target="http://x/macro?vba"/></Relationships>'
    )
    runs = (
        '<Relationships><Relationship Type="http://x/relationships/vbaProject" Target="a"/></Relationships>'
    )
    assert material("a", typed(plain, link, "word/macro-photo.jpg")).name == "a.docx"
    for types, relations, more in (
        (macro, link, ()),
        (macro.replace("vba", "&#118;ba"), link, ()),
        (macro.encode("utf-16").decode("latin-1"), link, ()),  # no XML any more
        (plain.replace("octet-stream", "vnd.ms-word.document.macroEnabled.main+xml"), link, ()),
        (plain, runs, ()),
        (f'<!DOCTYPE Types [<!ENTITY v "vba">]>{plain}', link, ()),
        (plain, link, ("WORD/document.xml",)),  # two of one name: which one is read is anybody's guess
        (f"<Types>{' ' * 5_000_000}</Types>", link, ()),
    ):
        with pytest.raises(Unfit):
            material("a.docx", typed(types, relations, *more))


def test_signs_nobody_sees_do_not_stay_in_the_name_of_a_file() -> None:
    assert material("materi\u202efdp.exe", PDF).name == "materi fdp.pdf"
    assert plain_name("C:\\a/b\u2066cv\u200b.pdf\x00") == "b cv .pdf"


async def test_a_lost_link_gets_the_same_answer_either_way(site: Site) -> None:
    await asked(site)
    async with site.visitor() as anybody:
        said = {
            (await anybody.fill("/narasumber", {"email": who})).words for who in (EMAIL, "x@contoh.example")
        }
        assert len(said) == 1
        for _try in range(3):
            await anybody.fill("/narasumber", {"email": EMAIL})
        assert (await anybody.fill("/narasumber", {"email": EMAIL})).status == 429
    links = [
        mail for mail in await mails(site.office.db, site.running.keys) if mail.purpose == "trainer_link"
    ]
    assert len(links) == 1


async def test_the_json_api_invites_and_lists_answers(site: Site) -> None:
    office = site.office
    workshop, trainer, _session, _link = await asked(site)
    async with site.signed_in() as alice:
        assert await alice.call("POST", f"/workshops/{workshop}/invitations", {}) == (200, {"invited": 0})
        status, answer = await alice.call("GET", f"/workshops/{workshop}/trainers")
        (row,) = answer["trainers"]
        assert (status, row["trainer_id"], row["state"]) == (200, str(trainer), "asked")
        told = await alice.call("POST", f"/workshops/{workshop}/trainers/{trainer}/tell")
        assert told == (200, {"told": False})
    viewer = await office.person(Role.VIEWER)
    async with site.signed_in(viewer) as bob:
        assert (await bob.call("GET", f"/workshops/{workshop}/trainers"))[0] == 200
        assert (await bob.call("POST", f"/workshops/{workshop}/invitations", {}))[0] == 403
