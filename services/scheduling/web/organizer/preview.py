"""A workshop as a participant will read it: the same page registration shows, before anything is public."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from services.scheduling.store import counts, documents, sessions
from services.scheduling.web.organizer.workshops import find
from shared.events.scheduling import SignUp
from shared.i18n import _
from shared.web import agenda, id_in, render, route_url, running, staff_of
from shared.web.context import ORGANIZATION


@dataclass(frozen=True)
class _Seats:
    """What the page asks of seats; those taken are counted as the desk counts them."""

    free: int
    full: bool
    sign_up: SignUp


@dataclass(frozen=True)
class _Availability:
    open: bool
    look: str = "info"
    word: str = ""
    sentence: str = ""


async def preview(request: web.Request) -> web.StreamResponse:
    """Shown as on a day when sign-up is open; nothing of a draft is public yet."""
    by, workshop_id, now = staff_of(request), id_in(request, "workshop_id"), running(request).clock.now()
    async with running(request).db.read() as tx:
        workshop = await find(tx, by.organization_id, workshop_id)
        if not await sessions.of_workshop(tx, workshop_id):
            return render(request, "organizer/preview_empty.html", workshop=workshop)
        shown = await documents.preview(tx, by.organization_id, workshop_id, now)
        heads = await counts.heads(tx, workshop_id)
    free = max(workshop.capacity - heads.confirmed, 0)
    return render(
        request,
        "organizer/preview.html",
        workshop=shown,
        office=request.get(ORGANIZATION),
        seats=_Seats(free, not free, shown.sign_up),
        availability=_availability(shown.sign_up),
        other_places=agenda.other_places(shown),
        agenda=agenda.agenda(shown.sessions, shown.zone, shown.place.name),
        trainers=agenda.trainers(shown),
        lacks=not (workshop.contact_name and workshop.contact_whatsapp),
        back=route_url(request, "workshop", workshop_id=workshop_id),
        live=f"/bimtek/{workshop.slug}" if workshop.slug else "",
    )


def _availability(sign_up: SignUp) -> _Availability:
    """In the words of registration's page."""
    match sign_up:
        case SignUp.NOMINATION:
            sentence = _("Peserta diusulkan oleh narahubung. Hubungi panitia bila Anda berminat.")
            return _Availability(False, word=_("Melalui narahubung"), sentence=sentence)
        case SignUp.APPROVAL:
            sentence = _("Panitia memilih peserta. Setelah mendaftar, tunggu kabar dari kami.")
            return _Availability(True, sentence=sentence)
        case _:
            return _Availability(True)
