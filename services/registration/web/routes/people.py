"""A person over all workshops."""

from __future__ import annotations

from services.registration.web.api import people as calls
from services.registration.web.models.people import FindBody, FoundPeople
from services.registration.web.organizer import people
from services.registration.web.routes.paths import API
from shared.web.access import ORGANIZER
from shared.web.routes import Key, api, page, post

_PATH = "/kelola/peserta/orang"

PAGES = (
    page(_PATH, people.search, "people", access=ORGANIZER),
    post(_PATH, people.by_nik, "people", access=ORGANIZER, reads_form=True, call="api_find_people"),
)
CALLS = (
    api(
        "POST",
        f"{API}/people/found",
        calls.search,
        "api_find_people",
        access=ORGANIZER,
        body=FindBody,
        answer=FoundPeople,
        key=Key.NONE,  # it changes nothing; a body, because no address may hold a NIK
        summary="Find people of the office by name, phone, card or NIK, with all their registrations",
    ),
)
