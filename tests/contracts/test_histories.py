"""Every act that a service writes to its audit trail has a word on its history page."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

import pytest

from services.attendance.web import history as attendance
from services.certificates.web import history as certificates
from services.registration.web import history as registration
from services.scheduling.web import words as scheduling
from services.suite import SERVICES
from shared.web.navigation import HISTORIES
from tests.support.databases import ROOT

ACTS: Mapping[str, Mapping[str, str]] = {
    "registration": registration.ACTS,
    "scheduling": scheduling.ACTS,
    "attendance": attendance.ACTS,
    "certificates": certificates.ACTS,
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


@pytest.mark.parametrize("service", ACTS)
def test_every_act_has_a_word(service: str) -> None:
    folder = ROOT / "services" / service / "actions"
    acts = set().union(*(recorded(ast.parse(path.read_text())) for path in folder.glob("*.py")))
    assert acts and acts <= ACTS[service].keys(), acts - ACTS[service].keys()


def test_an_act_without_a_word_is_found() -> None:
    """Negative control."""
    tree = ast.parse('audit.record(tx, who, office, "cards burnt" if hot else "cards kept", subject)')
    assert recorded(tree) == {"cards burnt", "cards kept"}


def test_the_tabs_lead_to_the_four_pages() -> None:
    pages = {route.path for service in SERVICES for route in service.routes if route.name == "history"}
    assert pages == {path for path, _word in HISTORIES}
