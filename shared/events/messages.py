"""docs/messages.md, made from the catalogue: what crosses between the services, and who hears it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from shared.events.catalogue import DOCUMENTS, EVENTS
from shared.events.envelope import Document, Part

HEAD = """\
# Messages

What the services tell each other. Made by `bimtek docs` from `shared/events`; do not edit.

Every message is a [CloudEvent 1.0](https://cloudevents.io) in structured JSON. `type` says why it was
sent, `subject` is `<kind>/<id>`, and `data` is the whole document of that subject as it is now. A
receiver keeps the document with the greatest `version` it has seen, so order and repetition do not
matter. New fields may appear at any time: ignore what you do not know.

| event | subject | sent by | heard by | meaning |
|---|---|---|---|---|
"""


def messages_page(hearers: Mapping[str, Iterable[str]]) -> str:
    """The page as Markdown. `hearers`: kind of subject → names of the services that have a handler."""
    rows = [
        f"| {event.name} | {event.document.SUBJECT} | {event.sender} "
        f"| {', '.join(sorted(hearers.get(event.document.SUBJECT, ()))) or '–'} | {event.meaning} |\n"
        for event in EVENTS.values()
    ]
    documents = [_document(kind, document) for kind, document in DOCUMENTS.items()]
    parts = _parts(DOCUMENTS.values())
    return (
        HEAD
        + "".join(rows)
        + "".join(f"\n## {title}\n\n{text}" for title, text in documents)
        + "\n## Parts of documents\n"
        + "".join(f"\n### {part.__name__}\n\n{_meaning(part)}{_fields(part)}" for part in parts)
    )


def _document(kind: str, document: type[Document]) -> tuple[str, str]:
    return kind, _meaning(document) + _fields(document)


def _meaning(part: type[Part]) -> str:
    return f"{(part.__doc__ or '').strip()}\n\n" if part.__doc__ else ""


def _fields(part: type[Part]) -> str:
    rows = [f"| {name} | {_type(field.annotation)} | {_default(field)} |" for name, field in _own(part)]
    return "| field | type | if absent |\n|---|---|---|\n" + "\n".join(rows) + "\n"


def _own(part: type[Part]) -> list[tuple[str, FieldInfo]]:
    return list(part.model_fields.items())


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "never absent"
    value = field.default
    if isinstance(value, Enum):
        return f"`{value.value}`"
    if value is None or value == "" or value == ():
        return "empty"
    if isinstance(value, Part):
        return f"`{value.model_dump_json()}`"
    return f"`{value}`"


def _type(annotation: Any) -> str:
    origin = get_origin(annotation)
    if origin in (UnionType, Union):
        kinds = [_type(choice) for choice in get_args(annotation) if choice is not NoneType]
        return " or ".join([*kinds, "null"])
    if origin is tuple:
        return f"list of {_type(get_args(annotation)[0])}"
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return " ".join(f"`{choice.value}`" for choice in annotation)
    if isinstance(annotation, type) and issubclass(annotation, Part):
        return f"[{annotation.__name__}](#{annotation.__name__.lower()})"
    names = {"str": "text", "int": "whole number", "bool": "true or false", "UUID": "UUID"}
    names |= {"datetime": "time (RFC 3339)", "date": "date"}
    name: str = annotation.__name__
    return names.get(name, name)


def _parts(documents: Iterable[type[Document]]) -> list[type[Part]]:
    """Every part that occurs in these documents, in order of first use."""
    found: dict[type[Part], None] = {}

    def visit(annotation: Any) -> None:
        for choice in get_args(annotation):
            visit(choice)
        if isinstance(annotation, type) and issubclass(annotation, Part) and annotation not in found:
            if not issubclass(annotation, Document):
                found[annotation] = None
            for _, field in _own(annotation):
                visit(field.annotation)

    for document in documents:
        visit(document)
    return list(found)
