"""The audit trail of corrections and of sheets that were closed and opened."""

from __future__ import annotations

from services.attendance.store import history
from services.attendance.web.views import WORDS
from shared.i18n import N_
from shared.web.history import Words, history_page

ACTS = {
    "attendance corrected": N_("Kehadiran diperbaiki"),
    "attendance closed": N_("Daftar hadir ditutup"),
    "attendance reopened": N_("Daftar hadir dibuka kembali"),
}
FIELDS = {
    "session": N_("Sesi"),
    "status": N_("Kehadiran"),
    "reason": N_("Alasan"),
    "number": N_("Penutupan ke"),
    "unrecorded": N_("Kehadiran yang belum dicatat"),
}
VALUES = {"status": {status.value if status else "": word for status, (_look, word, _short) in WORDS.items()}}

PAGE = history_page(
    "/kelola/kehadiran/riwayat",
    Words(ACTS, FIELDS, VALUES, hidden=frozenset({"sha256"}), telling=frozenset({"session"})),
    history.names,
)
