"""A person over all workshops of the office: found by name, phone, card or NIK."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from services.registration.actions.sign_up import NIK_PURPOSE
from services.registration.domain.same_person import people as same_people
from services.registration.settings import PEOPLE_FOUND
from services.registration.store import people
from services.registration.store.lists import Wanted
from services.registration.store.people import Found
from services.registration.web import views
from services.registration.web.forms.searching import NikForm
from shared.i18n import _
from shared.indonesia import shown_phone
from shared.web import read_form, render, running, staff_of
from shared.web.searching import typed

SHORTEST = 2  # characters: one letter finds everybody
_NIK = re.compile(r"\D*(?:\d\D*){16}", re.ASCII)


async def find(request: web.Request, text: str = "", nik: str = "") -> tuple[list[list[Found]], bool]:
    """The people with all their registrations here, and whether there may be more than are shown."""
    office, keys = staff_of(request).organization_id, running(request).keys
    async with running(request).db.read() as tx:
        if nik:
            index = keys.index(nik, purpose=NIK_PURPOSE)
            ids = await people.by_nik(tx, office, index, PEOPLE_FOUND)
        elif len(text) >= SHORTEST:
            ids = await people.match(tx, office, text, Wanted(text=text).phone, PEOPLE_FOUND)
        else:
            return [], False
        return same_people(await people.all_of(tx, office, ids)), len(ids) == PEOPLE_FOUND


async def search(request: web.Request) -> web.StreamResponse:
    """`?cari=`. A NIK that is typed there is not looked for: addresses are kept in many places."""
    text = typed(request)
    if _NIK.fullmatch(text):
        return _page(
            request, [], problems={"nik": _("Tulis NIK di kolom ini, supaya tidak tersimpan di alamat.")}
        )
    found, more = await find(request, text)
    return _page(request, found, text=text, more=more, asked=len(text) >= SHORTEST)


async def by_nik(request: web.Request) -> web.StreamResponse:
    values, problems = await read_form(request, NikForm)
    if problems:
        return _page(request, [], problems=problems)
    found, more = await find(request, nik=values.model.nik)
    return _page(request, found, more=more, asked=True)


def _page(
    request: web.Request,
    found: list[list[Found]],
    *,
    text: str = "",
    more: bool = False,
    asked: bool = False,
    problems: Mapping[str, Any] | None = None,
) -> web.Response:
    return render(
        request,
        "organizer/people.html",
        status=422 if problems else 200,
        found=found,
        text=text,
        more=more,
        asked=asked,
        values={},  # a NIK is never shown again
        problems=problems or {},
        phone=shown_phone,
        state_word=lambda state: views.STATE_WORDS[state],
    )
