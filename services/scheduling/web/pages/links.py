"""What one-time links open: an invitation, another password, a sign-in, the office of the first admin."""

from __future__ import annotations

from aiohttp import web

from services.scheduling.actions import offices as office_actions
from services.scheduling.actions import sign_in as actions
from services.scheduling.domain.accounts import checked_password
from services.scheduling.domain.refusals import Invalid, LinkDead
from services.scheduling.store import accounts, sign_in
from services.scheduling.store.accounts import Account
from services.scheduling.web import words
from services.scheduling.web.forms.accounts import PasswordForm, SetUpForm
from services.scheduling.web.pages.sign_in import GUESSES, browser_of
from services.scheduling.web.passwords import Passwords
from services.scheduling.web.sentences import problems_of
from shared import ids, indonesia
from shared.events.scheduling import Organization
from shared.i18n import _, language
from shared.web import Gone, flash, read_form, redirect, render, running
from shared.web.answers import signed_in_answer
from shared.web.limit import limited
from shared.web.navigation import DESK


async def link_page(request: web.Request) -> web.StreamResponse:
    """What a one-time link opens: a page with a button. Chat previews fetch links, so GET uses nothing up."""
    purpose, account = await _live(request)
    if purpose == "first_admin":
        values = {"zone": "Asia/Jakarta"}
        return _set_up_page(request, values, {}, 200)
    return _link_page(request, purpose, account, {}, 200)


async def use_link(request: web.Request) -> web.StreamResponse:
    limited(request, "link", GUESSES)
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
            raise Gone(
                _("Tautan ini sudah dipakai atau sudah lewat waktunya. Minta tautan baru."),
                next_step=("/masuk/lupa", _("Minta tautan baru")),
            )
        account = await accounts.find(tx, link.account_id) if link.account_id else None
    if link.purpose != "first_admin" and (account is None or account.disabled):
        raise Gone
    return link.purpose, account


async def _sign_in_by_link(request: web.Request) -> web.StreamResponse:
    try:
        member = await running(request).db.run(
            actions.sign_in_by_link, request.match_info["token"], browser_of(request), language()
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
        member, lets_in = await running_.db.run(
            actions.set_password,
            running_.clock.now(),
            request.match_info["token"],
            hashed,
            browser_of(request),
        )
    except LinkDead as dead:
        raise Gone from dead
    if not lets_in:
        response = redirect(request, "sign_in")
        flash(response, _("Kata sandi tersimpan. Masuk dengan kata sandi baru dan kode Anda."))
        return response
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
