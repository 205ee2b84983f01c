"""Trainers, venues and roads: pages and calls."""

from __future__ import annotations

from typing import Any

from services.scheduling.web.api import imports as import_calls
from services.scheduling.web.api import resources as calls
from services.scheduling.web.api.resources import Calls
from services.scheduling.web.models.answers import Made
from services.scheduling.web.models.resources import (
    ArchiveBody,
    Archived,
    BlockBody,
    Blocks,
    Road,
    RoadBody,
)
from services.scheduling.web.organizer import imports, roads, trainers, venues
from services.scheduling.web.organizer.resources import Pages
from shared.sheets.reading import MOST_BYTES
from shared.web.access import ORGANIZER, VIEWER
from shared.web.import_calls import ImportBody, ImportCalls, ImportColumnsBody, ImportCounts, ImportPreview
from shared.web.importing import Imports
from shared.web.routes import Key, Route, api, page, post

_API = "/api/v1/scheduling"


def _pages(path: str, pages: Pages[Any, Any]) -> tuple[Route, ...]:
    """What trainers and venues have alike."""
    kind, name = pages.kind, path.rpartition("/")[2]
    one = f"{path}/{{{kind}_id}}"
    return (
        page(path, pages.index, f"{kind}s", access=VIEWER),
        post(
            path,
            pages.archive,
            f"archive_{kind}s",
            access=ORGANIZER,
            reads_form=True,
            call=f"api_archive_{kind}s",
        ),
        page(f"{path}/{name}.{{kind:xlsx|csv}}", pages.download, f"{kind}s_file", access=ORGANIZER),
        page(f"{path}/baru", pages.new, f"new_{kind}", access=ORGANIZER),
        post(
            f"{path}/baru",
            pages.add,
            f"new_{kind}",
            access=ORGANIZER,
            reads_form=True,
            call=f"api_add_{kind}",
        ),
        page(one, pages.edit, kind, access=ORGANIZER),
        post(one, pages.change, kind, access=ORGANIZER, reads_form=True, call=f"api_change_{kind}"),
        page(f"{one}/hapus", pages.ask_delete, f"delete_{kind}", access=ORGANIZER),
        post(f"{one}/hapus", pages.delete, f"delete_{kind}", access=ORGANIZER, call=f"api_delete_{kind}"),
        post(
            f"{one}/halangan",
            pages.block,
            f"block_{kind}",
            access=ORGANIZER,
            reads_form=True,
            call="api_block_days",
        ),
        post(
            f"{one}/halangan/{{block_id}}/hapus",
            pages.unblock,
            f"unblock_{kind}",
            access=ORGANIZER,
            call=f"api_free_{kind}",
        ),
    )


def _imports(path: str, imports: Imports[Any]) -> tuple[Route, ...]:
    """A spreadsheet on its way into one of the lists."""
    name, one = f"import_{imports.kind}", f"{path}/{{import_id}}"
    return (
        page(path, imports.choose, name, access=ORGANIZER),
        post(
            path, imports.take, name, access=ORGANIZER, files=MOST_BYTES, call=f"api_import_{imports.kind}s"
        ),
        page(f"{path}/kosong.xlsx", imports.sample, f"{name}_sample", access=ORGANIZER),
        page(one, imports.look, f"{name}_one", access=ORGANIZER),
        post(
            f"{one}/kolom",
            imports.set_columns,
            f"{name}_columns",
            access=ORGANIZER,
            call=f"api_{imports.kind}s_import_columns",
        ),
        post(
            f"{one}/terapkan",
            imports.apply,
            f"{name}_apply",
            access=ORGANIZER,
            call=f"api_apply_{imports.kind}s_import",
        ),
        page(f"{one}/salah.{{kind:xlsx|csv}}", imports.wrong, f"{name}_wrong", access=ORGANIZER),
    )


PAGES: tuple[Route, ...] = (
    # Before a venue's own page, which would take "jarak" for an id.
    page("/kelola/tempat/jarak", roads.index, "roads", access=ORGANIZER),
    post(
        "/kelola/tempat/jarak", roads.change, "roads", access=ORGANIZER, reads_form=True, call="api_set_road"
    ),
    *_imports("/kelola/narasumber/impor", imports.TRAINERS),
    *_imports("/kelola/tempat/impor", imports.VENUES),
    *_pages("/kelola/narasumber", trainers.PAGES),
    *_pages("/kelola/tempat", venues.PAGES),
)


def _calls(calls: Calls[Any]) -> tuple[Route, ...]:
    """What programs do with trainers and venues alike."""
    some = f"{_API}/{calls.kind}s"
    one = f"{some}/{{{calls.kind}_id}}"
    return (*_calls_of_some(some, calls), *_calls_of_one(one, calls), *_calls_of_blocks(one, calls))


