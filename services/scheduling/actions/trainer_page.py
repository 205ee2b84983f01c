"""What trainers note on their own page: days they cannot come, and what they hand in."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from services.scheduling.actions.blocks import facts_of, new_block
from services.scheduling.domain.accounts import Actor, who
from services.scheduling.domain.refusals import Invalid, Missing
from services.scheduling.settings import MATERIALS_MOST, TRAINER_BLOCK_LONGEST, TRAINER_BLOCKS_MOST
from services.scheduling.store import blocks, materials, trainer_links, trainer_page, workshops
from services.scheduling.store.trainer_links import Guest
from shared import audit, files, ids
from shared.crypto import Keys
from shared.db import Tx

MATERIALS = "material_code"  # what the code of a published list is sealed for


async def block_days(
    tx: Tx,
    guest: Guest,
    first_day: date,
    last_day: date,
    note: str,
    starts: time | None = None,
    ends: time | None = None,
) -> None:
    """Days, or hours of them, when the trainer cannot come; sessions then get a warning at the office.

    A link needs no account, so what it may leave behind is limited. Raises Invalid.
    """
    block = new_block("trainer", guest.trainer_id, first_day, last_day, note, starts, ends)
    if last_day - first_day > TRAINER_BLOCK_LONGEST:
        raise Invalid("last_day", "block_too_long")
    await trainer_links.hold(tx, guest.trainer_id)
    if len(await blocks.of(tx, guest.organization_id, guest.trainer_id)) >= TRAINER_BLOCKS_MOST:
        raise Invalid("first_day", "too_many_blocks")
    await blocks.add(tx, guest.organization_id, block)
    await _record(tx, guest, "days blocked", None, facts_of(block))


async def free_days(tx: Tx, guest: Guest, block_id: UUID) -> None:
    """They can come after all. Raises Missing."""
    found = {block.id: block for block in await blocks.of(tx, guest.organization_id, guest.trainer_id)}
    if block_id not in found:
        raise Missing
    await blocks.delete(tx, guest.organization_id, guest.trainer_id, block_id)
    await _record(tx, guest, "days freed", facts_of(found[block_id]), None)


async def hand_in(
    tx: Tx, now: datetime, guest: Guest, workshop_id: UUID, name: str, media_type: str, content: bytes
) -> None:
    """Keep a file for a workshop they teach in; the office sees it, others only when it says so."""
    await of_theirs(tx, guest, workshop_id)
    # The workshop's row keeps two uploads at once from both being the last that fits.
    await workshops.locked(tx, guest.organization_id, workshop_id)
    if await materials.count(tx, workshop_id, guest.trainer_id) >= MATERIALS_MOST:
        raise Invalid("material", "too_many_materials")
    file_id = await files.keep(tx, content, media_type)
    await materials.add(
        tx,
        ids.new_id(),
        guest.organization_id,
        workshop_id,
        guest.trainer_id,
        file_id,
        name,
        media_type,
        len(content),
        now,
    )
    await _record(tx, guest, "material handed in", None, {"title": name})


async def take_back(tx: Tx, guest: Guest, workshop_id: UUID, material_id: UUID) -> None:
    """Delete one of their files, also where it was published."""
    found = await materials.find(tx, guest.organization_id, workshop_id, material_id)
    file_id = await materials.delete(tx, guest.trainer_id, material_id) if found else None
    if found is None or file_id is None:
        raise Missing
    await files.delete(tx, file_id)
    await _record(tx, guest, "material taken back", {"title": found.name}, None)


async def publish_material(
    tx: Tx, keys: Keys, by: Actor, workshop_id: UUID, material_id: UUID, published: bool
) -> None:
    """Show a file to participants, behind the workshop's material link, or show it no more."""
    if await materials.find(tx, by.organization_id, workshop_id, material_id) is None:
        raise Missing
    name = await materials.publish(tx, by.organization_id, workshop_id, material_id, published)
    if name is None:
        return  # it was so before
    if published:
        code = ids.new_code()
        await materials.add_link(tx, workshop_id, ids.digest(code), keys.encrypt(code, purpose=MATERIALS))
    what = "material published" if published else "material hidden"
    subject = f"Workshop/{workshop_id}"
    await audit.record(tx, who(by), by.organization_id, what, subject, None, {"title": name})


async def of_theirs(tx: Tx, guest: Guest, workshop_id: UUID) -> trainer_page.Work:
    """A workshop on their page. Raises Missing."""
    for work in await trainer_page.work(tx, guest.organization_id, guest.trainer_id):
        if work.id == workshop_id:
            return work
    raise Missing


async def _record(
    tx: Tx, guest: Guest, what: str, before: dict[str, Any] | None, after: dict[str, Any] | None
) -> None:
    subject = f"Trainer/{guest.trainer_id}"
    await audit.record(tx, subject, guest.organization_id, what, subject, before, after)
