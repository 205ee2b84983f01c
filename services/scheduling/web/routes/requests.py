"""Requests for training: the form for anybody, the office's list and decisions, and the calls."""

from __future__ import annotations

from services.scheduling.web.api import requests as calls
from services.scheduling.web.models import queries
from services.scheduling.web.models.answers import Made
from services.scheduling.web.models.requests import (
    AnswerBody,
    Answered,
    DraftBody,
    JoinBody,
    RequestBody,
    RequestMade,
    Requests,
    SortOutBody,
)
from services.scheduling.web.models.warnings import Taken
from services.scheduling.web.organizer import request_decisions, requests
from services.scheduling.web.pages import requests as public
from shared.web.access import ORGANIZER, VIEWER
from shared.web.routes import Route, api, page, post

_DESK = "/kelola/usulan"
_ONE = _DESK + "/{request_id}"
_API = "/api/v1/scheduling/requests"

PAGES: tuple[Route, ...] = (
    page("/usulan", public.ask_page, "ask"),
    post("/usulan", public.ask, "ask", reads_form=True),
    page("/usulan/{code}", public.show, "request", capability=True),
    post("/usulan/{code}/tarik", public.withdraw, "withdraw_request", capability=True),
    page(_DESK, requests.index, "requests", access=VIEWER),
    page(f"{_DESK}/usulan.{{kind:xlsx|csv}}", requests.export, "export_requests", access=ORGANIZER),
    page(f"{_DESK}/jawab", request_decisions.answer_page, "answer_requests", access=ORGANIZER),
    post(
        f"{_DESK}/jawab",
        request_decisions.answer,
        "answer_requests",
        access=ORGANIZER,
        reads_form=True,
        call="api_answer_requests",
    ),
    page(f"{_DESK}/jadwalkan", request_decisions.schedule_page, "schedule_requests", access=ORGANIZER),
    post(
        f"{_DESK}/jadwalkan/ada",
        request_decisions.join,
        "join_requested",
        access=ORGANIZER,
        reads_form=True,
        call="api_join_requests",
    ),
    post(
        f"{_DESK}/jadwalkan/baru",
        request_decisions.draft,
        "draft_requested",
        access=ORGANIZER,
        reads_form=True,
        call="api_draft_requested",
    ),
    page(_ONE, requests.show, "asked", access=VIEWER),
    post(
        f"{_ONE}/kelompok",
        requests.sort_out,
        "sort_out_request",
        access=ORGANIZER,
        reads_form=True,
        call="api_sort_out_request",
    ),
    post(
        f"{_ONE}/jawaban/{{answer_id}}/dihubungi",
        requests.called,
        "asker_called",
        access=ORGANIZER,
        call="api_asker_called",
    ),
)

CALLS: tuple[Route, ...] = (
    api(
        "POST",
        _API,
        calls.ask,
        "api_ask",
        summary="Ask an office for training; anybody may",
        body=RequestBody,
        answer=RequestMade,
        made=True,
        limited=True,
    ),
    api(
        "GET",
        _API,
        calls.listed,
        "api_requests",
        access=VIEWER,
        summary="Requests, 100 a page",
        answer=Requests,
        query=queries.Requests,
    ),
    api(
        "PUT",
        f"{_API}/{{request_id}}",
        calls.sort_out,
        "api_sort_out_request",
        access=ORGANIZER,
        summary="Name commodity and district as the office does",
        body=SortOutBody,
        answer=Made,
    ),
    api(
        "POST",
        f"{_API}/answers",
        calls.answered,
        "api_answer_requests",
        access=ORGANIZER,
        summary="Answer one or many",
        body=AnswerBody,
        answer=Answered,
    ),
    api(
        "POST",
        f"{_API}/{{request_id}}/answers/{{answer_id}}/called",
        calls.called,
        "api_asker_called",
        access=ORGANIZER,
        summary="Somebody told the answer by phone",
        answer=Made,
    ),
    api(
        "POST",
        f"{_API}/joined",
        calls.join,
        "api_join_requests",
        access=ORGANIZER,
        summary="Make them part of a workshop",
        body=JoinBody,
        answer=Answered,
    ),
    api(
        "POST",
        f"{_API}/drafts",
        calls.draft,
        "api_draft_requested",
        access=ORGANIZER,
        summary="Draft a new workshop of them",
        body=DraftBody,
        answer=Made,
        made=True,
        conflict=Taken,
    ),
)
