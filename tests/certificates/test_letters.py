"""What people read in their mailbox, in both languages."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from uuid import UUID

import pytest

from services.certificates import actions
from services.certificates.service import SERVICE
from shared import files, staff
from shared.crypto import Keys
from shared.db import Tx
from shared.events.certificates import PublicReason
from shared.ids import new_id
from shared.mail.compose import Composer
from shared.mail.queue import Letter
from tests.support.certificates import OFFICE, Desk, newer, office_document, registration, sheet, workshop
from tests.support.factories import staff_document


async def _letters(desk: Desk, keys: Keys) -> dict[str, EmailMessage]:
    """Every mail in the queue as it would be sent, by purpose."""
    composer = Composer(
        SERVICE.folder / "templates",
        mail_from="bimtek@contoh.example",
        public_url="https://bimtek.contoh.example",
        keys=keys,
    )
    found: dict[str, EmailMessage] = {}
    async with desk.db.read() as tx:
        rows = await tx.fetch(
            "select purpose, subject, occasion, organization_id, recipient, language, data, attachments,"
            " message_id, date from mail order by id"
        )
        for at, row in enumerate(rows):
            letter = Letter(id=at, lease=new_id(), attempts=1, **dict(row))
            attached = [(await _file(tx, one["file"]), one["name"]) for one in letter.attachments]
            content = composer.compose(letter, office_document(), attached).content
            message = message_from_bytes(content, policy=policy.default)
            assert isinstance(message, EmailMessage)
            found[letter.purpose] = message
    return found


async def _file(tx: Tx, id: str) -> files.File:
    file = await files.get(tx, UUID(id))
    assert file is not None
    return file


def _text(message: EmailMessage, kind: str = "plain") -> str:
    body = message.get_body((kind,))
    assert body is not None
    return " ".join(body.get_content().split())


@pytest.mark.parametrize("language", ["id", "en"])
async def test_every_letter_says_the_fact_and_the_next_step(desk: Desk, keys: Keys, language: str) -> None:
    approver = staff_document(OFFICE, role="approver", email="penyetuju@contoh.example")
    await desk.db.run(staff.keep_staff, approver)
    held = workshop(class_label="Kelas A")
    siti = registration(held, full_name="Siti Nur'aini", language=language)
    hendra = registration(held, full_name="Hendra", language=language)
    await desk.hears(held, siti, hendra, sheet(held, {siti.id: 8, hendra.id: 4}))
    await desk.db.run(actions.submit, desk.now, OFFICE, held.id, "x")
    await desk.approves(held)
    await desk.makes()
    row = await desk.row(held, siti)
    await desk.hears(newer(siti, certificate_name="Siti Nur'aini, S.E."))
    await desk.db.run(actions.correct, OFFICE, row.id, "Siti Nur'aini, S.E.", PublicReason.SPELLING, "x")
    await desk.makes()
    await desk.db.run(actions.revoke, desk.now, OFFICE, row.id, PublicReason.MISTAKE, "rahasia", "x")
    letters = await _letters(desk, keys)

    assert set(letters) == {
        "certificate_withheld",
        "approval_waiting",
        "certificate_ready",
        "certificate_replaced",
        "certificate_revoked",
    }
    for purpose, message in letters.items():
        for kind in ("plain", "html"):
            assert held.full_title in _text(message, kind) or purpose == "certificate_withheld"
            assert "{" not in _text(message, "plain")
        assert held.full_title in message["Subject"]
        assert message["Date"].datetime.year == datetime.now(UTC).year
    ready = letters["certificate_ready"]
    (attachment,) = ready.iter_attachments()
    assert attachment.get_content().startswith(b"%PDF")
    assert attachment.get_filename() == "Sertifikat-001-BTK-KL-DISPERIN-IV-2017.pdf"
    assert "https://bimtek.contoh.example/sertifikat/saya/" in _text(ready)
    assert "rahasia" not in str(letters["certificate_revoked"])
    if language == "id":
        withheld = _text(letters["certificate_withheld"])
        assert "Anda sudah 16 JP, masih kurang 8 JP dari syarat 24 JP." in withheld
        assert "- Kunjungan ke sentra kerajinan Membalong, Jumat, 28 April 2017 (4 JP)" in withheld
        assert "diterbitkan keliru" in _text(letters["certificate_revoked"])
    else:
        assert "You have 16 JP; 8 more are needed" in _text(letters["certificate_withheld"])
        assert "issued by mistake" in _text(letters["certificate_revoked"], "html")
