"""The way to the mailbox: one address says all, and the password goes only where it is safe."""

from __future__ import annotations

import asyncio
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from shared.mail.imap import Away, BadUrl, Box, Session
from tests.support.imap import FakeImap, listening


@pytest.mark.parametrize(
    ("url", "box"),
    [
        (
            "imaps://a%40b.example:p%2Fw@mail.example",
            Box("mail.example", 993, True, "a@b.example", "p/w", "INBOX"),
        ),
        (
            "imap://u:rahasia@mail.example:144/Kembali",
            Box("mail.example", 144, False, "u", "rahasia", "Kembali"),
        ),
    ],
)
def test_an_address_says_all(url: str, box: Box) -> None:
    assert Box.from_url(url) == box
    assert box.password not in box.name


@pytest.mark.parametrize(
    "url", ["https://u:p@mail.example", "imaps://mail.example", "imaps://u@mail.example", "imaps://u:p@h:x"]
)
def test_an_address_that_is_wrong_is_refused(url: str) -> None:
    with pytest.raises(BadUrl):
        Box.from_url(url)


async def test_a_server_nobody_vouches_for_hears_no_password(tmp_path: Path) -> None:
    seen = FakeImap()
    async with listening(seen, self_signed(tmp_path)):
        with pytest.raises(Away, match="certificate"):
            await asyncio.to_thread(Session, seen.box(tls=True))
    assert seen.heard == []


async def test_elsewhere_the_password_never_goes_in_clear(
    mailbox: FakeImap, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Box, "local", property(lambda _box: False))
    with pytest.raises(Away):
        await asyncio.to_thread(Session, mailbox.box())
    assert not any(one.startswith("LOGIN") for one in mailbox.heard)


def self_signed(folder: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


async def test_a_mailbox_of_many_messages_is_searched_piece_by_piece(mailbox: FakeImap) -> None:
    """All their numbers at once are more than the library takes on one line."""
    mailbox.messages = dict.fromkeys(range(1, 2_000_000, 10), b"")
    session = await asyncio.to_thread(Session, mailbox.box())
    assert await asyncio.to_thread(session.newer, 0, 3) == [1, 11, 21]
    assert await asyncio.to_thread(session.newer, 1_999_971, 3) == [1_999_981, 1_999_991]
    assert await asyncio.to_thread(session.newer, 1_999_991, 3) == []
    await asyncio.to_thread(session.leave)
    mailbox.messages = {1: b"", 1_000_000: b""}
    session = await asyncio.to_thread(Session, mailbox.box())
    assert await asyncio.to_thread(session.newer, 1, 3) == [1_000_000]
    await asyncio.to_thread(session.leave)
