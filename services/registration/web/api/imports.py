"""The JSON API of the office's imports of people."""

from __future__ import annotations

from services.registration.web.organizer.imports import PARTICIPANTS
from shared.web.import_calls import ImportCalls

CALLS = ImportCalls(PARTICIPANTS)
