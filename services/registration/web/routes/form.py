"""What a workshop asks beside the core: the builder, and the same for programs."""

from __future__ import annotations

from services.registration.web.api import form as api_form
from services.registration.web.models.form import CopyBody, FormAnswer, FormBody, SetBody, SetsAnswer
from services.registration.web.organizer import form
from services.registration.web.routes.paths import API, API_WORKSHOP, WORKSHOP
from shared.web.access import ORGANIZER, VIEWER
from shared.web.routes import api, page, post

_FORM = f"{WORKSHOP}/formulir"
_QUESTION = f"{_FORM}/tanya/{{key:[a-z0-9_]{{1,24}}}}"
_SETS = f"{API}/question-sets"

PAGES = (
    page(_FORM, form.index, "form", access=VIEWER),
    page(f"{_FORM}/pratinjau", form.preview, "form_preview", access=VIEWER),
    page(f"{_FORM}/baru", form.new, "new_question", access=ORGANIZER),
    post(f"{_FORM}/baru", form.add, "new_question", access=ORGANIZER, reads_form=True, call="api_put_form"),
    page(_QUESTION, form.edit, "question", access=ORGANIZER),
    post(_QUESTION, form.save, "question", access=ORGANIZER, reads_form=True, call="api_put_form"),
    page(f"{_QUESTION}/hapus", form.ask_removal, "remove_question", access=ORGANIZER),
    post(f"{_QUESTION}/hapus", form.remove, "remove_question", access=ORGANIZER, call="api_put_form"),
    post(
        f"{_QUESTION}/{{way:naik|turun}}", form.move, "move_question", access=ORGANIZER, call="api_put_form"
    ),
    post(
        f"{_FORM}/usaha",
        form.set_business,
        "set_business",
        access=ORGANIZER,
        reads_form=True,
        call="api_put_form",
    ),
    post(
        f"{_FORM}/salin",
        form.copy,
        "copy_questions",
        access=ORGANIZER,
        reads_form=True,
        call="api_copy_questions",
    ),
    post(
        f"{_FORM}/susunan",
        form.keep_set,
        "keep_question_set",
        access=ORGANIZER,
        reads_form=True,
        call="api_keep_question_set",
    ),
    post(
        f"{_FORM}/susunan/{{set_id:[0-9a-f-]{{36}}}}/hapus",
        form.delete_set,
        "delete_question_set",
        access=ORGANIZER,
        call="api_delete_question_set",
    ),
)

CALLS = (
    api(
        "GET",
        f"{API}/workshops/{{slug}}/form",
        api_form.asked,
        "api_asked",
        answer=FormAnswer,
        summary="What a sign-up is asked beside the core; `answers` takes each under its field",
    ),
    api(
        "GET",
        f"{API_WORKSHOP}/questions",
        api_form.form,
        "api_form",
        access=VIEWER,
        answer=FormAnswer,
        summary="The office's own questions of a workshop, and how many have answered each",
    ),
    api(
        "PUT",
        f"{API_WORKSHOP}/questions",
        api_form.put,
        "api_put_form",
        access=ORGANIZER,
        body=FormBody,
        answer=FormAnswer,
        summary="Ask exactly these questions, in this order; what people answered to others stays",
    ),
    api(
        "POST",
        f"{API_WORKSHOP}/questions/copy",
        api_form.copy,
        "api_copy_questions",
        access=ORGANIZER,
        body=CopyBody,
        answer=FormAnswer,
        summary="Ask also what another workshop of the office, or one of its sets, asks",
    ),
    api(
        "GET",
        _SETS,
        api_form.sets,
        "api_question_sets",
        access=VIEWER,
        answer=SetsAnswer,
        summary="The sets of questions that the office keeps",
    ),
    api(
        "POST",
        f"{API_WORKSHOP}/questions/set",
        api_form.keep_set,
        "api_keep_question_set",
        access=ORGANIZER,
        body=SetBody,
        answer=SetsAnswer,
        summary="Keep what the workshop asks as a set; one of the same name is replaced",
    ),
    api(
        "DELETE",
        f"{_SETS}/{{set_id}}",
        api_form.delete_set,
        "api_delete_question_set",
        access=ORGANIZER,
        answer=SetsAnswer,
        summary="Delete a set; forms made from it stay as they are",
    ),
)
