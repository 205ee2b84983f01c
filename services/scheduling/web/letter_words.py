"""The words of letters: kinds, states, parts, what was done, and what is wrong."""

from __future__ import annotations

from shared.i18n import N_, _

KINDS = {
    "trainer_invitation": N_("Surat undangan narasumber"),
    "participant_request": N_("Surat permohonan peserta"),
    "committee_assignment": N_("Surat tugas panitia"),
    "trainer_assignment": N_("Surat tugas narasumber"),
}
# How a letter stands: look of the chip and word.
STATES = {
    "draft": ("netral", N_("Draf")),
    "making": ("wait", N_("Sedang dibuat")),
    "stuck": ("salah", N_("Gagal dibuat")),
    "ready": ("info", N_("Siap disampaikan")),
    "queued": ("wait", N_("Email antre")),
    "sent": ("ok", N_("Terkirim lewat email")),
    "failed": ("salah", N_("Email gagal")),
    "handed": ("ok", N_("Sudah diserahkan")),
    "void": ("salah", N_("Batal")),
}
FILTERS = {key: word for key, (_look, word) in STATES.items() if key != "stuck"}
PARTS = {
    "subject": N_("Hal"),
    "opening": N_("Pembuka"),
    "request": N_("Isi sesudah hari dan tempat"),
    "terms": N_("Ketentuan"),
    "considering": N_("Menimbang"),
    "basis": N_("Dasar"),
    "task": N_("Untuk"),
    "closing": N_("Penutup"),
    "copies": N_("Tembusan"),
}
# What the fields in braces become.
PLACEHOLDERS = {
    "bimtek": N_("judul Bimtek dan kelasnya"),
    "kegiatan": N_("judul kegiatan"),
    "sub_kegiatan": N_("nama sub kegiatan dalam anggaran"),
    "hari_tanggal": N_("hari dan tanggal, untuk narasumber hari mengajarnya"),
    "waktu": N_("jam mulai"),
    "tempat": N_("tempat dan alamat"),
    "jumlah_jp": N_("jumlah jam pelajaran"),
    "jumlah_hari": N_("berapa hari"),
    "jumlah_peserta": N_("peserta yang diminta dari tiap penerima"),
    "kursi": N_("jumlah kursi"),
    "materi": N_("materi yang diajar narasumber ini"),
    "syarat": N_("syarat peserta"),
    "batas_pendaftaran": N_("hari terakhir mendaftar"),
    "tautan": N_("alamat halaman Bimtek yang sudah terbit"),
    "narahubung": N_("nama dan nomor narahubung Bimtek"),
    "penerima": N_("penerima surat"),
    "wilayah": N_("desa, kelurahan atau kecamatan penerima"),
    "kecamatan": N_("kecamatan dari desa atau kelurahan penerima"),
    "kabupaten": N_("kabupaten atau kota penerima"),
    "tahun_anggaran": N_("tahun anggaran"),
    "sumber_dana": N_("sumber dana"),
    "nomor_dpa": N_("nomor DPA/DIPA"),
    "nomor_sk": N_("nomor SK panitia"),
    "tanggal_sk": N_("tanggal SK panitia"),
    "instansi": N_("nama instansi"),
}
NATURES = {
    "Biasa": N_("Biasa"),
    "Penting": N_("Penting"),
    "Segera": N_("Segera"),
    "Rahasia": N_("Rahasia"),
}
FAILURES = {
    "design": N_("Isinya tidak muat dalam bentuk surat. Perbaiki isinya, lalu buat lagi."),
    "worker": N_("Pembuat berkas kehabisan waktu atau memori."),
    "fault": N_("Ada kesalahan pada aplikasi."),
}

ACTS = {
    "letters drafted": N_("Draf surat dibuat"),
    "letters changed": N_("Draf surat diubah"),
    "letters deleted": N_("Draf surat dihapus"),
    "letter made final": N_("Surat difinalkan dan diberi nomor"),
    "letter corrected": N_("Surat diperbaiki"),
    "letter voided": N_("Surat dibatalkan"),
    "letter file asked for again": N_("Berkas surat dibuat lagi"),
    "letter mailed": N_("Surat dikirim lewat email"),
    "letter handed over": N_("Surat diserahkan"),
    "letter text changed": N_("Naskah surat diubah"),
    "letter text reset": N_("Naskah surat dikembalikan ke awal"),
    "letter numbering changed": N_("Penomoran surat diubah"),
}
FIELDS = {
    "letters": N_("Banyaknya surat"),
    "number": N_("Nomor"),
    "taken_by": N_("Diterima oleh"),
    **PARTS,
}

