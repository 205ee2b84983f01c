"""Everything people read has its English."""

from __future__ import annotations

from pathlib import Path

from shared import translations


def test_every_text_has_its_english() -> None:
    """Mend with `bimtek translations`, then write what it names."""
    gaps = translations.gaps()
    assert not gaps, "\n".join(str(gap) for gap in gaps)


def test_a_text_without_english_is_noticed() -> None:
    """The control: a marked text nobody translated is a gap."""
    source = Path(translations.__file__).parent / "web" / "invented.py"
    source.write_text(
        'from shared.i18n import _\n\n\ndef f() -> str:\n    return _("Kalimat {n} tanpa Inggris", n=1)\n'
    )
    try:
        assert any(gap.message == "Kalimat {n} tanpa Inggris" for gap in translations.gaps())
    finally:
        source.unlink()


def test_a_workshop_is_published_in_one_word() -> None:
    """It is "terbit", as its button says; only the reason of a revoked certificate is "diumumkan"."""
    texts = {str(text) for found in translations.messages().values() for text in found}
    assert {text for text in texts if "umumkan" in text.lower()} == {"Alasan yang diumumkan"}
    assert "Terbitkan Bimtek" in texts
