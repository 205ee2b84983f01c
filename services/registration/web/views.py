"""What templates show: words for states, days of an agenda, seats in one sentence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from services.registration.domain.refusals import Reason
from services.registration.domain.seats import NotPromoted, Refusal, Seats
from services.registration.domain.standing import Standing
from services.registration.store.registrations import Row
from shared import i18n
from shared.crypto import Keys
from shared.events.registration import RegistrationState as State
from shared.events.scheduling import SignUp, Workshop
from shared.i18n import N_, _

STATE_WORDS = {
    State.PENDING: ("wait", N_("Menunggu persetujuan panitia")),
    State.CONFIRMED: ("ok", N_("Terdaftar")),
    State.WAITLISTED: ("wait", N_("Daftar tunggu")),
    State.OFFERED: ("awas", N_("Ada kursi untuk Anda")),
    State.LAPSED: ("netral", N_("Batas waktu tawaran sudah lewat")),
    State.NOT_SELECTED: ("netral", N_("Belum terpilih kali ini")),
    State.CANCELLED: ("netral", N_("Dibatalkan")),
    State.MERGED: ("netral", N_("Digabung")),
    State.ERASED: ("netral", N_("Dihapus")),
}

# By what way somebody agreed.
CHANNELS = {
    "web": N_("formulir di web"),
    "api": N_("program"),
    "office": N_("panitia"),
    "group": N_("narahubung"),
    "import": N_("daftar dari panitia"),
    "hand_over": N_("peserta yang menyerahkan kursinya"),
}
REASONS = {
    Reason.UNKNOWN: N_("Peserta ini tidak ditemukan."),
    Reason.STATE_CHANGED: N_("Keadaan pendaftaran ini sudah berubah. Belum ada yang diubah lagi."),
    Reason.NO_FREE_SEAT: N_("Tidak ada kursi kosong. Tambah kapasitas di tab Jadwal."),
    Reason.TOO_EARLY: N_("Pertanyaan saat hadir dijawab mulai hari pertama Bimtek."),
    Reason.TOO_LATE: N_(
        "Bimtek ini sudah selesai, jadi pendaftaran tidak dapat diubah lagi. Hubungi panitia."
    ),
    Reason.WORKSHOP_CANCELLED: N_("Bimtek ini sudah dibatalkan."),
    Reason.NEEDS_REASON: N_("Tulis alasannya; peserta akan membacanya."),
    Reason.SAME_PERSON: N_("Pilih pendaftaran lain untuk digabung."),
    Reason.TOO_MANY: N_("Terlalu banyak orang untuk satu berkas. Ekspor per Bimtek."),
    Reason.OTHER_WORKSHOP: N_("Kedua pendaftaran harus dari Bimtek yang sama."),
    Reason.NOBODY_CHOSEN: N_("Belum ada peserta yang mendapat kursi. Setujui dahulu, lalu buat daftarnya."),
    Reason.NOT_FAILED: N_("Email ini tidak gagal: masih dikirim, sudah diterima, atau orangnya digabung."),
    Reason.WRONG_ADDRESS: N_(
        "Alamat emailnya kosong atau tidak sampai. Perbaiki dahulu di halaman orangnya."
    ),
    Reason.JUST_SENT: N_("Email yang sama baru saja dikirim, jadi tidak dikirim dua kali."),
    Reason.NEWER_MESSAGE: N_(
        "Sudah ada pesan yang lebih baru untuk orang ini, jadi email lama tidak dikirim."
    ),
    Reason.NO_HAND_OVER: N_(
        "Panitia Bimtek ini tidak membuka penyerahan kursi. Bila tidak bisa ikut, batalkan pendaftaran."
    ),
    Reason.BEGUN: N_("Bimtek sudah dimulai, jadi kursi tidak dapat diserahkan lagi. Hubungi panitia."),
    Reason.QUOTA: N_("Kursi ini menurut aturan kuota tidak dapat diserahkan kepada orang itu."),
}

NOT_PROMOTED = {
    NotPromoted.NOBODY_WAITS: N_("Tidak ada orang di daftar tunggu."),
    NotPromoted.NO_FREE_SEAT: N_("Belum naik: semua kursi terisi. Kursi berikutnya untuk urutan ke-1."),
    NotPromoted.OFFERS_OPEN: N_("Belum naik: kursi sedang ditawarkan dan belum dijawab."),
    NotPromoted.ABOVE_CAPACITY: N_(
        "Belum naik: peserta lebih banyak daripada kapasitas yang baru. "
        "Kursi yang dilepas tidak diisi lagi sampai jumlahnya sesuai."
    ),
    NotPromoted.BEGUN: N_(
        "Bimtek sudah dimulai, jadi kursi kosong tidak diberikan sendiri. Pilih orangnya, lalu “Dahulukan”."
    ),
    NotPromoted.CANCELLED: N_("Bimtek ini dibatalkan atau sudah selesai."),
}


ENDED_WORDS = {
    "person": N_("Dibatalkan peserta"),
    "office": N_("Dibatalkan panitia"),
    "hand_over": N_("Kursinya dialihkan"),
}


def state_word(row: Row) -> tuple[str, str]:
    """The chip of a registration as its own person reads it: its look and its word."""
    look, word = office_word(row)
    if row.state is State.CANCELLED and row.ended_by == "person":
        return look, _("Anda membatalkan")
    if row.state is State.CANCELLED and row.ended_by == "hand_over":
        return look, _("Kursi Anda sudah diserahkan kepada orang lain")
    return look, word


def office_word(row: Row) -> tuple[str, str]:
    """The same for the office."""
    look, word = STATE_WORDS[row.state]
    if row.state is State.CANCELLED:
        return look, _(ENDED_WORDS.get(row.ended_by, ENDED_WORDS["office"]))
    return look, _(word)


@dataclass(frozen=True, slots=True)
class Availability:
    """Whether one can sign up, in words."""

    look: str
    word: str
    sentence: str
    open: bool  # the sign-up form takes people


def availability(workshop: Workshop, seats: Seats, now: datetime) -> Availability:
    """What the first page, the workshop's page and the form say of seats."""
    zone = workshop.zone
    match seats.refusal(now):
        case Refusal.CANCELLED:
            sentence = workshop.reason or _("Panitia membatalkan Bimtek ini.")
            return Availability("salah", _("Dibatalkan"), sentence, False)
        case Refusal.FINISHED:
            return Availability("netral", _("Selesai"), _("Bimtek ini sudah dilaksanakan."), False)
        case Refusal.BY_NOMINATION:
            sentence = _("Peserta diusulkan oleh narahubung. Hubungi panitia bila Anda berminat.")
            return Availability("info", _("Melalui narahubung"), sentence, False)
        case Refusal.NOT_YET_OPEN:
            sentence = _("Pendaftaran dibuka {when}.", when=i18n.date_time(workshop.sign_up_opens_at, zone))
            return Availability("info", _("Belum dibuka"), sentence, False)
        case Refusal.CLOSED:
            if workshop.ends_at <= now:
                return Availability("netral", _("Selesai"), _("Bimtek ini sudah dilaksanakan."), False)
            word = _("Berlangsung") if workshop.starts_at <= now else _("Pendaftaran ditutup")
            sentence = _("Pendaftaran ditutup {when}.", when=i18n.date_time(workshop.sign_up_closes_at, zone))
            return Availability("netral", word, sentence, False)
        case _:
            return _open(seats)


