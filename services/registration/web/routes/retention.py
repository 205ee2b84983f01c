"""How long personal data are kept."""

from __future__ import annotations

from services.registration.web.api import retention as calls
from services.registration.web.forms.retention import Months
from services.registration.web.models.retention import RetentionAnswer
from services.registration.web.organizer import retention
from services.registration.web.routes.paths import API
from shared.web.access import ADMIN
from shared.web.routes import api, page, post

_PATH = "/kelola/peserta/privasi/masa-simpan"

PAGES = (
    page(_PATH, retention.form, "retention", access=ADMIN),
    post(_PATH, retention.keep, "retention", access=ADMIN, reads_form=True, call="api_set_retention"),
)
CALLS = (
    api(
        "GET",
        f"{API}/retention",
        calls.show,
        "api_retention",
        access=ADMIN,
        answer=RetentionAnswer,
        summary="How many months each part of people's data is kept, and what would be erased now",
    ),
    api(
        "PUT",
        f"{API}/retention",
        calls.keep,
        "api_set_retention",
        access=ADMIN,
        body=Months,
        answer=RetentionAnswer,
        summary="Choose how many months each part of people's data is kept after their workshop",
    ),
)
