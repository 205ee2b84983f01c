"""A workshop from its draft to its completion: pages and calls."""

from __future__ import annotations

from services.scheduling.web.api import workshops as calls
from services.scheduling.web.models import queries
from services.scheduling.web.models.answers import Made, Published
from services.scheduling.web.models.warnings import Taken
from services.scheduling.web.models.workshops import (
    NewWorkshopBody,
    PublishBody,
    ReasonBody,
    WorkshopAnswer,
    WorkshopBody,
    Workshops,
)
from services.scheduling.web.organizer import calendar, preview, steps, workshop_list, workshops
from shared.web.access import ORGANIZER, VIEWER
from shared.web.routes import Route, api, page, post

_WORKSHOP = "/kelola/jadwal/{workshop_id}"
_API = "/api/v1/scheduling"
_CALL = _API + "/workshops/{workshop_id}"

PAGES: tuple[Route, ...] = (
    page("/kelola/jadwal", workshop_list.index, "workshops", access=VIEWER),
    page("/kelola/jadwal/bimtek.{kind:xlsx|csv}", workshop_list.export, "export_workshops", access=ORGANIZER),
    page("/kelola/jadwal/hapus", workshop_list.ask_delete, "delete_drafts", access=ORGANIZER),
    post(
        "/kelola/jadwal/hapus",
        workshop_list.delete,
        "delete_drafts",
        access=ORGANIZER,
        reads_form=True,
        call="api_delete_workshop",
    ),
    page("/kelola/jadwal/kalender", calendar.show, "office_calendar", access=VIEWER),
    page("/kelola/jadwal/baru", workshops.new, "new_workshop", access=ORGANIZER),
    post(
        "/kelola/jadwal/baru",
        workshops.create,
        "new_workshop",
        access=ORGANIZER,
        reads_form=True,
        call="api_create_workshop",
    ),
    page(_WORKSHOP, workshops.show, "workshop", access=VIEWER),
    page(f"{_WORKSHOP}/pratinjau", preview.preview, "preview", access=VIEWER),
    page(f"{_WORKSHOP}/ubah", workshops.edit, "edit_workshop", access=ORGANIZER),
    post(
        f"{_WORKSHOP}/ubah",
        workshops.change,
        "edit_workshop",
        access=ORGANIZER,
        reads_form=True,
        call="api_change_workshop",
    ),
    page(f"{_WORKSHOP}/terbit", steps.publish_page, "publish", access=ORGANIZER),
    post(
        f"{_WORKSHOP}/terbit",
        steps.publish,
        "publish",
        access=ORGANIZER,
        reads_form=True,
        call="api_publish_workshop",
    ),
    page(f"{_WORKSHOP}/batal", steps.cancel_page, "cancel", access=ORGANIZER),
    post(
        f"{_WORKSHOP}/batal",
        steps.cancel,
        "cancel",
        access=ORGANIZER,
        reads_form=True,
        call="api_cancel_workshop",
    ),
    page(f"{_WORKSHOP}/hapus", steps.delete_page, "delete_draft", access=ORGANIZER),
    post(f"{_WORKSHOP}/hapus", steps.delete, "delete_draft", access=ORGANIZER, call="api_delete_workshop"),
    post(f"{_WORKSHOP}/selesai", steps.complete, "complete", access=ORGANIZER, call="api_complete_workshop"),
    post(
        f"{_WORKSHOP}/peringatan",
        steps.override,
        "override",
        access=ORGANIZER,
        reads_form=True,
        call="api_override_warning",
    ),
)

CALLS: tuple[Route, ...] = (
    api(
        "GET",
        f"{_API}/workshops",
        calls.list_workshops,
        "api_workshops",
        access=VIEWER,
        summary="Workshops with their head counts, 100 a page",
        answer=Workshops,
        query=queries.Workshops,
    ),
    api(
        "POST",
        f"{_API}/workshops",
        calls.create_workshop,
        "api_create_workshop",
        access=ORGANIZER,
        summary="Draft a workshop, with a typical timetable if wanted",
        body=NewWorkshopBody,
        answer=Made,
        made=True,
        conflict=Taken,
    ),
    api(
        "GET",
        _CALL,
        calls.show_workshop,
        "api_workshop",
        access=VIEWER,
        summary="A workshop with its sessions and open warnings",
        answer=WorkshopAnswer,
    ),
    api(
        "PUT",
        _CALL,
        calls.change_workshop,
        "api_change_workshop",
        access=ORGANIZER,
        summary="Change a workshop; once published with a reason; 409 when its new main venue is booked",
        body=WorkshopBody,
        answer=Made,
        conflict=Taken,
    ),
    api(
        "DELETE",
        _CALL,
        calls.delete_workshop,
        "api_delete_workshop",
        access=ORGANIZER,
        summary="Delete a draft; its trainers and venues are free again",
        answer=Made,
    ),
    api(
        "POST",
        f"{_CALL}/publish",
        calls.publish_workshop,
        "api_publish_workshop",
        access=ORGANIZER,
        summary="Publish a draft",
        body=PublishBody,
        answer=Published,
    ),
    api(
        "POST",
        f"{_CALL}/cancel",
        calls.cancel_workshop,
        "api_cancel_workshop",
        access=ORGANIZER,
        summary="Cancel a published workshop",
        body=ReasonBody,
        answer=Made,
    ),
    api(
        "POST",
        f"{_CALL}/complete",
        calls.complete_workshop,
        "api_complete_workshop",
        access=ORGANIZER,
        summary="Complete a workshop whose sessions are confirmed",
        answer=Made,
    ),
)
