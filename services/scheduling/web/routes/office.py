"""The desk, the office's own details, its people and its history."""

from __future__ import annotations

from services.scheduling.web.organizer import desk, history, office, staff
from shared.web.access import ADMIN, STAFF, VIEWER
from shared.web.routes import Route, page, post

PAGES: tuple[Route, ...] = (
    page("/kelola", desk.desk, "desk", access=STAFF),
    page("/kelola/jadwal/ringkas", desk.summary, "schedule_summary", access=VIEWER),
    history.PAGE,
    page("/kelola/instansi", office.show, "office", access=ADMIN),
    post(
        "/kelola/instansi",
        office.change,
        "office",
        access=ADMIN,
        reads_form=True,
        files=office.UPLOAD_MOST_BYTES,
    ),
    page("/kelola/pengguna", staff.index, "staff", access=ADMIN),
    post("/kelola/pengguna", staff.invite, "staff", access=ADMIN, reads_form=True),
    page("/kelola/pengguna/{staff_id}", staff.edit, "person", access=ADMIN),
    post("/kelola/pengguna/{staff_id}", staff.change, "person", access=ADMIN, reads_form=True),
    post("/kelola/pengguna/{staff_id}/undang", staff.invite_again, "invite_again", access=ADMIN),
    post("/kelola/pengguna/{staff_id}/keluarkan", staff.sign_out, "sign_out_everywhere", access=ADMIN),
)
