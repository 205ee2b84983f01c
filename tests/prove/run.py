"""`bimtek prove`: tries to break each promise and counts what must be 0."""

from __future__ import annotations

import asyncio
import importlib
import json as json_format
import random
import sys
from collections.abc import Callable, Coroutine
from dataclasses import asdict

from shared import logging
from tests.prove.proof import Proof, Size

# Each module has `async def prove(size, seed) -> Proof`; a promise may be tried in several ways.
PROMISES = {
    "events": ("tests.prove.events", "tests.prove.events_over_rabbitmq"),
    "offices": ("tests.prove.offices",),
    "seats": ("tests.prove.seats", "tests.prove.seats_with_quotas"),
    "nik": ("tests.prove.nik",),
    "bookings": ("tests.prove.bookings",),
    "mail": ("tests.prove.mail",),
}
Prove = Callable[[Size, int], Coroutine[None, None, Proof]]


def main(
    promise: str | None = None, *, size: Size = "ci", seed: int | None = None, json: bool = False
) -> int:
    """Try all promises, or the one named; 0 only if each is kept and each control fails.

    `seed` repeats the choices of a run; what the processes do at the same time is never the same twice.
    """
    if promise is not None and promise not in PROMISES:
        print(f"There is no promise {promise!r}. There are: {', '.join(PROMISES)}", file=sys.stderr)
        return 2
    logging.configure("ERROR")
    seed = random.SystemRandom().randrange(10**6) if seed is None else seed
    proofs: list[Proof] = []
    for module in [module for name in ([promise] if promise else PROMISES) for module in PROMISES[name]]:
        proof = asyncio.run(_of(module)(size, seed))
        proofs.append(proof)
        if not json:
            print(in_words(proof, seed), flush=True)
    if json:
        found = [{**asdict(proof), "seed": seed, "size": size, "good": proof.good} for proof in proofs]
        print(json_format.dumps(found, indent=2))
    return 0 if all(proof.good for proof in proofs) else 1


def _of(module: str) -> Prove:
    prove: Prove = importlib.import_module(module).prove
    return prove


def in_words(proof: Proof, seed: int) -> str:
    """Three lines for people."""
    verdict = "kept" if proof.kept else "BROKEN"
    if proof.kept and not proof.control_failed:
        verdict = "not shown: the control held as well"
    return (
        f"{proof.promise}: {verdict}   {_counts(proof.tried)}, seed {seed}\n"
        f"  must be 0:  {_counts(proof.violations)}\n"
        f"  control ({proof.control_is}):  {_counts(proof.control)}"
    )


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{what} {count:,}" for what, count in counts.items())
