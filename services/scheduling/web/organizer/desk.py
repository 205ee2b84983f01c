"""The desk: what waits for a decision, of every service."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from aiohttp import web

from services.scheduling.actions.warnings import unresolved
from services.scheduling.domain.notices import due_at, is_urgent
from services.scheduling.settings import DRAFT_IS_NEAR
from services.scheduling.store import letters, listing, notices, request_answers, requests
from services.scheduling.store.listing import Listed
from services.scheduling.store.notices import Untold
from services.scheduling.web.decisions import Decision
from services.scheduling.web.organizer import trainer_tasks
from shared.db import Tx
from shared.events.scheduling import Role
from shared.i18n import N_, _, date_long, date_time
from shared.web import redirect, render, route_url, running, staff_of, zone_of
from shared.web.access import VIEWER

# The other services' rows, loaded by script into the desk; without script each is a link.
FRAGMENTS = (
    ("/kelola/peserta/ringkas", N_("Peserta")),
    ("/kelola/kehadiran/ringkas", N_("Kehadiran")),
    ("/kelola/sertifikat/ringkas", N_("Sertifikat")),
)
_SOON = 6  # workshops shown on the desk
_WARNED = 3  # workshops with warnings; more are one row


async def desk(request: web.Request) -> web.StreamResponse:
    by, now = staff_of(request), running(request).clock.now()
    if not VIEWER.allows(by.role):  # who only takes attendance finds nothing here to open
        return redirect(request, "/kelola/kehadiran")
    async with running(request).db.read() as tx:
        rows = await _decisions(request, tx, now, by.organization_id)
        listed = await listing.listed(tx, by.organization_id, now, state="published")
    current = [row for row in listed if row.ends_at and row.ends_at > now]
    return render(
        request,
        "organizer/desk.html",
        decisions=rows,
        fragments=FRAGMENTS,
        current=current[::-1][:_SOON],
        mail_is_caught=not running(request).settings.smtp_url and by.role == Role.ADMIN,
    )


async def summary(request: web.Request) -> web.StreamResponse:
    """The schedule's own rows, as a fragment like every service's."""
    by, now = staff_of(request), running(request).clock.now()
    async with running(request).db.read() as tx:
        rows = await _decisions(request, tx, now, by.organization_id)
    return render(request, "organizer/summary.html", decisions=rows)


async def _decisions(request: web.Request, tx: Tx, now: datetime, organization_id: UUID) -> list[Decision]:
    untold = [row for row in await notices.untold(tx, organization_id) if row.people]
    found = [_to_tell(request, now, row) for row in untold]
    found += await _requests(request, tx, organization_id)
    for listed in await listing.listed(tx, organization_id, now, state="published"):
        if listed.unconfirmed:
            found.append(_to_confirm(request, listed))
        elif listed.ends_at and listed.ends_at <= now:
            found.append(_to_complete(request, listed))
    warned: dict[UUID, int] = {}
    titles: dict[UUID, tuple[str, str]] = {}
    for warning in await unresolved(tx, now, organization_id):
        session = warning.session
        warned[session.workshop_id] = warned.get(session.workshop_id, 0) + 1
        titles.setdefault(session.workshop_id, (session.workshop, date_long(session.starts_at, session.zone)))
    if len(warned) > _WARNED:  # a desk that is one long list decides nothing
        what = _("Peringatan jadwal di {n} Bimtek", n=len(warned))
        href = route_url(request, "warnings")
        found.append(Decision(sum(warned.values()), what, "", href, _("Putuskan")))
        warned = {}
    for workshop_id, count in warned.items():
        title, first = titles[workshop_id]
        what = _("Peringatan jadwal: {title}", title=title)
        href = f"{route_url(request, 'workshop', workshop_id=workshop_id)}#peringatan"
        found.append(Decision(count, what, _("Sesi pertama {day}", day=first), href, _("Putuskan")))
    found += await trainer_tasks.decisions(request, tx, now, organization_id)
    found += await _letters(request, tx, organization_id)
    for draft in await listing.listed(tx, organization_id, now, state="draft"):
        if draft.starts_at and draft.starts_at - now < DRAFT_IS_NEAR:
            href = route_url(request, "workshop", workshop_id=draft.id)
            what = _("Draf belum diterbitkan: {title}", title=draft.full_title)
            begins = _("Mulai {day}", day=date_long(draft.starts_at, draft.zone))
            found.append(Decision(1, what, begins, href, _("Buka draf")))
    return found


async def _requests(request: web.Request, tx: Tx, organization_id: UUID) -> list[Decision]:
    """Requests nobody has read, and answers that have to be said by phone."""
    found = []
    new, to_call = await requests.new(tx, organization_id), await request_answers.to_call(tx, organization_id)
    zone = zone_of(request)
    if new.oldest:
        href = route_url(request, "requests", status="submitted", urut="lama")
        since = _("Sejak {day}", day=date_long(new.oldest, zone))
        found.append(Decision(new.requests, _("Usulan Bimtek yang belum dibaca"), since, href, _("Baca")))
    if to_call.oldest:
        first = await request_answers.first_to_call(tx, organization_id)
        href = route_url(request, "asked", request_id=first)
        since = _("Sejak {day}", day=date_long(to_call.oldest, zone))
        found.append(Decision(to_call.requests, _("Pengusul perlu dihubungi"), since, href, _("Hubungi")))
    return found


async def _letters(request: web.Request, tx: Tx, organization_id: UUID) -> list[Decision]:
    """Letters whose file could not be made, and those whose mail came back."""
    stuck, failed = await letters.in_trouble(tx, organization_id)
    found = []
    if stuck:
        href = route_url(request, "letters", status="making")
        found.append(Decision(stuck, _("Berkas surat gagal dibuat"), "", href, _("Lihat")))
    if failed:
        href = route_url(request, "letters", status="failed")
        found.append(Decision(failed, _("Email surat gagal, perlu tindakan"), "", href, _("Lihat")))
    return found


def _to_tell(request: web.Request, now: datetime, row: Untold) -> Decision:
    """Changes nobody was told of; what touches a session of the next 24 hours says that it is urgent."""
    what = _("Perubahan belum diberitahukan: {title}", title=row.title)
    if row.touches_at is not None and is_urgent(row.touches_at, now):
        begins = date_time(row.touches_at, row.zone)
        what = _("Mendesak, perubahan belum diberitahukan: {title}", title=row.title)
        said = _("Sesi yang berubah mulai {when}", when=begins)
    else:
        due = due_at(row.changed_at, row.touches_at, row.quiet)
        said = _("Dikirim sendiri {when}", when=date_time(max(due, now), row.zone))
    href = f"{route_url(request, 'workshop', workshop_id=row.workshop_id)}#pemberitahuan"
    return Decision(row.changes, what, said, href, _("Periksa dan kirim"))


def _to_confirm(request: web.Request, listed: Listed) -> Decision:
    what = _("Sesi belum dicatat pelaksanaannya: {title}", title=listed.full_title)
    begun = _("Mulai {day}", day=date_long(listed.starts_at, listed.zone)) if listed.starts_at else ""
    href = f"{route_url(request, 'workshop', workshop_id=listed.id)}#pelaksanaan"
    return Decision(listed.unconfirmed, what, begun, href, _("Catat"))


def _to_complete(request: web.Request, listed: Listed) -> Decision:
    """Everything is recorded; somebody has to say that it is over."""
    what = _("Bimtek belum diselesaikan: {title}", title=listed.full_title)
    ended = _("Berakhir {day}", day=date_long(listed.ends_at, listed.zone)) if listed.ends_at else ""
    href = f"{route_url(request, 'workshop', workshop_id=listed.id)}#penutupan"
    return Decision(1, what, ended, href, _("Selesaikan"))
