"""Classes, copies, kept timetables and the recap of hours: pages and calls."""

from __future__ import annotations

from services.scheduling.web.api import planning as calls
from services.scheduling.web.models.answers import Made
from services.scheduling.web.models.planning import (
    ClassesBody,
    Copied,
    CopyProgrammeBody,
    CopyWorkshopBody,
    Gaps,
    HoursAnswer,
    MadeClasses,
    PlaceBody,
    Placed,
    TimetableBody,
    Timetables,
)
from services.scheduling.web.organizer import classes, copies, recap, timetables
from shared.web.access import ORGANIZER, VIEWER
from shared.web.routes import Route, api, page, post

_WORKSHOP = "/kelola/jadwal/{workshop_id}"
_PROGRAMME = "/kelola/kegiatan/{programme_id}"
_KEPT = "/kelola/jadwal/susunan-acara"
_ONE_KEPT = _KEPT + "/{timetable_id}"
_API = "/api/v1/scheduling"
_CALL = _API + "/workshops/{workshop_id}"

PAGES: tuple[Route, ...] = (
    page(_KEPT, timetables.index, "timetables", access=VIEWER),
    page(_ONE_KEPT, timetables.show, "timetable", access=ORGANIZER),
    post(
        _ONE_KEPT,
        timetables.rename,
        "timetable",
        access=ORGANIZER,
        reads_form=True,
        call="api_rename_timetable",
    ),
    page(f"{_ONE_KEPT}/hapus", timetables.delete_page, "delete_timetable", access=ORGANIZER),
    post(
        f"{_ONE_KEPT}/hapus",
        timetables.delete,
        "delete_timetable",
        access=ORGANIZER,
        call="api_delete_timetable",
    ),
    page(f"{_WORKSHOP}/susunan", timetables.keep_page, "keep_timetable", access=ORGANIZER),
    post(
        f"{_WORKSHOP}/susunan",
        timetables.keep,
        "keep_timetable",
        access=ORGANIZER,
        reads_form=True,
        call="api_keep_timetable",
    ),
    page(f"{_WORKSHOP}/kelas", classes.new, "classes", access=ORGANIZER),
    post(
        f"{_WORKSHOP}/kelas",
        classes.make,
        "classes",
        access=ORGANIZER,
        reads_form=True,
        call="api_make_classes",
    ),
    page(f"{_WORKSHOP}/salin", copies.workshop_page, "copy_workshop", access=ORGANIZER),
    post(
        f"{_WORKSHOP}/salin",
        copies.copy_workshop,
        "copy_workshop",
        access=ORGANIZER,
        reads_form=True,
        call="api_copy_workshop",
    ),
    post(
        f"{_WORKSHOP}/tersisa/{{gap_id}}",
        copies.settle,
        "settle_gap",
        access=ORGANIZER,
        call="api_settle_gap",
    ),
    post(
        f"{_WORKSHOP}/tersisa",
        copies.place,
        "place_left_out",
        access=ORGANIZER,
        reads_form=True,
        call="api_place_left_out",
    ),
    page(f"{_WORKSHOP}/rekap", recap.show, "recap", access=VIEWER),
    page(f"{_WORKSHOP}/rekap.{{kind:xlsx|csv}}", recap.export, "recap_file", access=VIEWER),
    page(f"{_PROGRAMME}/salin", copies.programme_page, "copy_programme", access=ORGANIZER),
    post(
        f"{_PROGRAMME}/salin",
        copies.copy_programme,
        "copy_programme",
        access=ORGANIZER,
        reads_form=True,
        call="api_copy_programme",
    ),
)

CALLS: tuple[Route, ...] = (
    api(
        "POST",
        f"{_CALL}/classes",
        calls.make_classes,
        "api_make_classes",
        access=ORGANIZER,
        summary="Make several classes like this workshop, all or none; 422 names what is in the way of each",
        body=ClassesBody,
        answer=MadeClasses,
        made=True,
    ),
    api(
        "POST",
        f"{_CALL}/copy",
        calls.copy_workshop,
        "api_copy_workshop",
        access=ORGANIZER,
        summary="Copy a workshop to other days as a draft; tells how much was left out",
        body=CopyWorkshopBody,
        answer=Copied,
        made=True,
    ),
    api(
        "GET",
        f"{_CALL}/left-out",
        calls.list_gaps,
        "api_left_out",
        access=VIEWER,
        summary="What a copied workshop had to do without",
        answer=Gaps,
    ),
    api(
        "POST",
        f"{_CALL}/left-out",
        calls.place_left_out,
        "api_place_left_out",
        access=ORGANIZER,
        summary="Plan every session that was left out at another venue",
        body=PlaceBody,
        answer=Placed,
    ),
    api(
        "DELETE",
        f"{_CALL}/left-out/{{gap_id}}",
        calls.settle_gap,
        "api_settle_gap",
        access=ORGANIZER,
        summary="One line of it has been seen to",
        answer=Made,
    ),
    api(
        "GET",
        f"{_CALL}/hours",
        calls.show_hours,
        "api_hours",
        access=VIEWER,
        summary="JP and OJ per session, per day and per trainer, as planned and as it took place",
        answer=HoursAnswer,
    ),
    api(
        "POST",
        f"{_CALL}/timetable",
        calls.keep_timetable,
        "api_keep_timetable",
        access=ORGANIZER,
        summary="Keep a workshop's sessions as a timetable of the office",
        body=TimetableBody,
        answer=Made,
        made=True,
    ),
    api(
        "POST",
        f"{_API}/programmes/{{programme_id}}/copy",
        calls.copy_programme,
        "api_copy_programme",
        access=ORGANIZER,
        summary="Copy a programme with its workshops to another year as drafts; tells how much was left out",
        body=CopyProgrammeBody,
        answer=Copied,
        made=True,
    ),
    api(
        "GET",
        f"{_API}/timetables",
        calls.list_timetables,
        "api_timetables",
        access=VIEWER,
        summary="The office's own timetables",
        answer=Timetables,
    ),
    api(
        "PUT",
        f"{_API}/timetables/{{timetable_id}}",
        calls.rename_timetable,
        "api_rename_timetable",
        access=ORGANIZER,
        summary="Rename a timetable",
        body=TimetableBody,
        answer=Made,
    ),
    api(
        "DELETE",
        f"{_API}/timetables/{{timetable_id}}",
        calls.delete_timetable,
        "api_delete_timetable",
        access=ORGANIZER,
        summary="Delete a timetable; workshops started from it stay",
        answer=Made,
    ),
)
