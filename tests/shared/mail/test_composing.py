"""Names and titles are data: whatever stands in them, the message keeps its shape."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.headerregistry import Address

import pytest

from shared.crypto import Keys
from shared.embedded.catcher import KEPT, Catcher, Mailbox
from shared.files import keep
from shared.mail import mime
from shared.mail.smtp import BadUrl, Server
from tests.support.mailing import FaultySmtp, Office

EVIL = "Batok\r\nBcc: semua@contoh.example\r\n\r\nIsi palsu\u2028X-Evil: 1"


async def test_a_line_break_in_a_title_starts_no_header(office: Office, faulty: FaultySmtp) -> None:
    mail = office.mail(data={**office.mail().data, "title": EVIL})
    await office.send(mail)
    await office.sender(faulty.port).step()
    message = message_from_bytes(faulty.taken[0], policy=policy.default)
    assert message["Bcc"] is None and message["X-Evil"] is None
    assert message["Subject"].startswith("Anda terdaftar: Batok Bcc: semua@contoh.example")


async def test_html_in_a_name_is_text(office: Office, catcher: Catcher) -> None:
    name = "<script>alert(1)</script> O'Neil, S.Pd."
    await office.send(office.mail(data={**office.mail().data, "name": name}))
    await office.sender(Server.from_url(catcher.url).port).step()
    (caught,) = catcher.mailbox.newest()
    assert "<script>" not in caught.html and "&lt;script&gt;" in caught.html
    assert name in caught.text


@pytest.mark.parametrize(
    "address", ["siti", "a b@c.example", "a@b@c.example", "a@c.example\r\nDATA", "@c", "a@"]
)
async def test_what_is_no_address_is_refused_without_asking_the_server(
    office: Office, faulty: FaultySmtp, address: str
) -> None:
    await office.send(office.mail(to=address))
    await office.sender(faulty.port).step()
    assert [told.state for told in office.told] == ["refused"]
    assert not faulty.taken


async def test_sealed_values_are_opened_only_in_the_message(
    office: Office, catcher: Catcher, keys: Keys
) -> None:
    data = {name: value for name, value in office.mail().data.items() if name != "code"}
    data["sealed"] = {"code": base64.b64encode(keys.encrypt("SECRET-CODE", purpose="code")).decode()}
    await office.send(office.mail(data=data))
    await office.sender(Server.from_url(catcher.url).port).step()
    (caught,) = catcher.mailbox.newest()
    (row,) = await office.rows()
    assert caught.links == ["https://bimtek.example/pendaftaran/SECRET-CODE"]
    assert "SECRET-CODE" not in str(row)


async def test_attachments_come_byte_for_byte(office: Office, catcher: Catcher) -> None:
    content = bytes(range(256)) * 40
    file = await office.db.run(keep, content, "application/pdf")
    await office.send(office.mail(attachments=((file, "Sertifikat Siti Aminah\r\nX: y.pdf"),)))
    await office.sender(Server.from_url(catcher.url).port).step()
    (attachment,) = catcher.mailbox.newest()[0].attachments
    assert attachment.content == content
    assert attachment.media_type == "application/pdf"
    assert attachment.name == "Sertifikat Siti Aminah X: y.pdf"


def test_the_mailbox_keeps_the_newest(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("mail")
    mailbox = Mailbox(folder)
    names = [mailbox.keep(f"Subject: {number}\r\n\r\nx".encode()) for number in range(KEPT + 2)]
    assert len(list(folder.iterdir())) == KEPT
    assert mailbox.get(names[0]) is None
    assert mailbox.newest(1)[0].subject == str(KEPT + 1)
    assert mailbox.get("../../etc/passwd") is None


def test_server_urls() -> None:
    assert Server.from_url("smtps://u%40x:p%2F@mail.example") == Server(
        "mail.example", 465, True, "u@x", "p/"
    )
    assert Server.from_url("smtp://mail.example").port == 587
    with pytest.raises(BadUrl):
        Server.from_url("http://mail.example")


@pytest.mark.parametrize(
    "name",
    [
        'Dinas "Perindustrian", Babel <palsu@contoh.example>',
        "Dinas Perindustrian — Pulau Belitung",
        "PEMERINTAH " * 30,
        "=?utf-8?q?palsu?=",
        "",
    ],
)
def test_any_sender_name_is_one_name_and_our_address(name: str) -> None:
    ours = Address(addr_spec="bimtek@contoh.example")
    message = message_from_bytes(_made(sender=mime.mailbox(name, ours)), policy=policy.default)
    (sender,) = message["From"].addresses
    assert sender.addr_spec == "bimtek@contoh.example"
    assert sender.display_name == mime.one_line(name)


@pytest.mark.parametrize(
    "subject", ["Bimtek “Gula Aren” " * 12, "x" * 2000, "a\x00b\r\n\tc", "=?utf-8?q?x?="]
)
def test_any_subject_arrives_as_one_line(subject: str) -> None:
    made = _made(subject=subject)
    message = message_from_bytes(made, policy=policy.default)
    assert message["Subject"].replace(" ", "") == mime.one_line(subject).replace(" ", "")
    assert max(map(len, made.split(b"\r\n"))) < 998
    assert b"\n" not in made.replace(b"\r\n", b""), "no bare line ends"


def test_long_lines_dots_and_trailing_spaces_survive() -> None:
    text = ".\n..\n" + "kata " * 400 + " \nekor  \nAyu — “Kemasan” =3D\n"
    message = message_from_bytes(_made(text=text, html=f"<pre>{text}</pre>"), policy=policy.default)
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None and plain.get_content().splitlines() == text.splitlines()
    assert html is not None and html.get_content().splitlines() == f"<pre>{text}</pre>".splitlines()


def _made(**given: str) -> bytes:
    values = {
        "id": "<1@contoh.example>",
        "sender": "bimtek@contoh.example",
        "to": "siti@contoh.example",
        "reply_to": "",
        "subject": "Anda terdaftar",
        "text": "isi\n",
        "html": "<p>isi</p>",
        "key": "kunci",
    }
    return mime.message(date=datetime(2026, 11, 21, tzinfo=UTC), **{**values, **given})  # type: ignore[arg-type]
