"""The words of an office's mails: written with what they will look like, tried out, and given up again."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any
from uuid import UUID

from aiohttp import web

from services.registration.actions import message_texts as actions
from services.registration.domain.message_texts import Text, allowed
from services.registration.settings import TRIED_MAILS
from services.registration.store import copies, message_texts
from services.registration.store.message_texts import Kept
from services.registration.web.forms.message_texts import TextForm, word_problems
from services.registration.web.history import TOLD
from services.registration.web.message_examples import NOBODY, example
from services.registration.web.organizer.decisions import by_of
from shared import staff
from shared.db import Tx
from shared.events.scheduling import Organization, Workshop
from shared.i18n import N_, _
from shared.mail.compose import Composer, Written
from shared.web import NotFound, flash, read_form, redirect, render, running, staff_of
from shared.web.context import FORM
from shared.web.limit import limited
from shared.web.static import url as static

# What a placeholder becomes, beside it on the page.
MEANINGS = {
    "nama": N_("nama peserta"),
    "bimtek": N_("judul Bimtek dengan kelasnya"),
    "tanggal": N_("hari dan tanggal pelaksanaan"),
    "tempat": N_("nama tempat"),
    "alamat": N_("alamat tempat"),
    "narahubung": N_("nama narahubung"),
    "wa_narahubung": N_("nomor WhatsApp narahubung"),
    "instansi": N_("nama pendek instansi"),
    "urutan": N_("urutan di daftar tunggu"),
    "jam": N_("lamanya kursi disimpan, dalam jam"),
    "alasan": N_("alasan yang ditulis panitia"),
}
# As people meet them.
ORDER = (
    "sign_up_confirmed", "sign_up_pending", "waitlisted", "seat_given", "seat_offered", "offer_lapsed",
    "not_selected", "reminder", "workshop_changed", "workshop_cancelled", "cancelled_by_self",
    "cancelled_by_office", "seat_handed_over", "seat_received", "thank_you", "link_again", "group_link",
    "contact_changed",
    "data_request_received", "data_request_done",
)  # fmt: skip
NAMES = {"id": N_("Indonesia"), "en": N_("Inggris")}


async def index(request: web.Request) -> web.StreamResponse:
    """Every mail, and whose words it has in each language."""
    async with running(request).db.read() as tx:
        kept = await message_texts.of_office(tx, staff_of(request).organization_id)
    return render(
        request,
        "organizer/message_texts.html",
        mails={name: TOLD[name] for name in ORDER},
        names=NAMES,
        kept=kept,
    )


async def form(request: web.Request) -> web.StreamResponse:
    kept = await _kept(request)
    text = kept.text if kept else Text()
    values = {"subject": text.subject, "opening": text.opening, "closing": text.closing}
    return await _page(request, text, values, {})


async def _kept(request: web.Request) -> Kept | None:
    async with running(request).db.read() as tx:
        return await message_texts.read(tx, staff_of(request).organization_id, *mail_of(request))


def mail_of(request: web.Request) -> tuple[str, str]:
    """Purpose and language of the address. Raises NotFound for a mail there is not."""
    purpose, language = request.match_info["purpose"], request.match_info["language"]
    if purpose not in TOLD:
        raise NotFound
    return purpose, language


async def _page(
    request: web.Request,
    text: Text,
    values: dict[str, Any],
    problems: dict[str, str],
    *,
    unsaved: bool = False,
    overtaken: bool = False,
) -> web.Response:
    """The form with the mail as it would be; `overtaken`: what somebody else wrote stands beside it."""
    purpose, language = mail_of(request)
    own, plain = await shown(request, text), await shown(request, Text())
    kept = await _kept(request)
    return render(
        request,
        "organizer/message_text.html",
        status=409 if overtaken else 422 if problems else 200,
        overtaken=overtaken,
        purpose=purpose,
        what=_(TOLD[purpose]),
        language=language,
        names=NAMES,
        kept=kept,
        own=own,
        plain=plain,
        meanings=[(f"{{{name}}}", _(MEANINGS[name])) for name in allowed(purpose)],
        values=values,
        problems=problems,
        unsaved=unsaved,
    )


async def shown(request: web.Request, text: Text) -> Written:
    """The mail with these words, to an invented person about the office's next workshop."""
    purpose, language = mail_of(request)
    service = running(request)
    async with service.db.read() as tx:
        office, workshop = await _office(tx, request)
    data = {**example(purpose, language, workshop, service.clock.now()), "manage_code": NOBODY}
    wording = actions.worded(text, data, language, office.short_name)
    # In a thread: making a template ready takes long enough to be felt by whoever signs up meanwhile.
    return await asyncio.to_thread(service.part(Composer).written, purpose, language, data, office, wording)


