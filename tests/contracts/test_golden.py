"""What was once on the wire is read for ever, and what is sent stays what was agreed.

`golden/<EventType>.json` is one message as it was first sent. These files are added to, never edited:
queues, outboxes and other installations hold such bytes. When a document gains a field, add it to
examples.py and a new file `<EventType>.2.json`:

    python -m tests.contracts.test_golden
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from cloudevents.core.formats.json import JSONFormat
from pydantic import BaseModel

from shared.events import Event
from shared.events.catalogue import EVENTS
from shared.events.cloud import Unreadable, decode, encode
from tests.contracts.examples import EXAMPLES, MESSAGE_ID, SENT_AT, TRACEPARENT

GOLDEN = Path(__file__).parent / "golden"
SUMS = GOLDEN / "sums.txt"  # one line for each file, so that editing one takes editing two
EVERY = sorted(GOLDEN.glob("*.json"))


def sent(event: Event) -> bytes:
    return encode(event, id=MESSAGE_ID, time=SENT_AT, traceparent=TRACEPARENT)


def newest(type: str) -> Path | None:
    """The file that says how this type is sent today."""
    files = [path for path in EVERY if path.name.split(".")[0] == type]
    return max(files, key=lambda path: (len(path.name), path.name), default=None)


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_every_type_has_an_example() -> None:
    assert [event.type for event in EXAMPLES] == list(EVENTS)


@pytest.mark.parametrize("event", EXAMPLES, ids=lambda event: event.type)
def test_what_is_sent_is_what_was_agreed(event: Event) -> None:
    agreed = newest(event.type)
    assert agreed is not None, f"{event.type} has no golden file"
    assert json.loads(sent(event)) == json.loads(agreed.read_bytes())


@pytest.mark.parametrize("path", EVERY, ids=lambda path: path.stem)
def test_whatever_was_sent_is_read(path: Path) -> None:
    message = decode(path.read_bytes())
    given = json.loads(path.read_bytes())
    assert message.envelope.type == path.name.split(".")[0]
    assert str(message.envelope.id) == given["id"]
    assert message.envelope.traceparent == given["traceparent"]
    kept = message.document.model_dump(mode="json")
    assert within(given["data"], kept) == given["data"], "nothing of it was dropped"


def within(given: Any, kept: Any) -> Any:
    """What was kept, without the fields that documents and their parts have gained since."""
    if isinstance(given, dict) and isinstance(kept, dict):
        return {name: within(part, kept.get(name)) for name, part in given.items()}
    if isinstance(given, list) and isinstance(kept, list) and len(given) == len(kept):
        return [within(part, other) for part, other in zip(given, kept, strict=True)]
    return kept


def test_control_a_dropped_part_is_noticed() -> None:
    given = {"sessions": [{"subject": "Ukir", "trainers": [{"name": "Suparno"}]}]}
    grown = {"sessions": [{"subject": "Ukir", "jp": 2, "trainers": [{"name": "Suparno", "role": "lead"}]}]}
    assert within(given, grown) == given
    assert within(given, {"sessions": [{"subject": "Ukir", "jp": 2}]}) != given
    assert within(given, {"sessions": []}) != given


@pytest.mark.parametrize("path", EVERY, ids=lambda path: path.stem)
def test_it_is_a_cloud_event_to_others(path: Path) -> None:
    """The cloudevents library, not we, says what CloudEvents 1.0 is."""
    event = JSONFormat().read(None, path.read_bytes())
    assert event.get_specversion() == "1.0"
    assert event.get_type() in EVENTS
    assert event.get_time() == SENT_AT


def test_golden_files_are_never_edited() -> None:
    lines = [line.split("  ") for line in SUMS.read_text().splitlines()]
    written = {name: sum for sum, name in lines}
    assert {path.name: sha256(path) for path in EVERY} == written


def unfilled(part: BaseModel, place: str) -> list[str]:
    """Fields, at any depth, that an example leaves to their default."""
    fields = type(part).model_fields
    missing = [f"{place}.{name}" for name in fields if name not in part.model_fields_set]
    for name in fields:
        values: Any = getattr(part, name)
        for value in values if isinstance(values, tuple) else (values,):
            if isinstance(value, BaseModel):
                missing += unfilled(value, f"{place}.{name}")
    return missing


@pytest.mark.parametrize("event", EXAMPLES, ids=lambda event: event.type)
def test_examples_fill_every_field(event: Event) -> None:
    assert unfilled(event.document, event.type) == []


def test_control_a_renamed_field_is_noticed() -> None:
    path = newest("StaffChanged")
    assert path is not None
    renamed = path.read_bytes().replace(b'"email"', b'"mail"')
    assert json.loads(renamed) != json.loads(sent(next(e for e in EXAMPLES if e.type == "StaffChanged")))
    with pytest.raises(Unreadable, match="not a readable Staff: email: missing"):
        decode(renamed)


def test_what_cannot_be_read_says_where_and_quotes_nothing() -> None:
    path = newest("StaffChanged")
    assert path is not None
    good = json.loads(path.read_bytes())
    for wrong, said in (
        ({**good, "specversion": "0.3"}, "specversion: literal_error"),
        ({**good, "data": {**good["data"], "role": "alice@contoh.example"}}, "Staff: role: enum"),
        ({**good, "subject": f"Staff/{MESSAGE_ID}"}, "another subject"),
        ({**good, "id": "42"}, "id: uuid_parsing"),
    ):
        with pytest.raises(Unreadable, match=said) as caught:
            decode(json.dumps(wrong).encode())
        assert "alice@" not in str(caught.value)


def add_missing() -> None:
    """Write a golden file for each example that no newest file agrees with."""
    for event in EXAMPLES:
        agreed = newest(event.type)
        if agreed is not None and json.loads(agreed.read_bytes()) == json.loads(sent(event)):
            continue
        number = 1 + len(list(GOLDEN.glob(f"{event.type}.*json")))
        path = GOLDEN / (f"{event.type}.json" if number == 1 else f"{event.type}.{number}.json")
        path.write_text(json.dumps(json.loads(sent(event)), indent=1, ensure_ascii=False) + "\n")
        with SUMS.open("a") as sums:
            sums.write(f"{sha256(path)}  {path.name}\n")
        print(f"{path.name} added")


if __name__ == "__main__":
    add_missing()
