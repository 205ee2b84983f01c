"""The office's template for certificate numbers, checked and shown as an example while it is typed.

Certificates fill the template when they approve; here only its fields are known.
"""

from __future__ import annotations

from datetime import date
from string import Formatter

from shared.indonesia import roman


def example_number(template: str, today: date, unit: str, classification: str) -> str | None:
    """The seventh number of this year as the template makes it; None when it cannot be filled."""
    values: dict[str, object] = {
        "urut": 7,
        "klasifikasi": classification or "000.0",
        "unit": unit or "UNIT",
        "kegiatan": "BIMTEK",
        "bulan": f"{today.month:02}",
        "bulan_romawi": roman(today.month),
        "tahun": today.year,
        "angkatan": "I",
    }
    try:
        fields = [name for _text, name, _format, _conversion in Formatter().parse(template)]
        # Only bare names: "{urut.__class__}" would reach into the program.
        if any(name is not None and name not in values for name in fields) or "urut" not in fields:
            return None
        made = template.format(**values)
    except (ValueError, KeyError, IndexError, AttributeError):
        return None
    return made if len(made) <= 200 else None
