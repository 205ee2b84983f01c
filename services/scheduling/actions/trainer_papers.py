"""A trainer's private papers and tax number: kept, opened and deleted, each of it in the audit trail."""

from __future__ import annotations

from uuid import UUID

from services.scheduling.domain.accounts import Actor, who
from services.scheduling.domain.refusals import Invalid, Missing
from services.scheduling.store import trainer_papers as papers
from services.scheduling.store import trainers
from services.scheduling.store.trainer_papers import TrainerPaper
from shared import audit, files, ids
from shared.crypto import Keys
from shared.db import Tx
from shared.files import File
from shared.papers import Paper

MOST_PAPERS = 20  # of one trainer
_PURPOSE = "trainer npwp"


async def keep_paper(tx: Tx, by: Actor, trainer_id: UUID, kind: str, name: str, paper: Paper) -> UUID:
    """Keep one more. Raises Missing, Invalid when there are enough."""
    await _found(tx, by, trainer_id)
    if len(await papers.of(tx, by.organization_id, trainer_id)) >= MOST_PAPERS:
        raise Invalid("file", "too_many_papers")
    file_id, paper_id = await files.keep(tx, paper.data, paper.media_type), ids.new_id()
    size = len(paper.data)
    await papers.add(
        tx, by.organization_id, paper_id, trainer_id, kind, name, paper.media_type, size, file_id
    )
    await _record(tx, by, "paper kept", trainer_id, kind, name)
    return paper_id


async def open_paper(tx: Tx, by: Actor, trainer_id: UUID, paper_id: UUID) -> tuple[TrainerPaper, File]:
    """The paper with its bytes; that it was opened is on record before they leave. Raises Missing."""
    paper = await papers.find(tx, by.organization_id, trainer_id, paper_id)
    file = await files.get(tx, paper.file_id) if paper else None
    if paper is None or file is None:
        raise Missing
    await _record(tx, by, "paper opened", trainer_id, paper.kind, paper.name)
    return paper, file


async def delete_paper(tx: Tx, by: Actor, trainer_id: UUID, paper_id: UUID) -> None:
    """Delete it with its bytes. Raises Missing."""
    paper = await papers.find(tx, by.organization_id, trainer_id, paper_id)
    if paper is None:
        raise Missing
    await _delete(tx, by, paper)
    await _record(tx, by, "paper deleted", trainer_id, paper.kind, paper.name)


async def delete_papers(tx: Tx, by: Actor, trainer_id: UUID) -> None:
    """All of a trainer who is going to be deleted."""
    for paper in await papers.of(tx, by.organization_id, trainer_id):
        await _delete(tx, by, paper)


async def set_npwp(tx: Tx, by: Actor, keys: Keys, trainer_id: UUID, number: str) -> None:
    """Keep the tax number, sealed; an empty one is forgotten. Raises Missing."""
    await _found(tx, by, trainer_id)
    sealed = keys.encrypt(number, purpose=_PURPOSE) if number else None
    await papers.set_npwp(tx, by.organization_id, trainer_id, sealed)
    await _record(tx, by, "tax number kept" if number else "tax number deleted", trainer_id)


async def open_npwp(tx: Tx, by: Actor, keys: Keys, trainer_id: UUID) -> str:
    """The tax number; that it was opened is on record. Raises Missing where there is none."""
    sealed = await papers.npwp(tx, by.organization_id, trainer_id)
    if sealed is None:
        raise Missing
    await _record(tx, by, "tax number opened", trainer_id)
    return keys.decrypt(sealed, purpose=_PURPOSE)


async def _found(tx: Tx, by: Actor, trainer_id: UUID) -> None:
    if await trainers.find(tx, by.organization_id, trainer_id) is None:
        raise Missing


async def _delete(tx: Tx, by: Actor, paper: TrainerPaper) -> None:
    await papers.delete(tx, by.organization_id, paper.id)
    await files.delete(tx, paper.file_id)


async def _record(tx: Tx, by: Actor, what: str, trainer_id: UUID, kind: str = "", name: str = "") -> None:
    facts = {"paper": kind, "file": name} if kind else None
    await audit.record(tx, who(by), by.organization_id, what, f"Trainer/{trainer_id}", None, facts)
