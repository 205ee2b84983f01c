"""Signing in: by password with back-off, by a one-time link, and asking for a new password."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from uuid import UUID

from services.scheduling.actions.links import let_in
from services.scheduling.actions.second_factor import asks_for_code
from services.scheduling.actions.telling import tell_staff
from services.scheduling.domain.accounts import Actor, wait_left, who
from services.scheduling.domain.refusals import LinkDead, TryLater
from services.scheduling.settings import (
    FAILURES_FORGOTTEN,
    PASSWORD_LINK_LASTS,
    PASSWORD_MAIL_PAUSE,
    SIGN_IN_LINK_LASTS,
)
from services.scheduling.store import accounts, sign_in
from services.scheduling.store.accounts import Account
from shared import audit, ids
from shared.clock import wall
from shared.crypto import Keys
from shared.db import Tx
from shared.events.scheduling import Staff
from shared.mail import Mail, mail


async def count_attempt(tx: Tx, email: str, address: str) -> Account | None:
    """Count a try as failed before the password is looked at, so that a thousand at once are counted too.

    Returns the account that may be tried. Raises TryLater while this account or address has to wait.
    """
    keys = _keys(email, address)
    waits = []
    for key, failures, last_at, now in await sign_in.lock_failures(tx, keys):
        weight = failures if key.startswith("email:") else failures // 10  # an office shares one address
        waits.append(wait_left(weight, last_at, now))
    longest = max(waits, default=timedelta())
    if longest > timedelta():
        raise TryLater(longest)
    await sign_in.failed(tx, keys, FAILURES_FORGOTTEN)
    account = await accounts.by_email(tx, email)
    return None if account is None or account.disabled or account.password_hash is None else account


async def right_password(tx: Tx, email: str, address: str) -> None:
    """Whoever is signed in already gave their password once more and it was right: the tries are forgiven."""
    await sign_in.forgive(tx, *_keys(email, address))


async def signed_in(tx: Tx, account_id: UUID, email: str, address: str, browser: str, language: str) -> Staff:
    """They are who they say: the tries are forgiven, and a browser never seen before is told by mail."""
    account = await accounts.find(tx, account_id)
    if account is None or account.disabled:
        raise LinkDead
    await sign_in.forgive(tx, *_keys(email, address))
    await accounts.signed_in(tx, account_id)
    await _notice_browser(tx, account, browser, language)
    return account.document


async def sign_in_token(tx: Tx, now: datetime, email: str) -> str | None:
    """A link that signs this person in once within 15 minutes; None when nobody has that address."""
    account = await accounts.by_email(tx, email)
    if account is None or account.disabled:
        return None
    token = ids.new_code()
    await sign_in.add_link(tx, ids.digest(token), "sign_in", account.id, SIGN_IN_LINK_LASTS)
    return token


async def ask_for_password(tx: Tx, keys: Keys, email: str, language: str) -> None:
    """Send a link for a new password, if somebody has this address. The caller says the same either way.

    Whoever knows the address can ask, so asking again does not flood its mailbox while a link is fresh,
    and never ends an invitation, which sets the first password anyway.
    """
    account = await accounts.by_email(tx, email)
    if account is None or account.disabled or account.password_hash is None:
        return
    if await sign_in.has_fresh_link(tx, account.id, "password", PASSWORD_MAIL_PAUSE):
        return
    token, sealed = await let_in(tx, keys, account.id, "password", PASSWORD_LINK_LASTS)
    await mail.add(
        tx,
        Mail(
            purpose="password_reset",
            subject=account.document.subject,
            occasion=ids.digest(token).hex()[:16],
            organization_id=account.organization_id,
            to=account.email,
            language=language,
            data={
                "name": account.name,
                "minutes": int(PASSWORD_LINK_LASTS.total_seconds() // 60),
                "sealed": sealed,
            },
        ),
    )


async def set_password(
    tx: Tx, now: datetime, token: str, password_hash: str, browser: str
) -> tuple[Staff, bool]:
    """Use an invitation or password link up, and whether that lets them in. Other sessions of the person end.

    It does not where a code is asked for: whoever reads the mailbox must not get in without the phone, nor
    have their browser taken for one that was seen before. Raises LinkDead.
    """
    account = await _use(tx, token, ("invitation", "password"))
    is_new = account.password_hash is None
    await accounts.set_password(tx, account.id, password_hash, None if is_new else wall())
    await sign_in.end_links(tx, account.id)
    await sign_in.forgive(tx, f"email:{account.email.lower()}")
    lets_in = not await asks_for_code(tx, account.id)
    if lets_in:
        await accounts.signed_in(tx, account.id)
        await sign_in.is_strange_browser(tx, account.id, _fingerprint(browser))
    changed = await tell_staff(tx, account.id)
    what = "invitation taken up" if is_new else "password changed"
    await audit.record(
        tx, account.document.subject, account.organization_id, what, changed.subject, None, None
    )
    return changed, lets_in


async def change_own_password(tx: Tx, by: Actor, password_hash: str) -> Staff:
    """A new password for whoever is signed in; every session made before ends."""
    account = await accounts.locked(tx, by.staff_id)
    if account is None or account.disabled:
        raise LinkDead
    await accounts.set_password(tx, account.id, password_hash, wall())
    await sign_in.end_links(tx, account.id)
    changed = await tell_staff(tx, account.id)
    await audit.record(tx, who(by), by.organization_id, "password changed", changed.subject, None, None)
    return changed


async def sign_in_by_link(tx: Tx, token: str, browser: str, language: str) -> Staff:
    """Use a sign-in link up. Raises LinkDead."""
    account = await _use(tx, token, ("sign_in",))
    await accounts.signed_in(tx, account.id)
    await _notice_browser(tx, account, browser, language)
    await audit.record(
        tx,
        account.document.subject,
        account.organization_id,
        "signed in by link",
        account.document.subject,
        None,
        None,
    )
    return account.document


async def _use(tx: Tx, token: str, purposes: tuple[str, ...]) -> Account:
    used = await sign_in.use_link(tx, ids.digest(token))
    if used is None or used.purpose not in purposes or used.account_id is None:
        raise LinkDead
    account = await accounts.locked(tx, used.account_id)
    if account is None or account.disabled:
        raise LinkDead
    return account


async def _notice_browser(tx: Tx, account: Account, browser: str, language: str) -> None:
    if not await sign_in.is_strange_browser(tx, account.id, _fingerprint(browser)):
        return
    at = wall()
    await mail.add(
        tx,
        Mail(
            purpose="new_sign_in",
            subject=account.document.subject,
            occasion=at.isoformat(),
            organization_id=account.organization_id,
            to=account.email,
            language=language,
            data={"name": account.name, "at": at.isoformat(), "browser": browser[:120]},
        ),
    )


def _keys(email: str, address: str) -> list[str]:
    return [f"address:{address}", f"email:{email.strip().lower()}"]


def _fingerprint(browser: str) -> bytes:
    return hashlib.sha256(browser.encode()).digest()
