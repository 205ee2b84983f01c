"""Suggested timetables: pages and calls."""

from __future__ import annotations

from services.scheduling.web.api import suggestions as calls
from services.scheduling.web.models.answers import Counted, Made
from services.scheduling.web.models.suggestions import AcceptSuggestionBody, SuggestionAnswer, SuggestionBody
from services.scheduling.web.models.warnings import Taken
from services.scheduling.web.organizer import suggestions
from shared.web.access import ORGANIZER, VIEWER
from shared.web.routes import Route, api, page, post

_ONE = "/kelola/jadwal/saran/{suggestion_id}"
_API = "/api/v1/scheduling/suggestions"
_CALL = _API + "/{suggestion_id}"

PAGES: tuple[Route, ...] = (
    page("/kelola/jadwal/saran", suggestions.index, "suggestions", access=VIEWER),
    page("/kelola/jadwal/saran/baru", suggestions.new, "new_suggestion", access=ORGANIZER),
    post(
        "/kelola/jadwal/saran/baru",
        suggestions.start,
        "new_suggestion",
        access=ORGANIZER,
        reads_form=True,
        call="api_start_suggestion",
    ),
    page(_ONE, suggestions.show, "suggestion", access=VIEWER),
    post(
        f"{_ONE}/henti",
        suggestions.cancel,
        "cancel_suggestion",
        access=ORGANIZER,
        call="api_cancel_suggestion",
    ),
    post(
        f"{_ONE}/terima",
        suggestions.accept,
        "accept_suggestion",
        access=ORGANIZER,
        reads_form=True,
        call="api_accept_suggestion",
    ),
)

CALLS: tuple[Route, ...] = (
    api(
        "POST",
        _API,
        calls.start,
        "api_start_suggestion",
        access=ORGANIZER,
        summary="Ask for a timetable of one or several classes",
        body=SuggestionBody,
        answer=Made,
        made=True,
    ),
    api(
        "GET",
        _CALL,
        calls.show,
        "api_suggestion",
        access=VIEWER,
        summary="How far it is, the best plan so far, its cost and bound, or what blocks it",
        answer=SuggestionAnswer,
    ),
    api(
        "POST",
        f"{_CALL}/cancel",
        calls.cancel,
        "api_cancel_suggestion",
        access=ORGANIZER,
        summary="Stop the search; the best plan so far stays",
        answer=Made,
    ),
    api(
        "POST",
        f"{_CALL}/accept",
        calls.accept,
        "api_accept_suggestion",
        access=ORGANIZER,
        summary="Put sessions of the plan into the schedule, all or none; 409 when somebody is booked",
        body=AcceptSuggestionBody,
        answer=Counted,
        conflict=Taken,
    ),
)