def _open(seats: Seats) -> Availability:
    if seats.sign_up is SignUp.APPROVAL:
        sentence = _("Panitia memilih peserta. Setelah mendaftar, tunggu kabar dari kami.")
        return Availability("info", _("Pendaftaran dibuka"), sentence, True)
    if seats.full:
        if seats.waiting:
            sentence = i18n.ngettext(
                "{n} orang menunggu. Anda mendapat kursi bila ada yang membatalkan.",
                "{n} orang menunggu. Anda mendapat kursi bila ada yang membatalkan.",
                seats.waiting,
            )
        else:
            sentence = _("Belum ada yang menunggu. Anda mendapat kursi bila ada yang membatalkan.")
        return Availability("awas", _("Penuh, daftar tunggu dibuka"), sentence, True)
    sentence = i18n.ngettext("Sisa {n} kursi.", "Sisa {n} kursi.", seats.free)
    return Availability("ok", _("Pendaftaran dibuka"), sentence, True)


def jp_sentence(standing: Standing) -> str:
    """ "22 dari 32 JP. Masih kurang 2 JP dari syarat 24 JP." """
    reached = _("{reached} dari {total} JP.", reached=standing.reached, total=standing.total)
    if standing.short_by == 0:
        return f"{reached} " + _("Syarat {needed} JP sudah terpenuhi.", needed=standing.needed)
    return f"{reached} " + _(
        "Masih kurang {short} JP dari syarat {needed} JP.", short=standing.short_by, needed=standing.needed
    )


def manage_code(keys: Keys, row: Row) -> str:
    """The secret of the person's page, opened from the row."""
    return keys.decrypt(row.manage_sealed, purpose="manage_code")


def ticket_address(keys: Keys, row: Row, public_url: str) -> str:
    """What the QR code on the card holds, in the alphanumeric set so that the code stays small."""
    ticket = keys.decrypt(row.ticket_sealed, purpose="ticket")
    return f"{public_url.upper()}/HADIR/KARTU/{ticket}.{keys.sign(ticket, purpose='ticket')}"


def whatsapp(text: str, phone: str = "") -> str:
    """A link that opens WhatsApp with this text; to nobody in particular without a number."""
    return f"https://wa.me/{phone}?text={quote(text)}"
