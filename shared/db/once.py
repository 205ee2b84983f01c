"""Doing a thing once, however often it is asked: the key and the outcome commit with the effects.

A double click, a request sent again by a proxy, and a connection that broke during COMMIT all end
here: whoever comes second reads the stored outcome.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shared.db.errors import KeyReused, Overtaken
from shared.db.pool import Tx

# Longer than a form token lives (7 days): no key is forgotten while it can still come back.
KEPT_DAYS = 8
FORGET_AT_MOST = 5_000  # rows in one transaction


@dataclass(frozen=True, slots=True)
class Once:
    """What a keyed action came to."""

    outcome: dict[str, Any]
    repeated: bool  # True: read from the table, nothing was done this time


@dataclass(frozen=True, slots=True)
class Claim:
    """One key of a set, with the hash of its request."""

    key: str
    fingerprint: bytes


CLAIM = """
insert into once (scope, key, fingerprint) values ($1, $2, $3)
on conflict (scope, key) do nothing
returning true
"""
STORED = "select fingerprint, outcome from once where scope = $1 and key = $2"
KEEP = "update once set outcome = $3 where scope = $1 and key = $2"


async def perform(
    tx: Tx,
    scope: str,
    key: str,
    fingerprint: bytes,
    action: Callable[..., Awaitable[dict[str, Any]]],
    args: Sequence[Any],
    kwargs: Mapping[str, Any],
) -> Once:
    """Claim the key and do the action, or read what it came to. Error: `KeyReused`."""
    while not await tx.fetchval(CLAIM, scope, key, fingerprint):
        # The insert waited for whoever held the key, so their row is visible now (or just forgotten).
        stored = await tx.fetchrow(STORED, scope, key)
        if stored is not None:
            if stored["fingerprint"] != fingerprint:
                raise KeyReused(f"the key {key!r} belongs to another {scope} request")
            return Once(stored["outcome"], repeated=True)
    outcome = await action(tx, *args, **kwargs)
    await tx.execute(KEEP, scope, key, outcome)
    return Once(outcome, repeated=False)


STORED_MANY = "select key, fingerprint, outcome from once where scope = $1 and key = any($2::text[])"
# Sorted: two groups that share keys would otherwise wait for each other for ever.
KEEP_MANY = """
insert into once (scope, key, fingerprint, outcome)
select $1, kept.key, kept.fingerprint, kept.outcome
from unnest($2::text[], $3::bytea[], $4::jsonb[]) as kept (key, fingerprint, outcome)
order by kept.key
on conflict (scope, key) do nothing
"""


async def known_many(tx: Tx, scope: str, claims: Iterable[Claim]) -> dict[Claim, Once | KeyReused]:
    """Those of a set of claims whose key was used before, with its stored outcome or, if it was used for
    another request, the error; all others are the caller's to do and to `keep_many`.
    """
    asked = set(claims)
    keys = {claim.key for claim in asked}
    stored = {row["key"]: row for row in await tx.fetch(STORED_MANY, scope, list(keys))}
    return {
        claim: Once(stored[claim.key]["outcome"], repeated=True)
        if stored[claim.key]["fingerprint"] == claim.fingerprint
        else KeyReused(f"the key {claim.key!r} belongs to another {scope} request")
        for claim in asked
        if claim.key in stored
    }


async def known(tx: Tx, scope: str, claim: Claim) -> dict[str, Any] | None:
    """What the same request came to before; None for one that comes for the first time. Error: `KeyReused`.

    For what ends the link that it came by: the repetition finds nothing to open, and its answer here.
    """
    found = (await known_many(tx, scope, (claim,))).get(claim)
    if isinstance(found, KeyReused):
        raise found
    return found.outcome if found else None


async def keep_many(tx: Tx, scope: str, outcomes: Sequence[tuple[Claim, dict[str, Any]]]) -> None:
    """Store what keys that `known_many` did not know came to. Error: `Overtaken`, when somebody else has
    stored one of them since; the transaction is then done again and knows it.

    The keys must differ from each other: a caller gives two items with one claim the same outcome.
    Whoever locks rows does so before it stores keys, and takes no other lock afterwards: two groups that
    share a key and no row then wait for each other one way only.

    A group writes each key once, with its outcome: claiming it first and completing it later would write
    every row twice.
    """
    if not outcomes:
        return
    status = await tx.execute(
        KEEP_MANY,
        scope,
        [claim.key for claim, _ in outcomes],
        [claim.fingerprint for claim, _ in outcomes],
        [outcome for _, outcome in outcomes],
    )
    if int(status.split()[-1]) < len(outcomes):
        raise Overtaken(f"somebody else was faster with a {scope} key")


# Materialized: a subquery with `limit … for update` may otherwise run again for each row.
FORGET = """
with expired as materialized (
    select scope, key from once
    where at < clock_timestamp() - make_interval(days => $1)
    limit $2
    for update skip locked
)
delete from once using expired
where once.scope = expired.scope and once.key = expired.key
"""


async def forget(tx: Tx) -> int:
    """Delete keys nobody can send any more; how many. A daily job of every service."""
    return int((await tx.execute(FORGET, KEPT_DAYS, FORGET_AT_MOST)).split()[-1])
