"""Making files: claim some, compute outside any transaction, then one action for each."""

from __future__ import annotations

import asyncio
import base64
import secrets
from pathlib import Path
from urllib.parse import urlsplit

from services.certificates import actions
from services.certificates.actions.issue import MadeAlready, Sealed
from services.certificates.rendering.certificate import Wording
from services.certificates.settings import CHECK_CODE_LENGTH, RENDER_MEGABYTES, RENDER_SECONDS
from services.certificates.store.editions import Order
from shared import staff
from shared.clock import wall
from shared.ids import ALPHABET, new_code
from shared.logging import logger
from shared.pdf.typesetter import CannotTypeset
from shared.service import Running
from shared.workers import Worker, WorkerFailed

log = logger(__name__)


class Press:
    """Renders and seals in a process of its own, niced below the web."""

    def __init__(self, key_path: Path) -> None:
        self._key_path = str(key_path)
        # Named, not imported: what it needs to render and seal is loaded only there.
        target = "services.certificates.jobs.press:press"
        self._worker = Worker(target, seconds=RENDER_SECONDS, megabytes=RENDER_MEGABYTES)

    async def sealed(self, wording: Wording) -> bytes:
        """The finished file. Raises CannotTypeset, WorkerFailed."""
        pdf: bytes = await self._worker.call(self._key_path, wording)
        return pdf

    async def close(self) -> None:
        await self._worker.close()


async def make(running: Running) -> int:
    """Make the files that wait; how many were claimed."""
    orders = await running.db.run(actions.claim)
    for at, order in enumerate(orders):
        try:
            await make_one(running, order)
        except asyncio.CancelledError:
            await running.db.run(actions.give_back, orders[at:])
            raise
        except Exception:  # what nobody foresaw: the others are free at once, and this one says so
            await running.db.run(actions.give_back, orders[at + 1 :])
            await running.db.run(actions.could_not_make, order, "fault", hopeless=False)
            raise
    return len(orders)


async def make_one(running: Running, order: Order) -> None:
    """Render, seal and issue one; what goes wrong is noted at the certificate."""
    code, check_code = new_code(), new_check_code()
    wording = await _wording(running, order, code, check_code)
    try:
        pdf = await running.part(Press).sealed(wording)
    except CannotTypeset as error:
        log.warning("certificate cannot be typeset", certificate=str(order.certificate_id), error=str(error))
        reason = f"letters {error.letters}" if error.letters else "design"
        await running.db.run(actions.could_not_make, order, reason, hopeless=True)
    except WorkerFailed as error:
        log.warning("certificate not made", certificate=str(order.certificate_id), error=str(error))
        await running.db.run(actions.could_not_make, order, "worker", hopeless=False)
    else:
        sealed = Sealed(pdf, code, check_code, wall())
        try:
            await running.db.run(actions.issue, running.clock.now(), order, sealed)
        except MadeAlready:
            log.info("certificate was made elsewhere", certificate=str(order.certificate_id))


async def _wording(running: Running, order: Order, code: str, check_code: str) -> Wording:
    async with running.db.read() as tx:
        office = await staff.organization(tx, order.organization_id)
    public_url = running.settings.public_url
    return Wording(
        face=order.face,
        number=order.number,
        name=order.name,
        check_code=check_code,
        url=f"{public_url}/sertifikat/{code}",
        check_at=f"{urlsplit(public_url).netloc}/sertifikat",
        emblem_png=base64.b64decode(office.emblem_png) if office else b"",
    )


def new_check_code() -> str:
    """Twelve random characters (60 bits) that people type from paper."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CHECK_CODE_LENGTH))
