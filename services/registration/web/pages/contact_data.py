"""A contact person's own data: all that is kept, to be read, taken along, corrected and deleted."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from aiohttp import web

from services.registration.actions import contacts as actions
from services.registration.actions import groups as lists
from services.registration.domain.refusals import NotPossible
from services.registration.settings import GROUPS_PER_ADDRESS
from services.registration.store import contacts
from services.registration.store.contacts import Message
from services.registration.store.groups import Group
from services.registration.web import views
from services.registration.web.earlier import earlier, one_sending
from services.registration.web.forms.groups import ROLES, ContactForm
from services.registration.web.history import TOLD
from services.registration.web.pages.groups import Opened, code_of, opened_of
from shared.db import Once
from shared.i18n import _, date_time
from shared.indonesia import shown_phone
from shared.web import NotFound, fingerprint, flash, form_key, read_form, redirect, render, running
from shared.web.limit import limited
from shared.web.sheets import download

LANGUAGES = {"id": "Indonesia", "en": "English"}
FIELDS = ("name", "phone", "email", "role", "institution")


async def show(request: web.Request) -> web.StreamResponse:
    opened = await opened_of(request)
    typed = {name: getattr(opened.group, name) for name in FIELDS}
    return await _page(request, opened, {**typed, "phone": shown_phone(opened.group.phone)}, {})


async def _page(
    request: web.Request, opened: Opened, values: dict[str, Any], problems: dict[str, str]
) -> web.Response:
    return render(
        request,
        "participant/contact_data.html",
        status=422 if problems else 200,
        workshop=opened.workshop,
        office=opened.office,
        code=request.match_info["code"],
        parts=parts(opened, await messages(request, opened)),
        roles=[(role.value, _(word)) for role, word in ROLES.items()],
        values=values,
        problems=problems,
    )


async def messages(request: web.Request, opened: Opened) -> tuple[Message, ...]:
    async with running(request).db.read() as tx:
        return await contacts.messages(tx, opened.group.id)


def parts(opened: Opened, told: tuple[Message, ...]) -> list[tuple[str, list[tuple[str, str]]]]:
    """All that is kept, by headings; what is empty is left out."""
    group, zone = opened.group, opened.workshop.zone
    words = {role.value: word for role, word in ROLES.items()}
    person = [
        (_("Nama"), group.name),
        (_("Nomor HP/WhatsApp"), shown_phone(group.phone) if group.phone else ""),
        (_("Email"), group.email),
        (_("Email tidak sampai"), group.email_trouble),
        (_("Peran"), _(words[group.role]) if group.role else ""),
        (_("Instansi, kelompok, atau desa"), group.institution),
        (_("Bahasa"), LANGUAGES.get(group.language, group.language)),
    ]
    list_ = [
        (_("Bimtek"), opened.workshop.full_title),
        (_("Dibuat"), date_time(group.created_at, zone)),
        (_("Dibuat oleh"), _("panitia") if group.created_by else _("Anda sendiri")),
        (_("Orang di daftar ini"), str(group.people)),
        (_("Pernyataan"), _declared(opened)),
        (_("Ditarik panitia"), date_time(group.withdrawn_at, zone) if group.withdrawn_at else ""),
    ]
    sent = [
        (
            date_time(one.at, zone),
            _("{message} ({how})", message=_(TOLD.get(one.purpose, one.purpose)), how=one.sent_to),
        )
        for one in told
    ]
    found = [(_("Tentang Anda"), person), (_("Daftar Anda"), list_), (_("Pesan kepada Anda"), sent)]
    return [
        (title, [item for item in items if item[1]]) for title, items in found if any(v for _n, v in items)
    ]


def _declared(opened: Opened) -> str:
    group = opened.group
    if group.consent_at is None:
        return _("belum")
    when = date_time(group.consent_at, opened.workshop.zone)
    return _("naskah {version}, {when}", version=group.consent_version, when=when)


def document(opened: Opened, told: tuple[Message, ...]) -> dict[str, Any]:
    """The same for programs."""
    group = opened.group
    return {
        **{name: getattr(group, name) for name in FIELDS},
        "email_trouble": group.email_trouble,
        "language": group.language,
        "workshop": opened.workshop.full_title,
        "kind": group.kind.value,
        "created_at": group.created_at,
        "made_by_office": group.created_by != "",
        "declared_at": group.consent_at,
        "declared_version": group.consent_version,
        "withdrawn_at": group.withdrawn_at,
        "people": group.people,
        "messages": [
            {"purpose": one.purpose, "at": one.at, "sent_to": one.sent_to, "state": one.state} for one in told
        ],
    }


async def file(request: web.Request) -> web.StreamResponse:
    """All of it to take along: to be read, or for a program. People of the list have their own."""
    opened = await opened_of(request)
    told = await messages(request, opened)
    if request.match_info["kind"] == "txt":
        lines = [_("Data narahubung"), ""]
        for title, items in parts(opened, told):
            lines += [title, *(f"  {label}: {value}" for label, value in items), ""]
        return download("\n".join(lines).encode(), "data-narahubung.txt", "text/plain")
    text = json.dumps(document(opened, told), ensure_ascii=False, indent=2, default=str)
    return download(text.encode(), "data-narahubung.json", "application/json")


async def correct(request: web.Request) -> web.StreamResponse:
    """It holds at once."""
    limited(request, "groups", GROUPS_PER_ADDRESS)
    opened = await opened_of(request)
    values, problems = await read_form(request, ContactForm)
    if problems:
        return await _page(request, opened, values, problems)
    service = running(request)
    text = _("Data Anda sudah diperbarui.")
    try:
        given = (service.clock.now(), opened.group.id, opened.group.link_mark, values.model.contact)
        await service.db.run(actions.correct, *given)
    except NotPossible as refused:
        text = _(views.REASONS[refused.reason])
    response = redirect(request, "contact_data", **request.match_info)
    flash(response, text)
    return response


async def ask_deletion(request: web.Request) -> web.StreamResponse:
    """Asks once more, with what stays."""
    opened = await opened_of(request)
    return render(
        request,
        "participant/contact_delete.html",
        workshop=opened.workshop,
        office=opened.office,
        code=request.match_info["code"],
        group=opened.group,
    )


async def delete(request: web.Request) -> web.StreamResponse:
    """The page of the list is gone with the data; a second press of the button leads to the same place."""
    await deleted(request, form_key(request))
    response = redirect(request, "entrance")
    flash(response, _("Data Anda sebagai narahubung sudah dihapus. Orang di daftar Anda tetap terdaftar."))
    return response


async def ask_renewal(request: web.Request) -> web.StreamResponse:
    """Asks once more, with what follows."""
    opened = await opened_of(request)
    return render(
        request,
        "participant/group_renew.html",
        mailed=actions.would_be_mailed(opened.group, opened.workshop, opened.now),
        workshop=opened.workshop,
        office=opened.office,
        code=request.match_info["code"],
        group=opened.group,
    )


async def renew(request: web.Request) -> web.StreamResponse:
    """Replace the link; a second press of the button leads to the same new one."""
    limited(request, "groups", GROUPS_PER_ADDRESS)
    response = redirect(request, "group", code=await renewed(request, form_key(request)))
    flash(response, _("Tautan daftar Anda diganti. Yang lama tidak dapat dibuka lagi; simpan yang ini."))
    return response


async def renewed(request: web.Request, key: str) -> str:
    """The new code, also where the same sending has replaced it before. Raises NotFound, and as
    `one_sending`."""
    service = running(request)
    new = lists.new_code(service.keys)

    async def renew(group: Group) -> Once:
        given = (service.clock.now(), new, group.id, group.link_mark)
        return await service.db.once(actions.RENEWED, key, fingerprint(request), actions.renew, *given)

    outcome = await _once(request, actions.RENEWED, key, renew)
    return await code_of(request, UUID(outcome["group"]))


async def deleted(request: web.Request, key: str) -> None:
    """Do it; nothing where the same sending did it before. Raises NotFound, and as `one_sending`."""
    db = running(request).db

    async def delete(group: Group) -> Once:
        given = (group.id, group.link_mark)
        return await db.once(actions.DELETED, key, fingerprint(request), actions.delete, *given)

    await _once(request, actions.DELETED, key, delete)


async def _once(
    request: web.Request, scope: str, key: str, does: Callable[[Group], Awaitable[Once]]
) -> dict[str, Any]:
    """The outcome of what ends the link it came by: first of an earlier sending, for which that is over.

    Where the link opens nothing, that sending may have been done while this one looked, so it is asked again.
    """
    if done := await earlier(request, scope, key):
        return done
    try:
        with one_sending(request):
            return (await does((await opened_of(request)).group)).outcome
    except (NotFound, NotPossible) as gone:
        if done := await earlier(request, scope, key):
            return done
        if isinstance(gone, NotPossible):
            raise NotFound from None
        raise
