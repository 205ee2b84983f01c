"""Programmes: pages and calls."""

from __future__ import annotations

from services.scheduling.web.api import programmes as calls
from services.scheduling.web.models.answers import Made
from services.scheduling.web.models.programmes import (
    ArchivedProgrammes,
    ProgrammeBody,
    Programmes,
    ProgrammeShown,
)
from services.scheduling.web.models.queries import Programmes as ProgrammesQuery
from services.scheduling.web.models.resources import ArchiveBody
from services.scheduling.web.organizer import programmes
from shared.web.access import ORGANIZER, VIEWER
from shared.web.routes import Route, api, page, post

_API = "/api/v1/scheduling"

PAGES: tuple[Route, ...] = (
    page("/kelola/kegiatan", programmes.index, "programmes", access=VIEWER),
    post(
        "/kelola/kegiatan",
        programmes.archive,
        "archive_programmes",
        access=ORGANIZER,
        reads_form=True,
        call="api_archive_programmes",
    ),
    page(
        "/kelola/kegiatan/kegiatan.{kind:xlsx|csv}", programmes.export, "export_programmes", access=ORGANIZER
    ),
    page("/kelola/kegiatan/baru", programmes.new, "new_programme", access=ORGANIZER),
    post(
        "/kelola/kegiatan/baru",
        programmes.add,
        "new_programme",
        access=ORGANIZER,
        reads_form=True,
        call="api_add_programme",
    ),
    page("/kelola/kegiatan/{programme_id}", programmes.show, "programme", access=VIEWER),
    page("/kelola/kegiatan/{programme_id}/ubah", programmes.edit, "edit_programme", access=ORGANIZER),
    post(
        "/kelola/kegiatan/{programme_id}/ubah",
        programmes.change,
        "edit_programme",
        access=ORGANIZER,
        reads_form=True,
        call="api_change_programme",
    ),
    page(
        "/kelola/kegiatan/{programme_id}/hapus", programmes.delete_page, "delete_programme", access=ORGANIZER
    ),
    post(
        "/kelola/kegiatan/{programme_id}/hapus",
        programmes.delete,
        "delete_programme",
        access=ORGANIZER,
        call="api_delete_programme",
    ),
)

CALLS: tuple[Route, ...] = (
    api(
        "GET",
        f"{_API}/programmes",
        calls.list_programmes,
        "api_programmes",
        access=VIEWER,
        summary="Programmes, 100 a page",
        answer=Programmes,
        query=ProgrammesQuery,
    ),
    api(
        "POST",
        f"{_API}/programmes",
        calls.add_programme,
        "api_add_programme",
        access=ORGANIZER,
        summary="Add a programme",
        body=ProgrammeBody,
        answer=Made,
        made=True,
    ),
    api(
        "POST",
        f"{_API}/programmes/archive",
        calls.archive_programmes,
        "api_archive_programmes",
        access=ORGANIZER,
        summary="Archive programmes or take them back; those with workshops to be finished stay",
        body=ArchiveBody,
        answer=ArchivedProgrammes,
    ),
    api(
        "GET",
        f"{_API}/programmes/{{programme_id}}",
        calls.show_programme,
        "api_programme",
        access=VIEWER,
        summary="A programme with its budget identity and its workshops: dates, towns, JP and seats",
        answer=ProgrammeShown,
    ),
    api(
        "PUT",
        f"{_API}/programmes/{{programme_id}}",
        calls.change_programme,
        "api_change_programme",
        access=ORGANIZER,
        summary="Change a programme; its published workshops tell the others",
        body=ProgrammeBody,
        answer=Made,
    ),
    api(
        "DELETE",
        f"{_API}/programmes/{{programme_id}}",
        calls.delete_programme,
        "api_delete_programme",
        access=ORGANIZER,
        summary="Delete a programme without workshops",
        answer=Made,
    ),
)
