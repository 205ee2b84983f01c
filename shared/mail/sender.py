"""The loop that sends: claim a batch, hand it over on one connection, mark each end as it is known."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from uuid import UUID, uuid4

from shared import files, staff
from shared.clock import Clock
from shared.db import Database, Tx, Unavailable
from shared.events.scheduling import Organization
from shared.files import File
from shared.logging import logger
from shared.loops import give_way
from shared.mail import queue
from shared.mail.compose import Composed, Composer, Unaddressable
from shared.mail.mail import End, MailResult
from shared.mail.queue import LEASE, RETRIES, Letter
from shared.mail.smtp import FINAL_REPLY, Line, Outcome, Server, Unreachable
from shared.mail.wording import Worded, Wording

OnMail = Callable[[Tx, datetime, MailResult], Awaitable[None]]

log = logger(__name__)

BATCH = 50
# A message is begun only while its longest possible reply still ends inside the lease; otherwise
# another sender could claim it while ours is being accepted.
ROOM = FINAL_REPLY + 120
LAST_ONE = 10.0  # seconds for the mail in hand when the process is told to end


class NotReady(Exception):
    """A fact the mail needs has not arrived yet, such as the office's own details."""


class MailSender:
    """Sends one service's mails; any number may run beside each other."""

    def __init__(
        self,
        db: Database,
        composer: Composer,
        server: Server,
        mail_from: str,
        clock: Clock,
        on_mail: OnMail | None,
        worded: Worded | None = None,
    ) -> None:
        self._db = db
        self._composer = composer
        self._server = server
        self._mail_from = mail_from
        self._clock = clock
        self._on_mail = on_mail
        self._worded = worded

    async def step(self) -> int:
        """Settle what is owed, then one batch on one connection. Returns how many were worked on."""
        settled = await self._settle_owed()
        until = time.monotonic() + LEASE.total_seconds()
        letters = await self._db.run(queue.claim, uuid4(), BATCH)
        if letters:
            line = Line(self._server)
            try:
                await self._send(line, letters, until)
            finally:
                await line.close()
        return settled + len(letters)

    async def _send(self, line: Line, letters: list[Letter], until: float) -> None:
        for at in range(len(letters)):
            if time.monotonic() + ROOM > until:
                await self._db.run(queue.release, letters[at:])
                return
            one = asyncio.ensure_future(self._one(line, letters[at:], until))
            try:
                unreachable = await asyncio.shield(one)
            except asyncio.CancelledError:
                # Broken off in the middle, nobody could say whether this one was accepted.
                await asyncio.wait({one}, timeout=LAST_ONE)
                one.cancel()
                await self._db.run(queue.release, letters[at + 1 :])
                raise
            if unreachable:
                return

    async def _one(self, line: Line, letters: list[Letter], until: float) -> bool:
        """Send and mark the first; True when the server is away, and then all are marked so."""
        begun = time.monotonic()
        try:
            outcome = await self._try(line, letters[0])
        except Unreachable as error:
            for waiting in letters:
                await self._mark(waiting, Outcome("later", str(error)), until)
            log.warning("mail server unreachable", waiting=len(letters), reason=str(error))
            return True
        await self._mark(letters[0], outcome, until)
        await give_way(time.monotonic() - begun)
        return False

    async def _try(self, line: Line, letter: Letter) -> Outcome:
        try:
            composed = await self._composed(letter)
        except Unaddressable as error:
            return Outcome("refused", str(error))
        except Unavailable:
            return Outcome("later", "database tidak dapat dihubungi")
        except Exception as error:
            # A mistake in a template or its data. It is tried again, as an upgrade may mend it, and ends
            # as "failed" where a person sees it; the others of the batch go on.
            log.error("mail cannot be composed", purpose=letter.purpose, mail=letter.id, exc_info=True)
            return Outcome("later", f"tidak dapat disusun: {type(error).__name__}")
        return await line.deliver(self._mail_from, composed.recipient, composed.content)

    async def _composed(self, letter: Letter) -> Composed:
        organization, attached, wording = await self._facts(letter)
        # In a thread: encoding an attachment takes long enough to be felt by a web request beside it.
        return await asyncio.to_thread(self._composer.compose, letter, organization, attached, wording)

    async def _facts(self, letter: Letter) -> tuple[Organization, list[tuple[File, str]], Wording]:
        async with self._db.read() as tx:
            organization = await staff.organization(tx, letter.organization_id)
            if organization is None:
                raise NotReady(f"organization {letter.organization_id}")
            attached = []
            for attachment in letter.attachments:
                file = await files.get(tx, UUID(attachment["file"]))
                if file is None:
                    raise NotReady(f"file {attachment['file']}")
                attached.append((file, attachment["name"]))
            wording = await self._worded(tx, letter, organization) if self._worded else Wording()
        return organization, attached, wording

    async def _mark(self, letter: Letter, outcome: Outcome, until: float) -> None:
        """Write down what happened, patiently: an accepted mail that is not marked would go twice."""
        wait = 0.5
        while True:
            try:
                await self._mark_once(letter, outcome)
                return
            except Unavailable:
                if time.monotonic() + wait > until:
                    log.error("mail outcome not marked in time", mail=letter.id, outcome=outcome.state)
                    return
                await asyncio.sleep(wait)
                wait = min(wait * 2, 30)

    async def _mark_once(self, letter: Letter, outcome: Outcome) -> None:
        if outcome.state == "later" and letter.attempts <= len(RETRIES):
            await self._db.run(queue.postpone, letter, outcome.detail, RETRIES[letter.attempts - 1])
            return
        state: End = "failed" if outcome.state == "later" else outcome.state
        try:
            await self._db.run(self._finish, letter, state, outcome.detail)
        except Unavailable:
            raise
        except Exception:
            # The service's own action failed. The mail has ended all the same, so that is marked alone
            # and the telling is owed; losing the mark instead would send the mail again.
            log.error("on_mail failed", purpose=letter.purpose, mail=letter.id, exc_info=True)
            await self._db.run(queue.finish, letter, state, outcome.detail, told=False)

    async def _finish(self, tx: Tx, letter: Letter, state: End, detail: str) -> None:
        result = await queue.finish(tx, letter, state, detail)
        if result is None:
            log.warning("mail lease lost", mail=letter.id, outcome=state)
        elif self._on_mail is not None:
            await self._on_mail(tx, self._clock.now(), result)

    async def _settle_owed(self) -> int:
        """Tell the service the ends it could not take before; at most one batch."""
        for count in range(BATCH):
            tried: list[int] = []
            try:
                if not await self._db.run(self._settle_one, tried):
                    return count
            except Unavailable:
                raise
            except Exception:
                log.error("on_mail failed again", mail=tried[-1:], exc_info=True)
                for mail_id in tried[-1:]:
                    await self._db.run(queue.owe_later, mail_id)
        return BATCH

    async def _settle_one(self, tx: Tx, tried: list[int]) -> bool:
        owed = await queue.owed(tx)
        if owed is None:
            return False
        mail_id, result = owed
        tried.append(mail_id)
        if self._on_mail is not None:
            await self._on_mail(tx, self._clock.now(), result)
        await queue.mark_told(tx, mail_id)
        return True
