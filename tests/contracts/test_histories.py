"""Every act that a service writes to its audit trail has a word on its history page."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from services.suite import SERVICES
from shared.web.navigation import HISTORIES
from tests.support.databases import ROOT
from tests.support.histories import WORDS

NOT_TOUCHED = {
    "Staff",  # where it is who acts; as a thing it is scheduling's, and has its word there
    "DataRequest",  # the subject of its last mail only; what is done is recorded at the person
}


def texts(node: ast.AST) -> Iterator[str]:
    """The constants an expression may be; not those of its conditions."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from (*texts(node.body), *texts(node.orelse))


def recorded(tree: ast.AST) -> set[str]:
    """What is handed to functions that note something, directly or by the name `what`."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            on = getattr(getattr(node.func, "value", None), "id", "")
            if (on, name) == ("audit", "record") or name in ("_note", "note"):
                found.update(text for at in node.args for text in texts(at))
        elif isinstance(node, ast.Assign):
            targets = [part for target in node.targets for part in getattr(target, "elts", [target])]
            values = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
            for target, value in zip(targets, values, strict=False):
                if isinstance(target, ast.Name) and target.id == "what":
                    found.update(texts(value))
    return {text for text in found if " " in text or text.endswith("ed")}


@pytest.mark.parametrize("service", WORDS)
def test_every_act_has_a_word(service: str) -> None:
    folder = ROOT / "services" / service / "actions"
    acts = set().union(*(recorded(ast.parse(path.read_text())) for path in folder.glob("*.py")))
    assert acts and acts <= WORDS[service].acts.keys(), acts - WORDS[service].acts.keys()


def test_an_act_without_a_word_is_found() -> None:
    """Negative control."""
    tree = ast.parse('audit.record(tx, who, office, "cards burnt" if hot else "cards kept", subject)')
    assert recorded(tree) == {"cards burnt", "cards kept"}


def touched(tree: ast.AST) -> set[str]:
    """Kinds of subjects that are written out: f"Workshop/{id}"."""
    starts = (
        part.value
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for part in node.values[:1]
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    )
    return {start[:-1] for start in starts if re.fullmatch("[A-Z][A-Za-z]+/", start)}


@pytest.mark.parametrize("service", WORDS)
def test_everything_that_acts_touch_can_be_chosen(service: str) -> None:
    kinds: set[str] = set()
    for folder in ("actions", "domain", "store"):
        paths = (ROOT / "services" / service / folder).glob("*.py")
        kinds = kinds.union(*(touched(ast.parse(path.read_text())) for path in paths))
    assert kinds - NOT_TOUCHED <= WORDS[service].things.keys()


def test_a_thing_without_a_word_is_found() -> None:
    """Negative control."""
    assert touched(ast.parse('subject = f"Boat/{boat_id}"')) == {"Boat"}


def test_the_tabs_lead_to_the_four_pages() -> None:
    pages = {route.path for service in SERVICES for route in service.routes if route.name == "history"}
    assert pages == {path for path, _word in HISTORIES}
