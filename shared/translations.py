"""Keeps the English beside the Indonesian: finds every marked text and brings the `en.po` files in step.

`bimtek translations` (or `python -m shared.translations`) adds what is new with an empty English, drops
what is no longer used, sorts, and says what is still to be written. The test command fails on any gap.
"""

from __future__ import annotations

import io
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from shared.i18n import ROOT

MessageId = str | tuple[str, str]  # one text, or (singular, plural)

_KEYWORDS = {"_": None, "N_": None, "lazy_": None, "ngettext": (1, 2)}
_TEMPLATES = {".html", ".txt"}
_OPTIONS = {"extensions": "jinja2.ext.do", "trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}
_PLACEHOLDER = re.compile(r"{(\w+)[^}]*}")


@dataclass(frozen=True, slots=True)
class Gap:
    """A text whose English is missing or does not fit."""

    file: str  # the .po it belongs to, from the checkout
    message: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}: {self.message!r} {self.reason}"


def po_of(source: Path) -> Path:
    """The file that holds the English of a source: its service's, mail's, else the web layer's."""
    parts = source.relative_to(ROOT).parts
    if parts[0] == "services" and len(parts) > 2:
        return ROOT / "services" / parts[1] / "locale" / "en.po"
    return ROOT / "shared" / ("mail" if parts[1] == "mail" else "web") / "locale" / "en.po"


def messages() -> dict[Path, set[MessageId]]:
    """Every marked text of the product by the file its English belongs to."""
    found: dict[Path, set[MessageId]] = defaultdict(set)
    for source in _sources():
        method = "python" if source.suffix == ".py" else "jinja2.ext:babel_extract"
        options = {} if source.suffix == ".py" else _OPTIONS
        for _line, message, _comments, _context in extract_from_file(
            method, source, keywords=_KEYWORDS, options=options
        ):
            if isinstance(message, tuple):
                found[po_of(source)].add((message[0], message[1]))
            elif message:
                found[po_of(source)].add(message)
    return found


def _sources() -> Iterator[Path]:
    for top in ("shared", "services"):
        for path in sorted((ROOT / top).rglob("*")):
            if path.suffix == ".py" or (path.suffix in _TEMPLATES and "templates" in path.parts):
                yield path


def update() -> list[Path]:
    """Write every `en.po` that is not in step; the files changed."""
    wanted = messages()
    known = _known(wanted)
    changed = []
    for path, ids in sorted(wanted.items()):
        made = _written(ids, known)
        if not path.exists() or path.read_bytes() != made:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(made)
            changed.append(path)
    return changed


def _known(wanted: dict[Path, set[MessageId]]) -> dict[str, str | tuple[str, ...]]:
    """English by Indonesian from all files, so a text that moves keeps its translation."""
    known: dict[str, str | tuple[str, ...]] = {}
    for path in wanted:
        for message in _read(path):
            if isinstance(message.string, str | tuple) and message.string:
                known.setdefault(_first(message.id), message.string)
    return known


def _first(message: object) -> str:
    return str(message[0]) if isinstance(message, tuple | list) else str(message)


def _read(path: Path) -> Catalog:
    if not path.exists():
        return Catalog(locale="en")
    with path.open("rb") as file:
        return read_po(file, locale="en")


def _written(ids: set[MessageId], known: dict[str, str | tuple[str, ...]]) -> bytes:
    catalog = Catalog(locale="en", fuzzy=False)
    for message in ids:
        string = known.get(_first(message), "")
        if isinstance(message, tuple):
            catalog.add(message, string if isinstance(string, tuple) else ("", ""))
        else:
            catalog.add(message, string if isinstance(string, str) else "")
    out = io.BytesIO()
    # No dates and no line numbers: a change of the file is a change of a text.
    write_po(out, catalog, width=110, no_location=True, omit_header=True, sort_output=True)
    return (
        b'msgid ""\nmsgstr ""\n"Language: en\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        b'"Content-Transfer-Encoding: 8bit\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
        + out.getvalue()
    )


def gaps() -> list[Gap]:
    """Texts without English, with other placeholders than the Indonesian, or with two translations."""
    found: list[Gap] = []
    seen: dict[str, tuple[Path, object]] = {}
    for path, ids in sorted(messages().items()):
        name = path.relative_to(ROOT).as_posix()
        english = {_first(message.id): message for message in _read(path) if message.id}
        for message in sorted(ids, key=_first):
            first = _first(message)
            entry = english.get(first)
            forms = (entry.string if isinstance(entry.string, tuple) else (entry.string,)) if entry else ("",)
            if not all(forms):
                found.append(Gap(name, first, "has no English"))
            elif isinstance(message, str) and _placeholders(first) != _placeholders(str(forms[0])):
                found.append(Gap(name, first, "has other placeholders in English"))
            elif first in seen and seen[first][1] != forms:
                found.append(Gap(name, first, f"is translated otherwise in {seen[first][0].name}"))
            else:
                seen[first] = (path, forms)
        for unused in sorted(english.keys() - {_first(message) for message in ids}):
            found.append(Gap(name, unused, "is not used any more"))
    return found


def _placeholders(text: str) -> set[str]:
    return set(_PLACEHOLDER.findall(text))


def report() -> str:
    """What `bimtek translations` prints."""
    changed = [path.relative_to(ROOT).as_posix() for path in update()]
    lines = [f"written: {name}" for name in changed]
    missing = gaps()
    lines += [str(gap) for gap in missing]
    lines.append(
        f"{len(missing)} texts still need their English" if missing else "Every text has its English."
    )
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(report() + "\n")
