"""The words people read for states, reasons and refusals."""

from __future__ import annotations

from datetime import date

from services.certificates.domain.refusals import Reason, Refused
from services.certificates.domain.states import Answer, Attention, State
from shared.events.certificates import Delivery, PublicReason
from shared.i18n import N_, _, date_plain

# State → (look of the chip, word).
STATES = {
    State.DRAFT: ("netral", N_("Disiapkan")),
    State.SUBMITTED: ("wait", N_("Menunggu persetujuan")),
    State.APPROVED: ("wait", N_("Disetujui, sedang dibuat")),
    State.ISSUED: ("ok", N_("Terbit")),
    State.REVOKED: ("salah", N_("Dicabut")),
}
DELIVERIES = {
    Delivery.NOT_YET: ("wait", N_("belum disampaikan")),
    Delivery.MAILED: ("ok", N_("terkirim email")),
    Delivery.BY_LINK: ("ok", N_("lewat tautan kartu")),
    Delivery.FAILED: ("salah", N_("gagal terkirim")),
}
REASONS = {
    PublicReason.SPELLING: N_("salah penulisan"),
    PublicReason.CONDITIONS: N_("syarat tidak terpenuhi"),
    PublicReason.MISTAKE: N_("diterbitkan keliru"),
    PublicReason.REPLACED: N_("diganti"),
    PublicReason.MERGED: N_("digabung"),
}
ATTENTIONS = {
    Attention.NAME: N_("Nama di pendaftaran sudah berubah"),
    Attention.SHORT: N_("Menurut daftar hadir yang diperbaiki, JP-nya tidak lagi cukup"),
    Attention.LEFT: N_("Pendaftarannya dibatalkan"),
}
KINDS = {
    "peserta": N_("Peserta Bimtek"),
    "narasumber": N_("Narasumber Bimtek"),
    "panitia": N_("Panitia Bimtek"),
    "moderator": N_("Moderator Bimtek"),
}
# What somebody who checks is told: (look of the verdict, the word that decides, one sentence).
ANSWERS = {
    Answer.GENUINE: ("ok", N_("Asli"), N_("Sertifikat ini kami terbitkan dan masih berlaku.")),
    Answer.ALTERED: (
        "salah",
        N_("Berkas ini sudah diubah"),
        N_("Isinya tidak sama dengan yang kami terbitkan. Jangan dipakai."),
    ),
    Answer.REVOKED: ("salah", N_("Dicabut"), N_("Sertifikat ini pernah kami terbitkan, lalu dicabut.")),
    Answer.REPLACED: (
        "awas",
        N_("Sudah diganti"),
        N_("Ini terbitan lama. Nomornya tetap berlaku lewat terbitan yang baru."),
    ),
    Answer.UNKNOWN: (
        "netral",
        N_("Tidak kami kenal"),
        N_("Berkas ini bukan berkas sertifikat yang kami terbitkan."),
    ),
}
_REFUSALS = {
    Reason.TEMPLATE_BRACES: N_("Tanda kurung kurawal pada format nomor tidak berpasangan."),
    Reason.TEMPLATE_FIELD: N_("{field} pada format nomor tidak dikenal. Yang dapat dipakai: {known}."),
    Reason.TEMPLATE_SPEC: N_("Tulis {field} saja pada format nomor; hanya urut yang boleh diberi lebar."),
    Reason.TEMPLATE_LACKS: N_("Format nomor harus memuat {field}. Ubah di halaman Instansi."),
    Reason.NUMBER_LONG: N_("Nomornya menjadi {length} huruf; paling banyak {most}."),
    Reason.NUMBER_TAKEN: N_(
        "Nomor {number} atau nomor sesudahnya sudah pernah diberikan. "
        "Ubah format nomor atau kode unit di halaman Instansi, lalu setujui lagi."
    ),
    Reason.NO_SIGNER: N_(
        "Belum ada penanda tangan sertifikat yang berlaku pada {day}. Tambahkan di halaman Instansi."
    ),
    Reason.NOT_LASTING: N_(
        "Alamat {url} akan tercetak di kode QR untuk puluhan tahun, padahal bukan https dengan nama domain. "
        "Minta pengelola aplikasi mengatur BIMTEK_PUBLIC_URL. "
        'Untuk mencoba saja: centang "Instansi contoh" di halaman Instansi.'
    ),
    Reason.CANCELLED: N_("Bimtek ini dibatalkan; tidak ada sertifikat."),
    Reason.SHEET_OPEN: N_("Daftar hadir sedang dibuka. Tutup dahulu, lalu setujui."),
    Reason.NOT_NUMBERED: N_("Ini hanya untuk sertifikat yang sudah bernomor dan masih berlaku."),
    Reason.SAME_NAME: N_("Nama ini sama dengan yang tertulis di sertifikat."),
    Reason.NOT_ISSUED: N_("Sertifikat ini belum terbit atau sudah dicabut."),
    Reason.NO_ADDRESS: N_("Peserta ini tidak punya alamat email. Kirim tautannya lewat WhatsApp."),
}
_FAILURES = {
    "letters": N_("Huruf {letters} tidak ada pada huruf cetak sertifikat. Perbaiki penulisannya."),
    "design": N_("Isinya tidak dapat disusun menjadi berkas."),
    "worker": N_("Pembuat berkas berhenti; akan dicoba lagi."),
    "fault": N_("Terjadi gangguan saat berkasnya dibuat."),
}


def refusal(refused: Refused) -> str:
    """The sentence for what is in the way."""
    values = {
        name: date_plain(value) if isinstance(value, date) else value
        for name, value in refused.values.items()
    }
    return _(_REFUSALS[refused.reason], **values) if values else _(_REFUSALS[refused.reason])


def failure(stored: str) -> str:
    """The sentence for why a file could not be made; nothing is stored when the process itself ended."""
    kind, _space, letters = stored.partition(" ")
    sentence = _FAILURES[kind or "fault"]
    return _(sentence, letters=letters) if letters else _(sentence)


def reason_choices() -> list[tuple[str, str]]:
    """The public reasons a person may choose from; merging has its own way."""
    chosen = (PublicReason.SPELLING, PublicReason.CONDITIONS, PublicReason.MISTAKE)
    return [(reason.value, _(REASONS[reason])) for reason in chosen]
