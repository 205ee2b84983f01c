"""The loop that reads returned mail: what did not arrive is marked as if the first server had refused it.

Each service reads the same mailbox for its own mails. A message's place and what it changed are one
transaction, and a mail that is marked already is not marked again, so whatever is cut and begun anew, by
any replica, has its effect once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from shared.clock import Clock
from shared.db import Database, Tx, Unavailable
from shared.logging import logger
from shared.mail.imap import Away, Box, Session
from shared.mail.mail import MailResult
from shared.mail.returned import Verdict, message_ids
from shared.mail.sender import OnMail
from shared.workers import Worker

log = logger(__name__)

BATCH = 50
EVERY = timedelta(seconds=60)  # between two looks
LEASE = timedelta(minutes=5)  # for one look, and after one that failed: servers lock out who asks too often
TRIES = 3  # of a message that the mailbox fails to give, before those behind it are read
JUDGE = "shared.mail.returned:judge"
JUDGE_SECONDS = 20.0
JUDGE_MEGABYTES = 300

CLAIM = """
update returned_mail set next_at = clock_timestamp() + $1::interval
where next_at <= clock_timestamp()
returning mailbox, uid_validity, last_uid
"""
REST = "update returned_mail set next_at = clock_timestamp() + $1::interval"
MOVE_ON = "update returned_mail set mailbox = $1, uid_validity = $2, last_uid = $3"
KNOWN = "select message_id, recipient from mail where message_id = any($1::uuid[])"
# Also one that is still being sent or tried: the server took it and its answer was lost. Its sender then
# finds its lease gone.
MARK = """
update mail
set state = $2, detail = $3, told = $4, lease = null, finished_at = clock_timestamp(),
    next_at = clock_timestamp()
where message_id = $1 and state in ('sending', 'retrying', 'sent', 'failed') and state <> $2
returning purpose, subject, occasion, recipient, state, detail, data
"""


@dataclass(frozen=True, slots=True)
class Place:
    """How far a mailbox was read."""

    mailbox: str
    uid_validity: int
    last_uid: int


async def claim(tx: Tx) -> Place | None:
    """Where to go on. None: it was read a moment ago, or another replica reads."""
    row = await tx.fetchrow(CLAIM, LEASE)
    return Place(**dict(row)) if row else None


async def rest(tx: Tx, wait: timedelta) -> None:
    """The next look comes after `wait`."""
    await tx.execute(REST, wait)


async def move_on(tx: Tx, place: Place) -> None:
    await tx.execute(MOVE_ON, place.mailbox, place.uid_validity, place.last_uid)


async def known(tx: Tx, ids: Sequence[UUID]) -> dict[UUID, str]:
    """To whom those went that are mails of this service."""
    return {row["message_id"]: row["recipient"] for row in await tx.fetch(KNOWN, list(ids))}


async def mark(
    tx: Tx, message_id: UUID, recipient: str, verdict: Verdict, *, told: bool = True
) -> MailResult | None:
    """Mark a mail to `recipient` as not arrived. None: that was known."""
    row = await tx.fetchrow(MARK, message_id, verdict.about(recipient), verdict.detail, told)
    return MailResult(*row.values()) if row else None


class Returns:
    """Reads one service's returned mails; any number of replicas may do so beside each other."""

    def __init__(
        self,
        db: Database,
        box: Box,
        clock: Clock,
        on_mail: OnMail,
        *,
        judge: str = JUDGE,
        judge_seconds: float = JUDGE_SECONDS,
    ) -> None:
        """`judge` is the Worker's target; another one is for tests."""
        self._db = db
        self._box = box
        self._clock = clock
        self._on_mail = on_mail
        self._judge = Worker(judge, seconds=judge_seconds, megabytes=JUDGE_MEGABYTES)
        self._failing: tuple[Place | None, int] = None, 0  # what was not given, and how often in a row

    async def step(self) -> int:
        """One look, if it is time. Returns how many messages were new. Raises imap.Away."""
        place = await self._db.run(claim)
        if place is None:
            return 0
        session = await asyncio.to_thread(Session, self._box)
        try:
            count = await self._read(session, place)
        except BaseException:
            session.cut()
            raise
        finally:
            await self._judge.close()  # mails come back seldom: no process waits for the next
        await asyncio.to_thread(session.leave)
        await self._db.run(rest, timedelta(0) if count == BATCH else EVERY)
        return count

    async def _read(self, session: Session, place: Place) -> int:
        same = (place.mailbox, place.uid_validity) == (self._box.name, session.validity)
        uids = await asyncio.to_thread(session.newer, place.last_uid if same else 0, BATCH)
        done = []
        for uid in uids:
            here = Place(self._box.name, session.validity, uid)
            content = await self._content(session, here)
            if await self._take(content, here):
                done.append(uid)
        # If this is cut off, somebody sees as unread what is done; nothing is done again.
        await asyncio.to_thread(session.mark_read, done)
        return len(uids)

    async def _content(self, session: Session, place: Place) -> bytes:
        """The message. Raises imap.Away; where that happens time and again, the next look goes past it."""
        try:
            return await asyncio.to_thread(session.read, place.last_uid)
        except Away:
            before, tries = self._failing
            self._failing = place, tries + 1 if before == place else 1
            if self._failing[1] >= TRIES:
                log.error("returned mail cannot be fetched", uid=place.last_uid, exc_info=True)
                await self._db.run(move_on, place)
            raise

    async def _take(self, content: bytes, place: Place) -> bool:
        """Act on one message and go past it; False where it is left for people."""
        ours = await self._db.run(known, message_ids(content))
        # A message that names none of our mails is never parsed: whoever wrote it is a stranger.
        verdict = await self._judged(content, place) if ours else None
        if verdict is None or verdict.state == "delayed":
            await self._db.run(move_on, place)
            return verdict is not None
        try:
            await self._db.run(self._mark, ours, verdict, place)
        except Unavailable:
            raise
        except Exception:
            # The service's own action failed: the mail is marked alone and the telling is owed, which the
            # sender settles; reading on must not depend on it.
            log.error("on_mail failed for a returned mail", uid=place.last_uid, exc_info=True)
            await self._db.run(self._mark_only, ours, verdict, place)
        return True

    async def _judged(self, content: bytes, place: Place) -> Verdict | None:
        try:
            verdict: Verdict | None = await self._judge.call(content)
        except Exception:  # whatever a stranger's mail does to a parser: it is left for people
            log.error("returned mail cannot be understood", uid=place.last_uid, exc_info=True)
            return None
        return verdict

    async def _mark(self, tx: Tx, ours: Mapping[UUID, str], verdict: Verdict, place: Place) -> None:
        for message_id, recipient in ours.items():
            result = await mark(tx, message_id, recipient, verdict)
            if result is not None:
                await self._on_mail(tx, self._clock.now(), result)
        await move_on(tx, place)

    async def _mark_only(self, tx: Tx, ours: Mapping[UUID, str], verdict: Verdict, place: Place) -> None:
        for message_id, recipient in ours.items():
            await mark(tx, message_id, recipient, verdict, told=False)
        await move_on(tx, place)
