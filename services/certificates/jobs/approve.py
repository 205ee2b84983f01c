"""Approval without a person, for offices that decided so."""

from __future__ import annotations

from services.certificates import actions
from services.certificates.domain.refusals import Refused
from services.certificates.store import lists
from shared.logging import logger
from shared.service import Running

log = logger(__name__)


async def approve_by_rule(running: Running) -> int:
    """Approve what waits; how many got a number. What is refused waits, and its page says why."""
    async with running.db.read() as tx:
        workshops = await lists.to_approve_automatically(tx)
    given = 0
    for workshop_id in workshops:
        try:
            numbers = await running.db.run(
                actions.approve_by_rule, running.clock.now(), workshop_id, running.settings.public_url
            )
        except Refused as refused:
            log.info("certificates wait", workshop=str(workshop_id), reason=refused.reason.value)
            continue
        except Exception:  # the workshops after this one do not wait for its mend
            log.exception("certificates not approved", workshop=str(workshop_id))
            continue
        given += len(numbers)
    return given