def _calls_of_some(some: str, calls: Calls[Any]) -> tuple[Route, ...]:
    kind, models = calls.kind, calls.models
    return (
        api(
            "GET",
            some,
            calls.list_some,
            f"api_{kind}s",
            access=VIEWER,
            summary=f"{kind.capitalize()}s, 100 a page",
            query=models.query,
            answer=models.listed,
        ),
        api(
            "POST",
            some,
            calls.add,
            f"api_add_{kind}",
            access=ORGANIZER,
            summary=f"Add a {kind}",
            body=models.body,
            answer=Made,
            made=True,
        ),
        api(
            "POST",
            f"{some}/archive",
            calls.archive,
            f"api_archive_{kind}s",
            access=ORGANIZER,
            summary=f"Archive {kind}s or take them back; those that are needed stay and are named",
            body=ArchiveBody,
            answer=Archived,
        ),
    )


def _calls_of_one(one: str, calls: Calls[Any]) -> tuple[Route, ...]:
    kind, models = calls.kind, calls.models
    return (
        api(
            "GET",
            one,
            calls.show,
            f"api_{kind}",
            access=ORGANIZER,
            summary=f"One {kind}",
            answer=models.answer,
        ),
        api(
            "PUT",
            one,
            calls.change,
            f"api_change_{kind}",
            access=ORGANIZER,
            summary=f"Change a {kind}",
            body=models.body,
            answer=models.answer,
        ),
        api(
            "DELETE",
            one,
            calls.delete,
            f"api_delete_{kind}",
            access=ORGANIZER,
            summary=f"Delete a {kind} that nothing ever named",
            answer=Made,
        ),
    )


def _calls_of_blocks(one: str, calls: Calls[Any]) -> tuple[Route, ...]:
    """When it cannot be had."""
    kind = calls.kind
    return (
        api(
            "GET",
            f"{one}/unavailable",
            calls.list_blocks,
            f"api_{kind}_blocks",
            access=ORGANIZER,
            summary=f"When a {kind} cannot be had",
            answer=Blocks,
        ),
        api(
            "DELETE",
            f"{one}/unavailable/{{block_id}}",
            calls.free_days,
            f"api_free_{kind}",
            access=ORGANIZER,
            summary=f"A {kind} can be had after all",
            answer=Made,
        ),
    )


def _import_calls(calls: ImportCalls) -> tuple[Route, ...]:
    kind = calls.imports.kind
    some = f"{_API}/{kind}s/imports"
    one = f"{some}/{{import_id}}"
    return (
        api(
            "POST",
            some,
            calls.take,
            f"api_import_{kind}s",
            access=ORGANIZER,
            summary=f"Upload {kind}s as XLSX or CSV and see what would happen; nothing is changed yet",
            body=ImportBody,
            answer=ImportPreview,
            made=True,
            key=Key.NONE,  # an upload changes nothing until it is applied
        ),
        api(
            "GET",
            one,
            calls.look,
            f"api_{kind}s_import",
            access=ORGANIZER,
            summary="See again what an upload would do",
            answer=ImportPreview,
        ),
        api(
            "PUT",
            f"{one}/columns",
            calls.set_columns,
            f"api_{kind}s_import_columns",
            access=ORGANIZER,
            summary="Say what the columns are; remembered for the office",
            body=ImportColumnsBody,
            answer=ImportPreview,
            key=Key.NONE,  # said twice it says the same
        ),
        api(
            "POST",
            f"{one}/apply",
            calls.apply,
            f"api_apply_{kind}s_import",
            access=ORGANIZER,
            summary="Do what the upload says: all good rows in one transaction, at most once",
            answer=ImportCounts,
            key=Key.NONE,  # an upload is applied once anyway
        ),
    )


CALLS: tuple[Route, ...] = (
    *_import_calls(import_calls.TRAINERS),
    *_import_calls(import_calls.VENUES),
    *_calls(calls.TRAINERS),
    *_calls(calls.VENUES),
    api(
        "POST",
        f"{_API}/unavailable",
        calls.block_days,
        "api_block_days",
        access=ORGANIZER,
        summary="Days a trainer or venue cannot be had",
        body=BlockBody,
        answer=Made,
        made=True,
    ),
    api(
        "PUT",
        f"{_API}/travel-times",
        calls.set_road,
        "api_set_road",
        access=ORGANIZER,
        summary="Minutes between two districts; null goes back to the assumption",
        body=RoadBody,
        answer=Road,
    ),
)
