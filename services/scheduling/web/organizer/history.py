"""The audit trail of planning, of the office and of its staff."""

from __future__ import annotations

from services.scheduling.store import history
from services.scheduling.web import history_words
from services.scheduling.web.organizer import choices
from shared.i18n import N_, _
from shared.web.history import History, Words

THINGS = {
    "Workshop": N_("Bimtek"),
    "Programme": N_("Kegiatan"),
    "Trainer": N_("Narasumber"),
    "Venue": N_("Tempat"),
    "Timetable": N_("Susunan acara"),
    "Suggestion": N_("Saran jadwal"),
    "Request": N_("Usulan"),
    "Letter": N_("Surat"),
    "Letters": N_("Surat"),
    "LetterText": N_("Naskah dan penomoran surat"),
    "LetterNumbering": N_("Naskah dan penomoran surat"),
    "Staff": N_("Pengguna"),
    "Organization": N_("Instansi"),
}


def _special(field: str, text: str) -> str:
    return _("gambar") if field == "emblem_png" else choices.district_name(text)


HISTORY = History(
    "/kelola/riwayat",
    Words(
        history_words.ACTS,
        THINGS,
        history_words.FIELDS,
        history_words.VALUES,
        {"Request": N_("Pengusul, lewat tautannya sendiri")},
        telling=frozenset({"emblem_png"}),
        special=_special,
    ),
    history.names,
)
