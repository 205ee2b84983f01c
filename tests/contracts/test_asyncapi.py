"""docs/asyncapi.json is AsyncAPI 3, and what the services really send is what it says."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema_rs import Draft7Validator, Draft202012Validator

from services.cli.documents import hearers
from shared.bus.rabbitmq.asyncapi import document
from shared.events.catalogue import EVENTS

HERE = Path(__file__).parent
GOLDEN = sorted((HERE / "golden").glob("*.json"))


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    return document(hearers())


@pytest.fixture(scope="module")
def asyncapi() -> Draft7Validator:
    """The specification's own schema."""
    return Draft7Validator(json.loads((HERE / "asyncapi-3.0.0.json").read_text()))


def test_it_is_what_the_specification_asks_for(described: dict[str, Any], asyncapi: Draft7Validator) -> None:
    assert [str(error) for error in asyncapi.iter_errors(described)] == []


def test_control_the_specification_refuses_a_broken_one(
    described: dict[str, Any], asyncapi: Draft7Validator
) -> None:
    broken = copy.deepcopy(described)
    next(iter(broken["operations"].values()))["action"] = "shout"
    assert not asyncapi.is_valid(broken)


def test_every_reference_leads_somewhere(described: dict[str, Any]) -> None:
    def follow(reference: str) -> Any:
        found: Any = described
        for part in reference.removeprefix("#/").split("/"):
            found = found[part]
        return found

    def visit(part: Any) -> int:
        if isinstance(part, dict):
            if isinstance(part.get("$ref"), str):
                assert follow(part["$ref"]) is not None
                return 1
            return sum(visit(value) for value in part.values())
        return sum(visit(value) for value in part) if isinstance(part, list) else 0

    assert visit(described) > len(EVENTS)


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_what_was_ever_sent_is_as_described(path: Path, described: dict[str, Any]) -> None:
    body = json.loads(path.read_text())
    payload = described["components"]["messages"][body["type"]]["payload"]
    validator = Draft202012Validator({**payload, "components": described["components"]})
    assert [str(error) for error in validator.iter_errors(body)] == []
    del body["data"]["version"]
    assert not validator.is_valid(body), "a document without a version is none"
