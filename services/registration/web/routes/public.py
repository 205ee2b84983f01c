"""Pages for everybody."""

from __future__ import annotations

from services.registration.web import villages
from services.registration.web.pages import sign_up, texts, workshops
from services.registration.web.trap import trapped
from services.registration.web.uploads import MOST_BYTES
from shared.web.routes import page, post

PAGES = (
    page("/", workshops.index, "index", kept=True),
    page("/bimtek/{slug}", workshops.workshop, "workshop", kept=True),
    page("/bimtek/{slug}/daftar", sign_up.sign_up_form, "sign_up"),
    post(
        "/bimtek/{slug}/daftar",
        trapped(sign_up.sign_up),
        "sign_up",
        reads_form=True,
        files=MOST_BYTES,
        files_where=sign_up.takes_files,
    ),
    page("/pendaftaran/desa/{district_code:[0-9.]{8}}", villages.suggested, "villages"),
    page("/privasi", texts.privacy, "privacy", kept=True),
    page("/bantuan", texts.help, "help", kept=True),
)
