"""The trainer's own page, opened by its link without an account: what they teach, and their answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web

from services.scheduling.actions import trainer_answers as actions
from services.scheduling.actions.trainer_letters import FEED
from services.scheduling.domain.bookings import checked_span
from services.scheduling.domain.hours import COUNTING_KINDS, trainer_hours
from services.scheduling.domain.refusals import Missing, Refused
from services.scheduling.store import blocks, letters, materials, trainer_links, trainer_page
from services.scheduling.store.trainer_links import Guest
from services.scheduling.store.trainer_page import Lesson, Work
from services.scheduling.web import letter_words, words
from services.scheduling.web.doing import once, tried
from services.scheduling.web.forms.answers import DeclineForm, ProposeForm
from services.scheduling.web.sentences import problems_of
from shared import ids, staff
from shared.db import Tx
from shared.events.scheduling import Organization
from shared.i18n import _, date_long
from shared.web import Conflict, NotFound, flash, id_in, read_form, redirect, render, running
from shared.web.limit import limited

_A_MINUTE = "30/minute"  # of one address
_A_DAY = "200/day"  # by one link, from wherever: each leaves a line in the history that nobody can delete


@dataclass(frozen=True)
class Hours:
    """JP and OJ of some sessions, each from its own minutes."""

    jp: int
    oj: Decimal


async def guest_of(request: web.Request, tx: Tx) -> tuple[Guest, Organization]:
    """Whose page the code in the address opens, and their office. Raises NotFound."""
    guest = await trainer_links.by_page(tx, ids.digest(ids.normalized(request.match_info["code"])))
    office = await staff.organization(tx, guest.organization_id) if guest else None
    if guest is None or office is None:
        raise NotFound
    return guest, office


async def answering(request: web.Request) -> Guest:
    """Who answers by the link in the address. Raises NotFound, TooMany after too many answers."""
    limited(request, "trainer_answer", _A_MINUTE)
    async with running(request).db.read() as tx:
        guest, _office = await guest_of(request, tx)
    limited(request, "trainer_day", _A_DAY, key=str(guest.trainer_id))
    return guest


async def show(request: web.Request) -> web.StreamResponse:
    now = running(request).clock.now()
    async with running(request).db.read() as tx:
        guest, office = await guest_of(request, tx)
        found = await trainer_page.work(tx, guest.organization_id, guest.trainer_id)
        lessons = await trainer_page.lessons(tx, guest.trainer_id, found)
        away = await blocks.of(tx, guest.organization_id, guest.trainer_id)
        handed = await materials.counts(tx, guest.trainer_id)
        written = await letters.of_trainer(tx, guest.organization_id, guest.trainer_id)
    feed = running(request).keys.decrypt(guest.feed_sealed, purpose=FEED)
    taught = [lesson for sessions in lessons.values() for lesson in sessions]
    return render(
        request,
        "participant/trainer.html",
        organization=office,
        guest=guest,
        code=request.match_info["code"],
        works=_nearest_first(found, lessons, now),
        lessons=lessons,
        days={work.id: _by_day(lessons[work.id], work.zone) for work in found},
        asks=next((work.id for work in found if _asks(work, lessons[work.id], now)), None),
        may_answer={work.id for work in found if may_answer(work, lessons[work.id], now)},
        handed=handed,
        letters=written,
        letter_kinds=letter_words.KINDS,
        away=away,
        rounding=office.jp_rounding,
        counting=COUNTING_KINDS,
        oj=trainer_hours,
        planned=_hours(taught, office, lambda lesson: lesson.planned_minutes),
        actual=_hours(taught, office, lambda lesson: lesson.actual_minutes),
        answers=words.TRAINER_ANSWERS,
        feed=f"{running(request).settings.public_url.rstrip('/')}/narasumber/kalender/{feed}.ics",
    )


def may_answer(work: Work, lessons: list[Lesson], now: datetime) -> bool:
    """Whether an answer still helps: they were invited, and something is to come."""
    return bool(work.invitation) and any(lesson.starts_at > now for lesson in lessons)


def _asks(work: Work, lessons: list[Lesson], now: datetime) -> bool:
    return work.invitation == "asked" and may_answer(work, lessons, now)


def _nearest_first(found: list[Work], lessons: dict[Any, list[Lesson]], now: datetime) -> list[Work]:
    """What is to come in order of time, then what is over, the latest first."""
    coming = [work for work in found if any(one.ends_at > now for one in lessons[work.id])]
    over = [work for work in found if work not in coming]
    return sorted(coming, key=lambda work: lessons[work.id][0].starts_at) + over


def _by_day(lessons: list[Lesson], zone: str) -> list[tuple[str, list[Lesson]]]:
    """The sessions under the day on which people come, in words."""
    return [(day, list(part)) for day, part in groupby(lessons, lambda one: date_long(one.starts_at, zone))]


def _hours(lessons: list[Lesson], office: Organization, minutes: Callable[[Lesson], int]) -> Hours:
    paid = [trainer_hours(minutes(one)) for one in lessons if one.kind in COUNTING_KINDS]
    return Hours(sum(one.jp(minutes(one), office.jp_rounding) for one in lessons), sum(paid, Decimal("0.00")))


async def confirm(request: web.Request) -> web.StreamResponse:
    guest = await answering(request)
    now, workshop_id = running(request).clock.now(), id_in(request, "workshop_id")
    await answered(request, actions.confirm, now, guest, workshop_id)
    return back(request, _("Terima kasih. Panitia membaca bahwa Anda bersedia."))


async def answered(request: web.Request, action: Callable[..., Awaitable[Any]], *args: Any) -> None:
    """Do it; what is not asked any more is said so. Raises Conflict."""
    try:
        await once(request, action, *args)
    except Missing as missing:
        raise Conflict(_("Panitia tidak lagi menunggu jawaban ini. Muat ulang halaman Anda.")) from missing


async def decline_page(request: web.Request) -> web.StreamResponse:
    return await _decline_page(request, {}, {}, 200)


async def decline(request: web.Request) -> web.StreamResponse:
    guest = await answering(request)
    values, problems = await read_form(request, DeclineForm)
    if not problems:
        now, workshop_id = running(request).clock.now(), id_in(request, "workshop_id")
        problems = await tried(request, actions.decline, now, guest, workshop_id, values.model.words)
    if problems:
        return await _decline_page(request, values, problems, 422)
    return back(request, _("Panitia membaca bahwa Anda tidak bisa. Terima kasih sudah memberi tahu."))


async def _decline_page(
    request: web.Request, values: dict[str, Any], problems: dict[str, str], status: int
) -> web.Response:
    async with running(request).db.read() as tx:
        guest, office = await guest_of(request, tx)
        work, lessons = await _work(request, tx, guest)
    return render(
        request,
        "participant/trainer_decline.html",
        status=status,
        organization=office,
        code=request.match_info["code"],
        work=work,
        lessons=lessons,
        values=values,
        problems=problems,
    )


async def propose_page(request: web.Request) -> web.StreamResponse:
    return await _propose_page(request, None, {}, 200)


async def propose(request: web.Request) -> web.StreamResponse:
    guest = await answering(request)
    values, problems = await read_form(request, ProposeForm)
    if not problems:
        form, now = values.model, running(request).clock.now()
        async with running(request).db.read() as tx:
            work, lessons = await _work(request, tx, guest)
        lesson = _lesson(request, lessons)
        try:
            span = checked_span(form.day, form.starts, form.ends, work.zone)
            await once(request, actions.propose, now, guest, work.id, lesson.id, span, form.words)
            return back(request, _("Usulan terkirim. Jadwal belum berubah sampai panitia menyetujuinya."))
        except Refused as refused:
            problems = problems_of(refused)
    return await _propose_page(request, values, problems, 422)


async def _propose_page(
    request: web.Request, values: dict[str, Any] | None, problems: dict[str, str], status: int
) -> web.Response:
    async with running(request).db.read() as tx:
        guest, office = await guest_of(request, tx)
        work, lessons = await _work(request, tx, guest)
    lesson, zone = _lesson(request, lessons), ZoneInfo(work.zone)
    if values is None:
        values = {
            "day": lesson.starts_at.astimezone(zone).date(),
            "starts": lesson.starts_at.astimezone(zone).strftime("%H:%M"),
            "ends": lesson.ends_at.astimezone(zone).strftime("%H:%M"),
        }
    return render(
        request,
        "participant/trainer_propose.html",
        status=status,
        organization=office,
        code=request.match_info["code"],
        work=work,
        lesson=lesson,
        values=values,
        problems=problems,
    )


async def _work(request: web.Request, tx: Tx, guest: Guest) -> tuple[Work, list[Lesson]]:
    """The workshop in the address, as one they may still answer for. Raises NotFound."""
    workshop_id, now = id_in(request, "workshop_id"), running(request).clock.now()
    found = await trainer_page.work(tx, guest.organization_id, guest.trainer_id)
    for work in found:
        if work.id == workshop_id:
            lessons = (await trainer_page.lessons(tx, guest.trainer_id, [work]))[work.id]
            if may_answer(work, lessons, now):
                return work, [lesson for lesson in lessons if lesson.starts_at > now]
    raise NotFound


def _lesson(request: web.Request, lessons: list[Lesson]) -> Lesson:
    session_id = id_in(request, "session_id")
    for lesson in lessons:
        if lesson.id == session_id:
            return lesson
    raise NotFound


def back(request: web.Request, said: str) -> web.Response:
    """To the trainer's page, with what was done."""
    response = redirect(request, "trainer_page", code=request.match_info["code"])
    flash(response, said)
    return response
