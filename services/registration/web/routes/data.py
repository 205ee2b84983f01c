"""One's own data, and the office's answers."""

from __future__ import annotations

from services.registration.web.api import data_requests as calls
from services.registration.web.models.data_requests import (
    DataRequestAnswer,
    DataRequestsAnswer,
    DataRequestsQuery,
    DecisionBody,
)
from services.registration.web.organizer import data_requests
from services.registration.web.pages import own_data
from services.registration.web.routes.paths import API, OWN
from shared.web.access import ORGANIZER, VIEWER
from shared.web.routes import api, page, post

_LIST = "/kelola/peserta/permintaan-data"
_ONE = f"{_LIST}/{{request_id:[0-9a-f-]{{36}}}}"

PAGES = (
    page(f"{OWN}/data", own_data.show, "my_data", capability=True),
    post(f"{OWN}/data", own_data.ask, "my_data", reads_form=True, capability=True),
    page(f"{OWN}/data.{{kind:txt|json}}", own_data.file, "data_file", capability=True),
    page(_LIST, data_requests.index, "data_requests", access=VIEWER),
    page(_ONE, data_requests.show, "data_request", access=VIEWER),
    post(
        _ONE,
        data_requests.decide,
        "data_request",
        access=ORGANIZER,
        reads_form=True,
        call="api_decide_data_request",
    ),
    api(
        "GET",
        f"{API}/data-requests",
        calls.index,
        "api_data_requests",
        access=VIEWER,
        query=DataRequestsQuery,
        answer=DataRequestsAnswer,
        summary="What people ask about their data, what is due first on top",
    ),
    api(
        "POST",
        f"{API}/data-requests/{{request_id}}/decision",
        calls.decide,
        "api_decide_data_request",
        access=ORGANIZER,
        body=DecisionBody,
        answer=DataRequestAnswer,
        summary="Say that it is done, which erases the person who asked for that, or refuse with a reason",
    ),
)
