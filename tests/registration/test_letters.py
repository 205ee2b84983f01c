"""Every mail can be written in both languages, and says what it must."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from services.registration.actions.letters import Letter, _mail, facts
from services.registration.service import SERVICE
from services.registration.store.registrations import Row
from shared.clock import wall
from shared.crypto import Keys
from shared.ids import new_id
from shared.mail.compose import Composer
from shared.mail.queue import Letter as Queued
from tests.support.factories import organization
from tests.support.registration import OFFICE, Office, person, workshop

FIRST = {"starts_at": "2017-04-25T01:00:00+00:00", "ends_at": "2017-04-25T04:00:00+00:00", "place": "Bekemas"}
EXTRA: dict[str, dict[str, Any]] = {
    "waitlisted": {"place_in_line": 3},
    "workshop_changed": {
        "headline": "Jadwal atau tempat berubah",
        "opening": "Ada perubahan pada Bimtek Anda. Kursi Anda tetap.",
        "lines": [
            {
                "what": "Membentuk batok",
                "texts": ["Semula: Selasa, 25 April 2017, Bekemas", "Menjadi: Membalong"],
            },
            {"what": "Kemasan", "texts": ["Sesi ini ditiadakan. Semula: Selasa, 25 April 2017"]},
        ],
    },
    "reminder": {"first": [{"subject": "Pembukaan", **FIRST}]},
    "offer_lapsed": {"goes_on": True},
    "group_link": {"nominated": True, "most": 5, "deadline": "", "group_code": "A" * 26},
    "link_again": {"from_office": False},
    "data_request_received": {"kind": "delete", "due_at": "2017-04-25T01:00:00+00:00"},
    "data_request_done": {"kind": "correct", "done": False, "erased": False, "reason": "Sudah dicetak"},
}
PURPOSES = sorted(path.parent.name for path in (SERVICE.folder / "templates" / "email").glob("*/subject.txt"))
PROMISED = {
    "sign_up_confirmed",
    "sign_up_pending",
    "waitlisted",
    "seat_given",
    "seat_offered",
    "seat_handed_over",
    "seat_received",
    "offer_lapsed",
    "not_selected",
    "cancelled_by_self",
    "cancelled_by_office",
    "workshop_changed",
    "workshop_cancelled",
    "reminder",
    "thank_you",
    "group_link",
    "contact_changed",
    "link_again",
    "data_request_received",
    "data_request_done",
}


def test_no_mail_is_missing() -> None:
    assert set(PURPOSES) == PROMISED


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("purpose", PURPOSES)
async def test_mail_is_written(purpose: str, language: str, panitia: Office, keys: Keys) -> None:
    belitung = workshop(
        class_label="Kelas A", bring="Pisau ukir", group_link="https://chat.whatsapp.com/x", offer_hours=24
    )
    await panitia.hears(belitung)
    row = await panitia.signs_up(belitung, person(full_name="Siti <b>\r\nBcc: x@y.id"), language=language)
    message = compose(keys, row, purpose, facts(belitung))

    text, html = (message.get_body((kind,)) for kind in ("plain", "html"))
    assert text is not None and html is not None
    code = keys.decrypt(row.manage_sealed, purpose="manage_code")
    own = {"group_link": f"kelompok/{'A' * 26}", "contact_changed": ""}.get(purpose, f"pendaftaran/{code}")
    assert f"https://bimtek.example/{own}" in text.get_content()
    assert belitung.full_title in message["Subject"] and message["Bcc"] is None
    assert "Siti &lt;b&gt;" in html.get_content() and "<b>\r\nBcc" not in html.get_content()
    if "0812" in html.get_content():
        assert re.search(
            r"Ibu Yuliana, WhatsApp <span[^>]*nowrap[^>]*>0812-9990-0001</span>", html.get_content()
        )
    assert ("Hello" if language == "en" else "Halo") in text.get_content()
    assert "25 s.d. 28 April 2017" in text.get_content() or language == "en"
    for body in (text.get_content(), html.get_content()):
        assert belitung.full_title in " ".join(body.split()), "two classes of one title are told apart"
        assert "None" not in body and "{" not in body.replace("{ ", "")


def compose(
    keys: Keys, row: Row, purpose: str, known: dict[str, Any], extra: dict[str, Any] | None = None
) -> EmailMessage:
    mail = _mail(Letter(row, purpose, known, extra or EXTRA.get(purpose, {})))
    composer = Composer(
        Path(SERVICE.folder) / "templates",
        mail_from="bimtek@contoh.example",
        public_url="https://bimtek.example",
        keys=keys,
    )
    queued = Queued(
        id=1,
        lease=new_id(),
        purpose=purpose,
        subject=row.subject,
        occasion="1",
        organization_id=OFFICE,
        recipient=row.email,
        language=mail.language,
        data=dict(mail.data),
        attachments=[],
        message_id=new_id(),
        date=wall(),
        attempts=0,
    )
    content = composer.compose(queued, organization(OFFICE), []).content
    message = message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


@pytest.mark.parametrize("goes_on", [False, True])
async def test_a_lapsed_offer_speaks_of_the_next_in_line_only_before_it_begins(
    goes_on: bool, panitia: Office, keys: Keys
) -> None:
    belitung = workshop()
    await panitia.hears(belitung)
    row = await panitia.signs_up(belitung)
    message = compose(keys, row, "offer_lapsed", facts(belitung), {"goes_on": goes_on})
    for kind in ("plain", "html"):
        body = message.get_body((kind,))
        assert body is not None and ("urutan berikutnya" in body.get_content()) == goes_on


@pytest.mark.parametrize(("language", "begins"), [("id", "Mulai Selasa, 25 April 2017"), ("en", "Begins")])
async def test_a_reminder_names_the_day_in_its_subject(
    language: str, begins: str, panitia: Office, keys: Keys
) -> None:
    """It may go on the day itself: a beginning moved nearer, a mail server that was away."""
    belitung = workshop()
    await panitia.hears(belitung)
    row = await panitia.signs_up(belitung, language=language)
    subject = compose(keys, row, "reminder", facts(belitung))["Subject"]
    assert subject.startswith(begins) and "25 April 2017" in subject and belitung.full_title in subject
