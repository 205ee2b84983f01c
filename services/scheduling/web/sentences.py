"""Refusals of the domain as sentences that say the mend, at the field where that is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from services.scheduling.domain import refusals
from services.scheduling.domain.refusals import Collision, Refused, Taken
from services.scheduling.web import letter_words
from shared.i18n import N_, _, clock_time, date_long, ngettext, number, time_range, zone_name
from shared.web import Conflict, Gone, NotFound, Problem

INVALID = {
    "no_template": N_("Pilih susunan acara 2, 3 atau 4 hari."),
    "friday_too_long": N_(
        "Dengan salat Jumat, satu sesi melewati tengah malam. Pilih hari pertama yang lain, "
        "atau pendekkan dahulu hari itu."
    ),
    "name_taken": N_("Sudah ada susunan acara bernama ini. Pilih nama lain."),
    "no_sessions": N_("Belum ada sesi untuk disimpan. Susun dahulu jadwalnya."),
    "no_zone": N_("Sertakan zona waktu."),
    "ends_before_start": N_("Jam selesai harus sesudah jam mulai."),
    "across_midnight": N_("Sesi tidak boleh melewati tengah malam. Bagi menjadi dua sesi."),
    "clock_unreadable": N_("Tulis jam seperti 08.30."),
    "closes_before_opens": N_("Pendaftaran harus ditutup sesudah dibuka."),
    "closes_after_end": N_(
        "Pendaftaran tidak boleh ditutup sesudah Bimtek selesai. Majukan tanggal penutupannya."
    ),
    "ends_before_closing": N_(
        "Dengan ini Bimtek selesai sebelum pendaftarannya ditutup. "
        "Majukan dahulu tanggal penutupan pendaftaran di “Ubah data Bimtek”."
    ),
    "contact_missing": N_("Isi nama dan nomor narahubung. Peserta membacanya di halaman dan di surat."),
    "too_many_days": N_("Paling banyak 120 hari sekali susun."),
    "no_days": N_("Tidak ada hari dengan pilihan ini. Tambah hari atau perpanjang tanggalnya."),
    "no_hours": N_("Isi jam pagi, jam siang, atau keduanya."),
    "halves_overlap": N_("Jam siang harus mulai sesudah jam pagi selesai."),
    "jp_unreadable": N_("Isi JP sesi baru dengan angka 1 sampai 8."),
    "suggestions_busy": N_("Lima saran sedang dicari. Tunggu sampai salah satunya selesai, atau hentikan."),
    "nothing_to_schedule": N_("Belum ada sesi yang dapat disusun. Tambahkan sesi di bawah ini."),
    "nothing_chosen": N_("Pilih paling sedikit satu sesi yang berubah."),
    "not_ours": N_("Pilih salah satu dari daftar."),
    "slug_taken": N_("Alamat halaman ini sudah dipakai. Tambahkan tahun atau nama tempat."),
    "slug_unfit": N_("Gunakan huruf kecil, angka dan tanda hubung, misalnya anyaman-pandan-2026."),
    "reason_missing": N_("Tulis alasannya. Peserta akan membacanya."),
    "email_taken": N_("Alamat email ini sudah dipakai untuk masuk. Gunakan alamat lain."),
    "changed_meanwhile": N_("Data ini baru saja diubah orang lain. Muat ulang halaman, lalu ubah lagi."),
    "signer_twice": N_(
        "Sudah ada penanda tangan untuk dokumen ini yang mulai pada hari yang sama. "
        "Ubah yang itu, atau pilih tanggal lain."
    ),
    "last_before_first": N_("Hari terakhir tidak boleh sebelum hari pertama."),
    "too_many_papers": N_("Sudah ada 20 berkas. Hapus dahulu yang tidak perlu."),
    "block_too_long": N_("Paling lama satu tahun sekali catat. Pilih tanggal yang lebih dekat."),
    "too_many_blocks": N_("Sudah ada 100 catatan. Hapus dahulu yang sudah lewat."),
    "clock_both": N_("Isi jam mulai dan jam selesai, atau kosongkan keduanya."),
    "same_day": N_("Pilih hari yang lain."),
    "same_district": N_("Pilih dua kecamatan yang berbeda."),
    "zone_fixed": N_("Zona waktu tidak dapat diganti sesudah ada sesi. Hapus sesinya dahulu."),
    "last_session": N_(
        "Bimtek yang sudah terbit perlu paling sedikit satu sesi ber-JP. Batalkan Bimtek-nya bila perlu."
    ),
    "no_such_answer": N_("Pilih jawaban dari daftar."),
    "words_missing": N_("Tulis alasannya. Pengusul akan membacanya."),
    "workshop_over": N_("Bimtek itu sudah selesai atau dibatalkan. Pilih yang lain."),
    "nothing_to_tell": N_(
        "Tidak ada lagi yang perlu diberitahukan: peserta sudah tahu jadwal yang sekarang."
    ),
    "other_changes": N_(
        "Perubahannya baru saja bertambah atau berkurang. Periksa lagi di bawah ini, lalu kirim."
    ),
    "dismissal_without_reason": N_(
        "Tulis mengapa peserta tidak perlu diberi tahu. Alasannya tercatat di riwayat."
    ),
    "decline_words": N_("Tulis alasannya, agar panitia dapat mencari pengganti yang tepat."),
    "in_the_future": N_("Waktu ini belum tiba. Tulis waktu yang sebenarnya."),
    "in_the_past": N_("Waktu ini sudah lewat. Pilih waktu yang akan datang."),
    "same_time": N_("Ini waktu yang sudah dijadwalkan. Pilih waktu lain, atau nyatakan bersedia."),
    "answer_missing": N_("Tulis jawabannya. Narasumber akan membacanya."),
    "why_substituted": N_("Tulis alasan penggantian. Kedua narasumber akan membacanya."),
    "no_session": N_("Pilih sedikitnya satu sesi."),
    "session_over": N_("Hanya sesi yang belum dimulai dapat dialihkan."),
    "too_many_materials": N_("Sudah ada 20 berkas. Hapus yang tidak dipakai dahulu."),
    "code_wrong": N_(
        "Kode ini tidak cocok. Periksa jam di HP Anda, lalu tulis kode yang sedang ditampilkan."
    ),
    **letter_words.INVALID,
    "password_short": N_("Kata sandi paling sedikit 10 huruf. Beberapa kata sekaligus mudah diingat."),
    "password_long": N_("Kata sandi paling banyak 200 huruf."),
    "password_obvious": N_("Kata sandi ini mudah ditebak. Pilih yang lain."),
}
NOT_READY = {
    "no_sessions": N_("Susun jadwal dahulu: belum ada sesi."),
    "no_learning": N_("Tambahkan sesi materi atau praktik: belum ada sesi ber-JP."),
    "warnings": N_("Putuskan peringatan yang masih terbuka."),
    "no_contact": N_("Isi nama dan nomor WhatsApp narahubung."),
    "closes_after_end": N_("Pendaftaran ditutup sesudah Bimtek selesai. Majukan tanggal penutupannya."),
}
_WRONG_STATE = {
    "draft": N_("Bimtek ini masih draf. Terbitkan dahulu."),
    "published": N_("Bimtek ini sudah terbit."),
    "cancelled": N_("Bimtek ini sudah dibatalkan, jadi tidak dapat diubah lagi."),
    "completed": N_("Bimtek ini sudah selesai, jadi tidak dapat diubah lagi."),
    "confirmed": N_("Pelaksanaan sesi ini sudah dicatat, jadi jadwalnya tidak dapat diubah lagi."),
    "request_scheduled": N_("Salah satu usulan sudah dijadwalkan, jadi tidak dapat diputuskan lagi."),
    "request_withdrawn": N_("Salah satu usulan sudah ditarik pengusulnya. Muat ulang daftarnya."),
    "scheduled": N_(
        "Usulan ini sudah dijadwalkan, jadi tidak dapat ditarik di sini. Hubungi panitia bila batal."
    ),
    "begun": N_("Sesi ini sudah dimulai, jadi tidak dapat dihapus. Catat saja bahwa tidak terlaksana."),
    **letter_words.WRONG_STATE,
    "ahead": N_("Sesi ini belum dimulai. Catat pelaksanaannya sesudah dimulai."),
}


def state_text(state: str) -> str:
    """Why something in this state is left alone."""
    return _(_WRONG_STATE[state])


_TELLS = ("trainer", "class", "venue")  # what says most, first
_MOST_SAID = 2


def span_text(starts_at: datetime, ends_at: datetime, zone: str) -> str:
    """“Selasa, 25 April 2017 pukul 09.00–10.30 WIB”."""
    return _(
        "{day} pukul {times}", day=date_long(starts_at, zone), times=time_range(starts_at, ends_at, zone)
    )


def collision_text(collision: Collision, zone: str) -> str:
    """Who or what is booked, where and when."""
    when = span_text(collision.starts_at, collision.ends_at, zone)
    facts = {
        "name": collision.resource,
        "subject": collision.subject,
        "workshop": collision.workshop,
        "venue": collision.venue,
        "when": when,
    }
    if collision.kind == "trainer":
        return _("{name} sudah dijadwalkan untuk “{subject}” ({workshop}) di {venue}, {when}.", **facts)
    if collision.kind == "venue":
        return _("{name} sudah dipakai untuk “{subject}” ({workshop}), {when}.", **facts)
    return _("Kelas ini sudah punya sesi “{subject}” di {venue}, {when}.", **facts)


def named_once(collisions: Iterable[Collision]) -> list[Collision]:
    """Each session that is in the way, by what says most: it may hold the trainer, the class and the room."""
    said: dict[UUID, Collision] = {}
    for collision in collisions:
        known = said.get(collision.session_id)
        if known is None or _TELLS.index(collision.kind) < _TELLS.index(known.kind):
            said[collision.session_id] = collision
    return list(said.values())


def taken_text(taken: Taken) -> str:
    """Everything in the way, and where there is one the next free time."""
    said = named_once(taken.collisions)
    texts = [collision_text(collision, taken.zone) for collision in said[:_MOST_SAID]]
    if len(said) > _MOST_SAID:
        others = len(said) - _MOST_SAID
        texts.append(
            ngettext("Ada {n} sesi lain pada waktu itu.", "Ada {n} sesi lain pada waktu itu.", others)
        )
    if taken.next_free:
        free = next_free_text(taken)
        texts.append(_("Waktu kosong berikutnya: {when}.", when=free))
    return " ".join(texts)


def next_free_text(taken: Taken) -> str:
    assert taken.next_free is not None
    return start_text(taken.next_free, taken.zone)


def start_text(start: datetime, zone: str) -> str:
    """“Rabu, 26 April 2017 pukul 08.00 WIB”."""
    clock = f"{clock_time(start, zone)} {zone_name(start, zone)}"
    return _("{day} pukul {times}", day=date_long(start, zone), times=clock)


def page_of(refused: Refused) -> Problem:
    """The same where nothing was typed: raised as a page in every case."""
    return Conflict(" ".join(problems_of(refused).values()))


def problems_of(refused: Refused) -> dict[str, str]:
    """Field → sentence, as a form shows it again; what no field can mend is raised as a page."""
    match refused:
        case refusals.Missing():
            raise NotFound
        case refusals.LinkDead():
            raise Gone
        case refusals.Invalid(field=field, problem=problem):
            return {field: _(INVALID[problem])}
        case Taken():
            return {"starts": taken_text(refused)}
        case refusals.Raced():
            return {
                "starts": _("Waktu ini baru saja dipesan orang lain. Simpan sekali lagi untuk melihat siapa.")
            }
        case refusals.VenueTooSmall():
            return {"venue_id": _too_small_text(refused)}
        case refusals.VenueNeeded():
            return {"capacity": _needed_text(refused)}
        case refusals.CapacityBelowSeats():
            return {"capacity": _below_seats_text(refused)}
        case refusals.NotReady(reasons=reasons):
            return {f"ready_{reason}": _(NOT_READY[reason]) for reason in reasons}
        case refusals.Unconfirmed():
            return {"form": _unconfirmed_text(refused)}
        case refusals.Stale(subject=subject):
            return {"session_ids": _stale_text(subject)}
        case refusals.StillAhead(sessions=ahead):
            return {"form": _still_ahead_text(ahead)}
        case refusals.InUse(field=field):
            return {field: _in_use_text(refused)}
        case refusals.ClassesRefused(labels=labels, why=why):
            return {
                f"class_{at}": f"{labels[at]}: {' '.join(problems_of(one).values())}"
                for at, one in why.items()
            }
        case refusals.ProgrammeInUse(workshops=workshops):
            return {"form": _programme_text(workshops)}
        case refusals.LastAdmin():
            return {"role": _("Instansi perlu paling sedikit satu admin. Jadikan orang lain admin dahulu.")}
        case refusals.WrongState(state=state):
            raise Conflict(_(_WRONG_STATE[state]))
    raise refused


def _too_small_text(refused: refusals.VenueTooSmall) -> str:
    return _(
        "{venue} memuat {holds} orang, sedangkan kursinya {wanted}. Pilih tempat lain atau kurangi kursi.",
        venue=refused.venue,
        holds=number(refused.holds),
        wanted=number(refused.wanted),
    )


def _needed_text(refused: refusals.VenueNeeded) -> str:
    return _(
        "{workshop} memakai tempat ini dengan {wanted} kursi. Pindahkan sesinya dahulu.",
        workshop=refused.workshop,
        wanted=number(refused.wanted),
    )


def _below_seats_text(refused: refusals.CapacityBelowSeats) -> str:
    return _(
        "Sudah {confirmed} orang mendapat kursi. Isi {confirmed} atau lebih, "
        "atau batalkan pendaftaran dahulu.",
        confirmed=number(refused.confirmed),
    )


def _unconfirmed_text(refused: refusals.Unconfirmed) -> str:
    return ngettext(
        "Masih ada {n} sesi yang belum dicatat pelaksanaannya. Catat dahulu di bawah ini.",
        "Masih ada {n} sesi yang belum dicatat pelaksanaannya. Catat dahulu di bawah ini.",
        refused.sessions,
    )


def _still_ahead_text(sessions: int) -> str:
    return ngettext(
        "Masih ada {n} sesi yang belum dimulai. Tunggu sampai selesai, atau hapus sesi yang tidak jadi.",
        "Masih ada {n} sesi yang belum dimulai. Tunggu sampai selesai, atau hapus sesi yang tidak jadi.",
        sessions,
    )


def _programme_text(workshops: int) -> str:
    return ngettext(
        "Ada {n} Bimtek dalam kegiatan ini. Hapus drafnya atau pindahkan ke kegiatan lain dahulu.",
        "Ada {n} Bimtek dalam kegiatan ini. Hapus drafnya atau pindahkan ke kegiatan lain dahulu.",
        workshops,
    )


def _in_use_text(refused: refusals.InUse) -> str:
    """Which workshops need it, the first few by name, and what to do."""
    named, more = refused.workshops[:_MOST_SAID], len(refused.workshops) - _MOST_SAID
    facts = {"name": refused.name, "workshops": "; ".join(named)}
    if more > 0:
        facts["workshops"] += " " + ngettext("dan {n} Bimtek lain", "dan {n} Bimtek lain", more)
    if refused.field == "form" and not refused.workshops:
        return _("{name} masih disebut di data lain, jadi tidak dapat dihapus. Arsipkan saja.", **facts)
    if refused.field == "form":
        return _(
            "{name} dipakai di {workshops}, jadi tidak dapat dihapus. Arsipkan saja, riwayatnya tetap ada.",
            **facts,
        )
    if not refused.sessions:
        return _("{name} masih menjadi tempat utama {workshops}. Ganti dahulu di sana.", **facts)
    return ngettext(
        "{name} masih dijadwalkan pada {n} sesi: {workshops}. Ganti dahulu di jadwalnya.",
        "{name} masih dijadwalkan pada {n} sesi: {workshops}. Ganti dahulu di jadwalnya.",
        refused.sessions,
        **facts,
    )


def _stale_text(subject: str) -> str:
    return _(
        "Sesi “{subject}” sudah diubah sesudah saran ini dibuat. Tidak ada yang diterapkan. "
        "Lepas centangnya, atau susun saran baru.",
        subject=subject,
    )
