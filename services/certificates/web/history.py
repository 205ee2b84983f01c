"""The audit trail of certificates: numbered, issued, corrected, revoked, handed over."""

from __future__ import annotations

from services.certificates.domain.states import Attention
from services.certificates.store import history
from services.certificates.web import words
from shared.i18n import N_, _
from shared.web.history import History, Words

ACTS = {
    "certificates submitted": N_("Sertifikat diajukan"),
    "certificates approved": N_("Sertifikat disetujui dan diberi nomor"),
    "certificate issued": N_("Sertifikat diterbitkan"),
    "certificate file asked for again": N_("Berkas sertifikat diminta dibuat lagi"),
    "certificate sent again": N_("Sertifikat dikirim lagi"),
    "certificate handed over": N_("Sertifikat sudah disampaikan"),
    "certificate corrected": N_("Sertifikat diperbaiki"),
    "certificate revoked": N_("Sertifikat dicabut"),
    "certificate left as it is": N_("Sertifikat dibiarkan seperti adanya"),
}
THINGS = {"Workshop": N_("Bimtek"), "Certificate": N_("Sertifikat")}
FIELDS = {
    "name": N_("Nama"),
    "number": N_("Nomor"),
    "numbers": N_("Nomor"),
    "count": N_("Jumlah"),
    "signing_date": N_("Tanggal penandatanganan"),
    "edition": N_("Terbitan ke"),
    "state": N_("Status"),
    "reason": N_("Alasan"),
    "note": N_("Catatan"),
    "matter": N_("Yang diperiksa"),
}
VALUES = {
    "state": {state.value: word for state, (_look, word) in words.STATES.items()},
    "reason": {reason.value: word for reason, word in words.REASONS.items()},
}


def _special(field: str, text: str) -> str:
    """What a person looked at: the kind of matter, and for a name which one."""
    if field != "matter":
        return ""
    kind, _colon, name = text.partition(":")
    said = _(words.ATTENTIONS[Attention(kind)]) if kind in set(Attention) - {Attention.NONE} else ""
    return f"{said}: {name}" if said and name else said


HISTORY = History(
    "/kelola/sertifikat/riwayat",
    Words(ACTS, THINGS, FIELDS, VALUES, hidden=frozenset({"sha256"}), special=_special),
    history.names,
)
