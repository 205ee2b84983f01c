"""Serahkan kursi: one's seat given to somebody else, by the link only oneself has."""

from __future__ import annotations

import base64
from typing import Any

from aiohttp import web

from services.registration.actions import handing_over as actions
from services.registration.actions.answers import Answered
from services.registration.actions.handing_over import NotTheirs
from services.registration.actions.sign_up import MANAGE_PURPOSE, make_wish
from services.registration.domain.people import Person
from services.registration.domain.questions import Moment
from services.registration.domain.refusals import NotPossible
from services.registration.settings import SIGN_UPS_PER_ADDRESS
from services.registration.store import centres
from services.registration.store.registrations import Row
from services.registration.web import quota_words, views
from services.registration.web.districts import district_groups
from services.registration.web.earlier import earlier
from services.registration.web.forms.fields import OUTSIDE
from services.registration.web.forms.questions import condition
from services.registration.web.kept import Asked, Kept
from services.registration.web.pages.registration import Opened, by_link, opened_of
from services.registration.web.pages.sign_up import posted_person
from shared.db import KeyReused
from shared.i18n import _, language
from shared.web import NotFound, fingerprint, flash, form_key, redirect, render, running
from shared.web.limit import limited


async def _asked(request: web.Request, opened: Opened) -> Asked:
    found = await running(request).part(Kept).asked(opened.workshop.slug)
    assert found is not None, "a registration exists only for a workshop we heard of"
    return found


async def takes_files(request: web.Request) -> bool:
    """Whether the one who comes is asked for a file; a link that was used up takes none."""
    try:
        opened = await opened_of(request, await by_link(request))
    except NotFound:
        return False
    return (await _asked(request, opened)).form.takes_files(Moment.SIGN_UP)


async def form(request: web.Request) -> web.StreamResponse:
    """Names what follows, and asks who comes."""
    opened = await opened_of(request, await by_link(request))
    if not opened.hands_over:
        return redirect(request, "registration", **request.match_info)
    return _page(request, opened, await _asked(request, opened), {}, {})


def _page(
    request: web.Request, opened: Opened, asked: Asked, values: dict[str, Any], problems: dict[str, str]
) -> web.Response:
    return render(
        request,
        "participant/hand_over.html",
        status=422 if problems else 200,
        workshop=opened.workshop,
        office=opened.office,
        code=request.match_info["manage_code"],
        groups=district_groups(opened.office, opened.workshop),
        outside=OUTSIDE,
        centres=asked.centres,
        values=values,
        problems=problems,
        questions=asked.form.of(Moment.SIGN_UP),
        business=asked.form.business_fields,
        files=asked.form.takes_files(Moment.SIGN_UP),
        condition=condition,
    )


async def hand_over(request: web.Request) -> web.StreamResponse:
    """Give it to the person of the form; a second press of the button leads to the same page."""
    limited(request, "sign_up", SIGN_UPS_PER_ADDRESS)
    if code := await known_code(request, form_key(request)):
        return redirect(request, "registration", manage_code=code)
    opened = await opened_of(request, await by_link(request))
    asked = await _asked(request, opened)
    values, problems, person, answered = await posted_person(request, asked)
    if person is not None and answered is not None:
        try:
            code = await handed(request, opened.row, person, answered, form_key(request))
        except KeyReused:
            problems = {"form": _("Formulir ini sudah dipakai. Periksa isian, lalu kirim sekali lagi.")}
        except NotPossible as refused:
            problems = {"form": await refusal(request, opened, refused)}
    if problems:
        return _page(request, opened, asked, values, problems)
    response = redirect(request, "registration", manage_code=code)
    flash(response, _("Kursi Anda sudah diserahkan. Penerimanya kami kabari."))
    return response


async def known_code(request: web.Request, key: str) -> str:
    """The code of the page that the same sending led to; empty for one that comes for the first time."""
    done = await earlier(request, actions.SCOPE, key)
    return _opened_code(request, done["manage"]) if done else ""


async def handed(request: web.Request, row: Row, person: Person, answered: Answered, key: str) -> str:
    """Do it; answers the new code of the page of the one who leaves. Raises NotPossible, KeyReused."""
    service = running(request)
    # What one may agree to of their own free will, nobody else does for them; they can do so themselves.
    person = person._replace(consent_photo=False, consent_contact=False)
    wish = make_wish(
        service.keys,
        row.workshop_id,
        person,
        service.clock.now(),
        key=key,
        fingerprint=fingerprint(request),
        language=language(),
        channel="hand_over",
        files=answered.files,
    )
    codes = actions.new_codes(service.keys)
    done = await service.db.once(actions.SCOPE, key, wish.fingerprint, actions.hand_over, row.id, wish, codes)
    return _opened_code(request, done.outcome["manage"])


def _opened_code(request: web.Request, sealed: str) -> str:
    return running(request).keys.decrypt(base64.b64decode(sealed), purpose=MANAGE_PURPOSE)


async def refusal(request: web.Request, opened: Opened, refused: NotPossible) -> str:
    """Why not, in plain words: which quota, never how many people with a disability have a seat."""
    sentence = _(views.REASONS[refused.reason])
    if isinstance(refused, NotTheirs):
        async with running(request).db.read() as tx:
            names = await centres.names(tx, opened.row.organization_id)
        sentence = f"{sentence} {quota_words.against(refused.quotas, names)}".strip()
    return sentence
