"""What a copy had to do without, said in sentences."""

from __future__ import annotations

from services.scheduling.domain.copying import LeftOut
from services.scheduling.web.sentences import span_text
from shared.i18n import _


def gap_text(gap: LeftOut, zone: str) -> str:
    """Who or what was left out of which session, and why."""
    facts = {
        "who": gap.who,
        "subject": gap.subject,
        "when": span_text(gap.starts_at, gap.ends_at, zone),
        "why": _why(gap),
    }
    if gap.what == "trainer":
        return _("{who} tidak ikut di “{subject}”, {when}: {why}.", **facts)
    return _("Sesi “{subject}”, {when}, tidak ikut: {who} {why}.", **facts)


def _why(gap: LeftOut) -> str:
    match gap.why:
        case "taken":
            return _("sudah dipesan untuk {other}", other=gap.other)
        case "away" if gap.note:
            return _("tidak bisa pada hari itu ({note})", note=gap.note)
        case "away":
            return _("tidak bisa pada hari itu")
        case "small":
            return _("terlalu kecil untuk kelas ini")
        case _:
            return _("sudah diarsipkan")
