"""Calls for programs: what the pages for everybody do."""

from __future__ import annotations

from services.registration.web.api import notices, participants, registrations, workshops
from services.registration.web.forms.people import CertificateNameBody, PersonBody, SignUpBody
from services.registration.web.models.notices import DeliveriesAnswer
from services.registration.web.models.participants import (
    DecisionsAnswer,
    DecisionsBody,
    ParticipantsAnswer,
    ParticipantsQuery,
    PersonDecisionAnswer,
    PersonDecisionBody,
)
from services.registration.web.models.registrations import RegistrationAnswer
from services.registration.web.models.workshops import WorkshopAnswer, WorkshopsAnswer
from services.registration.web.routes.paths import API, API_WORKSHOP
from shared.web.access import ORGANIZER, VIEWER
from shared.web.routes import Key, api

CALLS = (
    api(
        "GET",
        f"{API}/workshops",
        workshops.workshops,
        "api_workshops",
        answer=WorkshopsAnswer,
        summary="Workshops that are not over, the next one first",
    ),
    api(
        "GET",
        f"{API}/workshops/{{slug}}",
        workshops.workshop,
        "api_workshop",
        answer=WorkshopAnswer,
        summary="One workshop with its sessions and seats",
    ),
    api(
        "GET",
        f"{API_WORKSHOP}/notices",
        notices.deliveries,
        "api_notices",
        access=VIEWER,
        answer=DeliveriesAnswer,
        summary="Notices of a workshop's changes, and how many people each has reached",
    ),
    api(
        "GET",
        f"{API_WORKSHOP}/participants",
        participants.participants,
        "api_participants",
        access=VIEWER,
        query=ParticipantsQuery,
        answer=ParticipantsAnswer,
        summary="The people of a workshop, found, filtered and sorted as on the page",
    ),
    api(
        "POST",
        f"{API_WORKSHOP}/decisions",
        participants.decide_many,
        "api_decide_many",
        access=ORGANIZER,
        body=DecisionsBody,
        answer=DecisionsAnswer,
        summary="Decide about one or several people; each by themselves, those that changed meanwhile stay",
    ),
    api(
        "POST",
        f"{API}/registrations/{{registration_id}}/decision",
        participants.decide,
        "api_decide",
        access=ORGANIZER,
        body=PersonDecisionBody,
        answer=PersonDecisionAnswer,
        key=Key.NONE,  # deciding the same again is refused
        summary="Decide about one person: also to take or give back an offered seat for them",
    ),
    api(
        "POST",
        f"{API}/sign-ups",
        registrations.sign_up,
        "api_sign_up",
        body=SignUpBody,
        answer=RegistrationAnswer,
        made=True,
        limited=True,
        key=Key.MUST,
        summary="Sign somebody up",
    ),
    api(
        "GET",
        f"{API}/registrations/{{manage_code:[0-9A-Za-z]{{26}}}}",
        registrations.registration,
        "api_registration",
        answer=RegistrationAnswer,
        summary="One's own registration, by the code of its link",
    ),
    api(
        "PUT",
        f"{API}/registrations/{{manage_code:[0-9A-Za-z]{{26}}}}/certificate-name",
        registrations.check_name,
        "api_check_name",
        body=CertificateNameBody,
        answer=RegistrationAnswer,
        limited=True,
        key=Key.NONE,
        summary="Say what name the certificate shall bear, from the second day until the workshop is over",
    ),
    api(
        "POST",
        f"{API}/registrations/{{manage_code:[0-9A-Za-z]{{26}}}}/hand-over",
        registrations.hand_over,
        "api_hand_over",
        body=PersonBody,
        answer=RegistrationAnswer,
        limited=True,
        key=Key.MUST,
        summary="Give one's seat to somebody else; the answer has the new address of one's own page",
    ),
)
