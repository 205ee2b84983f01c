"""The desk, the office's own details, its people and its history."""

from __future__ import annotations

from services.scheduling.web.api import office as office_calls
from services.scheduling.web.api import staff as staff_calls
from services.scheduling.web.models.answers import Made
from services.scheduling.web.models.office import NewStaffBody, OfficeAnswer, OfficeBody, People, StaffBody
from services.scheduling.web.models.queries import People as PeopleQuery
from services.scheduling.web.organizer import desk, history, office, own_account, staff, staff_list
from shared.web.access import ADMIN, STAFF, VIEWER
from shared.web.routes import Route, api, page, post

_OWN = "/kelola/pengguna/saya"
_OWN_ONLY = "a password and codes are a person's own, and only their browser knows it is them"

PAGES: tuple[Route, ...] = (
    page("/kelola", desk.desk, "desk", access=STAFF),
    page("/kelola/jadwal/ringkas", desk.summary, "schedule_summary", access=VIEWER),
    *history.HISTORY.routes,
    page("/kelola/instansi", office.show, "office", access=ADMIN),
    post(
        "/kelola/instansi",
        office.change,
        "office",
        access=ADMIN,
        reads_form=True,
        files=office.UPLOAD_MOST_BYTES,
        call="api_change_office",
    ),
    page("/kelola/pengguna", staff_list.index, "staff", access=ADMIN),
    page("/kelola/pengguna/pengguna.{kind:xlsx|csv}", staff_list.export, "export_staff", access=ADMIN),
    page("/kelola/pengguna/banyak", staff_list.ask_many, "many_staff", access=ADMIN),
    post(
        "/kelola/pengguna/banyak",
        staff_list.do_many,
        "many_staff",
        access=ADMIN,
        reads_form=True,
        call="api_change_staff",
    ),
    post("/kelola/pengguna", staff.invite, "staff", access=ADMIN, reads_form=True, call="api_invite"),
    page(_OWN, own_account.show, "own_account", access=STAFF),
    post(
        f"{_OWN}/sandi",
        own_account.change_password,
        "own_password",
        access=STAFF,
        reads_form=True,
        no_call=_OWN_ONLY,
    ),
    post(
        f"{_OWN}/kode/mulai",
        own_account.begin,
        "begin_own_codes",
        access=STAFF,
        reads_form=True,
        no_call=_OWN_ONLY,
    ),
    page(f"{_OWN}/kode", own_account.codes_page, "own_codes", access=STAFF),
    post(f"{_OWN}/kode", own_account.confirm, "own_codes", access=STAFF, reads_form=True, no_call=_OWN_ONLY),
    post(
        f"{_OWN}/kode/lepas",
        own_account.remove,
        "remove_own_codes",
        access=STAFF,
        reads_form=True,
        no_call=_OWN_ONLY,
    ),
    post(f"{_OWN}/keluar", own_account.sign_out, "own_sign_out", access=STAFF, no_call=_OWN_ONLY),
    page("/kelola/pengguna/{staff_id}", staff.edit, "person", access=ADMIN),
    post(
        "/kelola/pengguna/{staff_id}",
        staff.change,
        "person",
        access=ADMIN,
        reads_form=True,
        call="api_change_staff",
    ),
    post(
        "/kelola/pengguna/{staff_id}/undang",
        staff.invite_again,
        "invite_again",
        access=ADMIN,
        call="api_invite_again",
    ),
    post(
        "/kelola/pengguna/{staff_id}/kode/lepas",
        staff.remove_codes,
        "remove_codes",
        access=ADMIN,
        call="api_remove_codes",
    ),
    post(
        "/kelola/pengguna/{staff_id}/keluarkan",
        staff.sign_out,
        "sign_out_everywhere",
        access=ADMIN,
        call="api_sign_out_everywhere",
    ),
)

_API = "/api/v1/scheduling"
_PERSON = _API + "/staff/{staff_id}"

CALLS: tuple[Route, ...] = (
    api(
        "GET",
        f"{_API}/office",
        office_calls.show,
        "api_office",
        access=ADMIN,
        summary="The office's own details",
        answer=OfficeAnswer,
    ),
    api(
        "PUT",
        f"{_API}/office",
        office_calls.change,
        "api_change_office",
        access=ADMIN,
        summary="Change the office's own details; its emblem stays",
        body=OfficeBody,
        answer=OfficeAnswer,
    ),
    api(
        "GET",
        f"{_API}/staff",
        staff_calls.listed,
        "api_staff",
        access=ADMIN,
        summary="The office's people",
        query=PeopleQuery,
        answer=People,
    ),
    api(
        "POST",
        f"{_API}/staff",
        staff_calls.invite,
        "api_invite",
        access=ADMIN,
        summary="Invite somebody by mail",
        body=NewStaffBody,
        answer=Made,
        made=True,
        limited=True,
    ),
    api(
        "PUT",
        _PERSON,
        staff_calls.change,
        "api_change_staff",
        access=ADMIN,
        summary="Change a person's name or role, or whether they may sign in",
        body=StaffBody,
        answer=Made,
    ),
    api(
        "POST",
        f"{_PERSON}/invitation",
        staff_calls.invite_again,
        "api_invite_again",
        access=ADMIN,
        summary="Mail a new invitation to somebody who has not taken theirs up; the earlier ones end",
        answer=Made,
        limited=True,
    ),
    api(
        "POST",
        f"{_PERSON}/sign-out",
        staff_calls.sign_out,
        "api_sign_out_everywhere",
        access=ADMIN,
        summary="End every session of a person",
        answer=Made,
    ),
    api(
        "DELETE",
        f"{_PERSON}/codes",
        staff_calls.remove_codes,
        "api_remove_codes",
        access=ADMIN,
        summary="Let somebody who lost their phone sign in by password alone",
        answer=Made,
    ),
)
