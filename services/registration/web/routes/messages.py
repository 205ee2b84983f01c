"""What people are told: whom to call, and when somebody is reminded."""

from __future__ import annotations

from services.registration.web.api import messages as calls
from services.registration.web.api import outgoing as mail_calls
from services.registration.web.models.messages import (
    AgainAnswer,
    DoneAnswer,
    EmailBody,
    MailsAnswer,
    MailsBody,
    MailsQuery,
    TasksAnswer,
    TasksQuery,
    Times,
)
from services.registration.web.organizer import contacts, message_times, outgoing
from services.registration.web.routes.paths import API, API_WORKSHOP, PERSON, WORKSHOP
from shared.web.access import ORGANIZER, VIEWER
from shared.web.routes import Key, api, page, post

OFFICE_TASK = "/kelola/peserta/hubungi/{task_id:[0-9a-f-]{36}}"
TASK = f"{WORKSHOP}/hubungi/{{task_id:[0-9a-f-]{{36}}}}"
API_TASK = f"{API}/contact-tasks/{{task_id:[0-9a-f-]{{36}}}}"
API_PERSON = f"{API}/registrations/{{registration_id:[0-9a-f-]{{36}}}}"

PAGES = (
    page("/kelola/peserta/hubungi", contacts.of_office, "to_contact_office", access=VIEWER),
    post(OFFICE_TASK, contacts.contacted, "contacted_office", access=ORGANIZER, call="api_contacted"),
    post(
        f"{OFFICE_TASK}/urung",
        contacts.take_back,
        "contact_taken_back_office",
        access=ORGANIZER,
        call="api_take_back_contact",
    ),
    page(f"{WORKSHOP}/hubungi", contacts.to_contact, "to_contact", access=VIEWER),
    post(TASK, contacts.contacted, "contacted", access=ORGANIZER, call="api_contacted"),
    post(
        f"{TASK}/urung",
        contacts.take_back,
        "contact_taken_back",
        access=ORGANIZER,
        call="api_take_back_contact",
    ),
    page("/kelola/peserta/surat", outgoing.index, "outgoing", access=VIEWER),
    post(
        "/kelola/peserta/surat",
        outgoing.again_many,
        "outgoing",
        access=ORGANIZER,
        reads_form=True,
        call="api_send_mails_again",
    ),
    post(
        f"{PERSON}/surat/{{mail_id:[0-9]{{1,18}}}}",
        outgoing.again,
        "mail_again",
        access=ORGANIZER,
        call="api_send_mails_again",
    ),
    post(
        f"{PERSON}/email",
        outgoing.correct_email,
        "correct_email",
        access=ORGANIZER,
        reads_form=True,
        call="api_correct_email",
    ),
    post(
        f"{PERSON}/email-salah",
        outgoing.mark_wrong,
        "email_wrong",
        access=ORGANIZER,
        call="api_mark_email_wrong",
    ),
    page(f"{WORKSHOP}/pesan", message_times.form, "messages", access=ORGANIZER),
    post(
        f"{WORKSHOP}/pesan",
        message_times.keep,
        "messages",
        access=ORGANIZER,
        reads_form=True,
        call="api_set_message_times",
    ),
)

CALLS = (
    api(
        "GET",
        f"{API}/contact-tasks",
        calls.list_tasks,
        "api_contact_tasks",
        access=ORGANIZER,
        query=TasksQuery,
        answer=TasksAnswer,
        summary="People no mail reaches, the oldest message first, each with the text to send",
    ),
    api(
        "POST",
        f"{API_TASK}/done",
        calls.contacted,
        "api_contacted",
        access=ORGANIZER,
        answer=DoneAnswer,
        key=Key.NONE,
        summary="The person was told; for an offer this is when its time starts",
    ),
    api(
        "POST",
        f"{API_TASK}/undo",
        calls.take_back,
        "api_take_back_contact",
        access=ORGANIZER,
        answer=DoneAnswer,
        key=Key.NONE,
        summary="The person was not told after all; within 15 minutes",
    ),
    api(
        "GET",
        f"{API}/mails",
        mail_calls.mails,
        "api_mails",
        access=VIEWER,
        query=MailsQuery,
        answer=MailsAnswer,
        summary="The office's mails to participants, the newest first, and how far each has come",
    ),
    api(
        "POST",
        f"{API}/mails/again",
        mail_calls.again,
        "api_send_mails_again",
        access=ORGANIZER,
        body=MailsBody,
        answer=AgainAnswer,
        summary="Send mails that failed once more, to the addresses people have today; each of them once",
    ),
    api(
        "POST",
        f"{API_PERSON}/email",
        mail_calls.correct,
        "api_correct_email",
        access=ORGANIZER,
        body=EmailBody,
        answer=AgainAnswer,
        key=Key.NONE,
        summary="Replace an address that does not work; what failed goes to the new one, else the link",
    ),
    api(
        "POST",
        f"{API_PERSON}/email/wrong",
        mail_calls.mark_wrong,
        "api_mark_email_wrong",
        access=ORGANIZER,
        answer=DoneAnswer,
        key=Key.NONE,
        summary="The address is wrong, though its server took the mail: the last message becomes a call",
    ),
    api(
        "GET",
        f"{API_WORKSHOP}/message-times",
        calls.times,
        "api_message_times",
        access=ORGANIZER,
        answer=Times,
        summary="When the people of a workshop are reminded, and whether they are thanked",
    ),
    api(
        "PUT",
        f"{API_WORKSHOP}/message-times",
        calls.set_times,
        "api_set_message_times",
        access=ORGANIZER,
        body=Times,
        answer=Times,
        summary="Choose when the people of a workshop are reminded, and whether they are thanked",
    ),
)
