"""Days a trainer cannot come, their own calendar feed, and the link they have lost."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from services.scheduling.actions import trainer_page as actions
from services.scheduling.actions.trainer_reaching import send_links_again
from services.scheduling.domain import ical
from services.scheduling.domain.ical import Entry
from services.scheduling.domain.invitations import feed_sequence
from services.scheduling.domain.refusals import Refused
from services.scheduling.store import blocks, trainer_links, trainer_page
from services.scheduling.store.trainer_page import Lesson, Work
from services.scheduling.web.doing import once, tried
from services.scheduling.web.forms.answers import LostLinkForm
from services.scheduling.web.forms.resources import BlockForm
from services.scheduling.web.messages import post
from services.scheduling.web.pages.trainer import answering, guest_of
from services.scheduling.web.sentences import page_of
from shared import ids
from shared.i18n import _
from shared.web import NotFound, flash, id_in, read_form, redirect, render, running
from shared.web.limit import limited

_MAILS = "5/minute"


async def days(request: web.Request) -> web.StreamResponse:
    return await _days_page(request, {}, {}, 200)


async def block(request: web.Request) -> web.StreamResponse:
    guest = await answering(request)
    values, problems = await read_form(request, BlockForm)
    if not problems:
        form = values.model
        days = (form.first_day, form.last_day, form.note, form.starts, form.ends)
        problems = await tried(request, actions.block_days, guest, *days)
    if problems:
        return await _days_page(request, values, problems, 422)
    return _saved(request, _("Tanggal tersimpan. Panitia melihatnya saat menyusun jadwal."))


async def unblock(request: web.Request) -> web.StreamResponse:
    guest = await answering(request)
    try:
        await once(request, actions.free_days, guest, id_in(request, "block_id"))
    except Refused as refused:
        raise page_of(refused) from refused
    return _saved(request, _("Tanggal dihapus."))


async def _days_page(
    request: web.Request, values: dict[str, Any], problems: dict[str, str], status: int
) -> web.Response:
    async with running(request).db.read() as tx:
        guest, office = await guest_of(request, tx)
        away = await blocks.of(tx, guest.organization_id, guest.trainer_id)
    return render(
        request,
        "participant/trainer_days.html",
        status=status,
        organization=office,
        code=request.match_info["code"],
        away=away,
        values=values,
        problems=problems,
    )


def _saved(request: web.Request, said: str) -> web.Response:
    response = redirect(request, "trainer_days", code=request.match_info["code"])
    flash(response, said)
    return response


async def feed(request: web.Request) -> web.StreamResponse:
    """Their sessions at this office as iCal, under a code of its own that opens nothing else."""
    digest = ids.digest(ids.normalized(request.match_info["feed"]))
    async with running(request).db.read() as tx:
        guest = await trainer_links.by_feed(tx, digest)
        if guest is None:
            raise NotFound
        found = await trainer_page.work(tx, guest.organization_id, guest.trainer_id)
        lessons = await trainer_page.lessons(tx, guest.trainer_id, found)
    entries = [_entry(work, lesson) for work in found for lesson in lessons[work.id]]
    return web.Response(
        body=ical.feed(_("Jadwal mengajar {name}", name=guest.name), entries),
        content_type="text/calendar",
        charset="utf-8",
        headers={"Content-Disposition": 'inline; filename="mengajar.ics"'},
    )


def _entry(work: Work, lesson: Lesson) -> Entry:
    return Entry(
        session_id=lesson.id,
        # Never below what an invitation said, or a program would keep the older of the two.
        sequence=max(feed_sequence(work.version), work.sequence),
        stamp=datetime.fromtimestamp(work.version / 1_000_000, UTC),
        starts_at=lesson.starts_at,
        ends_at=lesson.ends_at,
        zone=work.zone,
        summary=f"{lesson.subject} · {work.full_title}",
        location=", ".join(part for part in (lesson.venue, lesson.address) if part),
        url=lesson.map_url,
        cancelled=lesson.held is False,
    )


async def lost(request: web.Request) -> web.StreamResponse:
    return _lost_page(request, {}, {}, sent=False)


async def send_again(request: web.Request) -> web.StreamResponse:
    """The answer is the same whether the address is known or not."""
    limited(request, "trainer_link", _MAILS)
    values, problems = await read_form(request, LostLinkForm)
    if problems:
        return _lost_page(request, values, problems, sent=False)
    service = running(request)
    await service.db.run(send_links_again, service.clock.now(), post(request), values.model.email)
    return _lost_page(request, {}, {}, sent=True)


def _lost_page(
    request: web.Request, values: dict[str, Any], problems: dict[str, str], *, sent: bool
) -> web.Response:
    return render(
        request,
        "participant/trainer_link.html",
        status=422 if problems else 200,
        values=values,
        problems=problems,
        sent=sent,
    )
