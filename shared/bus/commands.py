"""`bimtek events`: what a person does about messages the machine gave up on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from shared.bus.trouble import TOPIC
from shared.db import Database, Tx, wake

PARKED = """
    select message_id, subject, attempts, reason, since, parked_at from trouble
    where parked_at is not null order by parked_at
"""
RETRIED = """
    select count(*) from trouble where parked_at is null
"""
SHOW = """
    select message_id, subject, body, attempts, reason, since, next_at, parked_at from trouble
    where message_id = $1
"""
REPLAY = """
    update trouble set attempts = 0, next_at = clock_timestamp(), parked_at = null
    where parked_at is not null and (cardinality($1::uuid[]) = 0 or message_id = any ($1::uuid[]))
"""
DROP = """
    delete from trouble where parked_at is not null and message_id = any ($1::uuid[])
"""
# Fields of documents that say who a person is; shown only when asked for.
PERSONAL = {"full_name", "certificate_name", "phone", "email", "name", "business_name", "nip"}


async def parked(services: Mapping[str, Database]) -> str:
    """The parked messages of every service, oldest first, and how many are still tried again."""
    lines = []
    for service, db in services.items():
        async with db.read() as tx:
            rows = await tx.fetch(PARKED)
            retried = await tx.fetchval(RETRIED)
        for row in rows:
            lines.append(
                f"{service}  {row['message_id']}  {row['subject'] or '(no subject)'}\n"
                f"    parked {_time(row['parked_at'])}, first failed {_time(row['since'])}, "
                f"{_times(row['attempts'])}\n"
                f"    {row['reason']}"
            )
        if retried:
            lines.append(f"{service}  {retried} more being tried again by themselves")
    return "\n".join(lines) if lines else "Nothing is parked."


async def show(services: Mapping[str, Database], message_id: UUID, *, personal: bool = False) -> str:
    """One message with its body; personal fields are hidden unless `personal`. LookupError if unknown."""
    for service, db in services.items():
        async with db.read() as tx:
            row = await tx.fetchrow(SHOW, message_id)
        if row is not None:
            state = (
                f"parked {_time(row['parked_at'])}" if row["parked_at"] else f"next {_time(row['next_at'])}"
            )
            return (
                f"{service}  {row['message_id']}  {row['subject'] or '(no subject)'}\n"
                f"{state}, first failed {_time(row['since'])}, {_times(row['attempts'])}\n"
                f"{row['reason']}\n\n{_body(bytes(row['body']), personal)}"
            )
    raise LookupError(f"no service has a failed message {message_id}")


async def replay(services: Mapping[str, Database], *message_ids: UUID) -> str:
    """Try parked messages again from the first attempt; all of them when none is named."""
    count = 0
    for db in services.values():
        count += await db.run(_replay, list(message_ids))
    return f"{count} tried again within a second. See what is left: bimtek events parked"


async def drop(services: Mapping[str, Database], *message_ids: UUID) -> str:
    """Throw the named parked messages away for good."""
    count = 0
    for db in services.values():
        count += await db.run(_drop, list(message_ids))
    return f"{count} dropped."


async def _replay(tx: Tx, message_ids: list[UUID]) -> int:
    wake(TOPIC)
    return int((await tx.execute(REPLAY, message_ids)).split()[-1])


async def _drop(tx: Tx, message_ids: list[UUID]) -> int:
    return int((await tx.execute(DROP, message_ids)).split()[-1])


def _time(moment: datetime) -> str:
    return moment.astimezone().strftime("%Y-%m-%d %H:%M:%S")


def _times(attempts: int) -> str:
    return "1 attempt" if attempts == 1 else f"{attempts} attempts"


def _body(body: bytes, personal: bool) -> str:
    try:
        content = json.loads(body)
    except ValueError:
        hidden = "" if personal else "; --personal shows it"
        return body.decode(errors="replace") if personal else f"{len(body)} bytes that are no JSON{hidden}"
    return json.dumps(content if personal else _without_people(content), indent=2, ensure_ascii=False)


def _without_people(content: Any) -> Any:
    if isinstance(content, dict):
        return {
            key: "…" if key in PERSONAL and value else _without_people(value)
            for key, value in content.items()
        }
    if isinstance(content, list):
        return [_without_people(item) for item in content]
    return content