async def _office(tx: Tx, request: web.Request) -> tuple[Organization, Workshop | None]:
    id = staff_of(request).organization_id
    office = await staff.organization(tx, id)
    if office is None:
        raise NotFound
    listed, _count = await copies.of_office(tx, id, running(request).clock.now(), 1, 0)
    return office, listed[0].workshop if listed else None


async def look(request: web.Request) -> web.StreamResponse:
    """The form with what the words would look like; nothing is stored."""
    values, problems = await _typed(request)
    text = Text() if problems else values.model.text
    return await _page(request, text, values, problems, unsaved=True)


async def _typed(request: web.Request) -> tuple[Any, dict[str, str]]:
    values, problems = await read_form(request, TextForm)
    if not problems:
        problems = word_problems(mail_of(request)[0], values.model.text)
    return values, problems


async def keep(request: web.Request) -> web.StreamResponse:
    """Store the words; the next mail says them."""
    purpose, language = mail_of(request)
    values, problems = await _typed(request)
    if problems:
        return await _page(request, Text(), values, problems)
    text = values.model.text
    try:
        await running(request).db.run(actions.keep, by_of(request), purpose, language, text, _seen(request))
    except actions.Overtaken:
        return await _page(request, text, values, {}, unsaved=True, overtaken=True)
    said = _("Teks email disimpan.") if text.own else _("Email ini memakai teks bawaan lagi.")
    return _back(request, said)


def _seen(request: web.Request) -> datetime | None:
    """When the words were changed that the form came with; what was tampered with is of no time."""
    try:
        return datetime.fromisoformat(request[FORM].get("seen", ""))
    except ValueError:
        return None


async def reset(request: web.Request) -> web.StreamResponse:
    """Back to the product's own words."""
    try:
        await running(request).db.run(actions.keep, by_of(request), *mail_of(request), Text(), _seen(request))
    except actions.Overtaken:
        return await _page(request, Text(), {}, {}, unsaved=True, overtaken=True)
    return _back(request, _("Email ini memakai teks bawaan lagi."))


async def try_out(request: web.Request) -> web.StreamResponse:
    """Mail the kept words to whoever is signed in, and to nobody else."""
    to = await tried(request)
    return _back(request, _("Uji coba dikirim ke {address}.", address=to))


async def tried(request: web.Request) -> str:
    """Queue the trial; the address it goes to. Raises TooMany."""
    purpose, language = mail_of(request)
    service, by = running(request), by_of(request)
    limited(request, "mail trial", TRIED_MAILS, by.who)
    async with service.db.read() as tx:
        member = await staff.find(tx, UUID(by.who.removeprefix("Staff/")))
        _organization, workshop = await _office(tx, request)
    if member is None:
        raise NotFound
    data = example(purpose, language, workshop, service.clock.now())
    await service.db.run(actions.try_out, by, service.keys, member.email, purpose, language, data)
    return member.email


def _back(request: web.Request, text: str) -> web.Response:
    response = redirect(request, "message_text", **request.match_info)
    flash(response, text)
    return response


async def as_mail(request: web.Request) -> web.StreamResponse:
    """The kept mail as mail programs show it; a page by itself, so its styles meet no others."""
    kept = await _kept(request)
    html = (await shown(request, kept.text if kept else Text())).html
    # As a page it needs what a mail has not: a style sheet of ours, and a landmark.
    for mark, page in (
        ("</head>", f'<link rel="stylesheet" href="{static("mail.css")}"></head>'),
        ("<body>", "<body><main>"),
        ("</body>", "</main></body>"),
    ):
        html = html.replace(mark, page, 1)
    return web.Response(text=html, content_type="text/html", charset="utf-8")
