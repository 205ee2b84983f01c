"""What an organizer does on a page, a program can do: from the route tables themselves."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from enum import Enum
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from services.registration.service import SERVICE as REGISTRATION
from services.registration.web import mail_words, views
from services.registration.web.models.messages import MailsQuery
from services.registration.web.models.participants import ParticipantsQuery
from services.registration.web.organizer import participants
from services.scheduling.service import SERVICE as SCHEDULING
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
from shared.service import Service
from shared.web.access import PUBLIC
from shared.web.queries import Listed
from shared.web.routes import Kind, Route

BOTH = pytest.mark.parametrize("service", [SCHEDULING, REGISTRATION], ids=lambda service: service.name)
# Reasons why programs may not, and forms that there are at least; another reason is a decision, made here.
REASONS = {"scheduling": 2, "registration": 1}
FORMS = {"scheduling": 80, "registration": 50}


def calls_of(routes: tuple[Route, ...]) -> dict[str, Route]:
    return {route.name: route for route in routes if route.kind is Kind.API}


def acts(routes: tuple[Route, ...]) -> list[Route]:
    """The forms behind the desk."""
    return [route for route in routes if route.kind is Kind.POST and route.path.startswith("/kelola")]


def faults(forms: list[Route], calls: dict[str, Route]) -> list[str]:
    """Forms that say nothing of a call, name one there is not, or one that others may use."""
    found = []
    for act in forms:
        call = calls.get(act.call)
        if bool(act.call) == bool(act.no_call):
            found.append(f"{act.name} says neither which call does the same nor why none, or both")
        elif act.call and (call is None or call.method == "GET"):
            found.append(f"{act.name} names {act.call}, which changes nothing")
        elif call is not None and call.access != act.access:
            found.append(f"{act.name} is for {act.access.name} and {call.name} for {call.access.name}")
    return found


@BOTH
def test_every_act_of_an_organizer_has_a_call_or_a_reason(service: Service) -> None:
    forms = acts(service.routes)
    assert len(forms) > FORMS[service.name]
    assert faults(forms, calls_of(service.routes)) == []
    assert len({act.no_call for act in forms if act.no_call}) <= REASONS[service.name]


@BOTH
def test_every_call_that_changes_something_stands_beside_a_page(service: Service) -> None:
    """A call without a page would be a door that no organizer sees."""
    beside = {act.call for act in acts(service.routes)}
    changing = {
        name
        for name, call in calls_of(service.routes).items()
        if call.method != "GET" and not call.access.is_public
    }
    assert changing - beside == set()


@BOTH
def test_a_form_that_says_nothing_is_found(service: Service) -> None:
    """The control."""
    forms, calls = acts(service.routes), calls_of(service.routes)
    reads = next(call.name for call in calls.values() if call.method == "GET")
    silent, wrong, open_to_all = (
        replace(forms[0], call="", no_call=""),
        replace(forms[0], call=reads, no_call=""),
        next(replace(act, access=PUBLIC) for act in forms if act.call),
    )
    assert [len(faults([one], calls)) for one in (silent, wrong, open_to_all)] == [1, 1, 1]


CALLS = [*calls_of(SCHEDULING.routes).values(), *calls_of(REGISTRATION.routes).values()]
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
    (ParticipantsQuery, "status"): [state.value for state in views.STATE_WORDS],
    (ParticipantsQuery, "jk"): ("L", "P"),
    (ParticipantsQuery, "masalah"): participants.TROUBLES,
    (ParticipantsQuery, "izin"): participants.CONSENTS,
    (ParticipantsQuery, "urut"): dict(participants.ORDERS),
    (MailsQuery, "keadaan"): mail_words.MAIL_STATES,
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
    lists = [call for call in CALLS if call.query and issubclass(call.query, Listed)]
    assert len(lists) >= 10
    for call in lists:
        assert call.answer is not None
        assert {"items", "total"} <= call.answer.model_fields.keys(), call.name


def test_every_choice_a_list_of_the_api_has_is_compared() -> None:
    asked = {call.query for call in CALLS if call.query and issubclass(call.query, Listed)}
    ticks = {"arsip"}  # yes or no on both sides
    found = {
        (model, name)
        for model in asked
        for name, field in model.model_fields.items()
        if name not in ticks and choices(field.annotation) - {""}
    }
    assert found == set(OFFERED)
