"""Sealed data: the one door to them, and the log of who went through it."""

from __future__ import annotations

from services.registration.domain.access import FIELD
from services.registration.web.api import access as calls
from services.registration.web.models.access import OpenBody, OpenedAnswer
from services.registration.web.organizer import access
from services.registration.web.routes.paths import API, PERSON
from shared.web.access import ADMIN, ORGANIZER
from shared.web.routes import Key, api, page, post

_OPEN = f"{PERSON}/buka/{{field:{FIELD}}}"

PAGES = (
    page("/kelola/peserta/akses", access.log, "access_log", access=ADMIN),
    page("/kelola/peserta/akses.{kind:xlsx|csv}", access.export, "access_log_file", access=ADMIN),
    page(_OPEN, access.ask, "open_field", access=ORGANIZER),
    post(_OPEN, access.open_one, "open_field", access=ORGANIZER, reads_form=True, call="api_open_field"),
)
CALLS = (
    api(
        "POST",
        f"{API}/registrations/{{registration_id:[0-9a-f-]{{36}}}}/opened",
        calls.open_one,
        "api_open_field",
        access=ORGANIZER,
        body=OpenBody,
        answer=OpenedAnswer,
        key=Key.NONE,  # each time is an opening of its own
        summary="Open one sealed field of one person; it is written into the access log",
    ),
)
