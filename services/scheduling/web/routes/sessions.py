"""Sessions as they are planned and as they took place: pages and calls."""

from __future__ import annotations

from services.scheduling.web.api import sessions as calls
from services.scheduling.web.models.answers import Counted, Made
from services.scheduling.web.models.queries import Reason
from services.scheduling.web.models.sessions import AssignBody, HeldBody, SessionBody
from services.scheduling.web.models.warnings import Taken
from services.scheduling.web.organizer import held, sessions
from shared.web.access import ORGANIZER
from shared.web.routes import Route, api, page, post

_WORKSHOP = "/kelola/jadwal/{workshop_id}"
_SESSION = _WORKSHOP + "/sesi/{session_id}"
_CALL = "/api/v1/scheduling/workshops/{workshop_id}"
_SESSION_CALL = _CALL + "/sessions/{session_id}"

PAGES: tuple[Route, ...] = (
    post(
        f"{_WORKSHOP}/narasumber",
        sessions.assign,
        "assign_trainers",
        access=ORGANIZER,
        reads_form=True,
        call="api_assign_trainers",
    ),
    post(f"{_WORKSHOP}/terlaksana", held.hold_all, "hold_all", access=ORGANIZER, call="api_hold_all"),
    page(f"{_WORKSHOP}/sesi/baru", sessions.new, "new_session", access=ORGANIZER),
    post(
        f"{_WORKSHOP}/sesi/baru",
        sessions.add,
        "new_session",
        access=ORGANIZER,
        reads_form=True,
        call="api_add_session",
    ),
    page(_SESSION, sessions.edit, "session", access=ORGANIZER),
    post(_SESSION, sessions.change, "session", access=ORGANIZER, reads_form=True, call="api_change_session"),
    page(f"{_SESSION}/hapus", sessions.delete_page, "delete_session", access=ORGANIZER),
    post(
        f"{_SESSION}/hapus",
        sessions.delete,
        "delete_session",
        access=ORGANIZER,
        reads_form=True,
        call="api_delete_session",
    ),
    page(f"{_SESSION}/terlaksana", held.held_page, "hold_session", access=ORGANIZER),
    post(
        f"{_SESSION}/terlaksana",
        held.hold,
        "hold_session",
        access=ORGANIZER,
        reads_form=True,
        call="api_hold_session",
    ),
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
        "PUT",
        f"{_CALL}/session-trainers",
        calls.assign_trainers,
        "api_assign_trainers",
        access=ORGANIZER,
        summary="Give several sessions the same trainers, all or none; 409 when one of them is booked",
        body=AssignBody,
        answer=Counted,
        conflict=Taken,
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
        made=True,
        conflict=Taken,
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
        conflict=Taken,
    ),
    api(
        "DELETE",
        _SESSION_CALL,
        calls.delete_session,
        "api_delete_session",
        access=ORGANIZER,
        summary="Take a session out",
        answer=Made,
        query=Reason,
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
