"""The words of an office's mails."""

from __future__ import annotations

from services.registration.web.api import message_texts as calls
from services.registration.web.forms.message_texts import TextForm
from services.registration.web.models.message_texts import TextAnswer, TextsAnswer, TriedAnswer
from services.registration.web.organizer import message_texts as pages
from services.registration.web.routes.paths import API
from shared.web.access import ORGANIZER
from shared.web.routes import Key, api, page, post

_ONE = "/kelola/peserta/pesan/{purpose:[a-z_]{1,40}}/{language:id|en}"
_API_ONE = f"{API}/message-texts/{{purpose:[a-z_]{{1,40}}}}/{{language:id|en}}"

PAGES = (
    page("/kelola/peserta/pesan", pages.index, "message_texts", access=ORGANIZER),
    page(_ONE, pages.form, "message_text", access=ORGANIZER),
    post(_ONE, pages.keep, "message_text", access=ORGANIZER, reads_form=True, call="api_set_message_text"),
    page(f"{_ONE}/surat", pages.as_mail, "message_text_mail", access=ORGANIZER),
    post(
        f"{_ONE}/lihat",
        pages.look,
        "look_at_message_text",
        access=ORGANIZER,
        reads_form=True,
        no_call="Shows what would be sent; nothing is stored",
    ),
    post(
        f"{_ONE}/bawaan",
        pages.reset,
        "reset_message_text",
        access=ORGANIZER,
        reads_form=True,
        call="api_set_message_text",
    ),
    post(f"{_ONE}/uji", pages.try_out, "try_message_text", access=ORGANIZER, call="api_try_message_text"),
)
CALLS = (
    api(
        "GET",
        f"{API}/message-texts",
        calls.texts,
        "api_message_texts",
        access=ORGANIZER,
        answer=TextsAnswer,
        summary="What the office says in its own words in each mail to participants",
    ),
    api(
        "PUT",
        _API_ONE,
        calls.keep,
        "api_set_message_text",
        access=ORGANIZER,
        body=TextForm,
        answer=TextAnswer,
        key=Key.NONE,  # a repeat says the same
        summary="Say it so from the next mail on; all parts empty: the product's own text again",
    ),
    api(
        "POST",
        f"{_API_ONE}/trial",
        calls.try_out,
        "api_try_message_text",
        access=ORGANIZER,
        answer=TriedAnswer,
        limited=True,
        key=Key.NONE,
        summary="Mail the stored words to the address of whoever calls, marked as a trial",
    ),
)
