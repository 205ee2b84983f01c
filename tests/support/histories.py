"""How each service says what stands in its audit trail."""

from __future__ import annotations

from collections.abc import Mapping

from services.attendance.web.history import HISTORY as ATTENDANCE
from services.certificates.web.history import HISTORY as CERTIFICATES
from services.registration.web.history import HISTORY as REGISTRATION
from services.scheduling.web.organizer.history import HISTORY as SCHEDULING
from shared.web.history import Words

WORDS: Mapping[str, Words] = {
    "registration": REGISTRATION.words,
    "scheduling": SCHEDULING.words,
    "attendance": ATTENDANCE.words,
    "certificates": CERTIFICATES.words,
}
