"""The JSON API of imports of trainers and venues."""

from __future__ import annotations

from services.scheduling.web.organizer import imports
from shared.web.import_calls import ImportCalls

TRAINERS = ImportCalls(imports.TRAINERS)
VENUES = ImportCalls(imports.VENUES)
