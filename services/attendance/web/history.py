"""The audit trail of corrections and of sheets that were closed and opened."""

from __future__ import annotations

from services.attendance.store import history
from services.attendance.web.views import WORDS
from shared.i18n import N_
from shared.web.history import History, Words

ACTS = {
    "attendance corrected": N_("Kehadiran diperbaiki"),
    "attendance closed": N_("Daftar hadir ditutup"),
    "attendance reopened": N_("Daftar hadir dibuka kembali"),
}
THINGS = {"Sheet": N_("Daftar hadir"), "Registration": N_("Peserta")}
FIELDS = {
    "session": N_("Sesi"),
    "status": N_("Kehadiran"),
    "reason": N_("Alasan"),
    "number": N_("Penutupan ke"),
    "unrecorded": N_("Kehadiran yang belum dicatat"),
}
VALUES = {"status": {status.value if status else "": word for status, (_look, word, _short) in WORDS.items()}}

HISTORY = History(
    "/kelola/kehadiran/riwayat",
    Words(ACTS, THINGS, FIELDS, VALUES, hidden=frozenset({"sha256"}), telling=frozenset({"session"})),
    history.names,
)
