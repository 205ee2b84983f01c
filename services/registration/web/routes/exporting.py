"""The data an office takes along."""

from __future__ import annotations

from services.registration.web.api import exporting as calls
from services.registration.web.models.exporting import ExportAnswer, ExportBody
from services.registration.web.organizer import exporting
from services.registration.web.routes.paths import API
from shared.web.access import ADMIN
from shared.web.routes import Key, api, page, post

_PATH = "/kelola/peserta/privasi/ekspor"

PAGES = (
    page(_PATH, exporting.form, "export_all", access=ADMIN),
    post(_PATH, exporting.take, "export_all", access=ADMIN, reads_form=True, call="api_export_all"),
)
CALLS = (
    api(
        "POST",
        f"{API}/exports",
        calls.export,
        "api_export_all",
        access=ADMIN,
        body=ExportBody,
        answer=ExportAnswer,
        key=Key.NONE,  # each is a taking of its own, and noted
        summary="All data of the office's people as one file; it is noted at every person in it",
    ),
)
