"""Files made to cost us much are looked at in little."""

from __future__ import annotations

import asyncio
import time
import zlib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from services.certificates.sealing import inspector
from services.certificates.sealing.check import Inspection, SealState, claimed_codes
from services.certificates.sealing.inspector import MOST_WAITING
from services.certificates.sealing.keys import FILE, seal_key

CODE = b"/sertifikat/" + b"0" * 20


def test_a_file_that_claims_very_many_certificates_is_believed_a_few() -> None:
    """Each code is one look into the table, while the caller's page waits."""
    codes = claimed_codes(b"".join(CODE + b"%06d" % number for number in range(100_000)))
    assert len(codes) == 20
    assert codes[0] == "0" * 26


def test_streams_without_an_end_are_read_once() -> None:
    """With a search from each start to the end of the file this took hours."""
    before = time.process_time()
    assert claimed_codes(b"stream\n" * 300_000 + CODE + b"000007") == ("0" * 25 + "7",)
    assert time.process_time() - before < 10  # seconds; it takes a tenth of one


def test_a_packed_file_is_not_unpacked_without_end() -> None:
    packed = b"stream\n" + zlib.compress(b"A" * 100_000_000 + CODE + b"000001", 9) + b"endstream"
    assert claimed_codes(packed) == ()
    assert claimed_codes(b"stream\n" + zlib.compress(CODE + b"000001") + b"endstream") == ("0" * 25 + "1",)


def a_field_tree(depth: int) -> bytes:
    """A few kilobytes in which each field has the next one twice as its child: 2**depth paths."""
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [4 0 R] >> >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 10 10] >>",
    ]
    bodies += [b"<< /T (x) /Kids [%d 0 R %d 0 R] >>" % (number, number) for number in range(5, 5 + depth)]
    bodies.append(b"<< /T (x) /FT /Sig >>")
    file = b"%PDF-1.7\n"
    places = []
    for number, body in enumerate(bodies, 1):
        places.append(len(file))
        file += b"%d 0 obj %s endobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    size, start = len(bodies) + 1, len(file)
    return file + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + trailer % (size, start)


async def test_a_file_that_takes_for_ever_is_given_up_and_few_may_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inspector, "SECONDS", 2.0)
    key = seal_key(tmp_path, "bimtek.contoh.example", datetime(2017, 1, 1, tzinfo=UTC))
    looking = inspector.Inspector(tmp_path / FILE, key)
    try:
        await looking.inspect(a_field_tree(2))  # the process has started
        full = [looking.full]
        begun = time.monotonic()
        waiting = [asyncio.create_task(looking.inspect(a_field_tree(40))) for _ in range(MOST_WAITING)]
        await asyncio.sleep(0)
        full.append(looking.full)
        found = await asyncio.gather(*waiting)
        full.append(looking.full)
        assert found == [Inspection(SealState.NONE, ())] * MOST_WAITING
        assert time.monotonic() - begun > 2.0, "it was given up, not answered"
        assert full == [False, True, False]
    finally:
        await looking.close()
