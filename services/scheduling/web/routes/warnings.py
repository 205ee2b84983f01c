"""Warnings of the schedule and what else is free: pages and calls."""

from __future__ import annotations

from services.scheduling.web.api import warnings as calls
from services.scheduling.web.models.answers import Counted, Made
from services.scheduling.web.models.warnings import MoveDayBody, RulesAnswer, RulesBody, Taken, Warnings
from services.scheduling.web.models.workshops import OverrideBody
from services.scheduling.web.organizer import days, warnings
from shared.web.access import ORGANIZER, VIEWER
from shared.web.routes import Route, api, page, post

_API = "/api/v1/scheduling"
_DAY = "/kelola/jadwal/{workshop_id}/hari/{day}/pindah"

PAGES: tuple[Route, ...] = (
    page("/kelola/jadwal/peringatan", warnings.index, "warnings", access=VIEWER),
    post(
        "/kelola/jadwal/peringatan/aturan",
        warnings.change_rules,
        "planning_rules",
        access=ORGANIZER,
        reads_form=True,
        call="api_change_planning_rules",
    ),
    page(_DAY, days.move_page, "move_day", access=ORGANIZER),
    post(_DAY, days.move, "move_day", access=ORGANIZER, reads_form=True, call="api_move_day"),
)

CALLS: tuple[Route, ...] = (
    api(
        "GET",
        f"{_API}/warnings",
        calls.list_warnings,
        "api_warnings",
        access=VIEWER,
        summary="Open warnings of the office, each with what else is free",
        answer=Warnings,
    ),
    api(
        "POST",
        f"{_API}/workshops/{{workshop_id}}/overrides",
        calls.override_warning,
        "api_override_warning",
        access=ORGANIZER,
        summary="Live with a warning, with a reason",
        body=OverrideBody,
        answer=Made,
    ),
    api(
        "POST",
        f"{_API}/workshops/{{workshop_id}}/days/{{day}}/move",
        calls.move_day,
        "api_move_day",
        access=ORGANIZER,
        summary="Move a whole day of a class; 409 when somebody is booked",
        body=MoveDayBody,
        answer=Counted,
        conflict=Taken,
    ),
    api(
        "GET",
        f"{_API}/planning-rules",
        calls.show_rules,
        "api_planning_rules",
        access=VIEWER,
        summary="What the office finds usual before the schedule warns",
        answer=RulesAnswer,
    ),
    api(
        "PUT",
        f"{_API}/planning-rules",
        calls.change_rules,
        "api_change_planning_rules",
        access=ORGANIZER,
        summary="Change what the office finds usual",
        body=RulesBody,
        answer=RulesAnswer,
    ),
)
