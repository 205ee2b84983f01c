"""Files made to cost us much are looked at in little."""

from __future__ import annotations

import time
import zlib

from services.certificates.sealing.check import claimed_codes

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
