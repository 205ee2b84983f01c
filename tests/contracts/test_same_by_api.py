"""What an organizer does on a page of scheduling, a program can do: from the route tables themselves."""

from __future__ import annotations

from services.scheduling.service import SERVICE
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
