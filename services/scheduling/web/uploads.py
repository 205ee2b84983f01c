"""What trainers upload, told by its content and not by its name."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from xml.parsers import expat

from shared.papers import Unfit, plain_name, redrawn

_LONGEST_NAME = 120
_MOST_PARTS = 20_000  # of an office document
_MOST_SAID = 4 * 1024 * 1024  # bytes unpacked of the parts that say what the others are; no other is unpacked
_TYPES = "[content_types].xml"
_RUNS = ("vba", "macro", "activex")  # what the type of a part that runs has in it, whatever it is called
_OFFICE = "application/vnd.openxmlformats-officedocument."
_KINDS = {
    "ppt/presentation.xml": (".pptx", f"{_OFFICE}presentationml.presentation"),
    "word/document.xml": (".docx", f"{_OFFICE}wordprocessingml.document"),
}
_UNFIT = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]+')


@dataclass(frozen=True)
class Material:
    """A file as it is kept: a picture is a new one, everything else stays as it came."""

    name: str
    media_type: str
    content: bytes


def material(name: str, content: bytes) -> Material:
    """The file, if it is a PDF, PPTX, DOCX or picture. Raises Unfit, also for documents with macros.

    Takes as long as decoding a picture takes: call it in a thread.
    """
    if content.startswith(b"%PDF-"):
        return Material(_named(name, ".pdf"), "application/pdf", content)
    if content.startswith(b"PK"):
        suffix, media_type = _document(content)
        return Material(_named(name, suffix), media_type, content)
    return Material(_named(name, ".jpg"), "image/jpeg", redrawn(content))


def _document(content: bytes) -> tuple[str, str]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            listed = parts.namelist()
            # Office programs read the names of parts without regard to upper and lower case.
            if len(listed) > _MOST_PARTS or len({name.lower() for name in listed}) < len(listed):
                raise Unfit("too many parts, or two of one name")
            kinds = [kind for text in _said(parts) for kind in _kinds_in(text)]
    except (
        *(zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError),
        *(NotImplementedError, RuntimeError, expat.ExpatError),
    ) as error:
        raise Unfit("not a document") from error
    named = any(name.lower().endswith("vbaproject.bin") for name in listed)
    if named or any(word in kind for kind in kinds for word in _RUNS):
        raise Unfit("a document with macros")
    for part, kind in _KINDS.items():
        if part in listed:
            return kind
    raise Unfit("another kind of archive")


def _said(parts: zipfile.ZipFile) -> Iterator[bytes]:
    """The parts of types and of relations: a program goes by them, and not by what a part is called."""
    left = _MOST_SAID
    for member in parts.infolist():
        name = member.filename.lower()
        if name == _TYPES or name.endswith(".rels"):
            with parts.open(member) as part:
                text = part.read(left + 1)
            left -= len(text)
            if left < 0:
                raise Unfit("too much to unpack")
            yield text


def _kinds_in(text: bytes) -> list[str]:
    """The kinds of parts that it names, in small letters. Read as XML, where a letter may be a number."""
    found: list[str] = []

    def look(_tag: str, given: dict[str, str]) -> None:
        found.extend(given[name].lower() for name in ("ContentType", "Type") if name in given)

    reader = expat.ParserCreate()
    reader.StartElementHandler = look
    reader.StartDoctypeDeclHandler = _no_doctype
    reader.Parse(text, True)
    return found


def _no_doctype(*_declared: object) -> None:
    raise Unfit("a document type of its own")


def _named(name: str, suffix: str) -> str:
    """What the file is called when it is downloaded: its own name without a path, with the true ending."""
    stem = PurePosixPath(_UNFIT.sub(" ", plain_name(name))).stem
    stem = " ".join(stem.split())[: _LONGEST_NAME - len(suffix)].strip(". ")
    return f"{stem or 'materi'}{suffix}"
