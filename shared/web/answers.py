"""The pages and JSON that answer what could not be done."""

from __future__ import annotations

import json
from urllib.parse import urlencode

from aiohttp import web
from itsdangerous import BadData, URLSafeTimedSerializer
from multidict import MultiDict

from shared.i18n import _
from shared.web import navigation, signing
from shared.web.context import FILES, FORM, STAFF, is_api, running
from shared.web.errors import Problem
from shared.web.rendering import redirect, render
from shared.web.session import StaffMember, sign_in
from shared.web.tokens import FORM_TOKEN, form_token

_HELD_SECONDS = 3600
_UNAUTHORIZED = 401
_PASSING = (429, 500, 503)  # worth sending again as it is


def problem_answer(request: web.Request, problem: Problem) -> web.Response:
    """The friendly page, or RFC 9457 JSON under /api. A form that may be sent again later is kept."""
    if is_api(request):
        response = problem_json(problem)
    elif problem.status in _PASSING and FORM_TOKEN in request.get(FORM, ()):
        response = ask_again(
            request,
            " ".join((problem.text, _("Isian Anda masih ada."))),
            title=_(problem.title),
            status=problem.status,
            same_token=True,
        )
    else:
        response = render(
            request,
            "pages/problem.html",
            status=problem.status,
            title=_(problem.title),
            text=problem.text,
            problem=problem,
        )
        response.headers["X-Robots-Tag"] = "noindex"
        response.headers["Cache-Control"] = "no-store"
    response.headers.update(problem.headers)
    return response


def problem_json(problem: Problem) -> web.Response:
    """RFC 9457, with `errors`: [{field, message}] where fields are wrong."""
    body: dict[str, object] = {
        "type": "about:blank",
        "title": _(problem.title),
        "status": problem.status,
        "detail": problem.text,
    }
    if problem.errors:
        body["errors"] = [{"field": field, "message": text} for field, text in problem.errors.items()]
    return web.Response(
        text=json.dumps(body, ensure_ascii=False),
        status=problem.status,
        content_type="application/problem+json",
        headers={"Cache-Control": "no-store"},
    )


def ask_again(
    request: web.Request,
    reason: str,
    *,
    title: str = "",
    status: int = 422,
    path: str = "",
    fields: MultiDict[str] | None = None,
    same_token: bool = False,
) -> web.Response:
    """What was posted, shown again for one more press. Files must be chosen anew.

    The token is fresh, unless the first send may have been done after all: then it is the same one, so
    that pressing again finds that outcome instead of doing it twice.
    """
    fields = request.get(FORM, MultiDict()) if fields is None else fields
    return render(
        request,
        "pages/ask_again.html",
        status=status,
        title=title or _("Kirim sekali lagi"),
        token=fields[FORM_TOKEN] if same_token else form_token(request),
        reason=reason,
        action=path or request.path_qs,
        fields=[(name, value) for name, value in fields.items() if name != FORM_TOKEN],
        lost_files=bool(request.get(FILES)),
    )


def ask_sign_in(request: web.Request) -> web.Response:
    """Nobody is signed in: a page goes to the sign-in page and comes back; a form is held meanwhile."""
    if is_api(request):
        problem = Problem(_("Masuk dahulu."))
        problem.status, problem.title = _UNAUTHORIZED, "Unauthorized"
        return problem_json(problem)
    if request.method in ("GET", "HEAD"):
        return redirect(request, f"{navigation.SIGN_IN}?{urlencode({'next': request.path_qs})}")
    return render(
        request,
        "pages/signed_out.html",
        status=_UNAUTHORIZED,
        held=hold(request),
        next=navigation.DESK,
        values={},
        problems={},
    )


def _holder(request: web.Request) -> URLSafeTimedSerializer:
    return signing.serializer(running(request).keys.cookie, "held form")


def hold(request: web.Request) -> str:
    """The posted form, signed, to travel through the sign-in page as its field `held`."""
    fields = [(name, value) for name, value in request.get(FORM, MultiDict()).items() if name != FORM_TOKEN]
    return str(_holder(request).dumps({"path": request.path_qs, "fields": fields}))


def signed_in_answer(request: web.Request, member: StaffMember, *, next: str, held: str = "") -> web.Response:
    """The answer to a successful sign-in: on to `next`, or the held form for one more press.

    Starts the session on that answer.
    """
    kept = _released(request, held)
    if kept is None:
        response = redirect(request, navigation.safe_next(next))
        sign_in(request, response, member)
        return response
    path, fields = kept
    # The fresh token must be made for this person, so the session comes before the page.
    request[STAFF] = sign_in(request, web.Response(), member)
    response = ask_again(
        request, _("Anda sudah masuk kembali. Isian Anda masih ada."), path=path, fields=fields
    )
    response.set_status(200)
    sign_in(request, response, member)
    return response


def _released(request: web.Request, held: str) -> tuple[str, MultiDict[str]] | None:
    """The held form's path and fields; None when there is none, it is not ours or over an hour old."""
    if not held:
        return None
    try:
        kept = _holder(request).loads(held, max_age=_HELD_SECONDS)
        fields = MultiDict((str(name), str(value)) for name, value in kept["fields"])
        return navigation.safe_next(str(kept["path"])), fields
    except (BadData, KeyError, TypeError, ValueError):
        return None
