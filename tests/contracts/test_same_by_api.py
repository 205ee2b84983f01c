"""What an organizer does on a page of scheduling, a program can do: from the route tables themselves."""

from __future__ import annotations

from collections.abc import Collection
from enum import Enum
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from services.scheduling.service import SERVICE
from services.scheduling.web import letter_words, words
from services.scheduling.web.models import queries
from services.scheduling.web.organizer import (
    letters,
    programmes,
    requests,
    staff_list,
    trainer_tasks,
    trainers,
    venues,
    workshop_list,
)
from shared.web.queries import Listed
from shared.web.routes import Kind, Route

CALLS = {route.name: route for route in SERVICE.routes if route.kind is Kind.API}
# Reasons why programs may not; another one is a decision, made here.
MOST_REASONS = 2


def acts(routes: tuple[Route, ...]) -> list[Route]:
    """The forms behind the desk."""
    return [route for route in routes if route.kind is Kind.POST and route.path.startswith("/kelola")]


def faults(routes: tuple[Route, ...]) -> list[str]:
    """Forms that say nothing of a call, name one there is not, or one that others may use."""
    found = []
    for act in acts(routes):
        call = CALLS.get(act.call)
        if bool(act.call) == bool(act.no_call):
            found.append(f"{act.name} says neither which call does the same nor why none, or both")
        elif act.call and (call is None or call.method == "GET"):
            found.append(f"{act.name} names {act.call}, which changes nothing")
        elif call is not None and call.access != act.access:
            found.append(f"{act.name} is for {act.access.name} and {call.name} for {call.access.name}")
    return found


def test_every_act_of_an_organizer_has_a_call_or_a_reason() -> None:
    assert len(acts(SERVICE.routes)) > 80
    assert faults(SERVICE.routes) == []
    assert len({act.no_call for act in acts(SERVICE.routes) if act.no_call}) <= MOST_REASONS


def test_every_call_that_changes_something_stands_beside_a_page() -> None:
    """A call without a page would be a door that no organizer sees."""
    beside = {act.call for act in acts(SERVICE.routes)}
    changing = {name for name, call in CALLS.items() if call.method != "GET" and not call.access.is_public}
    assert changing - beside == set()


def test_a_form_that_says_nothing_is_found() -> None:
    """The control."""
    from dataclasses import replace

    silent, wrong, open_to_all = (
        replace(acts(SERVICE.routes)[0], call=""),
        replace(acts(SERVICE.routes)[0], call="api_office"),
        next(replace(act, access=SERVICE.routes[0].access) for act in acts(SERVICE.routes) if act.call),
    )
    assert [len(faults((one,))) for one in (silent, wrong, open_to_all)] == [1, 1, 1]


# By the list of a program and what it can be asked: what its page offers.
OFFERED: dict[tuple[type[BaseModel], str], Collection[str]] = {
    (queries.Workshops, "status"): words.STATE_FILTERS,
    (queries.Workshops, "urut"): workshop_list.SORTS,
    (queries.Programmes, "urut"): programmes.SORTS,
    (queries.Trainers, "urut"): trainers.PAGES.sorts,
    (queries.Venues, "urut"): venues.PAGES.sorts,
    (queries.Requests, "status"): words.STANDINGS,
    (queries.Requests, "urut"): requests.SORTS,
    (queries.Letters, "jenis"): letter_words.KINDS,
    (queries.Letters, "status"): letter_words.FILTERS,
    (queries.Letters, "urut"): letters.SORTS,
    (queries.Tasks, "tentang"): words.LETTERS,
    (queries.Tasks, "urut"): trainer_tasks.SORTS,
    (queries.People, "peran"): words.ROLES,
    (queries.People, "status"): words.ACCOUNT_STATES,
    (queries.People, "urut"): staff_list.SORTS,
}


def choices(annotation: Any) -> set[str]:
    """The words of a Literal, of an enumeration, or of either."""
    if isinstance(annotation, str):
        return {annotation}
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return {str(one.value) for one in annotation}
    return {word for part in get_args(annotation) for word in choices(part)}


@pytest.mark.parametrize(("model", "name"), OFFERED)
def test_a_program_may_ask_a_list_what_its_page_offers(model: type[BaseModel], name: str) -> None:
    assert choices(model.model_fields[name].annotation) - {""} == {*OFFERED[model, name]} - {""}


def test_every_list_says_how_many_there_are_by_one_name() -> None:
    lists = [call for call in CALLS.values() if call.query and issubclass(call.query, Listed)]
    assert len(lists) >= 8
    for call in lists:
        assert call.answer is not None
        assert {"items", "total"} <= call.answer.model_fields.keys(), call.name


def test_every_choice_a_list_of_the_api_has_is_compared() -> None:
    asked = {call.query for call in CALLS.values() if call.query and issubclass(call.query, Listed)}
    ticks = {"arsip"}  # yes or no on both sides
    found = {
        (model, name)
        for model in asked
        for name, field in model.model_fields.items()
        if name not in ticks and choices(field.annotation) - {""}
    }
    assert found == set(OFFERED)
