"""The people of an office: inviting them, their roles, disabling them, signing them out everywhere."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from services.scheduling.actions.links import let_in
from services.scheduling.actions.telling import tell_staff
from services.scheduling.domain.accounts import Actor, who
from services.scheduling.domain.refusals import Invalid, LastAdmin, Missing
from services.scheduling.domain.workshops import differences
from services.scheduling.settings import INVITATION_LASTS
from services.scheduling.store import accounts, offices, sign_in
from services.scheduling.store.accounts import Account
from shared import audit, ids
from shared.clock import wall
from shared.crypto import Keys
from shared.db import Tx
from shared.mail import Mail, mail


async def invite(
    tx: Tx,
    now: datetime,
    keys: Keys,
    by: Actor,
    name: str,
    email: str,
    role: str,
    *,
    mailed: bool,
    language: str,
) -> tuple[UUID, str]:
    """Add a person without a password; they get a one-time link, by mail or printed by the admin.

    Returns their id and the link's token. Raises Invalid when the address already has an account.
    """
    account_id = ids.new_id()
    if not await accounts.add(tx, account_id, by.organization_id, name, email, role):
        raise Invalid("email", "email_taken")
    added = await tell_staff(tx, account_id)
    await audit.record(
        tx, who(by), by.organization_id, "staff invited", added.subject, None, {"name": name, "role": role}
    )
    return account_id, await _invitation(tx, keys, by, account_id, mailed=mailed, language=language)


async def invite_again(
    tx: Tx, keys: Keys, by: Actor, account_id: UUID, *, mailed: bool, language: str
) -> str:
    """A new link for somebody who has not set a password; the earlier ones end."""
    account = await _own(tx, by, account_id)
    if account.password_hash is not None or account.disabled:
        raise Missing
    return await _invitation(tx, keys, by, account_id, mailed=mailed, language=language)


async def change_staff(
    tx: Tx, now: datetime, by: Actor, account_id: UUID, name: str, role: str, disabled: bool
) -> None:
    """Change name, role or whether the person may sign in. Raises LastAdmin, Missing."""
    account = await _own(tx, by, account_id)
    stays = role == "admin" and not disabled
    others = await accounts.other_admins(tx, by.organization_id, account_id)
    if account.role == "admin" and not stays and not others:
        raise LastAdmin
    signed_out = wall() if disabled and not account.disabled else account.signed_out_before
    await accounts.change(tx, account_id, name, role, disabled, signed_out)
    if disabled:
        await sign_in.end_links(tx, account_id)
    changed = await tell_staff(tx, account_id)
    old, new = differences(
        account.document.model_dump(mode="json", exclude={"version"}),
        changed.model_dump(mode="json", exclude={"version"}),
    )
    await audit.record(tx, who(by), by.organization_id, "staff changed", changed.subject, old, new)


async def disable_some(
    tx: Tx, now: datetime, by: Actor, account_ids: Sequence[UUID], disabled: bool
) -> dict[str, Any]:
    """Shut several people out, or let them in again.

    Whoever asks stays, and so does the last admin. Answered are `done`, how many were changed, and
    `refused`, the name of each that was not and why ("self", "last_admin"). Raises Missing, and then
    nothing is done.
    """
    done, refused = 0, []
    for account_id in sorted(set(account_ids)):
        account = await _own(tx, by, account_id)
        if account.disabled == disabled:
            continue
        if disabled and account_id == by.staff_id:
            refused.append({"name": account.name, "why": "self"})
            continue
        try:
            await change_staff(tx, now, by, account_id, account.name, account.role, disabled)
            done += 1
        except LastAdmin:
            refused.append({"name": account.name, "why": "last_admin"})
    return {"done": done, "refused": refused}


async def invite_some(
    tx: Tx, keys: Keys, by: Actor, account_ids: Sequence[UUID], language: str
) -> dict[str, Any]:
    """Mail several people a new link; the earlier ones end.

    Whoever has a password already, or is disabled, gets none ("taken_up", "disabled"). Answered as by
    `disable_some`.
    """
    done, refused = 0, []
    for account_id in sorted(set(account_ids)):
        account = await _own(tx, by, account_id)
        if account.disabled or account.password_hash is not None:
            why = "disabled" if account.disabled else "taken_up"
            refused.append({"name": account.name, "why": why})
            continue
        await invite_again(tx, keys, by, account_id, mailed=True, language=language)
        done += 1
    return {"done": done, "refused": refused}


async def sign_out_everywhere(tx: Tx, now: datetime, by: Actor, account_id: UUID) -> None:
    """End every session of this person, on every service and browser."""
    account = await _own(tx, by, account_id)
    await accounts.change(tx, account_id, account.name, account.role, account.disabled, wall())
    changed = await tell_staff(tx, account_id)
    await audit.record(tx, who(by), by.organization_id, "signed out everywhere", changed.subject, None, None)


async def _own(tx: Tx, by: Actor, account_id: UUID) -> Account:
    # The office's row first: two admins who demote each other must not both succeed.
    await offices.lock(tx, by.organization_id)
    account = await accounts.locked(tx, account_id)
    if account is None or account.organization_id != by.organization_id:
        raise Missing
    return account


async def _invitation(tx: Tx, keys: Keys, by: Actor, account_id: UUID, *, mailed: bool, language: str) -> str:
    account = await accounts.find(tx, account_id)
    assert account is not None
    token, sealed = await let_in(tx, keys, account_id, "invitation", INVITATION_LASTS)
    if mailed:
        await mail.add(
            tx,
            Mail(
                purpose="staff_invitation",
                subject=account.document.subject,
                occasion=ids.digest(token).hex()[:16],
                organization_id=account.organization_id,
                to=account.email,
                language=language,
                data={
                    "name": account.name,
                    "by": by.name,
                    "role": account.role,
                    "days": INVITATION_LASTS.days,
                    "sealed": sealed,
                },
            ),
        )
    return token
