"""The link of a trainer's own page, for the office: given by hand, or replaced when others may have it."""

from __future__ import annotations

from aiohttp import web

from services.scheduling.actions.trainer_reaching import renew_link
from services.scheduling.domain.refusals import Refused
from services.scheduling.store import trainer_links, trainers
from services.scheduling.web.doing import once
from services.scheduling.web.forms.answers import RenewLinkForm
from services.scheduling.web.messages import page_address, post, whatsapp
from services.scheduling.web.sentences import page_of
from shared.i18n import _
from shared.web import NotFound, flash, id_in, read_form, redirect, render, running, staff_of


async def show(request: web.Request) -> web.StreamResponse:
    """What the link is now; making one is left to the button."""
    office, trainer_id = staff_of(request).organization_id, id_in(request, "trainer_id")
    async with running(request).db.read() as tx:
        trainer = await trainers.find(tx, office, trainer_id)
        guest = await trainer_links.of(tx, office, trainer_id)
    if trainer is None:
        raise NotFound
    link = page_address(request, guest) if guest and not trainer.archived else ""
    text = _("Yth. {name}, ini tautan halaman narasumber Bapak/Ibu: {link}", name=trainer.name, link=link)
    response = render(
        request,
        "organizer/trainer_link.html",
        trainer=trainer,
        link=link,
        share=whatsapp(text, trainer.phone) if link else "",
    )
    response.headers["Cache-Control"] = "no-store"
    return response


async def renew(request: web.Request) -> web.StreamResponse:
    trainer_id = id_in(request, "trainer_id")
    values, problems = await read_form(request, RenewLinkForm)
    now, by = running(request).clock.now(), staff_of(request)
    wanted = not problems and values.model.mailed
    try:
        mailed = await once(request, renew_link, now, post(request), by, trainer_id, mailed=wanted)
    except Refused as refused:
        raise page_of(refused) from refused
    response = redirect(request, "trainer_link", trainer_id=trainer_id)
    flash(
        response,
        _("Tautan diganti dan dikirim lewat email. Yang lama tidak membuka apa pun lagi.")
        if mailed
        else _("Tautan diganti. Yang lama tidak membuka apa pun lagi; sampaikan yang baru."),
    )
    return response
