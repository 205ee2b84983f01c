"""The audit trail of what the office decided about people."""

from __future__ import annotations

import json

from services.registration.domain.access import Sealed
from services.registration.store import history
from services.registration.store.quotas import read_all
from services.registration.web import quota_words, webhooks
from services.registration.web.answers import BUSINESS
from services.registration.web.forms.groups import GROUNDS
from services.registration.web.opened import SEALED
from services.registration.web.retained import RETAINED
from services.registration.web.sheet_changes import TITLES
from services.registration.web.views import STATE_WORDS
from shared.i18n import DEFAULT_ZONE, N_, _
from shared.web.history import History, Words

ACTS = {
    "approved": N_("Pendaftaran disetujui"),
    "not selected": N_("Belum terpilih"),
    "cancelled": N_("Pendaftaran dibatalkan"),
    "put first": N_("Didahulukan di daftar tunggu"),
    "put beyond quotas": N_("Diberi kursi di luar kuota"),
    "quotas changed": N_("Kuota diubah"),
    "criteria changed": N_("Kriteria seleksi diubah"),
    "scored": N_("Nilai seleksi diberikan"),
    "score note written": N_("Catatan seleksi ditulis"),
    "decision list kept": N_("Daftar peserta terpilih disimpan"),
    "contact link made": N_("Tautan narahubung dibuat"),
    "contact link changed": N_("Kuota atau batas waktu narahubung diubah"),
    "contact link withdrawn": N_("Tautan narahubung ditarik"),
    "contact link sent again": N_("Tautan narahubung dikirim lagi"),
    "contact link replaced": N_("Tautan narahubung diganti"),
    "contact link told": N_("Tautan baru narahubung disampaikan"),
    "contact person corrected": N_("Narahubung memperbaiki datanya"),
    "contact person deleted": N_("Narahubung menghapus datanya"),
    "contact person deleted by office": N_("Data narahubung dihapus panitia"),
    "centre added": N_("Sentra ditambah"),
    "centre renamed": N_("Nama sentra diubah"),
    "centre retired": N_("Sentra tidak ditawarkan lagi"),
    "centre offered again": N_("Sentra ditawarkan lagi"),
    "merged": N_("Pendaftaran digabung"),
    "handed over": N_("Kursi diserahkan kepada orang lain"),
    "hand over allowed": N_("Penyerahan kursi dibuka"),
    "hand over not allowed": N_("Penyerahan kursi ditutup"),
    "kept separate": N_("Dinyatakan orang yang berbeda"),
    "participants imported": N_("Peserta diimpor"),
    "changed by import": N_("Data diubah lewat impor"),
    "both allowed": N_("Dibandingkan: kedua pendaftaran boleh"),
    "offer accepted": N_("Tawaran kursi diterima lewat panitia"),
    "offer declined": N_("Tawaran kursi dilepas lewat panitia"),
    "answered at check-in": N_("Pertanyaan saat hadir dijawab lewat panitia"),
    "email corrected": N_("Alamat email diperbaiki"),
    "mail sent again": N_("Email yang gagal dikirim lagi"),
    "email marked wrong": N_("Alamat email ditandai salah"),
    "link sent again": N_("Tautan kartu dikirim lagi"),
    "data requested": N_("Permintaan atas data pribadi"),
    "data request done": N_("Permintaan atas data dipenuhi"),
    "data request refused": N_("Permintaan atas data ditolak"),
    "contacted": N_("Sudah dihubungi"),
    "erased": N_("Data dihapus"),
    "breach reported": N_("Laporan kebocoran data dibuat"),
    "data exported": N_("Data peserta diekspor"),
    "retention rules set": N_("Masa simpan data diubah"),
    "kept too long: erased": N_("Data yang lewat masa simpannya dihapus"),
    "contact taken back": N_("“Sudah dihubungi” diurungkan"),
    "message times set": N_("Waktu pesan diubah"),
    "mail text changed": N_("Teks email diubah"),
    "mail text tried": N_("Uji coba teks email dikirim"),
    "question added": N_("Pertanyaan ditambah"),
    "question changed": N_("Pertanyaan diubah"),
    "question removed": N_("Pertanyaan dihapus"),
    "business fields chosen": N_("Data usaha yang ditanyakan diubah"),
    "questions ordered": N_("Urutan pertanyaan diubah"),
    "questions changed": N_("Formulir diubah"),
    "questions copied": N_("Pertanyaan disalin"),
    "question set kept": N_("Susunan pertanyaan disimpan"),
    "question set deleted": N_("Susunan pertanyaan dihapus"),
    "webhook added": N_("Sistem lain ditambahkan"),
    "webhook changed": N_("Sistem lain diubah"),
    "webhook secret renewed": N_("Rahasia sistem lain diganti"),
    "webhook turned on": N_("Sistem lain dikirimi lagi"),
    "webhook turned off": N_("Sistem lain tidak dikirimi lagi"),
    "webhook removed": N_("Sistem lain dihapus"),
    "webhook tried": N_("Uji coba dikirim ke sistem lain"),
    "webhook given up": N_("Pengiriman ke sistem lain berhenti: tidak diterima"),
    "deliveries sent again": N_("Kiriman ke sistem lain diulang"),
}
# What a person was told, by the mail it stood for.
TOLD = {
    "cancelled_by_office": N_("Pendaftaran dibatalkan panitia"),
    "cancelled_by_self": N_("Pendaftaran dibatalkan sendiri"),
    "contact_changed": N_("Alamat email narahubung diganti"),
    "data_request_received": N_("Permintaan atas data diterima"),
    "data_request_done": N_("Permintaan atas data dijawab"),
    "group_link": N_("Tautan narahubung"),
    "link_again": N_("Tautan pendaftaran"),
    "not_selected": N_("Belum terpilih"),
    "offer_lapsed": N_("Tawaran kursi berakhir"),
    "reminder": N_("Pengingat"),
    "seat_given": N_("Mendapat kursi"),
    "seat_handed_over": N_("Kursi diserahkan kepada orang lain"),
    "seat_offered": N_("Ditawari kursi"),
    "seat_received": N_("Menerima kursi dari peserta lain"),
    "sign_up_confirmed": N_("Terdaftar"),
    "sign_up_pending": N_("Pendaftaran menunggu persetujuan"),
    "thank_you": N_("Ucapan terima kasih"),
    "waitlisted": N_("Masuk daftar tunggu"),
    "workshop_cancelled": N_("Bimtek dibatalkan"),
    "workshop_changed": N_("Bimtek berubah"),
}
THINGS = {
    "Registration": N_("Peserta"),
    "Workshop": N_("Bimtek"),
    "QuestionSet": N_("Susunan pertanyaan"),
    "Organization": N_("Instansi"),
    "Centre": N_("Sentra"),
    "Group": N_("Narahubung"),
    "Webhook": N_("Sistem lain"),
}
# By the link of a list, whoever holds it; the name on it may be gone.
MAKERS = {"Group": N_("Narahubung")}
FIELDS = {
    "state": N_("Status"),
    "purpose": N_("Tentang"),
    "reason": N_("Alasan"),
    "kind": N_("Permintaan"),
    "days": N_("Pengingat, hari sebelumnya"),
    "hour": N_("Jam kirim"),
    "thanks": N_("Ucapan terima kasih"),
    "question": N_("Pertanyaan"),
    "questions": N_("Yang ditanyakan"),
    "business": N_("Data usaha"),
    "quotas": N_("Kuota"),
    "criteria": N_("Kriteria"),
    "paper_number": N_("Nomor"),
    "edition": N_("Versi"),
    "people": N_("Orang"),
    "name": N_("Nama"),
    "number": N_("Banyaknya"),
    "added": N_("Ditambahkan"),
    "changed": N_("Diubah"),
    "wrong": N_("Perlu diperbaiki"),
    "fields": N_("Data yang diubah"),
    "sealed": N_("Data rahasia"),
    "most": N_("Kuota"),
    "deadline": N_("Batas waktu"),
    "language": N_("Bahasa"),
    "mail_subject": N_("Judul email"),
    "opening": N_("Pembuka"),
    "closing": N_("Penutup"),
    "url": N_("Alamat penerima"),
    "types": N_("Peristiwa yang dikirim"),
    **{field.value: word for field, word in RETAINED.items()},
}
VALUES = {
    "state": {state.value: word for state, (_look, word) in STATE_WORDS.items()},
    "purpose": TOLD,
    "types": webhooks.TYPES,
    "reason": {ground.value: word for ground, word in GROUNDS.items()},  # others are words of their own
    "language": {"id": N_("Indonesia"), "en": N_("Inggris")},
    "kind": {"correct": N_("Perbaiki data"), "delete": N_("Hapus data")},
}


def _special(field: str, text: str) -> str:
    """A quota as it was, "2 kursi disediakan untuk perempuan"; what was opened for a file, by its words."""
    if field == "sealed":
        return ", ".join(_(SEALED[Sealed(name)]) for name in text.split(", ") if name)
    if field == "fields":
        names = {**TITLES, **BUSINESS, "needs": N_("Kebutuhan khusus"), "nik": N_("NIK")}
        return ", ".join(_(names[name]) if name in names else _("jawaban") for name in text.split(", "))
    if field != "quotas":
        return ""
    (quota,) = read_all([json.loads(text)])
    until = quota_words.until(quota, DEFAULT_ZONE)
    return f"{quota_words.rule(quota, {})} {until}".strip()


HISTORY = History(
    "/kelola/peserta/riwayat", Words(ACTS, THINGS, FIELDS, VALUES, MAKERS, special=_special), history.names
)
