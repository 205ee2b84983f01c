"""Signing in and out, codes of printed invitations, and asking for another password."""

from __future__ import annotations

from uuid import UUID

from aiohttp import web
from itsdangerous import BadData, URLSafeTimedSerializer

from services.scheduling.actions import second_factor
from services.scheduling.actions import sign_in as actions
from services.scheduling.domain.refusals import TryLater
from services.scheduling.store import accounts, sign_in
from services.scheduling.store.accounts import Account
from services.scheduling.web.forms.accounts import (
    ForgottenForm,
    InvitationCodeForm,
    SecondStepForm,
    SignInForm,
)
from services.scheduling.web.passwords import Passwords
from shared import ids
from shared.clock import wall
from shared.i18n import _, language
from shared.web import TooMany, flash, read_form, redirect, render, running, signing
from shared.web.answers import signed_in_answer
from shared.web.limit import address_of, limited
from shared.web.navigation import DESK, safe_next
from shared.web.session import sign_out

GUESSES = "30/minute"
_MAILS = "5/minute"
_HALF_LASTS = 300  # seconds between the password and the code


async def sign_in_page(request: web.Request) -> web.StreamResponse:
    next_path = safe_next(request.query.get("next", DESK))
    return render(request, "participant/sign_in.html", values={}, problems={}, next=next_path, held="")


async def sign_in_by_password(request: web.Request) -> web.StreamResponse:
    limited(request, "sign_in", GUESSES)
    values, problems = await read_form(request, SignInForm)
    if not problems:
        form = values.model
        account = await _checked(request, form.email, form.password)
        if account:
            return await _second_step(request, account, form)
        problems = {
            "password": _("Email atau kata sandi tidak cocok. Periksa lagi, atau minta kata sandi baru.")
        }
    return render(
        request,
        "participant/sign_in.html",
        status=422,
        values=values,
        problems=problems,
        next=safe_next(values.get("next", DESK)),
        held=values.get("held", ""),
    )


async def _checked(request: web.Request, email: str, password: str) -> Account | None:
    """The account this password opens. The try is counted before the password is looked at."""
    running_ = running(request)
    passwords, address = running_.part(Passwords), address_of(request)
    try:
        account = await running_.db.run(actions.count_attempt, email, address)
    except TryLater as refused:
        raise TooMany(int(refused.wait.total_seconds()) + 1) from refused
    stored = account.password_hash if account else None
    if not await passwords.check(stored, password) or account is None or stored is None:
        return None
    if passwords.outdated(stored):
        await running_.db.run(accounts.rehash, account.id, await passwords.hash(password))
    return account


async def _second_step(request: web.Request, account: Account, form: SignInForm) -> web.StreamResponse:
    """Signed in, or first asked for the code of their app."""
    service = running(request)
    async with service.db.read() as tx:
        asks = await second_factor.asks_for_code(tx, account.id)
    if asks:
        half = _halves(request).dumps({"account": str(account.id), "version": account.version})
        return _code_page(request, half, form.next or DESK, form.held, {}, 200)
    return await _signed_in(request, account, form.next, form.held)


async def sign_in_by_code(request: web.Request) -> web.StreamResponse:
    """The second step. What the first one came to travels signed, for five minutes."""
    limited(request, "sign_in", GUESSES)
    values, problems = await read_form(request, SecondStepForm)
    half = str(values.get("half", ""))
    next_path, held = safe_next(values.get("next", DESK)), values.get("held", "")
    account = await _halfway(request, half)
    if account is None:
        response = redirect(request, "sign_in", next=next_path)
        flash(response, _("Waktu untuk menulis kode sudah habis. Masuk lagi dengan kata sandi Anda."))
        return response
    if problems:
        return _code_page(request, half, next_path, held, problems, 422)
    service = running(request)
    try:
        await service.db.run(second_factor.count_code, account.id)
    except TryLater as refused:
        raise TooMany(int(refused.wait.total_seconds()) + 1) from refused
    code = values.model.code.replace(" ", "")
    if not await service.db.run(second_factor.take_code, wall(), service.keys, account.id, code):
        problems = {"code": _("Kode ini tidak cocok. Tulis kode yang sedang ditampilkan aplikasi.")}
        return _code_page(request, half, next_path, held, problems, 422)
    return await _signed_in(request, account, next_path, held)


async def _halfway(request: web.Request, half: str) -> Account | None:
    """Whose password was right a moment ago; None when it is too long ago, or was changed since."""
    try:
        claims = _halves(request).loads(half, max_age=_HALF_LASTS)
        account_id, version = UUID(claims["account"]), claims["version"]
    except (BadData, KeyError, TypeError, ValueError):
        return None
    async with running(request).db.read() as tx:
        account = await accounts.find(tx, account_id)
    return None if account is None or account.disabled or account.version != version else account


def _halves(request: web.Request) -> URLSafeTimedSerializer:
    return signing.serializer(running(request).keys.cookie, "second step")


async def _signed_in(request: web.Request, account: Account, next_path: str, held: str) -> web.StreamResponse:
    member = await running(request).db.run(
        actions.signed_in, account.id, account.email, address_of(request), browser_of(request), language()
    )
    return signed_in_answer(request, member, next=next_path or DESK, held=held)


def _code_page(
    request: web.Request, half: str, next_path: str, held: str, problems: dict[str, str], status: int
) -> web.Response:
    return render(
        request,
        "participant/code.html",
        status=status,
        half=half,
        next=safe_next(next_path),
        held=held,
        problems=problems,
    )


async def invited(request: web.Request) -> web.StreamResponse:
    return render(request, "participant/invited.html", values={}, problems={})


async def open_invitation(request: web.Request) -> web.StreamResponse:
    """The code of a printed invitation, typed; it leads to the page its link opens."""
    limited(request, "link", GUESSES)
    values, problems = await read_form(request, InvitationCodeForm)
    if not problems:
        code = ids.normalized(values.model.code)
        async with running(request).db.read() as tx:
            link = await sign_in.live_link(tx, ids.digest(code))
        if link is not None:
            return redirect(request, "link", token=code)
        text = _("Kode ini tidak kami kenal, sudah dipakai, atau sudah lewat waktunya. Periksa hurufnya.")
        problems = {"code": text}
    return render(request, "participant/invited.html", status=422, values=values, problems=problems)


async def sign_out_here(request: web.Request) -> web.StreamResponse:
    response = redirect(request, "sign_in")
    sign_out(request, response)
    flash(response, _("Anda sudah keluar."))
    return response


async def forgotten(request: web.Request) -> web.StreamResponse:
    return render(request, "participant/forgotten.html", values={}, problems={}, sent=False)


async def ask_for_password(request: web.Request) -> web.StreamResponse:
    """The answer is the same whether the address is known or not."""
    limited(request, "password", _MAILS)
    values, problems = await read_form(request, ForgottenForm)
    if problems:
        return render(
            request, "participant/forgotten.html", status=422, values=values, problems=problems, sent=False
        )
    running_ = running(request)
    await running_.db.run(actions.ask_for_password, running_.keys, values.model.email, language())
    return render(request, "participant/forgotten.html", values={}, problems={}, sent=True)


def browser_of(request: web.Request) -> str:
    """What the browser says it is, as it can be stored."""
    # Bytes that are no UTF-8 arrive as lone surrogates, which neither a hash nor PostgreSQL takes.
    return request.headers.get("User-Agent", "")[:300].encode(errors="replace").decode()
