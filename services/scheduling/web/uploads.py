"""What trainers upload, told by its content and not by its name."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath

from shared.papers import Unfit, redrawn

_LONGEST_NAME = 120
_MOST_PARTS = 20_000  # of an office document; its list alone is read, nothing is unpacked
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
            names = set(parts.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise Unfit("not a document") from error
    # Office programs read the names of parts without regard to upper and lower case.
    if len(names) > _MOST_PARTS or any(part.lower().endswith("vbaproject.bin") for part in names):
        raise Unfit("a document with macros")
    for part, kind in _KINDS.items():
        if part in names:
            return kind
    raise Unfit("another kind of archive")


def _named(name: str, suffix: str) -> str:
    """What the file is called when it is downloaded: its own name without a path, with the true ending."""
    stem = PurePosixPath(_UNFIT.sub(" ", name.replace("\\", "/").rpartition("/")[2])).stem
    stem = " ".join(stem.split())[: _LONGEST_NAME - len(suffix)].strip(". ")
    return f"{stem or 'materi'}{suffix}"
