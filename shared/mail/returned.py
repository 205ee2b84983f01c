"""What a mail that came back says: which of ours it was, whether it ended for good, and why.

Everything here reads what a stranger may have written. Only the Message-ID proves that it concerns a mail
of ours: it was drawn at random and is known to us and to whoever carried or got that mail.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.iterators import typed_subpart_iterator
from email.message import Message
from email.utils import parseaddr
from typing import Literal
from uuid import UUID

from flufl.bounce import all_failures

from shared.mail.mime import one_line

# It tells each detector it tries, and repeats what one raises.
logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL)

# Only as a header of the mail that is returned, whole or in part, as a MIME part or written below some
# text. An answer names it too, but as In-Reply-To: that is no returned mail.
_MESSAGE_ID = re.compile(rb"^[ \t>]*Message-ID:\s*<([0-9a-f]{32})@", re.IGNORECASE | re.MULTILINE)
_TOP = re.compile(rb"\r?\n\r?\n")
_CODE = re.compile(r"(?<![\d.])([245])\.([0-7])\.(\d{1,3})(?!\d|\.\d)")  # RFC 3463
_REPLY = re.compile(r"(?<![\d.])(4[25][0-4]|55[0-4])(?=[ -])")  # RFC 5321, where a server says no more
_TYPE = re.compile(r"^\s*[a-z0-9-]+\s*;\s*", re.IGNORECASE)  # "smtp; 550 …"
_MOST_IDS = 5
_LONGEST_DETAIL = 300  # characters
# The second number of 5.x.x, and of 5.2.x the third: it is the address. Others speak of this mail (too
# large, refused as spam) or of a mailbox that is full today.
_ADDRESS = frozenset({0, 1, 4, 5})
_ADDRESS_MAILBOX = frozenset({0, 1})
_REPLIES_OF_ADDRESS = frozenset({"550", "551", "553"})


@dataclass(frozen=True, slots=True)
class Verdict:
    """`delayed`: still being tried; `refused`: the address; `failed`: another reason, for good."""

    state: Literal["delayed", "refused", "failed"]
    detail: str  # the other server's own words
    addresses: frozenset[str] = frozenset()  # that could not be reached, in small letters

    def about(self, recipient: str) -> Literal["delayed", "refused", "failed"]:
        """What it says of a mail to `recipient`: where it was only handed on to is not their address."""
        if self.state == "refused" and recipient.strip().lower() not in self.addresses:
            return "failed"
        return self.state


def message_ids(content: bytes) -> list[UUID]:
    """The mails of ours that this one may bring back, by the names they went out with."""
    top = _TOP.search(content)
    if top is None:
        return []
    found = dict.fromkeys(_MESSAGE_ID.findall(content, top.end()))
    return [UUID(one.decode()) for one in list(found)[:_MOST_IDS]]


def judge(content: bytes) -> Verdict | None:
    """What it says of the delivery; None where it is no notice of one.

    Odd mails make it raise anything, and whoever got one of our mails can write one that it works on for
    minutes without letting go of the interpreter: it is for a `Worker`.
    """
    message = message_from_bytes(content)
    if not _by_a_server(message):
        return None
    delayed, ended = all_failures(message)
    if not ended:
        return Verdict("delayed", "") if delayed else None
    status, words = _told(message)
    state: Literal["refused", "failed"] = "refused" if _blames_the_address(status, words) else "failed"
    named = {address.decode(errors="replace") for address in ended} | set(_recipients(message))
    detail = one_line(words or status)[:_LONGEST_DETAIL]
    return Verdict(state, detail, frozenset(address.strip("<> ").lower() for address in named))


def _by_a_server(message: Message) -> bool:
    """Whether a mail server may have written it. A person who sends our mail along may well write what some
    server would, such as an address between two commas."""
    sender = parseaddr(str(message.get("From", "")))[1].partition("@")[0].lower()
    answered = str(message.get("Auto-Submitted", "no")).strip().lower()
    return (
        message.get_content_type() == "multipart/report"
        or str(message.get("Return-Path", "")).strip() == "<>"
        or sender in ("mailer-daemon", "postmaster")
        or not answered.startswith("no")
        or "X-Failed-Recipients" in message
    )


def _blames_the_address(status: str, words: str) -> bool:
    """The first code that says more than "no": some servers report 5.0.0 whatever the reason was."""
    codes = [tuple(map(int, code.groups())) for code in _CODE.finditer(f"{status} {words}")]
    for kind, about, detail in codes:
        if (about, detail) != (0, 0):
            if kind != 5:
                return False  # given up after trying for days
            return detail in _ADDRESS_MAILBOX if about == 2 else about in _ADDRESS
    if reply := _REPLY.search(words):
        return reply[1] in _REPLIES_OF_ADDRESS
    return all(kind == 5 for kind, _about, _detail in codes)


def _told(message: Message) -> tuple[str, str]:
    """The status code and the words of the server that said no; without a report, the first such line."""
    for block in _blocks(message):
        if str(block.get("Action", "")).strip().lower().startswith(("fail", "error")):
            status = str(block.get("Status", ""))
            words = _TYPE.sub("", str(block.get("Diagnostic-Code", "")))
            return status, words or status
    for part in message.walk():
        if part.get_content_type() == "text/plain":
            lines = _text(part).splitlines()
            found = (line for says in (_CODE, _REPLY) for line in lines if says.search(line))
            return "", next(found, "")
    return "", ""


def _recipients(message: Message) -> Iterator[str]:
    """Whom the failed mail was first for, where the report names that beside the one it was handed on to."""
    for block in _blocks(message):
        if str(block.get("Action", "")).strip().lower().startswith(("fail", "error")):
            yield _TYPE.sub("", str(block.get("Original-Recipient", "")))


def _blocks(message: Message) -> Iterator[Message]:
    """One per recipient, of each report (RFC 3464)."""
    parts: Iterator[Message] = typed_subpart_iterator(message, "message", "delivery-status")
    for part in parts:
        blocks = part.get_payload()
        if isinstance(blocks, list):
            yield from (block for block in blocks if isinstance(block, Message))


def _text(part: Message) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    try:
        return payload.decode(part.get_content_charset("utf-8"), "replace")
    except LookupError:  # a name that no encoding has
        return payload.decode("utf-8", "replace")
