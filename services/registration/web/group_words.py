"""What a contact person reads of their list."""

from __future__ import annotations

from datetime import datetime

from services.registration.actions.groups import sent_again_from
from services.registration.domain.refusals import Reason
from services.registration.domain.seats import Refusal
from services.registration.store.groups import Group
from services.registration.store.registrations import Row
from services.registration.web import views
from shared.crypto import Keys
from shared.events.registration import RegistrationState as State
from shared.events.scheduling import Workshop
from shared.i18n import N_, _, date_time
from shared.ids import shown

REFUSALS = {
    Refusal.UNKNOWN: N_("Bimtek ini tidak ditemukan."),
    Refusal.CANCELLED: N_("Bimtek ini dibatalkan, jadi tidak ada yang dapat didaftarkan."),
    Refusal.FINISHED: N_("Bimtek ini sudah dilaksanakan."),
    Refusal.NOT_YET_OPEN: N_("Pendaftaran belum dibuka. Buka lagi halaman ini setelah dibuka."),
    Refusal.CLOSED: N_("Pendaftaran sudah ditutup. Hubungi panitia bila masih ada yang perlu didaftarkan."),
    Refusal.BY_NOMINATION: N_(
        "Bimtek ini hanya menerima peserta lewat tautan narahubung dari panitia. Hubungi panitia."
    ),
    Refusal.LIST_UNDECLARED: N_("Centang dahulu pernyataan narahubung di halaman daftar Anda."),
    Refusal.LIST_WITHDRAWN: N_(
        "Panitia menarik tautan ini. Yang sudah Anda daftarkan tetap terdaftar. Hubungi panitia."
    ),
    Refusal.LIST_CLOSED: N_("Batas waktu daftar Anda sudah lewat. Hubungi panitia bila perlu diperpanjang."),
    Refusal.LIST_FULL: N_(
        "Kuota daftar Anda sudah penuh. Batalkan seseorang, atau minta panitia menambah kuota."
    ),
}

_UNSENT = {  # why a link is not mailed once more
    Reason.TOO_LATE: N_("Bimtek ini sudah selesai, jadi tautan daftarnya tidak dikirim lagi."),
    Reason.WORKSHOP_CANCELLED: N_("Bimtek ini sudah dibatalkan, jadi tautan daftarnya tidak dikirim lagi."),
}

REPLACED = N_(
    "Tautan ini sudah diganti orang lain, jadi tidak diganti lagi. "
    "Yang berlaku sekarang tercantum di halaman daftar ini."
)


def unsent(now: datetime, workshop: Workshop) -> dict[Reason, str]:
    """Why a link is not mailed once more."""
    just_sent = _(
        "Tautan ini baru saja dikirim lewat email, jadi tidak dikirim dua kali. "
        "Dapat dikirim lagi mulai {when}.",
        when=date_time(sent_again_from(now), workshop.zone),
    )
    return {**{reason: _(text) for reason, text in _UNSENT.items()}, Reason.JUST_SENT: just_sent}


def refusal(found: Refusal) -> str:
    return _(REFUSALS[found])


def state(row: Row, place: int, workshop: Workshop) -> str:
    """The state of somebody on the list, in plain words."""
    word = views.office_word(row)[1]
    if row.state is State.WAITLISTED:
        return _("Daftar tunggu, urutan ke-{place}", place=place)
    if row.state is State.OFFERED and row.answer_by:
        when = date_time(row.answer_by, workshop.zone)
        return _("Ada kursi, jawab paling lambat {when}", when=when)
    return word


def address(keys: Keys, group: Group, public_url: str) -> str:
    """The link of the list; whoever has it can change the list."""
    return f"{public_url.rstrip('/')}/kelompok/{keys.decrypt(group.code_sealed, purpose='group_code')}"


def invitation(group: Group, workshop: Workshop, link: str) -> str:
    """What the office sends a contact person by WhatsApp."""
    until = date_time(group.deadline, workshop.zone) if group.deadline else ""
    text = _(
        "Yth. {name}, mohon daftarkan peserta {workshop}, paling banyak {n} orang.",
        name=group.name,
        workshop=workshop.full_title,
        n=group.most,
    )
    if until:
        text += " " + _("Paling lambat {when}.", when=until)
    return text + " " + _("Buka tautan ini: {link}", link=link)


def new_link(group: Group, workshop: Workshop, link: str) -> str:
    """What the office tells a contact person whose list takes nobody any more: where it is now."""
    return _(
        "Yth. {name}, tautan daftar Anda untuk {workshop} diganti. Buka tautan ini: {link}",
        name=group.name,
        workshop=workshop.full_title,
        link=link,
    )


def card_text(row: Row, workshop: Workshop, link: str) -> str:
    """What the contact person sends to somebody on the list."""
    return _(
        "Kartu peserta {name} untuk {workshop}. Kode kartu {card}. Buka: {link}",
        name=row.full_name,
        workshop=workshop.full_title,
        card=shown(row.card_code),
        link=link,
    )
