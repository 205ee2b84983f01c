"""Counts of people."""

from __future__ import annotations

from services.registration.web.api import recap as calls
from services.registration.web.models.recap import RecapAnswer, RecapQuery
from services.registration.web.organizer import recap
from services.registration.web.routes.paths import API, API_WORKSHOP, WORKSHOP
from shared.web.access import VIEWER
from shared.web.routes import api, page

PAGES = (
    page("/kelola/peserta/rekap", recap.of_office, "recap_of_office", access=VIEWER),
    page("/kelola/peserta/rekap.{kind:xlsx|csv}", recap.export, "export_recap_of_office", access=VIEWER),
    page(f"{WORKSHOP}/rekap", recap.of_workshop, "recap", access=VIEWER),
    page(f"{WORKSHOP}/rekap.{{kind:xlsx|csv}}", recap.export, "export_recap", access=VIEWER),
    api(
        "GET",
        f"{API}/recap",
        calls.of_office,
        "api_recap_of_office",
        access=VIEWER,
        query=RecapQuery,
        answer=RecapAnswer,
        summary="How many people have seats, by sex, disability, needs and district; small counts are hidden",
    ),
    api(
        "GET",
        f"{API_WORKSHOP}/recap",
        calls.of_workshop,
        "api_recap",
        access=VIEWER,
        answer=RecapAnswer,
        summary="The same of one workshop",
    ),
)
