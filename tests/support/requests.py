"""Requests for training: asked, where they stand, and the mails about them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from services.scheduling.actions import requests
from services.scheduling.domain.requests import Asked
from services.scheduling.store import requests as store
from tests.support.scheduling import MEMBALONG, Planner

KEYS: dict[UUID, Any] = {}
TYPED = {
    "kind": "village",
    "body": "Desa Kembiri",
    "name": "Ibu Rahayu Ningsih",
    "position": "Kepala desa",
    "phone": "0812 9990 0011",
    "email": "kembiri@contoh.example",
    "district_code": MEMBALONG,
    "place": "Balai desa",
    "subject": "Membuat gula semut dari nira aren",
    "commodity": "Gula aren",
    "people": "25 orang",
    "reason": "Perajin hanya menjual gula cetak, harganya rendah.",
    "wished": "Sesudah panen",
    "consent": "1",
}


async def asks(office: Planner, **given: Any) -> UUID:
    """One more request, straight through the action."""
    values: dict[str, Any] = {
        **{name: value for name, value in TYPED.items() if name != "consent"},
        "phone": "6281299900011",
        "people": 25,
        **given,
    }
    made = await office.db.run(
        requests.ask, office.now, KEYS[office.office_id], office.office_id, Asked(**values), "id"
    )
    return UUID(made["id"])


async def shown(office: Planner, request_id: UUID) -> str:
    async with office.db.read() as tx:
        (found,) = await store.chosen(tx, office.office_id, [request_id])
    return found.shown


async def mails(office: Planner, purpose: str) -> list[dict[str, Any]]:
    async with office.db.read() as tx:
        rows = await tx.fetch(
            "select recipient, data from mail where purpose = $1 order by message_id", purpose
        )
    return [dict(row) for row in rows]
