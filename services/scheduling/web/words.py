"""The words of scheduling's own states and choices, in the order people see them."""

from __future__ import annotations

from collections.abc import Mapping

from shared.i18n import N_, _
from shared.web.navigation import ROLE_NAMES

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
ACTS = {
    "office set up": N_("Instansi dibuat"),
    "office changed": N_("Data instansi diubah"),
    "staff invited": N_("Pengguna diundang"),
    "staff changed": N_("Pengguna diubah"),
    "signed out everywhere": N_("Dikeluarkan dari semua perangkat"),
    "invitation taken up": N_("Undangan diterima"),
    "password changed": N_("Kata sandi diganti"),
    "second factor set up": N_("Kode masuk dipasang"),
    "second factor removed": N_("Kode masuk dilepas"),
    "recovery code used": N_("Masuk dengan kode cadangan"),
    "signed in by link": N_("Masuk lewat tautan sekali pakai"),
    "trainer added": N_("Narasumber ditambahkan"),
    "trainer changed": N_("Narasumber diubah"),
    "trainer deleted": N_("Narasumber dihapus"),
    "venue added": N_("Tempat ditambahkan"),
    "venue changed": N_("Tempat diubah"),
    "venue deleted": N_("Tempat dihapus"),
    "paper kept": N_("Berkas pribadi disimpan"),
    "paper opened": N_("Berkas pribadi dibuka"),
    "paper deleted": N_("Berkas pribadi dihapus"),
    "tax number kept": N_("NPWP disimpan"),
    "tax number opened": N_("NPWP dibuka"),
    "tax number deleted": N_("NPWP dihapus"),
    "trainers imported": N_("Narasumber diimpor"),
    "venues imported": N_("Tempat diimpor"),
    "days blocked": N_("Tanggal halangan ditambahkan"),
    "days freed": N_("Tanggal halangan dihapus"),
    "travel time set": N_("Waktu tempuh diubah"),
    "programme added": N_("Kegiatan dibuat"),
    "programme changed": N_("Kegiatan diubah"),
    "programme deleted": N_("Kegiatan dihapus"),
    "programme copied": N_("Kegiatan disalin"),
    "workshop drafted": N_("Draf Bimtek dibuat"),
    "workshop copied": N_("Bimtek disalin"),
    "classes made": N_("Kelas ditambahkan"),
    "gap settled": N_("Yang tidak ikut disalin sudah diurus"),
    "workshop changed": N_("Bimtek diubah"),
    "workshop published": N_("Bimtek diterbitkan"),
    "workshop cancelled": N_("Bimtek dibatalkan"),
    "workshop completed": N_("Bimtek diselesaikan"),
    "draft deleted": N_("Draf dihapus"),
    "session added": N_("Sesi ditambahkan"),
    "session changed": N_("Sesi diubah"),
    "session deleted": N_("Sesi dihapus"),
    "session confirmed": N_("Pelaksanaan sesi dicatat"),
    "sessions confirmed": N_("Pelaksanaan beberapa sesi dicatat"),
    "timetable kept": N_("Susunan acara disimpan"),
    "timetable renamed": N_("Nama susunan acara diubah"),
    "timetable deleted": N_("Susunan acara dihapus"),
    "trainers assigned": N_("Narasumber ditetapkan"),
    "suggestion asked for": N_("Saran jadwal diminta"),
    "suggestion cancelled": N_("Saran jadwal dihentikan"),
    "warning overridden": N_("Peringatan diterima dengan alasan"),
    "request made": N_("Usulan diajukan"),
    "request sorted": N_("Usulan dikelompokkan"),
    "request answered": N_("Usulan dijawab"),
    "request joined": N_("Usulan dijadikan Bimtek"),
    "request withdrawn": N_("Usulan ditarik pengusul"),
    "asker called": N_("Pengusul dihubungi"),
    "people told of changes": N_("Peserta diberi tahu perubahan"),
    "changes not told": N_("Perubahan dinyatakan tidak perlu diberitahukan"),
    "quiet time set": N_("Waktu tunggu pemberitahuan diubah"),
    "trainer invited": N_("Narasumber diundang"),
    "trainer confirmed": N_("Narasumber bersedia"),
    "trainer declined": N_("Narasumber tidak bisa"),
    "time proposed": N_("Narasumber mengusulkan waktu lain"),
    "proposal accepted": N_("Usulan waktu disetujui"),
    "proposal declined": N_("Usulan waktu tidak disetujui"),
    "trainer substituted": N_("Narasumber diganti"),
    "trainer contacted": N_("Narasumber sudah dihubungi"),
    "trainer reminders set": N_("Pengingat narasumber diubah"),
    "material handed in": N_("Materi diserahkan narasumber"),
    "material taken back": N_("Materi ditarik narasumber"),
    "material published": N_("Materi dibagikan kepada peserta"),
    "material hidden": N_("Materi tidak dibagikan lagi"),
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

# The values of audit entries that are words of the code, by field.
VALUES: Mapping[str, Mapping[str, str]] = {
    "role": {role.value: name for role, name in ROLE_NAMES.items()},
    "state": STATE_FILTERS | {key: word for key, (_look, word, _said) in STANDINGS.items()},
    "kind": KINDS | WARNING_KINDS,
    "sign_up": SIGN_UPS,
    "nik": NIK_RULES,
    "zone": ZONES,
    "jp_rounding": ROUNDINGS,
    "paper": PAPERS | TRAINER_PAPERS,
    "does": TRAINER_ROLES,
    "answer": {state: word for state, (_look, word) in TRAINER_ANSWERS.items()},
    "purpose": LETTERS,
}

# Fields of audit entries; what is not named here is shown as it is.
FIELDS = {
    "name": N_("Nama"),
    "title": N_("Judul"),
    "role": N_("Peran"),
    "disabled": N_("Dinonaktifkan"),
    "reason": N_("Alasan"),
    "state": N_("Status"),
    "slug": N_("Alamat halaman"),
    "kind": N_("Jenis"),
    "who": N_("Siapa"),
    "subject": N_("Materi atau acara"),
    "starts_at": N_("Mulai"),
    "ends_at": N_("Berakhir"),
    "venue": N_("Tempat"),
    "venue_id": N_("Tempat"),
    "trainers": N_("Narasumber"),
    "sessions": N_("Sesi"),
    "changes": N_("Banyaknya perubahan"),
    "told": N_("Banyaknya orang"),
    "quiet_minutes": N_("Menit sampai dikirim sendiri"),
    "mandatory": N_("Wajib dihadiri"),
    "held": N_("Terlaksana"),
    "capacity": N_("Daya tampung atau kursi"),
    "district_code": N_("Kecamatan"),
    "home": N_("Kota asal di luar provinsi"),
    "skills": N_("Keahlian"),
    "note": N_("Catatan"),
    "address": N_("Alamat"),
    "archived": N_("Diarsipkan"),
    "internet": N_("Internet"),
    "equipment": N_("Perlengkapan"),
    "map_url": N_("Tautan peta"),
    "year": N_("Tahun"),
    "code": N_("Kode untuk nomor sertifikat"),
    "funding": N_("Sumber dana"),
    "program_code": N_("Kode program"),
    "program_name": N_("Nama program"),
    "main_activity_code": N_("Kode kegiatan"),
    "main_activity_name": N_("Nama kegiatan dalam anggaran"),
    "activity_code": N_("Kode sub kegiatan"),
    "activity_name": N_("Nama sub kegiatan"),
    "account_code": N_("Kode rekening"),
    "budget_number": N_("Nomor DPA/DIPA"),
    "officer": N_("Nama pejabat"),
    "officer_role": N_("Kedudukan pejabat"),
    "officer_nip": N_("NIP pejabat"),
    "decree_number": N_("Nomor SK panitia"),
    "decree_date": N_("Tanggal SK panitia"),
    "programme_id": N_("Kegiatan"),
    "summary": N_("Ringkasan"),
    "sign_up_opens_at": N_("Pendaftaran dibuka"),
    "sign_up_closes_at": N_("Pendaftaran ditutup"),
    "rule_percent": N_("Syarat JP untuk sertifikat"),
    "first_day": N_("Dari tanggal"),
    "last_day": N_("Sampai tanggal"),
    "starts": N_("Dari jam"),
    "ends": N_("Sampai jam"),
    "paper": N_("Jenis berkas"),
    "file": N_("Berkas"),
    "new": N_("Ditambahkan"),
    "changed": N_("Diubah"),
    "unchanged": N_("Tetap"),
    "wrong": N_("Perlu diperbaiki"),
    "rank": N_("Pangkat/golongan"),
    "position": N_("Jabatan"),
    "institution": N_("Asal lembaga"),
    "from": N_("Dari kecamatan"),
    "to": N_("Ke kecamatan"),
    "minutes": N_("Menit"),
    "number_template": N_("Pola nomor sertifikat"),
    "signature_blocks": N_("Penanda tangan"),
    "jp_rounding": N_("Pembulatan JP"),
    "signed_out_before": N_("Dikeluarkan dari semua perangkat"),
    "short_name": N_("Nama singkat"),
    "letterhead": N_("Baris kop di atas nama"),
    "phone": N_("Telepon"),
    "email": N_("Email"),
    "town": N_("Kota tempat surat ditandatangani"),
    "province_code": N_("Provinsi"),
    "zone": N_("Zona waktu"),
    "emblem_png": N_("Lambang"),
    "number_unit": N_("Kode unit"),
    "number_classification": N_("Kode klasifikasi"),
    "approves_certificates": N_("Sertifikat disetujui otomatis bila syarat terpenuhi"),
    "example": N_("Instansi contoh"),
    "sign_up": N_("Cara mendaftar"),
    "nik": N_("NIK peserta"),
    "offer_hours": N_("Jam menunggu jawaban daftar tunggu"),
    "class_label": N_("Kelas atau angkatan"),
    "requirements": N_("Syarat peserta"),
    "bring": N_("Yang dibawa"),
    "provided": N_("Yang disediakan"),
    "group_link": N_("Tautan grup WhatsApp"),
    "contact_name": N_("Narahubung"),
    "contact_whatsapp": N_("Nomor WhatsApp"),
    "contact_hours": N_("Jam layanan"),
    "held_by": N_("Diselenggarakan oleh"),
    "commodity": N_("Komoditas"),
    "people": N_("Calon peserta"),
    "workshop": N_("Bimtek"),
    "answer": N_("Jawaban"),
    "purpose": N_("Pesan"),
    "remind_days": N_("Hari sebelum sesi pertama"),
    "answer_days": N_("Hari menunggu jawaban"),
}


def options(words: Mapping[str, str]) -> list[tuple[str, str]]:
    """(value, word) pairs for a select or radio buttons, in the language in use."""
    return [(value, _(word)) for value, word in words.items()]
