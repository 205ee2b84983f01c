"""Every address of registration, in one table."""

from __future__ import annotations

from services.registration.web import api as json_api
from services.registration.web import decisions, entrance, history, notices, organizer, pages, person
from services.registration.web.forms import SignUpBody
from shared.web.access import ORGANIZER, VIEWER
from shared.web.routes import Key, Route, api, page, post

PREFIXES = (
    "/",
    "/bimtek",
    "/pendaftaran",
    "/privasi",
    "/bantuan",
    "/kelola/peserta",
    "/api/v1/registration",
)
OWN = "/pendaftaran/{manage_code:[0-9A-Za-z]{26}}"
WORKSHOP = "/kelola/peserta/{workshop_id:[0-9a-f-]{36}}"
PERSON = "/kelola/peserta/orang/{id:[0-9a-f-]{36}}"
API = "/api/v1/registration"

ROUTES: tuple[Route, ...] = (
    page("/", pages.index, "index", kept=True),
    page("/bimtek/{slug}", pages.workshop, "workshop", kept=True),
    page("/bimtek/{slug}/daftar", pages.sign_up_form, "sign_up"),
    post("/bimtek/{slug}/daftar", pages.sign_up, "sign_up", reads_form=True),
    page("/privasi", pages.privacy, "privacy", kept=True),
    page("/bantuan", pages.help, "help", kept=True),
    # One's own registration
    page("/pendaftaran", entrance.entrance, "entrance"),
    post("/pendaftaran", entrance.by_card, "entrance", reads_form=True, capability=True),
    post("/pendaftaran/buka", entrance.unlock, "unlock", reads_form=True, capability=True),
    post("/pendaftaran/tautan", entrance.lost_link, "lost_link", reads_form=True),
    page(OWN, person.registration, "registration", capability=True),
    page(f"{OWN}/ubah", person.change_form, "change", capability=True),
    post(f"{OWN}/ubah", person.change, "change", reads_form=True, capability=True),
    page(f"{OWN}/batal", person.cancel_form, "cancel", capability=True),
    post(f"{OWN}/batal", person.cancel, "cancel", capability=True),
    post(f"{OWN}/terima", person.accept, "accept", capability=True),
    page(f"{OWN}/kartu.png", person.picture, "picture", capability=True),
    page(f"{OWN}/jadwal.ics", person.calendar, "calendar", capability=True),
    # The office
    page("/kelola/peserta", organizer.index, "participants_of_office", access=VIEWER),
    page("/kelola/peserta/ringkas", organizer.summary, "summary", access=VIEWER),
    *history.HISTORY.routes,
    page(WORKSHOP, organizer.participants, "participants", access=VIEWER),
    page(f"{WORKSHOP}/hubungi", organizer.to_contact, "to_contact", access=VIEWER),
    page(f"{WORKSHOP}/pemberitahuan", notices.index, "participant_notices", access=VIEWER),
    page(f"{WORKSHOP}/pemberitahuan/ringkas", notices.summary, "notices_summary", access=VIEWER),
    page(f"{WORKSHOP}/peserta.{{kind:xlsx|csv}}", organizer.export, "export", access=ORGANIZER),
    post(f"{WORKSHOP}/banyak", decisions.many, "decide_many", access=ORGANIZER, reads_form=True),
    post(
        f"{WORKSHOP}/hubungi/{{task_id:[0-9a-f-]{{36}}}}", decisions.contacted, "contacted", access=ORGANIZER
    ),
    page(PERSON, decisions.person, "participant", access=VIEWER),
    post(f"{PERSON}/gabung", decisions.merge, "merge", access=ORGANIZER, reads_form=True),
    post(f"{PERSON}/berbeda", decisions.keep_separate, "keep_separate", access=ORGANIZER),
    post(f"{PERSON}/email", decisions.correct_email, "correct_email", access=ORGANIZER, reads_form=True),
    page(f"{PERSON}/{{act:[a-z]+}}", decisions.ask, "decide", access=ORGANIZER),
    post(f"{PERSON}/{{act:[a-z]+}}", decisions.decide, "decide", access=ORGANIZER, reads_form=True),
    # For programs
    api(
        "GET",
        f"{API}/workshops",
        json_api.workshops,
        "api_workshops",
        answer=json_api.WorkshopsAnswer,
        summary="Workshops that are not over, the next one first",
    ),
    api(
        "GET",
        f"{API}/workshops/{{slug}}",
        json_api.workshop,
        "api_workshop",
        answer=json_api.WorkshopAnswer,
        summary="One workshop with its sessions and seats",
    ),
    api(
        "GET",
        f"{API}/workshops/{{workshop_id:[0-9a-f-]{{36}}}}/notices",
        notices.deliveries,
        "api_notices",
        access=VIEWER,
        answer=notices.DeliveriesAnswer,
        summary="Notices of a workshop's changes, and how many people each has reached",
    ),
    api(
        "POST",
        f"{API}/sign-ups",
        json_api.sign_up,
        "api_sign_up",
        body=SignUpBody,
        answer=json_api.RegistrationAnswer,
        made=True,
        limited=True,
        key=Key.MUST,
        summary="Sign somebody up",
    ),
    api(
        "GET",
        f"{API}/registrations/{{manage_code:[0-9A-Za-z]{{26}}}}",
        json_api.registration,
        "api_registration",
        answer=json_api.RegistrationAnswer,
        summary="One's own registration, by the code of its link",
    ),
)
