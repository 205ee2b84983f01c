"""Sessions as they are planned and as they took place: pages and calls."""

from __future__ import annotations

from services.scheduling.web.api import sessions as calls
from services.scheduling.web.models.answers import Counted, Made
from services.scheduling.web.models.sessions import HeldBody, SessionBody
from services.scheduling.web.organizer import held, sessions
from shared.web.access import ORGANIZER
from shared.web.routes import Route, api, page, post

_WORKSHOP = "/kelola/jadwal/{workshop_id}"
_SESSION = _WORKSHOP + "/sesi/{session_id}"
_CALL = "/api/v1/scheduling/workshops/{workshop_id}"
_SESSION_CALL = _CALL + "/sessions/{session_id}"

PAGES: tuple[Route, ...] = (
    post(f"{_WORKSHOP}/narasumber", sessions.assign, "assign_trainers", access=ORGANIZER, reads_form=True),
    post(f"{_WORKSHOP}/terlaksana", held.hold_all, "hold_all", access=ORGANIZER),
    page(f"{_WORKSHOP}/sesi/baru", sessions.new, "new_session", access=ORGANIZER),
    post(f"{_WORKSHOP}/sesi/baru", sessions.add, "new_session", access=ORGANIZER, reads_form=True),
    page(_SESSION, sessions.edit, "session", access=ORGANIZER),
    post(_SESSION, sessions.change, "session", access=ORGANIZER, reads_form=True),
    page(f"{_SESSION}/hapus", sessions.delete_page, "delete_session", access=ORGANIZER),
    post(f"{_SESSION}/hapus", sessions.delete, "delete_session", access=ORGANIZER, reads_form=True),
    page(f"{_SESSION}/terlaksana", held.held_page, "hold_session", access=ORGANIZER),
    post(f"{_SESSION}/terlaksana", held.hold, "hold_session", access=ORGANIZER, reads_form=True),
)

CALLS: tuple[Route, ...] = (
    api(
        "POST",
        f"{_CALL}/held",
        calls.hold_all,
        "api_hold_all",
        access=ORGANIZER,
        summary="Every session that has ended took place as planned",
        answer=Counted,
    ),
    api(
        "POST",
        f"{_CALL}/sessions",
        calls.add_session,
        "api_add_session",
        access=ORGANIZER,
        summary="Add a session; 409 with next_free when somebody is booked",
        body=SessionBody,
        answer=Made,
    ),
    api(
        "PUT",
        _SESSION_CALL,
        calls.change_session,
        "api_change_session",
        access=ORGANIZER,
        summary="Change a session; 409 with next_free when somebody is booked",
        body=SessionBody,
        answer=Made,
    ),
    api(
        "DELETE",
        _SESSION_CALL,
        calls.delete_session,
        "api_delete_session",
        access=ORGANIZER,
        summary="Take a session out (?reason=)",
        answer=Made,
    ),
    api(
        "POST",
        f"{_SESSION_CALL}/held",
        calls.hold_session,
        "api_hold_session",
        access=ORGANIZER,
        summary="Say how a session went",
        body=HeldBody,
        answer=Made,
    ),
)
