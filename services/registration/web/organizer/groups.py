"""Narahubung: the contact persons of a workshop, their links, quotas and deadlines."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web

from services.registration.actions import contacts
from services.registration.actions import groups as actions
from services.registration.domain.groups import closes_in_the_past
from services.registration.domain.refusals import NotPossible, Reason
from services.registration.store import groups
from services.registration.store.groups import Group
from services.registration.web import group_words, views
from services.registration.web.forms.groups import (
    GROUNDS,
    ROLES,
    DeletionForm,
    NominationForm,
    TermsForm,
)
from services.registration.web.organizer.address import id_of, workshop_of
from services.registration.web.organizer.decisions import by_of
from shared.events.scheduling import Workshop
from shared.i18n import _
from shared.indonesia import shown_phone
from shared.web import (
    NotFound,
    fingerprint,
    flash,
    form_key,
    read_form,
    redirect,
    render,
    running,
    staff_of,
)


async def index(request: web.Request) -> web.StreamResponse:
    """The lists of a workshop, with how many people each has, and the form for a new link."""
    return await _list_page(request, {}, {})


async def _list_page(request: web.Request, values: dict[str, Any], problems: dict[str, str]) -> web.Response:
    now = running(request).clock.now()
    async with running(request).db.read() as tx:
        workshop = await workshop_of(request, tx)
        found = await groups.of_workshop(tx, workshop.id, workshop.organization_id)
    return render(
        request,
        "organizer/groups.html",
        status=422 if problems else 200,
        workshop=workshop,
        step=workshop.step(now),
        over=workshop.ends_at <= now,
        lists=found,
        state=lambda group: state_of(group, now),
        phone=shown_phone,
        roles=[(role.value, _(word)) for role, word in ROLES.items()],
        role=role_word,
        values=values,
        problems=problems,
    )


def role_word(group: Group) -> str:
    words = {role.value: word for role, word in ROLES.items()}
    return _(words[group.role]) if group.role else ""


def state_of(group: Group, now: datetime) -> tuple[str, str]:
    """The chip of a list."""
    if group.withdrawn_at is not None:
        return "netral", _("Ditarik")
    if group.deadline is not None and group.deadline <= now:
        return "netral", _("Batas waktu lewat")
    if group.left == 0:
        return "info", _("Kuota penuh")
    if group.consent_at is None:
        return "wait", _("Belum dibuka narahubung")
    return "ok", _("Dapat ditambah")


def deadline_of(given: datetime | None, workshop: Workshop) -> datetime | None:
    """A typed moment, which is where the workshop is."""
    return given.replace(tzinfo=ZoneInfo(workshop.zone)) if given else None


async def nominate(request: web.Request) -> web.StreamResponse:
    """Make a link; a second press of the button leads to the same one."""
    values, problems = await read_form(request, NominationForm)
    service = running(request)
    now = service.clock.now()
    async with service.db.read() as tx:
        workshop = await workshop_of(request, tx)
    deadline = None if problems else deadline_of(values.model.deadline, workshop)
    problems = problems or past(deadline, None, now)
    if problems:
        return await _list_page(request, values, problems)
    form = values.model
    try:
        once = await service.db.once(
            "nominate",
            form_key(request),
            fingerprint(request),
            actions.nominate,
            now,
            by_of(request),
            actions.new_code(service.keys),
            workshop.id,
            form.contact,
            form.most,
            deadline,
        )
    except NotPossible as error:
        return await _list_page(request, values, {"form": _(views.REASONS[error.reason])})
    response = redirect(request, "group_of_office", workshop_id=workshop.id, group_id=once.outcome["group"])
    flash(response, _("Tautan dibuat. Kirim kepada narahubungnya."))
    return response


def past(deadline: datetime | None, before: datetime | None, now: datetime) -> dict[str, str]:
    """What is wrong with a deadline in the place of another."""
    if closes_in_the_past(deadline, before, now):
        return {"deadline": _("Pilih waktu yang akan datang, atau kosongkan.")}
    return {}


async def found_of(request: web.Request) -> tuple[Group, Workshop]:
    """The list of the address, of this office and workshop only. Raises NotFound."""
    async with running(request).db.read() as tx:
        workshop = await workshop_of(request, tx)
        group = await groups.read(tx, id_of(request, "group_id"))
    if group is None or group.workshop_id != workshop.id:
        raise NotFound
    return group, workshop


async def show(request: web.Request) -> web.StreamResponse:
    """One list: its people, its link, and what can be changed."""
    return await _one_page(request, {}, {})


async def _one_page(request: web.Request, values: dict[str, Any], problems: dict[str, str]) -> web.Response:
    group, workshop = await found_of(request)
    service = running(request)
    now = service.clock.now()
    async with service.db.read() as tx:
        people, places = await groups.people(tx, group)
    opens = staff_of(request).role in ("admin", "organizer")
    link = group_words.address(service.keys, group, service.settings.public_url) if opens else ""
    takes = actions.takes_people(group, workshop, now)
    text = (group_words.invitation if takes else group_words.new_link)(group, workshop, link)
    told = opens and (takes or group.link_untold_at is not None)
    local = group.deadline.astimezone(ZoneInfo(workshop.zone)) if group.deadline else None
    return render(
        request,
        "organizer/group.html",
        status=422 if problems else 200,
        workshop=workshop,
        step=workshop.step(now),
        group=group,
        people=people,
        chip_of=state_of(group, now),
        word=lambda row: group_words.state(row, places.get(row.id, 0), workshop),
        look=lambda row: views.office_word(row)[0],
        role=role_word(group),
        phone=shown_phone(group.phone) if group.phone else "",
        link=link,
        mailed=contacts.would_be_mailed(group, workshop, now),
        whatsapp=views.whatsapp(text, group.phone) if told else "",
        values=values or {"most": str(group.most), "deadline": f"{local:%Y-%m-%dT%H:%M}" if local else ""},
        problems=problems,
    )


async def set_terms(request: web.Request) -> web.StreamResponse:
    """Another quota or deadline."""
    group, workshop = await found_of(request)
    values, problems = await read_form(request, TermsForm)
    now = running(request).clock.now()
    deadline = None if problems else deadline_of(values.model.deadline, workshop)
    if deadline and group.deadline and deadline == group.deadline.replace(second=0, microsecond=0):
        deadline = group.deadline  # the page shows whole minutes
    problems = problems or past(deadline, group.deadline, now)
    if problems:
        return await _one_page(request, values, problems)
    action = running(request).db.run(
        actions.set_terms, now, by_of(request), group.id, values.model.most, deadline
    )
    return await _done(request, action, _("Kuota dan batas waktu disimpan."))


async def ask_withdrawal(request: web.Request) -> web.StreamResponse:
    """Asks once more, with what stays."""
    group, workshop = await found_of(request)
    return render(request, "organizer/group_withdraw.html", group=group, workshop=workshop)


async def withdraw(request: web.Request) -> web.StreamResponse:
    """Nobody is added by the link any more."""
    group, _workshop = await found_of(request)
    now = running(request).clock.now()
    action = running(request).db.run(actions.withdraw, now, by_of(request), group.id)
    return await _done(request, action, _("Tautan ditarik. Yang sudah terdaftar tetap terdaftar."))


async def ask_renewal(request: web.Request) -> web.StreamResponse:
    """Asks once more, with what follows."""
    group, workshop = await found_of(request)
    mailed = contacts.would_be_mailed(group, workshop, running(request).clock.now())
    return render(request, "organizer/group_renew.html", group=group, workshop=workshop, mailed=mailed)


async def renew(request: web.Request) -> web.StreamResponse:
    """Another link in the place of one that leaked; a second press of the button replaces nothing more."""
    group, workshop = await found_of(request)
    service = running(request)
    mailed = contacts.would_be_mailed(group, workshop, service.clock.now())
    seen = str((await request.post()).get("mark", ""))
    given = (service.clock.now(), actions.new_code(service.keys), group.id, seen, by_of(request))
    action = service.db.once(
        contacts.RENEWED, form_key(request), fingerprint(request), contacts.renew, *given
    )
    told = (
        _("Tautan diganti dan dikirim lewat email. Yang lama tidak dapat dibuka lagi.")
        if mailed
        else _("Tautan diganti. Sampaikan yang baru kepada narahubungnya lewat WhatsApp.")
    )
    return await _done(request, action, told, {Reason.STATE_CHANGED: _(group_words.REPLACED)})


async def told(request: web.Request) -> web.StreamResponse:
    """The contact person has the link that was replaced."""
    group, _workshop = await found_of(request)
    action = running(request).db.run(contacts.told, by_of(request), group.id)
    return await _done(request, action, _("Dicatat: tautan baru sudah disampaikan."))


async def ask_deletion(request: web.Request) -> web.StreamResponse:
    """Asks once more, and why."""
    return await _deletion_page(request, {}, {})


async def _deletion_page(
    request: web.Request, values: dict[str, Any], problems: dict[str, str]
) -> web.Response:
    group, workshop = await found_of(request)
    return render(
        request,
        "organizer/group_delete.html",
        status=422 if problems else 200,
        group=group,
        workshop=workshop,
        reasons=[(ground.value, _(word)) for ground, word in GROUNDS.items()],
        values=values,
        problems=problems,
    )


async def delete(request: web.Request) -> web.StreamResponse:
    """Nothing of the contact person stays; a second press of the button leads to the same place."""
    values, problems = await read_form(request, DeletionForm)
    if problems:
        return await _deletion_page(request, values, problems)
    service = running(request)
    async with service.db.read() as tx:
        workshop = await workshop_of(request, tx)
    given = (by_of(request), id_of(request, "group_id"), values.model.reason)
    said = fingerprint(request)
    try:
        await service.db.once(contacts.DELETED, form_key(request), said, contacts.delete_for, *given)
    except NotPossible:
        raise NotFound from None
    response = redirect(request, "groups", workshop_id=workshop.id)
    flash(response, _("Data narahubung dihapus. Orang di daftarnya tetap terdaftar."))
    return response


async def send_again(request: web.Request) -> web.StreamResponse:
    """Mail the link once more."""
    group, workshop = await found_of(request)
    now = running(request).clock.now()
    action = running(request).db.run(actions.send_again, now, by_of(request), group.id)
    unsent = group_words.unsent(now, workshop)
    return await _done(request, action, _("Tautan dikirim lagi lewat email."), unsent)


async def _done(
    request: web.Request,
    action: Awaitable[Any],
    text: str,
    refusals: Mapping[Reason, str] = {},
) -> web.Response:
    try:
        await action
    except NotPossible as refused:
        changed = _("Keadaan daftar ini sudah berubah. Belum ada yang diubah lagi.")
        text = refusals.get(refused.reason, changed)
    response = redirect(request, "group_of_office", **request.match_info)
    flash(response, text)
    return response
