"""The file an office takes along: a ZIP of JSON lines, the same people as CSV, and what stands in it."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from shared.sheets import Column, csv_bytes

# Its columns, in this order, are part of the format: added to, never renamed.
COLUMNS = (
    "id", "workshop_id", "state", "registered_at", "full_name", "certificate_name", "phone", "email",
    "gender", "district_code", "village_code", "nik", "business_name", "business", "needs", "disability",
    "answers", "language", "consent_version", "consent_at", "consent_channel", "consent_photo",
    "consent_contact", "card_code", "ended_by", "reason", "ended_at", "merged_into", "group_id", "centre_id",
    "attendance", "certificates", "points", "note", "consent_by",
)  # fmt: skip
ABOUT = """\
Bimtek: all data of an office's people, format 1.

people.jsonl     one JSON object per line and person, UTF-8. Dates are ISO 8601 with zone.
people.csv       the same people for a spreadsheet: objects and lists are JSON in one cell, and a text that a
                 spreadsheet would take for a formula has an apostrophe in front.
workshops.jsonl  one JSON object per line and workshop: the document that the services exchange
                 (docs/messages.md), the questions of its form, and the criteria by which people were chosen.

Fields of a person: {columns}.
state: pending, confirmed, waitlisted, offered, lapsed, not_selected, cancelled, merged. district_code,
village_code: Kemendagri. answers: by the key of the question; its label stands in workshops.jsonl.
points, note: what the office gave by hand, 0 to 5, and remarked when it chose among those who asked;
points by the key of the criterion, whose label stands in workshops.jsonl.
Sealed fields are null or empty where nothing is known, and "***" where there is something that was not
asked to be opened for this file. Opened for this file: {opened}.
Not in it: files that people sent (fetched on each person's page), certificates themselves, people who were
erased.

These are personal data (UU 27/2022). Keep the file as you would keep the paper, and delete it when it has
done its work: who is in it can read that it was made, by whom and why.
"""


class Archive:
    """Filled batch by batch; `close` answers the bytes."""

    def __init__(self, opened: Iterable[str]) -> None:
        self._out = io.BytesIO()
        self._zip = zipfile.ZipFile(self._out, "w", zipfile.ZIP_DEFLATED)
        self._opened = ", ".join(opened) or "none"
        self._lines = io.BytesIO()
        self._rows: list[list[Any]] = []

    def add(self, people: Sequence[Mapping[str, Any]]) -> None:
        for one in people:
            self._lines.write(_line(one))
            self._rows.append([_cell(one[name]) for name in COLUMNS])

    def close(self, workshops: Sequence[Mapping[str, Any]]) -> bytes:
        self._zip.writestr("people.jsonl", self._lines.getvalue())
        self._zip.writestr("people.csv", csv_bytes([Column(name) for name in COLUMNS], self._rows))
        self._zip.writestr("workshops.jsonl", b"".join(_line(one) for one in workshops))
        self._zip.writestr("README.txt", ABOUT.format(columns=", ".join(COLUMNS), opened=self._opened))
        self._zip.close()
        return self._out.getvalue()


def _line(one: Mapping[str, Any]) -> bytes:
    return json.dumps(one, ensure_ascii=False, default=str).encode() + b"\n"


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dict | list | bool):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)
