"""The trainers of a workshop: inviting them, their answers, other times they ask for, their material."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from aiohttp import web

from services.scheduling.actions import invitations as actions
from services.scheduling.actions import trainer_answers, trainer_page
from services.scheduling.domain.bookings import Resource, Span
from services.scheduling.domain.refusals import Refused
from services.scheduling.store import (
    answers,
    bookings,
    invitations,
    materials,
    proposals,
    sessions,
    trainer_links,
)
from services.scheduling.store.answers import Answer
from services.scheduling.store.proposals import Proposal
from services.scheduling.store.workshops import Workshop
from services.scheduling.web import words
from services.scheduling.web.doing import once, tried
from services.scheduling.web.downloads import download
from services.scheduling.web.forms.answers import (
    AcceptForm,
    DeclineProposalForm,
    InviteTrainersForm,
    PublishMaterialForm,
)
from services.scheduling.web.messages import post, ready_text, whatsapp
from services.scheduling.web.organizer.workshops import find
from services.scheduling.web.sentences import collision_text, named_once, page_of
from shared.db import Tx
from shared.i18n import _, ngettext
from shared.web import NotFound, flash, id_in, read_form, redirect, render, running, staff_of
from shared.web.access import ORGANIZER


@dataclass(frozen=True)
class Invited:
    """What can be sent to an invited trainer by hand, whenever they ask for it."""

    text: str
    whatsapp: str


@dataclass(frozen=True)
class Asked:
    """Another time a trainer asks for, with everything that is in the way then."""

    proposal: Proposal
    conflicts: list[str]


async def show(request: web.Request) -> web.StreamResponse:
    return await _page(request, {}, {}, 200)


async def invite(request: web.Request) -> web.StreamResponse:
    """Everybody who is not invited yet, or those chosen."""
    workshop_id = id_in(request, "workshop_id")
    values, problems = await read_form(request, InviteTrainersForm)
    if problems:
        return await _page(request, values, problems, 422)
    chosen = set(values.model.trainer_ids) or None
    now, by = running(request).clock.now(), staff_of(request)
    try:
        count = await once(request, actions.invite, now, post(request), by, workshop_id, chosen)
    except Refused as refused:
        raise page_of(refused) from refused
    said = (
        ngettext("{n} narasumber diundang.", "{n} narasumber diundang.", count)
        if count
        else _("Tidak ada yang perlu diundang: semua narasumber sesi yang akan datang sudah diundang.")
    )
    return _back(request, said)


async def tell(request: web.Request) -> web.StreamResponse:
    workshop_id, trainer_id = id_in(request, "workshop_id"), id_in(request, "trainer_id")
    now, by = running(request).clock.now(), staff_of(request)
    try:
        told = await once(request, actions.tell_now, now, post(request), by, workshop_id, trainer_id)
    except Refused as refused:
        raise page_of(refused) from refused
    return _back(request, _("Perubahan disampaikan.") if told else _("Tidak ada yang berubah."))


async def accept(request: web.Request) -> web.StreamResponse:
    """One press: the session moves as any session moves, and the trainer is told."""
    workshop_id, proposal_id = id_in(request, "workshop_id"), id_in(request, "proposal_id")
    values, problems = await read_form(request, AcceptForm)
    if not problems:
        now, by = running(request).clock.now(), staff_of(request)
        reason = values.model.reason
        problems = await tried(
            request,
            trainer_answers.accept_proposal,
            now,
            post(request),
            by,
            workshop_id,
            proposal_id,
            reason,
        )
    if problems:
        return await _page(request, {"proposal_id": str(proposal_id), **values}, problems, 422)
    return _back(request, _("Sesi dipindahkan, dan narasumber diberi tahu."))


async def decline(request: web.Request) -> web.StreamResponse:
    workshop_id, proposal_id = id_in(request, "workshop_id"), id_in(request, "proposal_id")
    values, problems = await read_form(request, DeclineProposalForm)
    if not problems:
        now, by = running(request).clock.now(), staff_of(request)
        answer = values.model.words
        problems = await tried(
            request,
            trainer_answers.decline_proposal,
            now,
            post(request),
            by,
            workshop_id,
            proposal_id,
            answer,
        )
    if problems:
        return await _page(request, {"proposal_id": str(proposal_id), **values}, problems, 422)
    return _back(request, _("Jawaban dikirim kepada narasumber. Jadwal tetap."))


async def publish_material(request: web.Request) -> web.StreamResponse:
    workshop_id, material_id = id_in(request, "workshop_id"), id_in(request, "material_id")
    values, problems = await read_form(request, PublishMaterialForm)
    if problems:
        return await _page(request, values, problems, 422)
    keys, by = running(request).keys, staff_of(request)
    shown = values.model.published
    try:
        await once(request, trainer_page.publish_material, keys, by, workshop_id, material_id, shown)
    except Refused as refused:
        raise page_of(refused) from refused
    return _back(
        request,
        _("Materi dibagikan. Kirim tautannya kepada peserta.")
        if shown
        else _("Materi tidak dibagikan lagi."),
    )


async def open_material(request: web.Request) -> web.StreamResponse:
    by, workshop_id = staff_of(request), id_in(request, "workshop_id")
    async with running(request).db.read() as tx:
        found = await materials.find(tx, by.organization_id, workshop_id, id_in(request, "material_id"))
    if found is None:
        raise NotFound
    return await download(request, found)


async def _page(
    request: web.Request, values: dict[str, Any], problems: dict[str, str], status: int
) -> web.Response:
    by, now, workshop_id = staff_of(request), running(request).clock.now(), id_in(request, "workshop_id")
    async with running(request).db.read() as tx:
        workshop = await find(tx, by.organization_id, workshop_id)
        rows = await answers.of_workshop(tx, by.organization_id, workshop_id, now)
        may_change = ORGANIZER.allows(by.role) and workshop.state in ("draft", "published")
        by_hand = await _by_hand(request, tx, workshop, rows) if may_change else {}
        asked = [
            Asked(one, await _conflicts(tx, workshop, one))
            for one in await proposals.open_of(tx, by.organization_id, workshop_id)
        ]
        handed_in = await materials.of_workshop(tx, by.organization_id, workshop_id)
        link = await materials.link(tx, workshop_id)
    shared = ""
    if link is not None and any(one.published for one in handed_in):
        service = running(request)
        code = service.keys.decrypt(link, purpose=trainer_page.MATERIALS)
        shared = f"{service.settings.public_url.rstrip('/')}/narasumber/materi/{code}"
    return render(
        request,
        "organizer/answers.html",
        status=status,
        workshop=workshop,
        rows=rows,
        asked=asked,
        materials=handed_in,
        shared=shared,
        share=whatsapp(_("Materi {workshop}: {link}", workshop=workshop.full_title, link=shared)),
        by_hand=by_hand,
        words=words.TRAINER_ANSWERS,
        may_change=may_change,
        may_publish=ORGANIZER.allows(by.role),
        values=values,
        problems=problems,
    )


async def _by_hand(
    request: web.Request, tx: Tx, workshop: Workshop, rows: list[Answer]
) -> dict[UUID, Invited]:
    """The invitation of everybody who still has to answer, to be sent by WhatsApp too."""
    days = await actions.answer_days(tx, workshop.organization_id)
    found = {}
    for row in rows:
        if row.state == "asked":
            guest = await trainer_links.of(tx, workshop.organization_id, row.trainer_id)
            asked = await invitations.find(tx, workshop.organization_id, workshop.id, row.trainer_id)
            if guest and asked:
                data = {"name": row.name, "sessions": asked.told, "answer_days": days, **asked.about}
                text = ready_text(request, "trainer_invitation", data, guest)
                found[row.trainer_id] = Invited(text, whatsapp(text, row.phone))
    return found


async def _conflicts(tx: Tx, workshop: Workshop, proposal: Proposal) -> list[str]:
    """What is booked at the time asked for: the class, its room, everybody who teaches in it."""
    session = await sessions.find(tx, workshop.id, proposal.session_id)
    assert session is not None
    resources = [Resource("class", workshop.id), Resource("venue", session.venue_id)]
    resources += [Resource("trainer", trainer_id) for trainer_id in session.trainer_ids]
    span = Span(proposal.starts_at, proposal.ends_at)
    found = await bookings.collisions(tx, resources, span, session.id)
    return [collision_text(one, workshop.zone) for one in named_once(found)]


def _back(request: web.Request, said: str) -> web.Response:
    response = redirect(request, "answers", workshop_id=id_in(request, "workshop_id"))
    flash(response, said)
    return response
