"""Lists of people from spreadsheets: the office's, and those of contact persons."""

from __future__ import annotations

from services.registration.settings import GROUP_SHEET_BYTES
from services.registration.web.api.imports import CALLS as calls
from services.registration.web.organizer.imports import PARTICIPANTS
from services.registration.web.pages.group_sheets import LISTS, takes_sheets
from services.registration.web.routes.paths import API_WORKSHOP, GROUP, WORKSHOP
from shared.sheets.reading import MOST_BYTES
from shared.web.access import ORGANIZER
from shared.web.import_calls import (
    ImportAgreedBody,
    ImportBody,
    ImportColumnsBody,
    ImportCounts,
    ImportPreview,
)
from shared.web.routes import Key, api, page, post

_PATH = f"{WORKSHOP}/impor"
_ONE = f"{_PATH}/{{import_id:[0-9a-f-]{{36}}}}"
_CALLS = f"{API_WORKSHOP}/imports"
_CALL = f"{_CALLS}/{{import_id:[0-9a-f-]{{36}}}}"
_LIST = f"{GROUP}/impor"
_LIST_ONE = f"{_LIST}/{{import_id:[0-9a-f-]{{36}}}}"
_NAME = f"import_{PARTICIPANTS.kind}"

PAGES = (
    page(_PATH, PARTICIPANTS.choose, _NAME, access=ORGANIZER),
    post(
        _PATH,
        PARTICIPANTS.take,
        _NAME,
        access=ORGANIZER,
        files=MOST_BYTES,
        call="api_import_participants",
    ),
    page(f"{_PATH}/kosong.xlsx", PARTICIPANTS.sample, f"{_NAME}_sample", access=ORGANIZER),
    page(_ONE, PARTICIPANTS.look, f"{_NAME}_one", access=ORGANIZER),
    post(
        f"{_ONE}/kolom",
        PARTICIPANTS.set_columns,
        f"{_NAME}_columns",
        access=ORGANIZER,
        call="api_participants_import_columns",
    ),
    post(
        f"{_ONE}/terapkan",
        PARTICIPANTS.apply,
        f"{_NAME}_apply",
        access=ORGANIZER,
        call="api_apply_participants_import",
    ),
    page(f"{_ONE}/salah.{{kind:xlsx|csv}}", PARTICIPANTS.wrong, f"{_NAME}_wrong", access=ORGANIZER),
    page(_LIST, LISTS.choose, "import_group", capability=True),
    post(
        _LIST,
        LISTS.take,
        "import_group",
        capability=True,
        files=GROUP_SHEET_BYTES,
        files_where=takes_sheets,
    ),
    page(f"{_LIST}/kosong.xlsx", LISTS.sample, "import_group_sample", capability=True),
    page(_LIST_ONE, LISTS.look, "import_group_one", capability=True),
    post(f"{_LIST_ONE}/terapkan", LISTS.apply, "import_group_apply", capability=True),
    page(f"{_LIST_ONE}/salah.{{kind:xlsx|csv}}", LISTS.wrong, "import_group_wrong", capability=True),
)
CALLS = (
    api(
        "POST",
        _CALLS,
        calls.take,
        "api_import_participants",
        access=ORGANIZER,
        summary="Upload people as XLSX or CSV and see what would happen; nothing is changed yet",
        body=ImportBody,
        answer=ImportPreview,
        made=True,
        key=Key.NONE,  # an upload changes nothing until it is applied
    ),
    api(
        "GET",
        _CALL,
        calls.look,
        "api_participants_import",
        access=ORGANIZER,
        summary="See again what one's own upload would do; sealed columns are masked",
        answer=ImportPreview,
    ),
    api(
        "PUT",
        f"{_CALL}/columns",
        calls.set_columns,
        "api_participants_import_columns",
        access=ORGANIZER,
        summary="Say what the columns are; remembered for the office",
        body=ImportColumnsBody,
        answer=ImportPreview,
        key=Key.NONE,  # said twice it says the same
    ),
    api(
        "POST",
        f"{_CALL}/apply",
        calls.apply,
        "api_apply_participants_import",
        access=ORGANIZER,
        summary="Sign up who is new and change who is known, each row with its own outcome, at most once",
        body=ImportAgreedBody,
        answer=ImportCounts,
        key=Key.NONE,  # an upload is applied once anyway
    ),
)
