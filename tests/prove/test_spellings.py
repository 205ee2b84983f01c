"""Whoever looks for a NIK knows it in every spelling, and takes nothing else for one."""

from __future__ import annotations

import base64
import hashlib

import pytest

from tests.prove.spellings import places_of

NIK = "1902010101509990"
SPELLINGS = {
    "digits": NIK.encode(),
    "in three parts": b"190201 010150 9990",
    "with strokes": b"1902-0101-0150-9990",
    "with points": b"190201.010150.9990",
    "hex": NIK.encode().hex().encode(),
    "capital hex": NIK.encode().hex().upper().encode(),
    "two bytes a letter": NIK.encode("utf-16-le"),
    **{f"base64 after {n}": base64.b64encode(b"abcd"[:n] + NIK.encode() + b"xy") for n in range(4)},
    "a plain hash": hashlib.sha256(NIK.encode()).hexdigest().encode(),
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_every_spelling_is_found(spelling: str) -> None:
    assert places_of({NIK}, {"here": b"before " + SPELLINGS[spelling] + b" after", "there": b"none"}) == {
        "here"
    }


def test_another_number_is_none() -> None:
    assert places_of({NIK}, {"here": b"1902010101509991 190201 010150 999"}) == set()
