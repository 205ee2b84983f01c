"""What a service does with what it hears: one handler for each kind of subject."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from shared.db import Tx
from shared.events import Document

D = TypeVar("D", bound=Document)


@dataclass(frozen=True, slots=True)
class Handler:
    """Takes the newest documents of one kind of subject, in one transaction.

    `run(tx, now, documents)` gets each subject once, sorted by id, `now` is business time. It does
    nothing outside the database. `alone` marks a handler that takes locks on the service's own rows:
    it gets one document in a transaction of its own, so that locks never pile up across subjects.
    """

    run: Callable[[Tx, datetime, Sequence[Any]], Awaitable[None]]
    alone: bool = False


# By kind of subject ("Workshop"). Its order is the order in which one transaction calls them, the
# same in every replica, so two of them never wait for each other crosswise.
Handlers = Mapping[str, Handler]


def newest(documents: Iterable[D]) -> list[D]:
    """The newest document of each subject of one kind, sorted by id; an erased one is the newest of all."""
    kept: dict[UUID, D] = {}
    for document in documents:
        other = kept.get(document.id)
        if other is None or rank(document) > rank(other):
            kept[document.id] = document
    return [kept[id] for id in sorted(kept)]


def rank(document: Document) -> tuple[bool, int]:
    """What decides which of two documents of one subject is newer."""
    return document.erased, document.version
