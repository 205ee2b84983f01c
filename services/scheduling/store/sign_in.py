"""Links that let somebody in once, wrong passwords, and browsers seen before. All by the database's clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from shared.db import Tx


@dataclass(frozen=True)
class Link:
    """An unused link that has not expired."""

    purpose: str  # "first_admin" | "invitation" | "password" | "sign_in"
    account_id: UUID | None


ADD_LINK = """
insert into link (token_sha256, purpose, account_id, expires_at)
values ($1, $2, $3, now() + $4::interval)
"""
LIVE_LINK = """
select purpose, account_id from link where token_sha256 = $1 and used_at is null and expires_at > now()
"""
# The guarded update is what makes a link work once, however many press its button together.
USE_LINK = """
update link
set used_at = now()
where token_sha256 = $1 and used_at is null and expires_at > now()
returning purpose, account_id
"""
END_LINKS = "update link set used_at = now() where account_id = $1 and used_at is null"
HAS_FRESH_LINK = """
select exists (
    select from link
    where account_id = $1 and purpose = $2 and used_at is null and created_at > now() - $3::interval
)
"""
END_FIRST_LINKS = "update link set used_at = now() where purpose = 'first_admin' and used_at is null"
FORGET_LINKS = "delete from link where expires_at < now() - interval '30 days'"

ENSURE_FAILURES = """
insert into sign_in_failure (key, failures, last_at)
select key, 0, now() from unnest($1::text[]) as tried (key) order by key
on conflict (key) do nothing
"""
LOCK_FAILURES = """
select key, failures, last_at, now() as now
from sign_in_failure
where key = any($1::text[])
order by key
for update
"""
FAILED = """
update sign_in_failure
set failures = case when last_at < now() - $2::interval then 1 else failures + 1 end, last_at = now()
where key = any($1::text[])
"""
# An account is forgiven altogether; an address only for the try that turned out right, or whoever owns one
# account could guess at the others for ever.
FORGIVE = """
update sign_in_failure
set failures = case when key like 'email:%' then 0 else greatest(failures - 1, 0) end
where key = any($1::text[])
"""
FORGIVE_ALL = "update sign_in_failure set failures = 0 where key = $1"
FORGET_FAILURES = "delete from sign_in_failure where last_at < now() - $1::interval"

SEEN_BROWSER = """
insert into known_browser (account_id, browser)
values ($1, $2)
on conflict (account_id, browser) do update set last_at = now()
returning (xmax = 0) as is_new, exists (select from known_browser where account_id = $1) as had_others
"""


async def add_link(
    tx: Tx, token_sha256: bytes, purpose: str, account_id: UUID | None, lasts: timedelta
) -> None:
    await tx.execute(ADD_LINK, token_sha256, purpose, account_id, lasts)


async def live_link(tx: Tx, token_sha256: bytes) -> Link | None:
    """The link without using it: what a page with a button may show."""
    row = await tx.fetchrow(LIVE_LINK, token_sha256)
    return Link(**row) if row else None


async def use_link(tx: Tx, token_sha256: bytes) -> Link | None:
    """Use the link up; None when it is dead, also for the second of two at once."""
    row = await tx.fetchrow(USE_LINK, token_sha256)
    return Link(**row) if row else None


async def end_links(tx: Tx, account_id: UUID) -> None:
    """No link made for this account earlier works any more."""
    await tx.execute(END_LINKS, account_id)


async def has_fresh_link(tx: Tx, account_id: UUID, purpose: str, younger_than: timedelta) -> bool:
    """Whether an unused link for this purpose was made so lately that its mail may still be under way."""
    return bool(await tx.fetchval(HAS_FRESH_LINK, account_id, purpose, younger_than))


async def end_first_links(tx: Tx) -> None:
    await tx.execute(END_FIRST_LINKS)


async def lock_failures(tx: Tx, keys: list[str]) -> list[tuple[str, int, datetime, datetime]]:
    """(key, failures, last at, now) of each key, held until the transaction ends."""
    await tx.execute(ENSURE_FAILURES, keys)
    rows = await tx.fetch(LOCK_FAILURES, keys)
    return [(row["key"], row["failures"], row["last_at"], row["now"]) for row in rows]


async def failed(tx: Tx, keys: list[str], forgotten_after: timedelta) -> None:
    """Count one more failure; old ones are forgotten first."""
    await tx.execute(FAILED, keys, forgotten_after)


async def forgive(tx: Tx, *keys: str) -> None:
    await tx.execute(FORGIVE, list(keys))


async def forgive_all(tx: Tx, key: str) -> None:
    """Whoever this key is for has shown that they are right."""
    await tx.execute(FORGIVE_ALL, key)


async def forget_old(tx: Tx, failures_after: timedelta) -> None:
    """Delete links and failures that no longer say anything."""
    await tx.execute(FORGET_LINKS)
    await tx.execute(FORGET_FAILURES, failures_after)


async def is_strange_browser(tx: Tx, account_id: UUID, browser: bytes) -> bool:
    """Remember this browser; True when it is new and the account has used another before."""
    row = await tx.fetchrow(SEEN_BROWSER, account_id, browser)
    assert row is not None
    return bool(row["is_new"] and row["had_others"])
