"""Where a workshop stands, what it needs next, and the name its page gets."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Any

STATES = ("draft", "published", "cancelled", "completed")
STEPS = ("plan", "sign_up", "running", "closing", "certificates")
SLUG_LONGEST = 60
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True)
class Standing:
    """What the clock and the seats say of a workshop."""

    state: str  # of the row
    sign_up_opens_at: datetime
    sign_up_closes_at: datetime
    starts_at: datetime | None
    ends_at: datetime | None
    capacity: int
    confirmed: int

    def shown(self, now: datetime) -> str:
        """Key of the state word people read (design: Workshop states)."""
        if self.state != "published":
            return self.state
        if self.ends_at and now >= self.ends_at:
            return "over"
        if self.starts_at and now >= self.starts_at:
            return "running"
        if now >= self.sign_up_closes_at:
            return "closed"
        if now < self.sign_up_opens_at:
            return "soon"
        return "full" if self.confirmed >= self.capacity else "open"

    def step(self, now: datetime) -> str:
        """Which step of the thread Rencana → … → Sertifikat it is in."""
        if self.state in ("draft", "cancelled"):
            return "plan"
        if self.state == "completed":
            return "certificates"
        if self.ends_at and now >= self.ends_at:
            return "closing"
        return "running" if self.starts_at and now >= self.starts_at else "sign_up"


def slug_from(title: str) -> str:
    """The page name a title suggests: plain letters and digits joined by hyphens."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain)
    slug = ""
    for word in words:
        longer = f"{slug}-{word}" if slug else word
        if len(longer) > SLUG_LONGEST:
            break
        slug = longer
    return slug or (words[0][:SLUG_LONGEST] if words else "bimtek")


def open_after_end(closes_at: datetime, ends_at: datetime | None) -> bool:
    """Whether people could still sign up for a workshop whose last session (None: no session) is over."""
    return ends_at is not None and closes_at > ends_at


def not_ready(
    *,
    sessions: int,
    counting: int,
    warnings: int,
    contact_name: str,
    contact_whatsapp: str,
    closes_at: datetime,
    ends_at: datetime | None,
) -> tuple[str, ...]:
    """What a draft lacks before people may see it; keys of sentences.NOT_READY."""
    lacks = {
        "no_sessions": not sessions,
        "no_learning": bool(sessions) and not counting,
        "warnings": warnings > 0,
        "no_contact": not (contact_name and contact_whatsapp),
        "closes_after_end": open_after_end(closes_at, ends_at),
    }
    return tuple(key for key, missing in lacks.items() if missing)


def differences(before: dict[str, Any], after: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The fields that changed, before and after, for the audit trail."""
    changed = [key for key in after if before.get(key) != after[key]]
    return {key: before.get(key) for key in changed}, {key: after[key] for key in changed}
