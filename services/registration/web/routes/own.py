"""One's own registration."""

from __future__ import annotations

from services.registration.web.pages import (
    again,
    correcting,
    entrance,
    handing_over,
    name_check,
    registration,
)
from services.registration.web.routes.paths import OWN
from services.registration.web.uploads import MOST_BYTES
from shared.web.routes import page, post

PAGES = (
    page("/pendaftaran", entrance.entrance, "entrance"),
    post("/pendaftaran", entrance.by_card, "entrance", reads_form=True, capability=True),
    post("/pendaftaran/buka", entrance.unlock, "unlock", reads_form=True, capability=True),
    post("/pendaftaran/tautan", entrance.lost_link, "lost_link", reads_form=True),
    page(OWN, registration.registration, "registration", capability=True),
    page(f"{OWN}/ubah", correcting.change_form, "change", capability=True),
    post(
        f"{OWN}/ubah",
        correcting.change,
        "change",
        reads_form=True,
        capability=True,
        files=MOST_BYTES,
        files_where=correcting.takes_files,
    ),
    page(f"{OWN}/batal", registration.cancel_form, "cancel", capability=True),
    post(f"{OWN}/batal", registration.cancel, "cancel", capability=True),
    post(f"{OWN}/terima", registration.accept, "accept", capability=True),
    page(f"{OWN}/nama", name_check.form, "check_name", capability=True),
    post(
        f"{OWN}/nama",
        name_check.check,
        "check_name",
        reads_form=True,
        capability=True,
        call="api_check_name",
    ),
    page(f"{OWN}/serahkan", handing_over.form, "hand_over", capability=True),
    post(
        f"{OWN}/serahkan",
        handing_over.hand_over,
        "hand_over",
        reads_form=True,
        capability=True,
        files=MOST_BYTES,
        files_where=handing_over.takes_files,
    ),
    post(f"{OWN}/lagi", again.form, "sign_up_again", reads_form=True, capability=True),
    page(f"{OWN}/kartu.png", registration.picture, "picture", capability=True),
    page(f"{OWN}/jadwal.ics", registration.calendar, "calendar", capability=True),
)
