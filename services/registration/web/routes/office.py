"""The office: its people and what is decided about them."""

from __future__ import annotations

from services.registration.web import history
from services.registration.web.organizer import cards, decisions, desk, many, name_list, notices, participants
from services.registration.web.routes.paths import PERSON, WORKSHOP
from shared.web.access import ORGANIZER, VIEWER
from shared.web.routes import page, post

PAGES = (
    page("/kelola/peserta", desk.index, "participants_of_office", access=VIEWER),
    page("/kelola/peserta/ringkas", desk.summary, "summary", access=VIEWER),
    *history.HISTORY.routes,
    page(WORKSHOP, participants.participants, "participants", access=VIEWER),
    page(f"{WORKSHOP}/pemberitahuan", notices.index, "participant_notices", access=VIEWER),
    page(f"{WORKSHOP}/pemberitahuan/ringkas", notices.summary, "notices_summary", access=VIEWER),
    page(f"{WORKSHOP}/peserta.{{kind:xlsx|csv}}", participants.export, "export", access=ORGANIZER),
    page(f"{WORKSHOP}/periksa-nama", name_list.show, "name_list", access=VIEWER),
    page(f"{WORKSHOP}/periksa-nama.{{kind:xlsx|csv}}", name_list.export, "export_names", access=ORGANIZER),
    page(f"{WORKSHOP}/kartu.pdf", cards.cards, "cards", access=ORGANIZER),
    page(f"{WORKSHOP}/banyak", many.ask, "decide_many", access=ORGANIZER),
    post(
        f"{WORKSHOP}/banyak",
        many.decide,
        "decide_many",
        access=ORGANIZER,
        reads_form=True,
        call="api_decide_many",
    ),
    page(PERSON, decisions.person, "participant", access=VIEWER),
    page(
        f"{PERSON}/berkas/{{key:[a-z0-9_]{{1,24}}}}", decisions.answer_file, "answer_file", access=ORGANIZER
    ),
    page(f"{PERSON}/{{act:[a-z]+}}", decisions.ask, "decide", access=ORGANIZER),
    post(
        f"{PERSON}/{{act:[a-z]+}}",
        decisions.decide,
        "decide",
        access=ORGANIZER,
        reads_form=True,
        call="api_decide",
    ),
)
