"""A mail that is refused becomes a message to send by hand, and it says what the mail said."""

from __future__ import annotations

from typing import Any

from services.registration.actions import letters, reaching
from services.registration.actions.letters import Letter, facts
from services.registration.domain.messages import NOT_WORTH_A_CALL
from shared.db import Tx
from shared.ids import new_id
from shared.mail import queue
from tests.registration.test_letters import EXTRA, PURPOSES
from tests.support.registration import Office, person, workshop
from tests.support.registration_site import Site

REASON = {"reason": "Sanggar dipakai untuk posko banjir"}
# What goes to contact persons is not said to somebody who is signed up.
TOLD_TO_PEOPLE = [purpose for purpose in PURPOSES if purpose not in ("group_link", "contact_changed")]
SAID = {
    "sign_up_confirmed": "Anda mendapat kursi di Bimtek ini.",
    "sign_up_pending": "Panitia memilih peserta Bimtek ini.",
    "waitlisted": "Semua kursi sudah terisi.",
    "seat_given": "kursi itu sekarang milik Anda",
    "seat_offered": "Kursi ini kami simpan",
    "seat_handed_over": "Kursi Anda sudah diserahkan",
    "seat_received": "menyerahkan kursinya kepada Anda",
    "offer_lapsed": "Kami belum menerima jawaban Anda",
    "not_selected": REASON["reason"],
    "cancelled_by_self": "Pendaftaran Anda sudah dibatalkan.",
    "cancelled_by_office": REASON["reason"],
    "workshop_changed": "Membalong",
    "workshop_cancelled": REASON["reason"],
    "reminder": "Sesi pertama: Pembukaan",
    "link_again": "Bila Anda tidak memintanya",
    "data_request_received": "Anda meminta data Anda dihapus.",
    "data_request_done": "Alasannya: Sudah dicetak",
}


async def refuse_everything(panitia: Office) -> None:
    """The mail server knows none of the addresses; each answer is told as the sender tells it."""

    async def refuse(tx: Tx) -> None:
        while claimed := await queue.claim(tx, new_id(), 100):  # of one purpose the newer waits for the older
            for letter in claimed:
                result = await queue.finish(tx, letter, "refused", "550 no such user")
                assert result is not None
                await reaching.on_mail(tx, panitia.now, result)

    await panitia.db.run(refuse)


async def test_every_refused_mail_can_be_said_by_hand(site: Site) -> None:
    belitung = workshop(100, offer_hours=24)
    await site.panitia.hears(belitung)
    known = facts(belitung)
    for purpose in TOLD_TO_PEOPLE:
        row = await site.panitia.signs_up(belitung, person(full_name=f"Peserta {purpose}"))
        extra: dict[str, Any] = REASON | EXTRA.get(purpose, {})
        await site.panitia.db.run(letters.send, site.panitia.now, [Letter(row, purpose, known, extra, "uji")])
    await refuse_everything(site.panitia)

    async with site.organizer() as alice:
        page = await alice.get(f"/kelola/peserta/{belitung.id}/hubungi")
    assert page.status == 200
    written = page.words.split("Baca pesannya")
    for purpose in set(TOLD_TO_PEOPLE) - NOT_WORTH_A_CALL:
        texts = [text for text in written if f"Halo Peserta {purpose}," in text]
        assert any(SAID[purpose] in text for text in texts), purpose


async def test_a_task_keeps_no_secret_of_the_mail_it_stands_for(site: Site) -> None:
    belitung = workshop()
    await site.panitia.hears(belitung)
    row = await site.panitia.signs_up(belitung)
    await refuse_everything(site.panitia)
    async with site.panitia.db.read() as tx:
        data = await tx.fetchval("select data from contact_task where registration_id = $1", row.id)
        mailed = await tx.fetchval("select data from mail where subject = $1", row.subject)
    assert data["workshop"] == belitung.full_title
    assert mailed["sealed"] and mailed["card_code"], "the mail itself carries them"
    assert "sealed" not in data and row.card_code not in str(data)
