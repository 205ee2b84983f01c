"""What everybody of the office does for themselves: a new password, codes for signing in, signing out."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from services.scheduling.actions import second_factor as actions
from services.scheduling.actions.sign_in import change_own_password, count_attempt, right_password
from services.scheduling.actions.staff import sign_out_everywhere
from services.scheduling.domain.accounts import checked_password
from services.scheduling.domain.refusals import Invalid, Refused, TryLater
from services.scheduling.domain.second_factor import address as app_address
from services.scheduling.store import accounts, second_factor
from services.scheduling.store.accounts import Account
from services.scheduling.web.doing import once
from services.scheduling.web.forms.accounts import CodeForm, CurrentPasswordForm, OwnPasswordForm
from services.scheduling.web.passwords import Passwords
from services.scheduling.web.sentences import page_of, problems_of
from shared.clock import wall
from shared.i18n import _
from shared.web import NotFound, TooMany, flash, read_form, redirect, render, running, staff_of
from shared.web.answers import signed_in_answer
from shared.web.limit import address_of, limited
from shared.web.navigation import SIGN_IN
from shared.web.qr import qr_svg

_GUESSES = "30/minute"


async def show(request: web.Request) -> web.StreamResponse:
    return await _page(request, {}, 200)


async def change_password(request: web.Request) -> web.StreamResponse:
    """The other devices are signed out; this one stays."""
    limited(request, "own_password", _GUESSES)
    values, problems = await read_form(request, OwnPasswordForm)
    if not problems:
        form, account, service = values.model, await _own(request), running(request)
        problems = await _wrong(request, account, form.current, "current")
        if not problems:
            try:
                checked = checked_password(form.password, name=account.name, email=account.email)
            except Invalid as refused:
                problems = problems_of(refused)
        if not problems:
            hashed = await service.part(Passwords).hash(checked)
            member = await service.db.run(change_own_password, staff_of(request), hashed)
            response = signed_in_answer(request, member, next=request.path.removesuffix("/sandi"))
            flash(response, _("Kata sandi diganti. Perangkat lain sudah dikeluarkan."))
            return response
    return await _page(request, problems, 422)


async def begin(request: web.Request) -> web.StreamResponse:
    """Asks for the password, or somebody at an unlocked computer could lock its owner out."""
    limited(request, "own_password", _GUESSES)
    problems = await _password_problems(request, "begin_current")
    if problems:
        return await _page(request, problems, 422)
    service = running(request)
    await service.db.run(actions.begin_second_factor, service.keys, staff_of(request))
    return redirect(request, "own_codes")


async def codes_page(request: web.Request) -> web.StreamResponse:
    return await _codes_page(request, {}, 200)


async def confirm(request: web.Request) -> web.StreamResponse:
    """Answered as a page and not kept under the form's key: the codes are shown once and lie nowhere."""
    limited(request, "own_code", _GUESSES)
    values, problems = await read_form(request, CodeForm)
    codes: list[str] = []
    if not problems:
        service, by = running(request), staff_of(request)
        try:
            codes = await service.db.run(
                actions.confirm_second_factor, wall(), service.keys, by, values.model.code
            )
        except Refused as refused:
            problems = problems_of(refused)
    if problems:
        return await _codes_page(request, problems, 422)
    response = render(request, "organizer/recovery_codes.html", codes=codes)
    response.headers["Cache-Control"] = "no-store"
    return response


async def remove(request: web.Request) -> web.StreamResponse:
    limited(request, "own_password", _GUESSES)
    problems = await _password_problems(request, "remove_current")
    if problems:
        return await _page(request, problems, 422)
    by = staff_of(request)
    try:
        await once(request, actions.remove_second_factor, by, by.staff_id)
    except Refused as refused:
        raise page_of(refused) from refused
    response = redirect(request, "own_account")
    flash(response, _("Kode masuk dilepas. Sekarang cukup kata sandi."))
    return response


async def sign_out(request: web.Request) -> web.StreamResponse:
    """Everywhere, here too."""
    by, now = staff_of(request), running(request).clock.now()
    await once(request, sign_out_everywhere, now, by, by.staff_id)
    response = redirect(request, SIGN_IN)
    flash(response, _("Anda sudah keluar dari semua perangkat."))
    return response


async def _own(request: web.Request) -> Account:
    async with running(request).db.read() as tx:
        account = await accounts.find(tx, staff_of(request).staff_id)
    if account is None:
        raise NotFound
    return account


async def _password_problems(request: web.Request, field: str) -> dict[str, str]:
    """Problems of a form that only asks for the password; the page has several, so each has its `field`."""
    values, problems = await read_form(request, CurrentPasswordForm)
    if problems:
        return {field: next(iter(problems.values()))}
    return await _wrong(request, await _own(request), values.model.current, field)


async def _wrong(request: web.Request, account: Account, password: str, field: str) -> dict[str, str]:
    """Problems, where this is not the person's password. Tries are counted as at the door: a session that
    somebody stole must not be a place to guess at leisure. Raises TooMany.
    """
    service, address = running(request), address_of(request)
    try:
        await service.db.run(count_attempt, account.email, address)
    except TryLater as refused:
        raise TooMany(int(refused.wait.total_seconds()) + 1) from refused
    if await service.part(Passwords).check(account.password_hash, password):
        await service.db.run(right_password, account.email, address)
        return {}
    return {field: _("Kata sandi sekarang tidak cocok.")}


async def _page(request: web.Request, problems: dict[str, str], status: int) -> web.Response:
    account = await _own(request)
    async with running(request).db.read() as tx:
        factor = await second_factor.find(tx, account.id)
        left = await second_factor.codes_left(tx, account.id)
    return render(
        request,
        "organizer/own_account.html",
        status=status,
        account=account,
        since=factor.confirmed_at if factor else None,
        codes_left=left,
        values={},
        problems=problems,
    )


async def _codes_page(request: web.Request, problems: dict[str, Any], status: int) -> web.Response:
    """The secret as QR code and as text, for an app on the phone or on this computer."""
    account, service = await _own(request), running(request)
    async with service.db.read() as tx:
        factor = await second_factor.find(tx, account.id)
    if factor is None or factor.confirmed_at is not None:
        return redirect(request, "own_account")
    secret = service.keys.decrypt(factor.secret_sealed, purpose=actions.PURPOSE)
    response = render(
        request,
        "organizer/own_codes.html",
        status=status,
        qr=qr_svg(app_address(secret, account.email), error="l"),
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        values={},
        problems=problems,
    )
    response.headers["Cache-Control"] = "no-store"
    return response
