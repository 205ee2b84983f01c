"""Mails to contact persons: the link of their list, and what the mail server said of it."""

from __future__ import annotations

import base64
from typing import Any
from uuid import UUID

from services.registration.actions.letters import facts
from services.registration.domain.names import greeted
from services.registration.store import copies, groups
from services.registration.store.groups import Group
from shared.db import Tx
from shared.i18n import _, using_language
from shared.mail import MailResult, mail
from shared.mail.mail import Mail

GROUP_PURPOSE = "group_code"
ADDRESS_WAS = "AddressWas/"  # begins the subject of what an address is told that is theirs no longer


async def send_link(tx: Tx, group: Group, occasion: str) -> bool:
    """Mail the link of a list to its contact person; False where no address of theirs is known to work."""
    if not group.email or group.email_trouble:
        return False
    told: dict[str, Any] = {
        **await _known(tx, group),
        "nominated": group.terms.nomination,
        "most": group.most,
        "deadline": group.deadline.isoformat() if group.deadline else "",
        "sealed": {GROUP_PURPOSE: base64.b64encode(group.code_sealed).decode()},
    }
    await mail.add(
        tx,
        Mail("group_link", group.subject, group.organization_id, group.email, occasion, group.language, told),
    )
    return True


async def say_address_changed(tx: Tx, before: Group, occasion: str) -> None:
    """Tell the address that was, without any link: whoever holds a leaked one cannot make it somebody
    else's list unnoticed, not even by deleting the contact person's data before this has gone. So it is not
    the list's, whose mails go with the data; once it has ended it goes too."""
    if not before.email or before.email_trouble:
        return
    told = await _known(tx, before)
    to, language, subject = before.email, before.language, f"{ADDRESS_WAS}{before.id}"
    await mail.add(tx, Mail("contact_changed", subject, before.organization_id, to, occasion, language, told))


async def _known(tx: Tx, group: Group) -> dict[str, Any]:
    workshop = await copies.WORKSHOPS.get(tx, group.workshop_id)
    assert workshop is not None, "a list exists only for a workshop we heard of"
    return {**facts(workshop), "name": _greeting(group)}


def _greeting(group: Group) -> str:
    with using_language(group.language):
        return greeted(group.name) or _("Bapak/Ibu")


async def on_mail(tx: Tx, result: MailResult) -> None:
    """An address that the mail server refuses is told to the office at the list."""
    if result.state == "refused":
        id = UUID(result.subject.removeprefix("Group/"))
        await groups.mark_email(tx, id, result.to, result.detail or result.state)
