"""Questions asked on the spot: answered by the person's own link, or by the office for them."""

from __future__ import annotations

from services.registration.web.api import check_in as calls
from services.registration.web.models.check_in import CheckInAnswer, CheckInBody, UnansweredListAnswer
from services.registration.web.organizer import check_in as office
from services.registration.web.pages import check_in as own
from services.registration.web.routes.paths import API, API_WORKSHOP, OWN, PERSON, WORKSHOP
from services.registration.web.uploads import MOST_BYTES
from shared.web.access import ORGANIZER, VIEWER
from shared.web.routes import Key, api, page, post

_OWN_CALL = f"{API}/registrations/{{manage_code:[0-9A-Za-z]{{26}}}}/check-in"
_PERSON_CALL = f"{API}/registrations/{{registration_id:[0-9a-f-]{{36}}}}/check-in"

PAGES = (
    page(f"{OWN}/saat-hadir", own.form, "check_in", capability=True),
    post(
        f"{OWN}/saat-hadir",
        own.answer,
        "check_in",
        reads_form=True,
        capability=True,
        files=MOST_BYTES,
        files_where=own.takes_files,
    ),
    page(f"{WORKSHOP}/saat-hadir", office.of_workshop, "check_in_of_workshop", access=VIEWER),
    page(f"{PERSON}/saat-hadir", office.of_person, "check_in_of_person", access=ORGANIZER),
    post(
        f"{PERSON}/saat-hadir",
        office.answer_for,
        "check_in_of_person",
        access=ORGANIZER,
        reads_form=True,
        files=MOST_BYTES,
        call="api_check_in_for",
    ),
)

CALLS = (
    api(
        "GET",
        _OWN_CALL,
        calls.own,
        "api_check_in",
        answer=CheckInAnswer,
        summary="What the person of this link is asked on the spot, and whether it can be answered now",
    ),
    api(
        "PUT",
        _OWN_CALL,
        calls.answer_own,
        "api_answer_check_in",
        body=CheckInBody,
        answer=CheckInAnswer,
        key=Key.NONE,
        summary="Answer what is asked on the spot; what is left out is kept as left empty",
    ),
    api(
        "GET",
        f"{API_WORKSHOP}/check-in",
        calls.of_workshop,
        "api_check_in_of_workshop",
        access=VIEWER,
        answer=UnansweredListAnswer,
        summary="Who has not answered yet what is asked on the spot",
    ),
    api(
        "GET",
        _PERSON_CALL,
        calls.of_person,
        "api_check_in_of",
        access=VIEWER,
        answer=CheckInAnswer,
        summary="What one person is asked on the spot",
    ),
    api(
        "PUT",
        _PERSON_CALL,
        calls.answer_for,
        "api_check_in_for",
        access=ORGANIZER,
        body=CheckInBody,
        answer=CheckInAnswer,
        key=Key.NONE,
        summary="Answer for one person what is asked on the spot, also after the workshop",
    ),
)
