"""The desk, the office's own details, its people and its history."""

from __future__ import annotations

from services.scheduling.web.organizer import desk, history, office, own_account, staff, staff_list
from shared.web.access import ADMIN, STAFF, VIEWER
from shared.web.routes import Route, page, post

_OWN = "/kelola/pengguna/saya"

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
    ),
    page("/kelola/pengguna", staff_list.index, "staff", access=ADMIN),
    page("/kelola/pengguna/pengguna.{kind:xlsx|csv}", staff_list.export, "export_staff", access=ADMIN),
    page("/kelola/pengguna/banyak", staff_list.ask_many, "many_staff", access=ADMIN),
    post("/kelola/pengguna/banyak", staff_list.do_many, "many_staff", access=ADMIN, reads_form=True),
    post("/kelola/pengguna", staff.invite, "staff", access=ADMIN, reads_form=True),
    page(_OWN, own_account.show, "own_account", access=STAFF),
    post(f"{_OWN}/sandi", own_account.change_password, "own_password", access=STAFF, reads_form=True),
    post(f"{_OWN}/kode/mulai", own_account.begin, "begin_own_codes", access=STAFF, reads_form=True),
    page(f"{_OWN}/kode", own_account.codes_page, "own_codes", access=STAFF),
    post(f"{_OWN}/kode", own_account.confirm, "own_codes", access=STAFF, reads_form=True),
    post(f"{_OWN}/kode/lepas", own_account.remove, "remove_own_codes", access=STAFF, reads_form=True),
    post(f"{_OWN}/keluar", own_account.sign_out, "own_sign_out", access=STAFF),
    page("/kelola/pengguna/{staff_id}", staff.edit, "person", access=ADMIN),
    post("/kelola/pengguna/{staff_id}", staff.change, "person", access=ADMIN, reads_form=True),
    post("/kelola/pengguna/{staff_id}/undang", staff.invite_again, "invite_again", access=ADMIN),
    post("/kelola/pengguna/{staff_id}/kode/lepas", staff.remove_codes, "remove_codes", access=ADMIN),
    post("/kelola/pengguna/{staff_id}/keluarkan", staff.sign_out, "sign_out_everywhere", access=ADMIN),
)
