"""Telling people of changes: pages and calls."""

from __future__ import annotations

from services.scheduling.web.api import notices as calls
from services.scheduling.web.models.answers import Made
from services.scheduling.web.models.notices import DismissBody, NoticeBody, Notices, QuietBody, Told
from services.scheduling.web.organizer import notices
from shared.web.access import ADMIN, ORGANIZER, VIEWER
from shared.web.routes import Route, api, page, post

_NOTICES = "/kelola/jadwal/{workshop_id}/pemberitahuan"
_QUIET = "/kelola/instansi/pemberitahuan"
_CALL = "/api/v1/scheduling/workshops/{workshop_id}/notices"

PAGES: tuple[Route, ...] = (
    page(_NOTICES, notices.index, "notices", access=VIEWER),
    post(_NOTICES, notices.send, "send_notice", access=ORGANIZER, reads_form=True, call="api_send_notice"),
    post(
        f"{_NOTICES}/tidak-perlu",
        notices.dismiss,
        "dismiss_changes",
        access=ORGANIZER,
        reads_form=True,
        call="api_dismiss_changes",
    ),
    page(_QUIET, notices.quiet, "quiet_time", access=ADMIN),
    post(_QUIET, notices.set_quiet, "quiet_time", access=ADMIN, reads_form=True, call="api_set_quiet_time"),
)

CALLS: tuple[Route, ...] = (
    api(
        "GET",
        _CALL,
        calls.show,
        "api_notices",
        access=VIEWER,
        summary="What people were not told yet, and every notice that was sent or not needed",
        answer=Notices,
    ),
    api(
        "POST",
        _CALL,
        calls.send,
        "api_send_notice",
        access=ORGANIZER,
        summary="Tell people of the changes that were seen",
        body=NoticeBody,
        answer=Told,
    ),
    api(
        "POST",
        f"{_CALL}/dismissal",
        calls.dismiss,
        "api_dismiss_changes",
        access=ORGANIZER,
        summary="People need not be told of the changes that were seen, with a reason",
        body=DismissBody,
        answer=Made,
    ),
    api(
        "GET",
        "/api/v1/scheduling/office/quiet-time",
        calls.show_quiet,
        "api_quiet_time",
        access=ADMIN,
        summary="Minutes after the last change until people are told by itself",
        answer=QuietBody,
    ),
    api(
        "PUT",
        "/api/v1/scheduling/office/quiet-time",
        calls.set_quiet,
        "api_set_quiet_time",
        access=ADMIN,
        summary="Set the minutes after the last change until people are told by itself",
        body=QuietBody,
        answer=QuietBody,
    ),
)