# Refusals, as sentences.INVALID and sentences._WRONG_STATE say them.
INVALID = {
    "place_unknown": N_("Pilih desa atau kecamatan dari daftar."),
    "addressee_lines": N_(
        "Tulis satu penerima per baris, paling banyak lima bagian dan 120 huruf tiap bagian."
    ),
    "person_line": N_("Tulis satu orang per baris: nama; NIP; pangkat/golongan; jabatan."),
    "person_nip": N_("Ada NIP yang bukan 18 angka NIP. Periksa lagi, atau kosongkan."),
    "nobody_chosen": N_("Pilih atau tulis paling sedikit satu penerima."),
    "too_many_letters": N_("Paling banyak 100 surat sekaligus. Buat sisanya dalam kumpulan berikutnya."),
    "too_many_people": N_("Paling banyak 50 orang dalam satu surat tugas."),
    "letter_unsigned": N_(
        "Belum ada penanda tangan untuk jenis surat ini pada tanggal suratnya. Tambahkan di halaman Instansi."
    ),
    "letter_no_day": N_(
        "Hari dan tanggal kegiatan belum diketahui. Isi di draf, atau susun jadwalnya dahulu."
    ),
    "letter_incomplete": N_(
        "Naskahnya belum lengkap: ada bagian pokok yang tidak tercetak. Periksa drafnya."
    ),
    "numbering_unfit": N_("Pola nomor surat belum lengkap. Atur dahulu di “Penomoran surat”."),
    "number_programme": N_("Pola nomor memakai kode kegiatan, tetapi kegiatannya belum punya kode."),
    "number_braces": N_("Kurung kurawal tidak berpasangan. Tulis seperti {urut:03}."),
    "number_field": N_("Gunakan hanya kata dalam kurung kurawal yang disebut di bawah ini."),
    "number_spec": N_("Hanya {urut} yang boleh diberi lebar, misalnya {urut:03}."),
    "number_lacks": N_("Pola nomor harus memuat {urut} dan {tahun}: tanpa itu nomornya bisa kembar."),
    "number_unit": N_("Isi kode unit, atau hapus {unit} dari pola."),
    "number_classification": N_("Isi kode klasifikasi, atau hapus {klasifikasi} dari pola."),
    "number_long": N_("Nomornya lebih panjang dari 80 huruf. Ringkas."),
    "number_used": N_(
        "Salah satu nomor sudah dipakai surat lain, atau ditulis dua kali. Nomor surat tidak boleh kembar."
    ),
    "text_braces": N_("Kurung kurawal tidak berpasangan. Tulis seperti {bimtek}."),
    "text_field": N_("Ada kata dalam kurung kurawal yang tidak dikenal. Gunakan yang disebut di bawah ini."),
    "text_long": N_("Paling banyak 4.000 huruf."),
    "text_empty": N_("Bagian ini tidak boleh kosong."),
}
WRONG_STATE = {
    "letters": N_("Draf ini punya surat bernomor, jadi tidak dapat dihapus. Batalkan Bimtek-nya bila perlu."),
    "letter_draft": N_("Surat ini masih draf. Finalkan dahulu."),
    "letter_final": N_("Surat ini sudah final. Perbaiki dengan nomor yang sama, atau batalkan."),
    "letter_void": N_("Surat ini sudah dibatalkan, jadi tidak dapat diubah lagi."),
    "letter_making": N_("Berkas surat ini masih dibuat. Tunggu sebentar, lalu muat ulang."),
}


def failure(reason: str) -> str:
    """Why a file could not be made; `reason` is what the job noted."""
    if reason.startswith("letters "):
        return _("Huruf ini tidak dapat dicetak: {letters}. Perbaiki tulisannya.", letters=reason[8:])
    return _(FAILURES[reason]) if reason in FAILURES else ""
