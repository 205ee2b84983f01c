"""Keys: what is sealed for one purpose is nothing for another, and files are made once, for us only."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from shared.crypto import Keys, Unreadable

NIK = "1902015203789991"


def test_what_was_sealed_opens_only_whole_and_for_its_purpose(keys: Keys) -> None:
    sealed = keys.encrypt(NIK, purpose="nik")
    assert keys.decrypt(sealed, purpose="nik") == NIK
    assert NIK.encode() not in sealed
    with pytest.raises(Unreadable):
        keys.decrypt(sealed, purpose="phone")
    for at in range(len(sealed)):
        altered = bytearray(sealed)
        altered[at] ^= 1
        with pytest.raises(Unreadable):
            keys.decrypt(bytes(altered), purpose="nik")
    with pytest.raises(Unreadable):
        keys.decrypt(b"", purpose="nik")


def test_the_same_text_is_sealed_differently_each_time_and_still_found(keys: Keys) -> None:
    assert keys.encrypt(NIK, purpose="nik") != keys.encrypt(NIK, purpose="nik")
    assert keys.index(NIK, purpose="nik") == keys.index(NIK, purpose="nik")
    assert keys.index(NIK, purpose="nik") != keys.index(NIK, purpose="phone")


def test_purpose_and_text_cannot_be_shifted_into_each_other(keys: Keys) -> None:
    assert keys.index("bc", purpose="a") != keys.index("c", purpose="ab")


def test_a_signature_is_short_fits_a_qr_code_and_reads_in_any_case(keys: Keys) -> None:
    signature = keys.sign("K7M49QXT", purpose="ticket")
    assert len(signature) == 16
    assert signature.isalnum() and signature == signature.upper()
    assert keys.signed("K7M49QXT", signature.lower(), purpose="ticket")
    assert not keys.signed("K7M49QXU", signature, purpose="ticket")
    assert not keys.signed("K7M49QXT", signature, purpose="certificate")
    assert not keys.signed("K7M49QXT", "", purpose="ticket")
    assert not keys.signed("K7M49QXT", "é" * 16, purpose="ticket")


def test_keys_are_kept_in_files_only_we_can_read(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    first = Keys.load(folder)
    assert Keys.load(folder) == first
    assert folder.stat().st_mode & 0o777 == 0o700
    files = list(folder.iterdir())
    assert len(files) == 4
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    assert repr(first) == "Keys()"


def test_starts_at_the_same_time_agree_on_the_keys(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as starts:
        loaded = list(starts.map(lambda _: Keys.load(tmp_path / "keys"), range(16)))
    assert all(keys == loaded[0] for keys in loaded)


def test_a_damaged_key_is_named_and_never_replaced(tmp_path: Path) -> None:
    Keys.load(tmp_path)
    damaged = tmp_path / "data.key"
    damaged.write_text("c2hvcnQ=\n")
    with pytest.raises(ValueError, match=r"data\.key is not a key"):
        Keys.load(tmp_path)
    assert damaged.read_text() == "c2hvcnQ=\n"
