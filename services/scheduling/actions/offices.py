"""Setting up an office and changing what stands on its papers."""

from __future__ import annotations

from datetime import datetime

from services.scheduling.actions.telling import tell_office, tell_staff, tell_workshops_with
from services.scheduling.domain.accounts import Actor, who
from services.scheduling.domain.refusals import Invalid, LinkDead, Missing
from services.scheduling.domain.workshops import differences
from services.scheduling.settings import FIRST_ADMIN_LASTS
from services.scheduling.store import accounts, offices, sign_in
from shared import audit, ids
from shared.db import Tx
from shared.events.scheduling import Organization, Staff


async def first_admin_token(tx: Tx, now: datetime, *, another: bool = False) -> str | None:
    """A one-time token that sets up an office and its first admin; None once there is an office.

    Only the newest token works. `another` makes one for a further office on the same installation.
    """
    await offices.one_at_a_time(tx)
    if not another and await offices.any_office(tx):
        return None
    token = ids.new_code()
    await sign_in.end_first_links(tx)
    await sign_in.add_link(tx, ids.digest(token), "first_admin", None, FIRST_ADMIN_LASTS)
    return token


async def set_up(
    tx: Tx, now: datetime, token: str, organization: Organization, name: str, email: str, password_hash: str
) -> Staff:
    """Use the token up: the office exists, and its first admin with this password.

    Raises LinkDead, or Invalid when the address already signs in to an office here.
    """
    used = await sign_in.use_link(tx, ids.digest(token))
    if used is None or used.purpose != "first_admin":
        raise LinkDead
    await offices.add(tx, organization)
    account_id = ids.new_id()
    if not await accounts.add(tx, account_id, organization.id, name, email, "admin"):
        raise Invalid("email", "email_taken")
    await accounts.set_password(tx, account_id, password_hash, None)
    await accounts.signed_in(tx, account_id)
    await tell_office(tx, organization.id)
    admin = await tell_staff(tx, account_id)
    await audit.record(
        tx,
        admin.subject,
        organization.id,
        "office set up",
        organization.subject,
        None,
        {"name": organization.name},
    )
    return admin


async def change_office(
    tx: Tx, now: datetime, by: Actor, organization: Organization, seen_version: int
) -> None:
    """Keep new details. Raises Invalid when somebody else changed them since the form was opened.

    Another rounding changes the JP of published workshops, so these are sent again.
    """
    await offices.lock(tx, by.organization_id)
    before = await offices.document(tx, by.organization_id)
    if before is None:
        raise Missing
    if before.version != seen_version:
        raise Invalid("version", "changed_meanwhile")
    await offices.change(tx, organization)
    after = await tell_office(tx, by.organization_id)
    old, new = differences(
        before.model_dump(mode="json", exclude={"version"}),
        after.model_dump(mode="json", exclude={"version"}),
    )
    for picture in (old, new):
        if "emblem_png" in picture:
            picture["emblem_png"] = f"{len(picture['emblem_png'])} characters"
    await audit.record(tx, who(by), by.organization_id, "office changed", after.subject, old, new)
    if before.jp_rounding != after.jp_rounding:
        await tell_workshops_with(tx, by.organization_id, None)
