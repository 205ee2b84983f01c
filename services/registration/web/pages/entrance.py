"""Without the link: by the code on the card, with the phone's last digits, or by mail to a known address."""

from __future__ import annotations

from aiohttp import web

from services.registration.actions import reaching
from services.registration.domain.people import last_digits_match
from services.registration.settings import (
    CARD_CODES_PER_ADDRESS,
    LOST_LINKS_PER_ADDRESS,
    PHONE_DIGITS_PER_CARD,
)
from services.registration.store import registrations
from services.registration.store.registrations import Row
from services.registration.web import views
from services.registration.web.forms.acts import CardForm, DigitsForm, LostLinkForm
from services.registration.web.pages.registration import card_page, opened_of
from shared import ids
from shared.i18n import _
from shared.web import (
    flash,
    read_form,
    redirect,
    render,
    running,
)
from shared.web.limit import limited


async def entrance(request: web.Request) -> web.StreamResponse:
    """Where the code on a card is typed, or a lost link asked for."""
    return render(request, "participant/entrance.html", values={}, problems={})


def _wrong_code(request: web.Request, values: dict[str, str], problem: str) -> web.Response:
    return render(
        request,
        "participant/entrance.html",
        status=422,
        values=values,
        problems={"card_code": problem},
    )


async def _by_card(request: web.Request, card_code: str) -> Row | None:
    async with running(request).db.read() as tx:
        return await registrations.find_by_card_code(tx, ids.normalized(card_code))


async def by_card(request: web.Request) -> web.StreamResponse:
    """Open the page read-only by the code on the card."""
    limited(request, "card_code", CARD_CODES_PER_ADDRESS)
    values, problems = await read_form(request, CardForm)
    if problems:
        return _wrong_code(request, values, next(iter(problems.values())))
    row = await _by_card(request, values.model.card_code)
    if row is None:
        text = _("Kode ini tidak kami kenal. Periksa hurufnya; contoh: K7M4-9QXT.")
        return _wrong_code(request, values, text)
    return card_page(request, await opened_of(request, row), read_only=True)


async def unlock(request: web.Request) -> web.StreamResponse:
    """From the read-only page to the whole one, with the last four digits of the phone."""
    limited(request, "card_code", CARD_CODES_PER_ADDRESS)
    values, problems = await read_form(request, DigitsForm)
    row = await _by_card(request, str(values.get("card_code", "")))
    if row is None:
        return _wrong_code(
            request, values, _("Kode ini tidak kami kenal. Periksa hurufnya; contoh: K7M4-9QXT.")
        )
    limited(request, "phone_digits", PHONE_DIGITS_PER_CARD, row.card_code)
    if problems or not last_digits_match(row.phone, values.model.digits):
        text = _("4 angka ini tidak cocok. Bila nomor HP Anda berubah, hubungi panitia.")
        return card_page(request, await opened_of(request, row), read_only=True, digits_problem=text)
    code = views.manage_code(running(request).keys, row)
    return redirect(request, "registration", manage_code=code)


async def lost_link(request: web.Request) -> web.StreamResponse:
    """Mail the links to the address typed, if it is known; the answer is the same in any case."""
    limited(request, "lost_link", LOST_LINKS_PER_ADDRESS)
    values, problems = await read_form(request, LostLinkForm)
    if problems:
        return render(request, "participant/entrance.html", status=422, values=values, problems=problems)
    service = running(request)
    await service.db.run(reaching.send_links_again, service.clock.now(), values.model.email)
    response = redirect(request, "entrance")
    flash(
        response,
        _(
            "Bila alamat itu pernah dipakai mendaftar, tautannya kami kirim ke sana. "
            "Periksa juga folder spam."
        ),
    )
    return response
