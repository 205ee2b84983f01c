"""Every URL of attendance."""

from __future__ import annotations

from services.attendance.web import api, door, history, organizer, pages
from services.attendance.web.forms import Batch, BatchAnswer, Door
from shared.web.access import OPERATOR, ORGANIZER, STAFF
from shared.web.routes import Key, Route, page, post
from shared.web.routes import api as call

# A card's QR code is in capitals, which it stores more compactly.
PREFIXES = ("/hadir", "/HADIR", "/kelola/kehadiran")

_SHEET = "/kelola/kehadiran/{workshop_id:[0-9a-f-]{36}}"
_PERSON = _SHEET + "/peserta/{registration_id:[0-9a-f-]{36}}"
_DOOR = "/kelola/kehadiran/pos/{session_id:[0-9a-f-]{36}}"

ROUTES: tuple[Route, ...] = (
    page("/hadir/kartu/{ticket}", pages.card, "card", capability=True),
    page("/HADIR/KARTU/{ticket}", pages.card, "card_scanned", capability=True),
    post("/hadir/kartu/{ticket}", pages.record_card, "record_card", access=OPERATOR, capability=True),
    page("/kelola/kehadiran", organizer.index, "workshops", access=STAFF),
    page("/kelola/kehadiran/ringkas", organizer.summary, "summary", access=STAFF),
    *history.HISTORY.routes,
    page(_SHEET, organizer.sheet, "sheet", access=STAFF),
    page(_SHEET + "/tutup", organizer.ask_close, "close", access=ORGANIZER),
    post(_SHEET + "/tutup", organizer.close, "close", access=ORGANIZER),
    page(_SHEET + "/buka", organizer.ask_reopen, "reopen", access=ORGANIZER),
    post(_SHEET + "/buka", organizer.reopen, "reopen", access=ORGANIZER, reads_form=True),
    page(_PERSON, organizer.person, "person", access=STAFF),
    post(_PERSON, organizer.correct, "correct", access=ORGANIZER, reads_form=True),
    page(_DOOR, door.door, "door", access=OPERATOR, camera=True),
    post(_DOOR, door.tap, "tap", access=OPERATOR),
    post(_DOOR + "/kartu", door.scan, "scan", access=OPERATOR),
    call(
        "POST",
        "/api/v1/attendance/marks",
        api.marks,
        "marks",
        access=OPERATOR,
        body=Batch,
        answer=BatchAnswer,
        key=Key.NONE,  # a mark's nonce does the same
        summary="Record what a phone saw at the door; a mark that this device sent before counts once",
    ),
    call(
        "GET",
        "/api/v1/attendance/sessions/{session_id:[0-9a-f-]{36}}",
        api.session,
        "session",
        access=OPERATOR,
        answer=Door,
        summary="Who is on a session's roster and what is recorded of them",
    ),
)
