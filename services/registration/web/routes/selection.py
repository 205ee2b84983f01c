"""Choosing among those who asked: criteria, points, and the list that was decided."""

from __future__ import annotations

from services.registration.web.api import selection as calls
from services.registration.web.models.selection import (
    CriteriaBody,
    PaperBody,
    PapersAnswer,
    ScoredAnswer,
    ScoresBody,
    SelectionAnswer,
    SelectionQuery,
)
from services.registration.web.organizer import criteria, decision_papers, score_sheet, selection
from services.registration.web.routes.paths import API_WORKSHOP, WORKSHOP
from shared.web.access import ORGANIZER, VIEWER
from shared.web.routes import Key, api, page, post

_SELECTION = f"{WORKSHOP}/seleksi"
_CRITERION = f"{_SELECTION}/kriteria/{{key:[a-z0-9]{{1,32}}}}"
_PAPERS = f"{_SELECTION}/daftar"

PAGES = (
    page(_SELECTION, selection.index, "selection", access=VIEWER),
    page(f"{_SELECTION}/nilai", score_sheet.sheet, "score_sheet", access=ORGANIZER),
    post(
        f"{_SELECTION}/nilai",
        score_sheet.score,
        "score_sheet",
        access=ORGANIZER,
        reads_form=True,
        call="api_score",
    ),
    page(f"{_SELECTION}/penilaian.{{kind:xlsx|csv}}", selection.export, "export_scores", access=ORGANIZER),
    page(f"{_SELECTION}/kriteria-baru", criteria.new, "new_criterion", access=ORGANIZER),
    post(
        f"{_SELECTION}/kriteria-baru",
        criteria.add,
        "new_criterion",
        access=ORGANIZER,
        reads_form=True,
        call="api_put_criteria",
    ),
    post(
        f"{_SELECTION}/salin",
        criteria.copy,
        "copy_criteria",
        access=ORGANIZER,
        reads_form=True,
        call="api_put_criteria",
    ),
    page(_CRITERION, criteria.edit, "criterion", access=ORGANIZER),
    post(_CRITERION, criteria.save, "criterion", access=ORGANIZER, reads_form=True, call="api_put_criteria"),
    post(
        f"{_CRITERION}/hapus", criteria.remove, "remove_criterion", access=ORGANIZER, call="api_put_criteria"
    ),
    page(_PAPERS, decision_papers.index, "decision_papers", access=VIEWER),
    post(
        _PAPERS,
        decision_papers.keep,
        "decision_papers",
        access=ORGANIZER,
        reads_form=True,
        call="api_keep_decision_list",
    ),
    page(
        f"{_PAPERS}/{{edition:[0-9]{{1,4}}}}.{{kind:pdf|xlsx}}",
        decision_papers.show,
        "decision_paper",
        access=ORGANIZER,
    ),
)

CALLS = (
    api(
        "GET",
        f"{API_WORKSHOP}/selection",
        calls.show,
        "api_selection",
        access=ORGANIZER,
        query=SelectionQuery,
        answer=SelectionAnswer,
        summary="What counts, and those who wait for the decision, the most points first",
    ),
    api(
        "PUT",
        f"{API_WORKSHOP}/selection/criteria",
        calls.put_criteria,
        "api_put_criteria",
        access=ORGANIZER,
        body=CriteriaBody,
        answer=SelectionAnswer,
        key=Key.NONE,
        summary="Let exactly these criteria count",
    ),
    api(
        "POST",
        f"{API_WORKSHOP}/selection/scores",
        calls.score,
        "api_score",
        access=ORGANIZER,
        body=ScoresBody,
        answer=ScoredAnswer,
        key=Key.NONE,
        summary="Give points and notes in the place of what was seen; what others changed meanwhile stays",
    ),
    api(
        "GET",
        f"{API_WORKSHOP}/selection/lists",
        calls.papers,
        "api_decision_lists",
        access=VIEWER,
        answer=PapersAnswer,
        summary="The lists of chosen people that were kept, the newest first",
    ),
    api(
        "POST",
        f"{API_WORKSHOP}/selection/lists",
        calls.keep_list,
        "api_keep_decision_list",
        access=ORGANIZER,
        body=PaperBody,
        answer=PapersAnswer,
        summary="Keep who has a seat now as a list that changes no more",
    ),
)
