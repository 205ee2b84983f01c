"""Another system of the office, and what it is sent."""

from __future__ import annotations

import runpy
from uuid import UUID

from services.registration.actions import webhooks as actions
from services.registration.actions.office import By
from services.registration.domain import webhooks as rules
from services.registration.domain.webhooks import Terms
from services.registration.store import webhook_deliveries, webhooks
from services.registration.store.webhook_deliveries import Delivery
from services.registration.store.webhooks import Hook
from shared.db import Database
from shared.ids import new_id
from shared.settings import CHECKOUT
from tests.support.registration import OFFICE
from tests.support.registration_site import Site

ALICE = By(f"Staff/{new_id()}", "Alice Rahmawati", OFFICE)
PAGE, CALL = "/kelola/peserta/sambungan", "/api/v1/registration/webhooks"
EXAMPLE = runpy.run_path(str(CHECKOUT / "docs" / "examples" / "verify_webhook.py"))


async def hook(
    site: Site, url: str, types: tuple[str, ...] = rules.TYPES, by: By = ALICE
) -> tuple[UUID, str]:
    terms = Terms("Sistem data IKM", url, types)
    return await site.panitia.db.run(actions.add, site.panitia.keys, by, terms)


async def sent(site: Site, id: UUID, standing: str = "") -> list[Delivery]:
    async with site.panitia.db.read() as tx:
        found, _count = await webhook_deliveries.deliveries(tx, OFFICE, id, standing, 100, 0)
    return found


async def read(site: Site, id: UUID) -> Hook:
    async with site.panitia.db.read() as tx:
        found = await webhooks.read(tx, OFFICE, id)
    assert found is not None
    return found


async def later(db: Database) -> None:
    """As if the time of every next attempt had come."""
    await db.run(lambda tx: tx.execute("update webhook_delivery set next_at = now() where state = 'waiting'"))


def verified(secret: str, headers: dict[str, str], body: bytes) -> bool:
    """By the very example that docs/api.md shows."""
    found: bool = EXAMPLE["is_ours"](secret, headers, body)
    return found
