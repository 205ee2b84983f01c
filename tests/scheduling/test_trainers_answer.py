"""Trainers answer by their link, and the office decides: pages, proposals, substitution, material."""

from __future__ import annotations

from datetime import timedelta

from icalendar import Calendar

from services.scheduling.actions import holding
from shared.clock import MovedClock
from shared.events.scheduling import Role
from tests.support.scheduling import FIRST_DAY, at
from tests.support.scheduling_site import Site
from tests.support.trainer_page import EMAIL, asked, standing
from tests.support.trainers import invited, mails


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
