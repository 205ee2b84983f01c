"""What is known of one sealed file: the verification page and the check of an upload read this."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from services.certificates.domain.states import Answer, State
from services.certificates.sealing.check import SealState
from services.certificates.sealing.inspector import Inspector
from services.certificates.store import certificates, editions
from shared.db import Database, Tx


@dataclass(frozen=True, slots=True)
class Proof:
    """One edition with its certificate."""

    edition: editions.Edition
    certificate: certificates.Row

    @property
    def answer(self) -> Answer:
        """What the paper is worth, as long as it is the one we issued."""
        if self.certificate.state is State.REVOKED:
            return Answer.REVOKED
        return Answer.REPLACED if self.edition.replaced_at else Answer.GENUINE

    @property
    def current(self) -> bool:
        return self.answer is Answer.GENUINE


async def _of(tx: Tx, edition: editions.Edition | None) -> Proof | None:
    certificate = await certificates.get(tx, edition.certificate_id) if edition else None
    return Proof(edition, certificate) if edition and certificate else None


async def by_code(tx: Tx, code: str) -> Proof | None:
    """What the QR code opens."""
    return await _of(tx, await editions.by_code(tx, code.upper()))


async def by_check_code(tx: Tx, check_code: str) -> Proof | None:
    """What is typed from under the QR code."""
    return await _of(tx, await editions.by_check_code(tx, check_code))


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer to a handed-in file; for an altered one, `proof` is the certificate it pretends to be."""

    answer: Answer
    proof: Proof | None


async def of_file(db: Database, inspector: Inspector, pdf: bytes) -> Verdict:
    """Judge a file. Only the hash of all its bytes makes it genuine; nothing it says of itself does."""
    async with db.read() as tx:
        known = await _of(tx, await editions.by_sha256(tx, sha256(pdf).digest()))
    if known:
        return Verdict(known.answer, known)
    found = await inspector.inspect(pdf)
    async with db.read() as tx:
        for code in found.codes:
            if claimed := await by_code(tx, code):
                return Verdict(Answer.ALTERED, claimed)
    return Verdict(Answer.ALTERED if found.seal is SealState.CHANGED else Answer.UNKNOWN, None)
