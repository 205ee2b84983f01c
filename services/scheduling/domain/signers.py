"""Who signs what: an office's signature blocks, kept as a list with periods."""

from __future__ import annotations

from collections.abc import Sequence

from services.scheduling.domain.refusals import Invalid, Missing
from shared.events.scheduling import Organization, SignatureBlock


def with_signer(office: Organization, place: int | None, blocks: Sequence[SignatureBlock]) -> Organization:
    """The office with these blocks in place of the one at `place` (from 0), or added to the others.

    Periods of one kind of paper may overlap: the block that began last signs, so a Plt. needs no change of
    the block of whom they stand in for. Two that begin on one day would leave it open who signs: raises
    Invalid. Raises Missing for a place that is not there.
    """
    kept = list(office.signature_blocks)
    if place is not None:
        _check_place(kept, place)
        del kept[place]
    for block in blocks:
        if any((one.paper, one.valid_from) == (block.paper, block.valid_from) for one in kept):
            raise Invalid("valid_from", "signer_twice")
        kept.append(block)
    return _with(office, kept)


def without_signer(office: Organization, place: int) -> Organization:
    """The office without the block at `place`. Raises Missing."""
    kept = list(office.signature_blocks)
    _check_place(kept, place)
    del kept[place]
    return _with(office, kept)


def _check_place(blocks: Sequence[SignatureBlock], place: int) -> None:
    if not 0 <= place < len(blocks):
        raise Missing


def _with(office: Organization, blocks: Sequence[SignatureBlock]) -> Organization:
    """In order of paper, the newest first."""
    ordered = sorted(blocks, key=lambda block: (block.paper, -block.valid_from.toordinal()))
    return office.model_copy(update={"signature_blocks": tuple(ordered)})
