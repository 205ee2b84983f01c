"""All data of an office's people as one file: for a handover, a backup of its own, another system."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from services.registration.actions.answers import is_sealed, opened
from services.registration.actions.office import By
from services.registration.actions.sealing import NEEDS_PURPOSE
from services.registration.actions.sign_up import NIK_PURPOSE
from services.registration.domain.access import EXPORT, NEEDS, NIK, Purpose, Sealed
from services.registration.domain.refusals import NotPossible, Reason
from services.registration.rendering.archive import COLUMNS, Archive
from services.registration.settings import EXPORTED_AT_ONCE, MOST_EXPORTED
from services.registration.store import copies, exporting
from shared import audit
from shared.crypto import Keys
from shared.db import Tx

COVERED = "***"  # there is something, and nobody asked to open it


@dataclass(frozen=True, slots=True)
class Asked:
    """What is taken along, and why; `sealed` are the kinds of sealed data to be opened for it."""

    purpose: Purpose
    reason: str
    workshop_id: UUID | None = None  # None: of the whole office
    sealed: frozenset[Sealed] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Exported:
    people: int
    data: bytes  # a ZIP


async def export(tx: Tx, keys: Keys, by: By, asked: Asked) -> Exported:
    """The file, once the access log says at each person that they are in it, by whom and why.

    Raises NotPossible: no reason in words, another office's workshop, more people than one file takes.
    """
    await exporting.one_moment(tx)
    if not asked.reason:
        raise NotPossible(Reason.NEEDS_REASON)
    office, only = by.organization_id, asked.workshop_id
    if only is not None:
        workshop = await copies.WORKSHOPS.get(tx, only)
        if workshop is None or workshop.organization_id != office:
            raise NotPossible(Reason.UNKNOWN)
    count = await exporting.count(tx, office, only)
    if count > MOST_EXPORTED:
        raise NotPossible(Reason.TOO_MANY)
    fields = [EXPORT, *(one.value for one in sorted(asked.sealed) if one is not Sealed.ANSWERS)]
    answers = Sealed.ANSWERS in asked.sealed
    await exporting.log(tx, (office, only), by.who, asked.purpose, asked.reason, fields, answers=answers)
    archive, after = Archive(sorted(asked.sealed)), None
    while batch := await exporting.people(tx, office, only, after, EXPORTED_AT_ONCE):
        after = batch[-1]["id"]
        # In a thread: opening and packing thousands takes longer than others should wait.
        await asyncio.to_thread(lambda rows: archive.add([_person(keys, asked, row) for row in rows]), batch)
    workshops = await exporting.workshops(tx, office, only)
    told = {"number": count, "sealed": ", ".join(sorted(asked.sealed)), "reason": asked.reason}
    await audit.record(tx, by.who, office, "data exported", f"Organization/{office}", None, told)
    return Exported(count, await asyncio.to_thread(archive.close, workshops))


def _person(keys: Keys, asked: Asked, row: Mapping[str, Any]) -> dict[str, Any]:
    """One person as the file has them: what was not asked for is covered, not left out."""
    nik = row["nik_sealed"]
    needs = row["needs_sealed"] or row["needs"]
    values = {
        **row,
        NIK: nik and (keys.decrypt(nik, purpose=NIK_PURPOSE) if Sealed.NIK in asked.sealed else COVERED),
        NEEDS: (_needs(keys, row) if Sealed.NEEDS in asked.sealed else COVERED) if needs else None,
        "disability": row["disability"]
        if Sealed.DISABILITY in asked.sealed or not row["disability"]
        else COVERED,
        "answers": {key: _answer(keys, asked, value) for key, value in row["answers"].items()},
    }
    return {name: values[name] for name in COLUMNS}


def _needs(keys: Keys, row: Mapping[str, Any]) -> str:
    sealed = row["needs_sealed"]
    return keys.decrypt(sealed, purpose=NEEDS_PURPOSE) if sealed else str(row["needs"])


def _answer(keys: Keys, asked: Asked, value: Any) -> Any:
    if not is_sealed(value):
        return value
    return opened(keys, value) if Sealed.ANSWERS in asked.sealed else COVERED
