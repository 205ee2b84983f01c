"""Answers to the office's own questions: sealed where they are sensitive, stored with their files."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from services.registration.domain.questions import Question
from shared import files
from shared.crypto import Keys
from shared.db import Tx
from shared.files import File

PURPOSE = "answer"
FILE_PURPOSE = "answer file"
_SEALED_TYPE = "application/octet-stream"  # what the bytes in the table are: nothing shows them as they lie


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that answers a question, already checked and made harmless."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Answered:
    """What somebody has just answered, ready to be stored; `dropped` are answers that go."""

    answers: Mapping[str, Any] = field(default_factory=dict)
    files: tuple[File, ...] = ()
    dropped: frozenset[str] = frozenset()

    def over(self, before: Mapping[str, Any]) -> dict[str, Any]:
        """All answers afterwards."""
        kept = {key: value for key, value in before.items() if key not in self.dropped}
        return {**kept, **self.answers}


NOTHING = Answered()


def prepared(
    keys: Keys, questions: Iterable[Question], given: Mapping[str, Any], dropped: Iterable[str] = ()
) -> Answered:
    """Seal what is sensitive and every file: people send photos of their KTP.

    A file's id stays readable in the answer, so that whoever erases a person finds it without a key.
    """
    answers: dict[str, Any] = {}
    kept: list[File] = []
    for one in questions:
        if one.key not in given:
            continue
        value = given[one.key]
        if isinstance(value, Attached):
            file = files.made(keys.seal(value.data, purpose=FILE_PURPOSE), _SEALED_TYPE)
            kept.append(file)
            said = {"name": value.name, "media_type": value.media_type}
            answers[one.key] = {"file": str(file.id), **(_sealed(keys, said) if one.sensitive else said)}
        else:
            answers[one.key] = _sealed(keys, value) if one.sensitive and value is not None else value
    return Answered(answers, tuple(kept), frozenset(dropped))


def _sealed(keys: Keys, value: Any) -> dict[str, str]:
    return {"sealed": base64.b64encode(keys.encrypt(json.dumps(value), purpose=PURPOSE)).decode()}


def is_sealed(value: Any) -> bool:
    return isinstance(value, dict) and "sealed" in value


def opened(keys: Keys, value: Any) -> Any:
    """What a sealed answer says: the answer itself, or name and media type of a file. Raises Unreadable."""
    if not is_sealed(value):
        return value
    return json.loads(keys.decrypt(base64.b64decode(value["sealed"]), purpose=PURPOSE))


def file_of(value: Any) -> UUID | None:
    """The id of the file that an answer is."""
    return UUID(value["file"]) if isinstance(value, dict) and "file" in value else None


def files_of(answers: Mapping[str, Any]) -> list[UUID]:
    """The ids of all files among somebody's answers; who erases the person deletes these too."""
    return [id for id in map(file_of, answers.values()) if id]


async def opened_file(tx: Tx, keys: Keys, value: Any) -> Attached | None:
    """The file that an answer is, in clear; None when it is no file or is gone. Raises Unreadable."""
    id = file_of(value)
    kept = await files.get(tx, id) if id else None
    if kept is None:
        return None
    said = opened(keys, value)
    return Attached(said["name"], said["media_type"], keys.unseal(kept.data, purpose=FILE_PURPOSE))


async def store_files(
    tx: Tx, before: Mapping[str, Any], after: Mapping[str, Any], new: Sequence[File]
) -> None:
    """Keep the new files and delete those that no answer names any more."""
    await files.keep_many(tx, new)
    still = set(files_of(after))
    await files.delete_many(tx, [id for id in files_of(before) if id not in still])
