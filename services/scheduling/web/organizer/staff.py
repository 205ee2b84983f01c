"""The people of the office: invited, given a role, disabled, signed out everywhere."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from services.scheduling.actions import staff as actions
from services.scheduling.actions.second_factor import remove_second_factor
from services.scheduling.domain.refusals import Refused
from services.scheduling.store import accounts, second_factor
from services.scheduling.store.accounts import Account
from services.scheduling.web import words
from services.scheduling.web.doing import once, tried
from services.scheduling.web.forms.accounts import InvitationForm, InviteForm, StaffForm
from services.scheduling.web.organizer import staff_list
from services.scheduling.web.organizer.staff_list import INVITATIONS
from services.scheduling.web.sentences import page_of, problems_of
from shared.i18n import _, language
from shared.web import NotFound, flash, id_in, read_form, redirect, render, running, staff_of
from shared.web.limit import limited
from shared.web.qr import qr_svg


async def invite(request: web.Request) -> web.StreamResponse:
    """Not kept under the form's key: a printed link must not lie in any table."""
    limited(request, "invite", INVITATIONS)
    values, problems = await read_form(request, InviteForm)
    if not problems:
        form, running_ = values.model, running(request)
        mailed = form.way == "mail"
        try:
            _account_id, token = await running_.db.run(
                actions.invite,
                running_.clock.now(),
                running_.keys,
                staff_of(request),
                form.name,
                form.email,
                form.role,
                mailed=mailed,
                language=language(),
            )
        except Refused as refused:
            problems = problems_of(refused)
        else:
            return _invited(request, form.name, form.email, token, mailed=mailed)
    return await staff_list.list_page(request, values, problems, 422)


async def invite_again(request: web.Request) -> web.StreamResponse:
    limited(request, "invite", INVITATIONS)
    account, running_ = await found(request), running(request)
    values, _problems = await read_form(request, InvitationForm)
    mailed = values.get("way") != "print"
    try:
        token = await running_.db.run(
            actions.invite_again,
            running_.keys,
            staff_of(request),
            account.id,
            mailed=mailed,
            language=language(),
        )
    except Refused as refused:
        problems_of(refused)
        raise NotFound from refused
    return _invited(request, account.name, account.email, token, mailed=mailed)


def _invited(request: web.Request, name: str, email: str, token: str, *, mailed: bool) -> web.Response:
    if not mailed:
        address = running(request).settings.public_url.rstrip("/")
        link = f"{address}/masuk/{token}"
        return render(
            request, "organizer/invitation.html", name=name, link=link, token=token, qr=qr_svg(link)
        )
    response = redirect(request, "staff")
    flash(response, _("Undangan untuk {name} dikirim ke {email}.", name=name, email=email))
    return response


async def edit(request: web.Request) -> web.StreamResponse:
    account = await found(request)
    values = {"name": account.name, "role": account.role, "disabled": account.disabled}
    return await _form_page(request, account, values, {}, 200)


async def change(request: web.Request) -> web.StreamResponse:
    account = await found(request)
    values, problems = await read_form(request, StaffForm)
    if not problems:
        form, now, by = values.model, running(request).clock.now(), staff_of(request)
        problems = await tried(
            request, actions.change_staff, now, by, account.id, form.name, form.role, form.disabled
        )
    if problems:
        return await _form_page(request, account, values, problems, 422)
    response = redirect(request, "staff")
    flash(response, _("{name} tersimpan.", name=values.model.name))
    return response


async def sign_out(request: web.Request) -> web.StreamResponse:
    account = await found(request)
    try:
        now = running(request).clock.now()
        await once(request, actions.sign_out_everywhere, now, staff_of(request), account.id)
    except Refused as refused:
        raise page_of(refused) from refused
    response = redirect(request, "staff")
    flash(response, _("{name} dikeluarkan dari semua perangkat.", name=account.name))
    return response


async def remove_codes(request: web.Request) -> web.StreamResponse:
    """For somebody who lost their phone and the codes on paper; they then sign in by password alone."""
    account = await found(request)
    if account.id == staff_of(request).staff_id:
        # Or a session somebody left open would be enough to take the second step away.
        response = redirect(request, "own_account")
        flash(response, _("Lepas kode Anda sendiri di sini, dengan kata sandi."))
        return response
    try:
        await once(request, remove_second_factor, staff_of(request), account.id)
    except Refused as refused:
        raise page_of(refused) from refused
    response = redirect(request, "person", staff_id=account.id)
    flash(response, _("Kode masuk {name} dilepas.", name=account.name))
    return response


async def found(request: web.Request) -> Account:
    """The person of this office whom the address names. Raises NotFound."""
    async with running(request).db.read() as tx:
        account = await accounts.find(tx, id_in(request, "staff_id"))
    if account is None or account.organization_id != staff_of(request).organization_id:
        raise NotFound
    return account


async def _form_page(
    request: web.Request, account: Account, values: dict[str, Any], problems: dict[str, str], status: int
) -> web.Response:
    async with running(request).db.read() as tx:
        factor = await second_factor.find(tx, account.id)
    return render(
        request,
        "organizer/staff_form.html",
        status=status,
        account=account,
        codes_since=factor.confirmed_at if factor else None,
        values=values,
        problems=problems,
        roles=words.options(words.ROLES),
    )
