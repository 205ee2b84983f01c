"""One's own data: seen, taken along, corrected, deleted; the office answers before the clock is out."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

from services.registration.actions import own, reaching
from services.registration.domain.data_requests import due, masked
from services.registration.service import SERVICE
from services.registration.store.registrations import Row
from shared.clock import MovedClock
from shared.db import Tx
from shared.events.registration import RegistrationState as State
from shared.events.scheduling import Role
from shared.ids import new_id
from shared.mail import queue
from shared.mail.compose import Composer
from tests.support.registration import person, workshop
from tests.support.registration_site import Site

NIK = "1902010101909991"
DESK = "/kelola/peserta/permintaan-data"
API = "/api/v1/registration/data-requests"


def link(site: Site, row: Row) -> str:
    return "/pendaftaran/" + site.running.keys.decrypt(row.manage_sealed, purpose="manage_code")


async def test_everything_kept_is_seen_and_taken_along_but_never_the_whole_nik(site: Site) -> None:
    belitung = workshop()
    await site.panitia.hears(belitung)
    row = await site.panitia.signs_up(belitung, person(full_name="Ani", nik=NIK, needs="Kursi roda"))
    async with site.visitor() as ani:
        card = await ani.get(link(site, row))
        assert f"{link(site, row)}/data" in card.text
        page = await ani.get(f"{link(site, row)}/data")
        text = await ani.get(f"{link(site, row)}/data.txt")
        document = json.loads((await ani.get(f"{link(site, row)}/data.json")).text)
    for told in (page.words, text.text):
        for what in ("Ani", row.email, "Kursi roda", "••••••••••••9991", "formulir di web", "Terdaftar"):
            assert what in told, what
        assert NIK not in told
    assert document["nik"] == "••••••••••••9991" and document["consent"]["channel"] == "web"
    assert document["messages"][0]["purpose"] == "sign_up_confirmed"
    assert masked("") == masked("123") == ""


async def test_a_deletion_is_asked_once_confirmed_and_done_within_its_clock(
    site: Site, clock: MovedClock
) -> None:
    belitung = workshop(1)
    await site.panitia.hears(belitung)
    ani = await site.panitia.signs_up(belitung, person(full_name="Ani", nik=NIK, email="ani@contoh.example"))
    waits = await site.panitia.signs_up(belitung)
    path = f"{link(site, ani)}/data"
    async with site.visitor() as visitor:
        tokens = [(await visitor.get(path)).token() for _twice in range(2)]
        for token in tokens:
            done = await visitor.post(path, {"kind": "delete", "form_token": token})
            assert "Permintaan hapus data sedang dijawab panitia" in done.words
    assert (await site.panitia.letters(ani)).count("data_request_received") == 1
    async with site.organizer() as alice:
        desk = await alice.get("/kelola/peserta/ringkas", **{"Bimtek-Fragment": "1"})
        assert "Permintaan atas data pribadi" in desk.words and DESK in desk.text
        (asked,) = json.loads((await alice.get(f"{API}?status=open")).text)["items"]
        assert asked["kind"] == "delete"
        clock.move_to(site.panitia.now + timedelta(hours=71))
        assert "Belum dijawab" in (await alice.get(DESK)).words
        clock.move_to(site.panitia.now + timedelta(hours=1, minutes=1))
        assert "Terlambat" in (await alice.get(DESK)).words
        one = f"{DESK}/{asked['id']}"
        assert (await alice.fill(one, {"decision": "refused", "reason": ""})).status == 422
        assert (await site.panitia.row(ani.id)).state is State.CONFIRMED
        answered = await alice.fill(one, {"decision": "done"})
        assert "Dijawab" in answered.words and "(sudah dihapus)" in answered.words
        async with alice.session.post(f"{API}/{asked['id']}/decision", json={"decision": "done"}) as again:
            assert again.status == 409
    gone = await site.panitia.row(ani.id)
    assert (gone.state, gone.full_name, gone.email) == (State.ERASED, "", "")
    assert (await site.panitia.row(waits.id)).state is State.CONFIRMED
    async with site.panitia.db.read() as tx:
        mails = await tx.fetch("select purpose, subject, recipient from mail where recipient = $1", ani.email)
    assert [(mail["purpose"], mail["subject"]) for mail in mails] == [
        ("data_request_done", f"DataRequest/{asked['id']}")
    ]
    message = await last_mail(site)
    assert "Data Anda sudah dihapus." in message and "/pendaftaran/" not in message
    async with site.panitia.db.read() as tx:
        assert not await tx.fetchval("select count(*) from mail where recipient = $1", ani.email)


async def last_mail(site: Site) -> str:
    """The last mail to Ani as it is sent, and its end told."""
    composer = Composer(
        SERVICE.folder / "templates",
        mail_from="bimtek@contoh.example",
        public_url="https://bimtek.example",
        keys=site.running.keys,
    )
    texts = []

    async def send(tx: Tx) -> None:
        for letter in await queue.claim(tx, new_id(), 100):
            if letter.recipient == "ani@contoh.example":
                texts.append(composer.compose(letter, site.document, []).content)
            result = await queue.finish(tx, letter, "sent", "250 ok")
            assert result is not None
            await reaching.on_mail(tx, site.panitia.now, result)

    await site.panitia.db.run(send)
    (content,) = texts
    message = message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    bodies = [message.get_body((kind,)) for kind in ("plain", "html")]
    return " ".join(" ".join(body.get_content().split()) for body in bodies if body)


async def test_what_is_printed_is_corrected_by_the_office(site: Site, clock: MovedClock) -> None:
    belitung = workshop()
    await site.panitia.hears(belitung)
    ani = await site.panitia.signs_up(belitung, person(full_name="Anni"))
    clock.move_to(belitung.ends_at + timedelta(hours=1))
    path = f"{link(site, ani)}/data"
    async with site.visitor() as visitor:
        assert (await visitor.fill(path, {"kind": "correct", "words": ""})).status == 422
        await visitor.fill(path, {"kind": "correct", "words": "Nama saya Ani"})
    async with site.organizer() as alice:
        (asked,) = json.loads((await alice.get(API)).text)["items"]
        assert asked["words"] == "Nama saya Ani"
        refusal = {"decision": "refused", "reason": "Sama dengan KTP"}
        await alice.fill(f"{DESK}/{asked['id']}", refusal)
    async with site.visitor() as visitor:
        assert "Alasan panitia: Sama dengan KTP" in (await visitor.get(path)).words
    assert (await site.panitia.letters(ani))[-1] == "data_request_done"
    assert (await site.panitia.row(ani.id)).full_name == "Anni"


async def test_others_neither_see_nor_answer_a_request(site: Site) -> None:
    belitung = workshop()
    await site.panitia.hears(belitung)
    ani = await site.panitia.signs_up(belitung)
    async with site.visitor() as visitor:
        await visitor.fill(f"{link(site, ani)}/data", {"kind": "delete"})
    async with site.organizer() as alice:
        (asked,) = json.loads((await alice.get(API)).text)["items"]
    body = {"decision": "done"}
    async with site.organizer(office_id=new_id()) as charlie:
        assert json.loads((await charlie.get(API)).text)["total"] == 0
        assert (await charlie.get(f"{DESK}/{asked['id']}")).status == 404
        async with charlie.session.post(f"{API}/{asked['id']}/decision", json=body) as answer:
            assert answer.status == 404
    async with site.organizer(Role.VIEWER) as bob:
        assert "Hapus datanya" not in (await bob.get(f"{DESK}/{asked['id']}")).words
        async with bob.session.post(f"{API}/{asked['id']}/decision", json=body) as answer:
            assert answer.status == 403
    assert (await site.panitia.row(ani.id)).state is State.CONFIRMED
    await site.panitia.db.run(own.cancel, site.panitia.now, ani.id)


def test_the_clock_counts_hours_and_no_working_days() -> None:
    friday = datetime(2017, 4, 14, 9, tzinfo=UTC)
    assert due(friday) == datetime(2017, 4, 17, 9, tzinfo=UTC)
