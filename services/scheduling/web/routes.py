"""Every address scheduling answers."""

from __future__ import annotations

from services.scheduling.web.api_routes import API_ROUTES
from services.scheduling.web.organizer import (
    desk,
    held,
    history,
    office,
    programmes,
    sessions,
    staff,
    steps,
    trainers,
    venues,
    workshops,
)
from services.scheduling.web.pages import calendar, sign_in
from shared.web.access import ADMIN, ORGANIZER, STAFF, VIEWER
from shared.web.routes import Route, page, post

PREFIXES = (
    "/kalender",
    "/kalender.ics",
    "/masuk",
    "/keluar",
    "/kelola",
    "/kelola/jadwal",
    "/kelola/kegiatan",
    "/kelola/narasumber",
    "/kelola/tempat",
    "/kelola/pengguna",
    "/kelola/instansi",
    "/kelola/riwayat",
)

_WORKSHOP = "/kelola/jadwal/{workshop_id}"
_SESSION = _WORKSHOP + "/sesi/{session_id}"

_PUBLIC = (
    page("/kalender", calendar.month, "calendar"),
    page("/kalender.ics", calendar.feed, "calendar_feed"),
    page("/masuk", sign_in.sign_in_page, "sign_in"),
    post("/masuk", sign_in.sign_in_by_password, "sign_in", reads_form=True),
    page("/masuk/lupa", sign_in.forgotten, "forgotten"),
    post("/masuk/lupa", sign_in.ask_for_password, "forgotten", reads_form=True),
    page("/masuk/{token}", sign_in.link_page, "link", capability=True),
    post("/masuk/{token}", sign_in.use_link, "link", capability=True, reads_form=True),
    post("/keluar", sign_in.sign_out_here, "sign_out"),
)
_DESK = (
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
_RESOURCES = (
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
    page("/kelola/narasumber", trainers.index, "trainers", access=VIEWER),
    page("/kelola/narasumber/baru", trainers.new, "new_trainer", access=ORGANIZER),
    post("/kelola/narasumber/baru", trainers.add, "new_trainer", access=ORGANIZER, reads_form=True),
    page("/kelola/narasumber/{trainer_id}", trainers.edit, "trainer", access=ORGANIZER),
    post("/kelola/narasumber/{trainer_id}", trainers.change, "trainer", access=ORGANIZER, reads_form=True),
    post(
        "/kelola/narasumber/{trainer_id}/halangan",
        trainers.block,
        "block_trainer",
        access=ORGANIZER,
        reads_form=True,
    ),
    post(
        "/kelola/narasumber/{trainer_id}/halangan/{block_id}/hapus",
        trainers.unblock,
        "unblock_trainer",
        access=ORGANIZER,
    ),
    page("/kelola/tempat", venues.index, "venues", access=VIEWER),
    page("/kelola/tempat/baru", venues.new, "new_venue", access=ORGANIZER),
    post("/kelola/tempat/baru", venues.add, "new_venue", access=ORGANIZER, reads_form=True),
    page("/kelola/tempat/jarak", venues.roads, "roads", access=ORGANIZER),
    post("/kelola/tempat/jarak", venues.set_road, "roads", access=ORGANIZER, reads_form=True),
    page("/kelola/tempat/{venue_id}", venues.edit, "venue", access=ORGANIZER),
    post("/kelola/tempat/{venue_id}", venues.change, "venue", access=ORGANIZER, reads_form=True),
    post(
        "/kelola/tempat/{venue_id}/halangan", venues.block, "block_venue", access=ORGANIZER, reads_form=True
    ),
    post(
        "/kelola/tempat/{venue_id}/halangan/{block_id}/hapus",
        venues.unblock,
        "unblock_venue",
        access=ORGANIZER,
    ),
)
_WORKSHOPS = (
    page("/kelola/jadwal", workshops.index, "workshops", access=VIEWER),
    page("/kelola/jadwal/baru", workshops.new, "new_workshop", access=ORGANIZER),
    post("/kelola/jadwal/baru", workshops.create, "new_workshop", access=ORGANIZER, reads_form=True),
    page(_WORKSHOP, workshops.show, "workshop", access=VIEWER),
    page(f"{_WORKSHOP}/pratinjau", workshops.preview, "preview", access=VIEWER),
    page(f"{_WORKSHOP}/ubah", workshops.edit, "edit_workshop", access=ORGANIZER),
    post(f"{_WORKSHOP}/ubah", workshops.change, "edit_workshop", access=ORGANIZER, reads_form=True),
    page(f"{_WORKSHOP}/terbit", steps.publish_page, "publish", access=ORGANIZER),
    post(f"{_WORKSHOP}/terbit", steps.publish, "publish", access=ORGANIZER, reads_form=True),
    page(f"{_WORKSHOP}/batal", steps.cancel_page, "cancel", access=ORGANIZER),
    post(f"{_WORKSHOP}/batal", steps.cancel, "cancel", access=ORGANIZER, reads_form=True),
    page(f"{_WORKSHOP}/hapus", steps.delete_page, "delete_draft", access=ORGANIZER),
    post(f"{_WORKSHOP}/hapus", steps.delete, "delete_draft", access=ORGANIZER),
    post(f"{_WORKSHOP}/selesai", steps.complete, "complete", access=ORGANIZER),
    post(f"{_WORKSHOP}/peringatan", steps.override, "override", access=ORGANIZER, reads_form=True),
    post(f"{_WORKSHOP}/narasumber", sessions.assign, "assign_trainers", access=ORGANIZER, reads_form=True),
    post(f"{_WORKSHOP}/terlaksana", held.hold_all, "hold_all", access=ORGANIZER),
    page(f"{_WORKSHOP}/sesi/baru", sessions.new, "new_session", access=ORGANIZER),
    post(f"{_WORKSHOP}/sesi/baru", sessions.add, "new_session", access=ORGANIZER, reads_form=True),
    page(_SESSION, sessions.edit, "session", access=ORGANIZER),
    post(_SESSION, sessions.change, "session", access=ORGANIZER, reads_form=True),
    page(f"{_SESSION}/hapus", sessions.delete_page, "delete_session", access=ORGANIZER),
    post(f"{_SESSION}/hapus", sessions.delete, "delete_session", access=ORGANIZER, reads_form=True),
    page(f"{_SESSION}/terlaksana", held.held_page, "hold_session", access=ORGANIZER),
    post(f"{_SESSION}/terlaksana", held.hold, "hold_session", access=ORGANIZER, reads_form=True),
)

ROUTES: tuple[Route, ...] = (*_PUBLIC, *_DESK, *_RESOURCES, *_WORKSHOPS, *API_ROUTES)
