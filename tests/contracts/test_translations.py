"""Everything people read has its English."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from shared import translations
from shared.settings import CHECKOUT


def test_every_text_has_its_english() -> None:
    """Mend with `bimtek translations`, then write what it names."""
    gaps = translations.gaps()
    assert not gaps, "\n".join(str(gap) for gap in gaps)


def test_a_text_without_english_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control, in a tree of its own: a marked text nobody translated is a gap."""
    monkeypatch.setattr(translations, "ROOT", tmp_path)
    source = tmp_path / "shared" / "web" / "invented.py"
    source.parent.mkdir(parents=True)
    source.write_text(
        'from shared.i18n import _\n\n\ndef f() -> str:\n    return _("Kalimat {n} tanpa Inggris", n=1)\n'
    )
    assert [gap.message for gap in translations.gaps()] == ["Kalimat {n} tanpa Inggris"]


def test_no_text_hides_inside_a_formatted_string() -> None:
    """What is written as `f"… {_('…')}"` is not found by whoever gathers the texts: it stays Indonesian."""
    hidden = [
        f"{path}:{call.lineno}"
        for top in ("services", "shared")
        for path in (CHECKOUT / top).rglob("*.py")
        for call in _marked_inside(path.read_text())
    ]
    assert not hidden, hidden
    assert _marked_inside("""f"{name or _('Tanpa nama')}\"""")
    assert not _marked_inside('f"{name}: {_(WORDS[key])}"')  # gathered where the words are written


def _marked_inside(source: str) -> list[ast.Call]:
    formatted = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.JoinedStr))
    inside = (node for one in formatted for node in ast.walk(one))
    return [
        node
        for node in inside
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("_", "ngettext")
        and isinstance(node.args[0], ast.Constant)
    ]


def test_a_workshop_is_published_in_one_word() -> None:
    """It is "terbit", as its button says; only the reason of a revoked certificate is "diumumkan"."""
    texts = {str(text) for found in translations.messages().values() for text in found}
    assert {text for text in texts if "umumkan" in text.lower()} == {"Alasan yang diumumkan"}
    assert "Terbitkan Bimtek" in texts
