"""How far a mail has come, as people read it, and everything one person was told in its order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.registration.store.outgoing import Outgoing
from services.registration.store.tasks import Task
from services.registration.web.history import TOLD
from shared.i18n import N_, _, date_time, time

MAIL_STATES = {
    "queued": ("wait", N_("Antre")),
    "sending": ("wait", N_("Sedang dikirim")),
    "sent": ("ok", N_("Diterima server tujuan")),
    "retrying": ("awas", N_("Dicoba lagi")),
    "refused": ("salah", N_("Ditolak: alamat tidak ada")),
    "failed": ("salah", N_("Gagal, perlu tindakan")),
}


def mail_word(mail: Outgoing, zone: str) -> tuple[str, str]:
    """The chip of one mail: its look and its word."""
    if mail.sent_again and mail.state in ("refused", "failed"):
        return "netral", _("Tidak sampai, sudah dikirim lagi")
    if mail.state == "retrying":
        return "awas", _("Dicoba lagi pukul {time}", time=time(mail.next_at, zone))
    look, word = MAIL_STATES[mail.state]
    return look, _(word)


def purpose_word(purpose: str) -> str:
    """What a message is about."""
    return _(TOLD[purpose]) if purpose in TOLD else purpose


@dataclass(frozen=True, slots=True)
class Told:
    """One message of a person's timeline: what, how, when, and how far it came."""

    at: datetime
    when: str
    what: str
    how: str  # the address, or that somebody calls
    look: str
    word: str
    detail: str
    resend: int | None = None  # the mail that can go once more
    call: bool = False  # still to be made


def timeline(mails: Sequence[Outgoing], calls: Sequence[Task], zone: str) -> list[Told]:
    """Mails and calls together, the newest first."""
    told = [_mailed(mail, zone) for mail in mails] + [_called(task, zone) for task in calls]
    return sorted(told, key=lambda one: one.at, reverse=True)


def _mailed(mail: Outgoing, zone: str) -> Told:
    look, word = mail_word(mail, zone)
    ended = mail.state in ("refused", "failed")
    return Told(
        at=mail.date,
        when=date_time(mail.date, zone),
        what=purpose_word(mail.purpose),
        how=_("email ke {address}", address=mail.recipient),
        look=look,
        word=word,
        detail="" if mail.state == "sent" else mail.detail,
        resend=mail.id if ended and not mail.sent_again else None,
    )


def _called(task: Task, zone: str) -> Told:
    look, word = "awas", _("Belum dihubungi")
    if task.overtaken:
        look, word = "netral", _("Tidak perlu lagi, ada pesan yang lebih baru")
    elif task.done_at:
        look = "ok"
        word = _("Sudah dihubungi oleh {who}, {when}", who=task.done_by, when=date_time(task.done_at, zone))
    return Told(
        at=task.said_at,
        when=date_time(task.said_at, zone),
        what=purpose_word(task.purpose),
        how=_("telepon atau WhatsApp"),
        look=look,
        word=word,
        detail="",
        call=task.done_at is None,
    )
