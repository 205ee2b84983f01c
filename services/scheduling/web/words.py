"""The words of scheduling's own states and choices, in the order people see them."""

from __future__ import annotations

from collections.abc import Mapping

from shared.i18n import N_, _

KINDS = {
    "materi": N_("Materi"),
    "praktik": N_("Praktik"),
    "kunjungan": N_("Kunjungan"),
    "pembukaan": N_("Pembukaan"),
    "istirahat": N_("Istirahat"),
    "penutupan": N_("Penutupan"),
}
STATE_FILTERS = {
    "draft": N_("Draf"),
    "published": N_("Sudah terbit"),
    "completed": N_("Selesai"),
    "cancelled": N_("Dibatalkan"),
}
SIGN_UPS = {
    "open": N_("Terbuka: siapa saja yang memenuhi syarat"),
    "approval": N_("Dengan persetujuan panitia"),
    "nomination": N_("Dicalonkan narahubung, tidak tampil di daftar"),
}
NIK_RULES = {
    "off": N_("Tidak ditanyakan"),
    "optional": N_("Boleh diisi, boleh kosong"),
    "required": N_("Wajib diisi"),
}
ZONES = {
    "Asia/Jakarta": N_("WIB (Jakarta)"),
    "Asia/Makassar": N_("WITA (Makassar)"),
    "Asia/Jayapura": N_("WIT (Jayapura)"),
}
ROLES = {
    "admin": N_("Admin: semua, termasuk pengguna dan data instansi"),
    "organizer": N_("Panitia: kegiatan, peserta, kehadiran"),
    "approver": N_("Penyetuju: membaca semua, menyetujui sertifikat"),
    "operator": N_("Petugas kehadiran: mencatat kehadiran"),
    "viewer": N_("Pembaca: hanya melihat"),
}
ACCOUNT_STATES = {
    "active": N_("Aktif"),
    "invited": N_("Diundang"),
    "disabled": N_("Dinonaktifkan"),
}
ROUNDINGS = {
    "nearest": N_("Ke bilangan terdekat (100 menit = 2 JP)"),
    "down": N_("Ke bawah (89 menit = 1 JP)"),
    "up": N_("Ke atas (46 menit = 2 JP)"),
}
QUIET_TIMES = {
    "10": N_("10 menit"),
    "30": N_("30 menit"),
    "60": N_("1 jam"),
    "240": N_("4 jam"),
    "1440": N_("24 jam"),
}
PAPERS = {
    "certificate": N_("Sertifikat"),
    "attendance_sheet": N_("Daftar hadir"),
    "invitation_letter": N_("Surat undangan"),
    "assignment_letter": N_("Surat tugas"),
}
REQUEST_KINDS = {
    "village": N_("Desa atau kecamatan"),
    "centre": N_("Sentra industri"),
    "group": N_("Kelompok usaha atau koperasi"),
    "office": N_("Dinas atau instansi"),
    "other": N_("Lainnya"),
}
# How a request stands: look of the chip, word, and the sentence for those who asked.
STANDINGS = {
    "submitted": ("wait", N_("Diajukan"), N_("Usulan Anda sudah kami terima dan belum dibaca panitia.")),
    "studied": ("info", N_("Sedang dipelajari"), N_("Panitia sedang mempelajari usulan Anda.")),
    "merged": (
        "info",
        N_("Digabung"),
        N_("Usulan Anda digabung dengan usulan lain yang serupa dan sedang direncanakan."),
    ),
    "scheduled": ("ok", N_("Dijadwalkan"), N_("Usulan Anda sudah menjadi Bimtek yang dijadwalkan.")),
    "declined": ("awas", N_("Belum dapat dipenuhi"), N_("Usulan Anda belum dapat dipenuhi.")),
    "withdrawn": ("netral", N_("Ditarik"), N_("Usulan ini sudah ditarik oleh pengusul.")),
}
# What was told to those who asked.
ANSWERS = {
    "studied": N_("Sedang dipelajari"),
    "scheduled": N_("Sudah dijadwalkan"),
    "declined": N_("Belum dapat dipenuhi"),
    "reopened": N_("Bimtek yang memuat usulan ini dibatalkan, usulan Anda kami pelajari lagi"),
}
SIGNER_PREFIXES = {
    "": N_("Tidak ada"),
    "Plt.": N_("Plt. (pelaksana tugas)"),
    "Plh.": N_("Plh. (pelaksana harian)"),
    "a.n.": N_("a.n. (atas nama)"),
    "u.b.": N_("u.b. (untuk beliau)"),
}
TRAINER_ROLES = {
    "lead": N_("Narasumber utama"),
    "assistant": N_("Asisten/pendamping"),
    "moderator": N_("Moderator"),
}
OFFICER_ROLES = {"PPTK": N_("PPTK"), "PPK": N_("PPK"), "KPA": N_("KPA")}
TRAINER_PAPERS = {
    "cv": N_("Riwayat hidup (CV)"),
    "npwp": N_("Kartu NPWP"),
    "other": N_("Lainnya"),
}
WARNING_KINDS = {
    "travel": N_("Perjalanan terlalu singkat"),
    "trainer_away": N_("Narasumber berhalangan"),
    "venue_blocked": N_("Tempat tidak dapat dipakai"),
    "holiday": N_("Hari libur atau cuti bersama"),
    "friday_prayer": N_("Waktu salat Jumat"),
    "over_hours": N_("Narasumber mengajar terlalu lama"),
    "no_break": N_("Tanpa istirahat siang"),
    "long_day": N_("Hari terlalu panjang"),
}

# How a trainer stands in a workshop: (look of the chip, word).
TRAINER_ANSWERS = {
    "": ("netral", N_("Belum diundang")),
    "asked": ("wait", N_("Menunggu jawaban")),
    "confirmed": ("ok", N_("Bersedia")),
    "declined": ("salah", N_("Tidak bisa")),
    "proposed": ("awas", N_("Mengusulkan waktu lain")),
    "withdrawn": ("netral", N_("Tidak lagi mengajar")),
}
LETTERS = {
    "trainer_invitation": N_("Undangan mengajar"),
    "trainer_changed": N_("Perubahan jadwal mengajar"),
    "trainer_cancelled": N_("Batal mengajar"),
    "trainer_reminder": N_("Pengingat mengajar"),
}


def options(words: Mapping[str, str]) -> list[tuple[str, str]]:
    """(value, word) pairs for a select or radio buttons, in the language in use."""
    return [(value, _(word)) for value, word in words.items()]
