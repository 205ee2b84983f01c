"""Mails as other servers send them back, around a mail that really went out; written for these tests."""

from __future__ import annotations

from unittest.mock import patch

from shared.mail import returned

TO = "siti@contoh.example"
UNKNOWN = "550 5.1.1 <siti@contoh.example>: Recipient address rejected: User unknown"


def _head(mail: bytes) -> bytes:
    return mail.replace(b"\r\n", b"\n").partition(b"\n\n")[0]


def _sent(text: str, mail: bytes) -> bytes:
    return text.replace("\n", "\r\n").encode().replace(b"@@MAIL@@", mail)


def postfix(mail: bytes, *, status: str = "5.1.1", words: str = UNKNOWN, action: str = "failed") -> bytes:
    """Postfix: a report (RFC 3464) with the whole mail."""
    return _sent(
        f"""\
Return-Path: <>
Date: Tue, 25 Apr 2017 09:00:00 +0700 (WIB)
From: MAILER-DAEMON@mx.contoh.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: bimtek@contoh.example
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="4F2A.1493085600/mx.contoh.example"
Message-Id: <20170425020000.4F2A@mx.contoh.example>

This is a MIME-encapsulated message.

--4F2A.1493085600/mx.contoh.example
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.contoh.example.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients. It's attached below.

<{TO}>: host mail.contoh.example[192.0.2.7] said: {words} (in reply to RCPT TO command)

--4F2A.1493085600/mx.contoh.example
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.contoh.example
X-Postfix-Queue-ID: 4F2A
X-Postfix-Sender: rfc822; bimtek@contoh.example
Arrival-Date: Tue, 25 Apr 2017 08:59:58 +0700 (WIB)

Final-Recipient: rfc822; {TO}
Original-Recipient: rfc822;{TO}
Action: {action}
Status: {status}
Remote-MTA: dns; mail.contoh.example
Diagnostic-Code: smtp; {words}

--4F2A.1493085600/mx.contoh.example
Content-Description: Undelivered Message
Content-Type: message/rfc822

@@MAIL@@
--4F2A.1493085600/mx.contoh.example--
""",
        mail,
    )


def exim(mail: bytes) -> bytes:
    """Exim of old: one text with the mail below it, no report."""
    return _sent(
        f"""\
Return-path: <>
From: Mail Delivery System <Mailer-Daemon@mail.contoh.example>
To: bimtek@contoh.example
Subject: Mail delivery failed: returning message to sender
X-Failed-Recipients: {TO}
Auto-Submitted: auto-replied
Message-Id: <E1d2pXa-0001Ab-Cd@mail.contoh.example>
Date: Tue, 25 Apr 2017 09:00:00 +0700

This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  {TO}
    SMTP error from remote mail server after RCPT TO:<{TO}>:
    host mail.contoh.example [192.0.2.7]: {UNKNOWN}

------ This is a copy of the message, including all the headers. ------

@@MAIL@@
""",
        mail,
    )


def exchange(mail: bytes) -> bytes:
    """Exchange: HTML beside the text, a report, only the headers of the mail."""
    said = "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient siti@contoh.example not found by SMTP"
    return _sent(
        f"""\
From: <postmaster@contoh.onmicrosoft.example>
To: <bimtek@contoh.example>
Date: Tue, 25 Apr 2017 02:00:00 +0000
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="6e1f0b1c-8a0f-4f0c"
Content-Language: id-ID
Message-ID: <6e1f0b1c@contoh.onmicrosoft.example>
In-Reply-To: <0@contoh.example>
Subject: Tidak dapat disampaikan: Anda terdaftar
Auto-Submitted: auto-replied
MIME-Version: 1.0

--6e1f0b1c-8a0f-4f0c
Content-Type: multipart/alternative; differences=Content-Type;
\tboundary="a51c5d21"

--a51c5d21
Content-Type: text/plain; charset="us-ascii"
Content-Transfer-Encoding: quoted-printable

Pengiriman gagal kepada penerima atau grup berikut: {TO}

--a51c5d21
Content-Type: text/html; charset="us-ascii"
Content-Transfer-Encoding: quoted-printable

<html><body><p>Pengiriman gagal</p></body></html>

--a51c5d21--

--6e1f0b1c-8a0f-4f0c
Content-Type: message/delivery-status

Reporting-MTA: dns;SEZPR01MB0001.contoh.onmicrosoft.example

Final-Recipient: rfc822;{TO}
Action: failed
Status: 5.1.10
Diagnostic-Code: smtp;{said}

--6e1f0b1c-8a0f-4f0c
Content-Type: text/rfc822-headers

@@MAIL@@

--6e1f0b1c-8a0f-4f0c--
""",
        _head(mail),
    )


def delayed(mail: bytes) -> bytes:
    """Postfix after four hours: it goes on trying."""
    words = "connect to mail.contoh.example[192.0.2.7]:25: Connection timed out"
    return postfix(mail, status="4.4.1", words=words, action="delayed")


def given_up(mail: bytes) -> bytes:
    """Postfix after five days."""
    return postfix(mail, status="4.4.1", words="connect to mail.contoh.example: Connection timed out")


def full(mail: bytes) -> bytes:
    """The mailbox is there, and full."""
    return postfix(mail, status="5.2.2", words="552 5.2.2 Mailbox full")


def out_of_office(message_id: str) -> bytes:
    """A robot's answer: it names our mail, and it has arrived."""
    return _sent(
        f"""\
From: Siti Aminah <{TO}>
To: bimtek@contoh.example
Subject: Cuti: Anda terdaftar
In-Reply-To: {message_id}
References: {message_id}
Auto-Submitted: auto-replied
Content-Type: text/plain; charset=utf-8

Saya sedang cuti sampai Senin. 550 5.1.1 user unknown
""",
        b"",
    )


def sent_along(mail: bytes) -> bytes:
    """A person asks about the mail they got, which they attach."""
    return _sent(
        f"""\
From: Siti Aminah <{TO}>
To: bimtek@contoh.example
Subject: Fwd: Anda terdaftar
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="batas"

--batas
Content-Type: text/plain; charset=utf-8

Yth. panitia, alamat saya, {TO}, tetap sama?

--batas
Content-Type: message/rfc822

@@MAIL@@
--batas--
""",
        mail,
    )


ENDED = (postfix, exim, exchange)


def judge_of_poison(content: bytes) -> returned.Verdict | None:
    """The judge, who cannot bear one message."""
    if content.endswith(b"poison"):
        raise LookupError("unknown encoding")
    return returned.judge(content)


def judge_of_anybody(content: bytes) -> returned.Verdict | None:
    """The judge, who takes everybody for a server."""
    with patch.object(returned, "_by_a_server", lambda _message: True):
        return returned.judge(content)


def endless(mail: bytes, length: int) -> bytes:
    """A text on which the finding of addresses takes a time that grows with the square of its length."""
    return _sent(
        f"""\
Return-Path: <>
From: Siti Aminah <{TO}>
To: bimtek@contoh.example
Subject: Failed

failed addresses follow:
{"a" * length}
@@MAIL@@
""",
        mail,
    )
