"""What somebody needs to take part: data about their health, sealed before they are stored."""

from __future__ import annotations

from services.registration.domain.people import Person
from services.registration.store import sealing
from services.registration.store.registrations import Row
from shared.crypto import Keys
from shared.db import Tx

NEEDS_PURPOSE = "needs"
SEALED_AT_ONCE = 200  # rows in one transaction


def sealed(keys: Keys, person: Person) -> Person:
    """The person as they are stored. What they need is sealed anew; without it nothing is."""
    return person._replace(needs="", needs_sealed=sealed_needs(keys, person.needs))


def sealed_needs(keys: Keys, needs: str) -> bytes | None:
    """The text as it rests; None for nothing."""
    return keys.encrypt(needs, purpose=NEEDS_PURPOSE) if needs else None


def needs_of(keys: Keys, row: Row) -> str:
    """What they need, in clear: for themselves, and for the door to sealed data."""
    return keys.decrypt(row.needs_sealed, purpose=NEEDS_PURPOSE) if row.needs_sealed else row.needs


async def seal_older(tx: Tx, keys: Keys) -> int:
    """Seal some of what an older release wrote in clear, and empty the old column; how many rows.

    Nobody hears of it: no document holds it.
    """
    found = await sealing.in_clear(tx, SEALED_AT_ONCE)
    await sealing.seal(tx, [(id, keys.encrypt(said, purpose=NEEDS_PURPOSE)) for id, said in found])
    return len(found)
