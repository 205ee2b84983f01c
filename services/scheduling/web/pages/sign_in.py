"""Signing in and out, forgotten passwords, and the one-time links of invitations and mails."""

from __future__ import annotations

from aiohttp import web

from services.scheduling.actions import offices as office_actions
from services.scheduling.actions import sign_in as actions
from services.scheduling.domain.accounts import checked_password
from services.scheduling.domain.refusals import Invalid, LinkDead, TryLater
from services.scheduling.store import accounts, sign_in
from services.scheduling.store.accounts import Account
from services.scheduling.web import words
from services.scheduling.web.forms.accounts import ForgottenForm, PasswordForm, SetUpForm, SignInForm
from services.scheduling.web.passwords import Passwords
from services.scheduling.web.sentences import problems_of
from shared import ids, indonesia
from shared.events.scheduling import Organization, Staff
from shared.i18n import _, language
from shared.web import Gone, TooMany, flash, read_form, redirect, render, running
from shared.web.answers import signed_in_answer
from shared.web.limit import address_of, limited
from shared.web.navigation import DESK, safe_next
from shared.web.session import sign_out

_GUESSES = "30/minute"
_MAILS = "5/minute"


async def sign_in_page(request: web.Request) -> web.StreamResponse:
    next_path = safe_next(request.query.get("next", DESK))
    return render(request, "participant/sign_in.html", values={}, problems={}, next=next_path, held="")


async def sign_in_by_password(request: web.Request) -> web.StreamResponse:
    limited(request, "sign_in", _GUESSES)
    values, problems = await read_form(request, SignInForm)
    if not problems:
        form = values.model
        member = await _checked(request, form.email, form.password)
        if member:
            return signed_in_answer(request, member, next=form.next or DESK, held=form.held)
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


async def _checked(request: web.Request, email: str, password: str) -> Staff | None:
    """The member of staff this password opens. The try is counted before the password is looked at."""
    running_ = running(request)
    passwords, address = running_.part(Passwords), address_of(request)
    try:
        account = await running_.db.run(actions.count_attempt, email, address)
    except TryLater as refused:
        raise TooMany(int(refused.wait.total_seconds()) + 1) from refused
    stored = account.password_hash if account else None
    if not await passwords.check(stored, password) or account is None or stored is None:
        return None
    rehashed = await passwords.hash(password) if passwords.outdated(stored) else None
    try:
        return await running_.db.run(
            actions.signed_in, account.id, email, address, _browser(request), rehashed, language()
        )
    except LinkDead:
        return None


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


async def link_page(request: web.Request) -> web.StreamResponse:
    """What a one-time link opens: a page with a button. Chat previews fetch links, so GET uses nothing up."""
    purpose, account = await _live(request)
    if purpose == "first_admin":
        values = {"zone": "Asia/Jakarta"}
        return _set_up_page(request, values, {}, 200)
    return _link_page(request, purpose, account, {}, 200)


async def use_link(request: web.Request) -> web.StreamResponse:
    limited(request, "link", _GUESSES)
    purpose, account = await _live(request)
    if purpose == "first_admin":
        return await _set_up(request)
    if purpose == "sign_in":
        return await _sign_in_by_link(request)
    assert account is not None
    return await _set_password(request, purpose, account)


async def _live(request: web.Request) -> tuple[str, Account | None]:
    token = request.match_info["token"]
    async with running(request).db.read() as tx:
        link = await sign_in.live_link(tx, ids.digest(token))
        if link is None:
            raise Gone(_("Tautan ini sudah dipakai atau sudah lewat waktunya. Minta tautan baru."))
        account = await accounts.find(tx, link.account_id) if link.account_id else None
    if link.purpose != "first_admin" and (account is None or account.disabled):
        raise Gone
    return link.purpose, account


async def _sign_in_by_link(request: web.Request) -> web.StreamResponse:
    try:
        member = await running(request).db.run(
            actions.sign_in_by_link, request.match_info["token"], _browser(request), language()
        )
    except LinkDead as dead:
        raise Gone from dead
    return signed_in_answer(request, member, next=DESK)


async def _set_password(request: web.Request, purpose: str, account: Account) -> web.StreamResponse:
    values, problems = await read_form(request, PasswordForm)
    if not problems:
        try:
            password = checked_password(values.model.password, name=account.name, email=account.email)
        except Invalid as refused:
            problems = problems_of(refused)
    if problems:
        return _link_page(request, purpose, account, problems, 422)
    running_ = running(request)
    hashed = await running_.part(Passwords).hash(password)
    try:
        member = await running_.db.run(
            actions.set_password,
            running_.clock.now(),
            request.match_info["token"],
            hashed,
            _browser(request),
        )
    except LinkDead as dead:
        raise Gone from dead
    response = signed_in_answer(request, member, next=DESK)
    flash(response, _("Kata sandi tersimpan. Anda sudah masuk."))
    return response


async def _set_up(request: web.Request) -> web.StreamResponse:
    values, problems = await read_form(request, SetUpForm)
    if problems:
        return _set_up_page(request, values, problems, 422)
    form, running_ = values.model, running(request)
    try:
        password = checked_password(form.password, name=form.name, email=form.email)
        hashed = await running_.part(Passwords).hash(password)
        member = await running_.db.run(
            office_actions.set_up,
            running_.clock.now(),
            request.match_info["token"],
            _organization(form),
            form.name,
            form.email,
            hashed,
        )
    except (Invalid, LinkDead) as refused:
        return _set_up_page(request, values, problems_of(refused), 422)
    response = signed_in_answer(request, member, next="/kelola/instansi")
    flash(response, _("Instansi Anda sudah dibuat. Lengkapi kop dan penanda tangannya di sini."))
    return response


def _organization(form: SetUpForm) -> Organization:
    id_ = ids.new_id()
    return Organization(
        id=id_,
        version=0,
        organization_id=id_,
        name=form.office_name,
        short_name=form.short_name,
        letterhead=(),
        address="",
        town=form.town,
        province_code=form.province_code,
        zone=form.zone,
        email=form.email,
        example=form.example,
    )


def _link_page(
    request: web.Request, purpose: str, account: Account | None, problems: dict[str, str], status: int
) -> web.Response:
    return render(
        request,
        "participant/link.html",
        status=status,
        purpose=purpose,
        account=account,
        values={},
        problems=problems,
    )


def _set_up_page(
    request: web.Request, values: dict[str, str], problems: dict[str, str], status: int
) -> web.Response:
    return render(
        request,
        "participant/set_up.html",
        status=status,
        values=values,
        problems=problems,
        provinces=indonesia.provinces(),
        zones=words.options(words.ZONES),
    )


def _browser(request: web.Request) -> str:
    # Bytes that are no UTF-8 arrive as lone surrogates, which neither a hash nor PostgreSQL takes.
    return request.headers.get("User-Agent", "")[:300].encode(errors="replace").decode()
