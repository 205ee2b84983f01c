"""Registrations that look like one person's."""

from __future__ import annotations

from services.registration.web.api import comparing as calls
from services.registration.web.models.comparing import CompareBody, FlagsAnswer, MergeBody
from services.registration.web.organizer import comparing, decisions
from services.registration.web.routes.paths import API, PERSON
from shared.web.access import ORGANIZER, VIEWER
from shared.web.routes import Key, api, post

_ONE = f"{API}/registrations/{{registration_id:[0-9a-f-]{{36}}}}"

PAGES = (
    # Before the decisions about a person, whose names are any word.
    post(
        f"{PERSON}/bandingkan",
        comparing.say,
        "compare",
        access=ORGANIZER,
        reads_form=True,
        call="api_compare",
    ),
    post(f"{PERSON}/gabung", decisions.merge, "merge", access=ORGANIZER, reads_form=True, call="api_merge"),
)
CALLS = (
    api(
        "GET",
        f"{_ONE}/flags",
        calls.flags,
        "api_flags",
        access=VIEWER,
        answer=FlagsAnswer,
        summary="Other registrations of the office that look like the same person's, and why it matters",
    ),
    api(
        "POST",
        f"{_ONE}/flags",
        calls.say,
        "api_compare",
        access=ORGANIZER,
        body=CompareBody,
        answer=FlagsAnswer,
        key=Key.NONE,  # said twice it says the same
        summary="Two people, or one who may stand twice: the pair is not shown again",
    ),
    api(
        "POST",
        f"{_ONE}/merge",
        calls.merge,
        "api_merge",
        access=ORGANIZER,
        body=MergeBody,
        answer=FlagsAnswer,
        key=Key.NONE,  # merging again is refused
        summary="One person signed up twice: the other registration stays, a seat left over goes on",
    ),
)
