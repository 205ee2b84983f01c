"""Programmes: pages and calls."""

from __future__ import annotations

from services.scheduling.web.api import programmes as calls
from services.scheduling.web.models.answers import Made
from services.scheduling.web.models.programmes import ProgrammeBody, Programmes
from services.scheduling.web.organizer import programmes
from shared.web.access import ORGANIZER, VIEWER
from shared.web.routes import Route, api, page, post

_API = "/api/v1/scheduling"

PAGES: tuple[Route, ...] = (
    page("/kelola/kegiatan", programmes.index, "programmes", access=VIEWER),
    page("/kelola/kegiatan/baru", programmes.new, "new_programme", access=ORGANIZER),
    post("/kelola/kegiatan/baru", programmes.add, "new_programme", access=ORGANIZER, reads_form=True),
    page("/kelola/kegiatan/{programme_id}", programmes.show, "programme", access=VIEWER),
    page("/kelola/kegiatan/{programme_id}/ubah", programmes.edit, "edit_programme", access=ORGANIZER),
    post(
        "/kelola/kegiatan/{programme_id}/ubah",
        programmes.change,
        "edit_programme",
        access=ORGANIZER,
        reads_form=True,
    ),
)

CALLS: tuple[Route, ...] = (
    api(
        "GET",
        f"{_API}/programmes",
        calls.list_programmes,
        "api_programmes",
        access=VIEWER,
        summary="Programmes, 100 a page (?cari=, ?halaman=)",
        answer=Programmes,
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
    ),
)
