"""The second step of signing in: set up by oneself, asked for at the door, removed when a phone is lost."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.scheduling.domain.accounts import Actor, wait_left, who
from services.scheduling.domain.refusals import Invalid, Missing, TryLater
from services.scheduling.domain.second_factor import RECOVERY_CODES, new_secret, step_of
from services.scheduling.settings import FAILURES_FORGOTTEN
from services.scheduling.store import accounts, second_factor, sign_in
from shared import audit, ids
from shared.crypto import Keys
from shared.db import Tx

PURPOSE = "second factor"


async def begin_second_factor(tx: Tx, keys: Keys, by: Actor) -> None:
    """A new secret for this person's app, in force once a code from it is given."""
    await second_factor.begin(tx, by.staff_id, keys.encrypt(new_secret(), purpose=PURPOSE))


async def confirm_second_factor(tx: Tx, wall: datetime, keys: Keys, by: Actor, code: str) -> list[str]:
    """The app works: from now on it is asked for. Returns the codes for paper, which are shown once.

    Raises Invalid for a wrong code, Missing where nothing was begun.
    """
    found = await second_factor.locked(tx, by.staff_id)
    if found is None or found.confirmed_at is not None:
        raise Missing
    step = step_of(keys.decrypt(found.secret_sealed, purpose=PURPOSE), code, wall, found.last_step)
    if step is None:
        raise Invalid("code", "code_wrong")
    await second_factor.confirm(tx, by.staff_id, step)
    codes = [ids.new_card_code() for _ in range(RECOVERY_CODES)]
    await second_factor.set_codes(tx, by.staff_id, [_digest(keys, by.staff_id, one) for one in codes])
    await _record(tx, by, "second factor set up", by.staff_id)
    return codes


async def remove_second_factor(tx: Tx, by: Actor, account_id: UUID) -> None:
    """Sign in by password alone again: one's own, or that of somebody of the office who lost their phone.

    Raises Missing for anybody else and where there is none.
    """
    account = await accounts.locked(tx, account_id)
    if account is None or account.organization_id != by.organization_id:
        raise Missing
    if not await second_factor.remove(tx, account_id):
        raise Missing
    await _record(tx, by, "second factor removed", account_id)


async def asks_for_code(tx: Tx, account_id: UUID) -> bool:
    """Whether this account's password is not enough."""
    found = await second_factor.find(tx, account_id)
    return found is not None and found.confirmed_at is not None


async def count_code(tx: Tx, account_id: UUID) -> None:
    """Count a code as wrong before it is looked at. Raises TryLater while this account has to wait.

    Six digits are soon guessed: after five wrong ones each further one waits longer.
    """
    ((key, failures, last_at, now),) = await sign_in.lock_failures(tx, [_key(account_id)])
    wait = wait_left(failures, last_at, now)
    if wait:
        raise TryLater(wait)
    await sign_in.failed(tx, [key], FAILURES_FORGOTTEN)


async def take_code(tx: Tx, wall: datetime, keys: Keys, account_id: UUID, code: str) -> bool:
    """Use up a code of the app or of the paper; False when it is neither."""
    found = await second_factor.locked(tx, account_id)
    if found is None or found.confirmed_at is None:
        return False
    step = step_of(keys.decrypt(found.secret_sealed, purpose=PURPOSE), code, wall, found.last_step)
    if step is not None:
        await second_factor.take(tx, account_id, step)
    elif await second_factor.use_code(tx, account_id, _digest(keys, account_id, ids.normalized(code))):
        account = await accounts.find(tx, account_id)
        assert account is not None
        subject = account.document.subject
        await audit.record(tx, subject, account.organization_id, "recovery code used", subject, None, None)
    else:
        return False
    await sign_in.forgive_all(tx, _key(account_id))
    return True


def _digest(keys: Keys, account_id: UUID, code: str) -> bytes:
    """What is kept of a code on paper: 40 bits are soon tried through, unless it takes a key to try one."""
    return keys.index(f"{account_id} {code}", purpose="recovery code")


def _key(account_id: UUID) -> str:
    return f"code:{account_id}"


async def _record(tx: Tx, by: Actor, what: str, account_id: UUID) -> None:
    await audit.record(tx, who(by), by.organization_id, what, f"Staff/{account_id}", None, None)
