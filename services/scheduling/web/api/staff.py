"""The JSON API of the office's people."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from services.scheduling.actions import staff as actions
from services.scheduling.actions.second_factor import remove_second_factor
from services.scheduling.store import accounts, second_factor
from services.scheduling.store.accounts import Filter
from services.scheduling.web.api.calling import do
from services.scheduling.web.models import office as models
from services.scheduling.web.models.queries import People
from services.scheduling.web.organizer.staff import found
from services.scheduling.web.organizer.staff_list import INVITATIONS
from shared.db import Tx
from shared.i18n import _, language
from shared.web import Refused, answer, read_json, read_query, running, staff_of
from shared.web.limit import limited
from shared.web.queries import MOST


async def listed(request: web.Request) -> web.StreamResponse:
    office, asked = staff_of(request).organization_id, read_query(request, People)
    async with running(request).db.read() as tx:
        wanted = Filter(asked.search, asked.peran, asked.status)
        total = await accounts.count(tx, office, wanted)
        rows = await accounts.of_office(tx, office, wanted, sort=asked.urut, limit=MOST, skip=asked.skip)
        with_codes = await second_factor.with_one(tx, office)
    items = [
        models.StaffAnswer.model_validate(
            {
                "id": row.id,
                "name": row.name,
                "email": row.email,
                "role": row.role,
                "disabled": row.disabled,
                "invited": row.password_hash is None,
                "codes": row.id in with_codes,
                "signed_in_at": row.signed_in_at,
            }
        )
        for row in rows
    ]
    return answer(models.People(items=items, total=total))


async def invite(request: web.Request) -> web.StreamResponse:
    limited(request, "invite", INVITATIONS)
    body, service = await read_json(request, models.NewStaffBody), running(request)
    now, by = service.clock.now(), staff_of(request)
    given = (now, service.keys, by, body.name, body.email, body.role)
    return answer({"id": await do(request, _invite, *given)}, 201)


async def _invite(tx: Tx, *given: Any) -> str:
    """Their id alone: what is kept for a repeated call must not hold the link."""
    account_id, _token = await actions.invite(tx, *given, mailed=True, language=language())
    return str(account_id)


async def invite_again(request: web.Request) -> web.StreamResponse:
    limited(request, "invite", INVITATIONS)
    account = await found(request)
    await do(request, _invite_again, running(request).keys, staff_of(request), account.id)
    return answer({"id": str(account.id)})


async def _invite_again(tx: Tx, *given: Any) -> None:
    await actions.invite_again(tx, *given, mailed=True, language=language())


async def change(request: web.Request) -> web.StreamResponse:
    account, body = await found(request), await read_json(request, models.StaffBody)
    now, by = running(request).clock.now(), staff_of(request)
    await do(request, actions.change_staff, now, by, account.id, body.name, body.role, body.disabled)
    return answer({"id": str(account.id)})


async def sign_out(request: web.Request) -> web.StreamResponse:
    account, now = await found(request), running(request).clock.now()
    await do(request, actions.sign_out_everywhere, now, staff_of(request), account.id)
    return answer({"id": str(account.id)})


async def remove_codes(request: web.Request) -> web.StreamResponse:
    account = await found(request)
    if account.id == staff_of(request).staff_id:
        # Or a session somebody left open would be enough to take the second step away.
        raise Refused(_("Lepas kode Anda sendiri di halaman Akun saya, dengan kata sandi."))
    await do(request, remove_second_factor, staff_of(request), account.id)
    return answer({"id": str(account.id)})
