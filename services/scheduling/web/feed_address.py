"""The end of a feed's address that only the office gives away."""

from __future__ import annotations

from uuid import UUID

from shared.crypto import Keys

_VENUE = "venue feed"


def venue_signature(keys: Keys, venue_id: UUID) -> str:
    """The end of the address of a venue's feed. It opens nothing else."""
    return keys.sign(str(venue_id), purpose=_VENUE)


def is_venues(keys: Keys, venue_id: UUID, signature: str) -> bool:
    """Whether an address ends as this venue's does."""
    return keys.signed(str(venue_id), signature, purpose=_VENUE)
