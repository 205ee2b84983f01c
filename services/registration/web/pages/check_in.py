"""What is asked on the spot, answered by one's own link."""

from __future__ import annotations

from aiohttp import web

from services.registration.actions import check_in as actions
from services.registration.web.check_in import Asked, asked_of, read_posted, ready
from services.registration.web.pages.registration import by_link, done
from shared.i18n import _
from shared.web import flash, redirect, render, running


async def _asked(request: web.Request) -> Asked:
    return await asked_of(request, await by_link(request), by_office=False)


async def takes_files(request: web.Request) -> bool:
    """Whether a file is asked for on the spot."""
    return (await _asked(request)).takes_files


async def form(request: web.Request) -> web.StreamResponse:
    """The questions of check-in, as answered so far."""
    asked = await _asked(request)
    if asked.why_not or not asked.questions:
        return _not_now(request, asked)
    return render(
        request,
        "participant/check_in.html",
        code=request.match_info["manage_code"],
        **asked.shown(asked.typed, {}),
    )


def _not_now(request: web.Request, asked: Asked) -> web.Response:
    response = redirect(request, "registration", **request.match_info)
    flash(response, asked.why_not or _("Tidak ada pertanyaan saat hadir untuk Anda."))
    return response


async def answer(request: web.Request) -> web.StreamResponse:
    """Keep what was answered; what is left empty is kept as left empty."""
    asked, service = await _asked(request), running(request)
    if asked.why_not or not asked.questions:
        return _not_now(request, asked)
    read = await read_posted(request, asked)
    if read.problems:
        return render(
            request,
            "participant/check_in.html",
            code=request.match_info["manage_code"],
            **asked.shown(read.values, read.problems),
        )
    return await done(
        request,
        _("Terima kasih, jawaban Anda tersimpan."),
        service.db.run(actions.answer, service.clock.now(), asked.row.id, ready(request, asked, read)),
    )
