"""Every call of a service as its own description tells it, with good and bad content.

schemathesis makes the content from the description: the limits of every field and what lies beyond them,
the same on every run. Ids in paths and bodies are then those of things that exist, so that a call does its
work and not only looks for it. What comes back must be what the description promises.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, cast

import schemathesis
from pydantic import ValidationError
from schemathesis import APIOperation, Case, CheckContext, GenerationMode, Response
from schemathesis.checks import CheckFunction, not_a_server_error
from schemathesis.core import NOT_SET
from schemathesis.core.failures import FailureGroup
from schemathesis.core.parameters import ParameterLocation
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    missing_required_header,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from shared.ids import new_id
from shared.web.routes import PLACEHOLDER, Kind, Route
from tests.support.api_things import Known
from tests.support.bodies import fitting

ATTEMPTS = 12  # at most, to see a call do its work: not everything is in the state it needs
MOST = 24  # good ones of one call, and as many bad ones; thinned evenly
AnyCase = Case[Any]
AnyOperation = APIOperation[Any, Any, Any, Any]
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
    missing_required_header,
    unsupported_method,
]
_DONE = 300  # below it
_ORDER = ("GET", "POST", "PUT", "DELETE")
# What ends things comes last and in this order, so that the others have something to do: a request that
# was answered cannot be drafted or sorted out any more.
_ENDING = (
    "drafts",
    "joined",
    "requests/answers",
    "final",
    "void",
    "archive",
    "complete",
    "cancel",
    "withdraw",
    "link/replacement",
    "contact/deletion",
    "replacement",
    "}/deletion",
)


@dataclass
class Tried:
    """What came of it: each fault in words, and by call how often it answered what."""

    faults: list[str] = field(default_factory=list)
    statuses: dict[str, Counter[int]] = field(default_factory=dict)

    @property
    def idle(self) -> set[str]:
        """Calls that never did their work."""
        return {name for name, statuses in self.statuses.items() if not any(one < _DONE for one in statuses)}


def try_all(
    document: dict[str, Any], routes: Iterable[Route], url: str, cookies: dict[str, str], known: Known
) -> Tried:
    """Send all of it to the service at `url` and judge the answers; blocks, so call it in a thread."""
    by_name = {route.name: route for route in routes if route.kind is Kind.API}
    schema = schemathesis.openapi.from_dict(
        document, config=schemathesis.Config.from_dict({"generation": {"with-security-parameters": False}})
    )
    operations = [found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)]
    aim, tried = _Aim(known), Tried()
    for operation in sorted(operations, key=_turn):
        route = by_name[operation.definition.raw["operationId"]]
        tried.statuses[route.name] = Counter()
        for case in _cases(operation):
            aim.at_things(case, route)
            _send(case, route, url, cookies, tried)
        for _attempt in range(ATTEMPTS):
            case = operation.Case(path_parameters={}, body=fitting(route.body) if route.body else NOT_SET)
            aim.at_things(case, route)
            if _send(case, route, url, cookies, tried) < _DONE:
                break
    return tried


def _turn(operation: AnyOperation) -> tuple[int, int]:
    method = _ORDER.index(operation.method.upper())
    ending = next((at for at, end in enumerate(_ENDING) if operation.path.endswith(end)), None)
    if ending is not None:
        return len(_ORDER) + ending, method
    return int(operation.method.upper() == "DELETE"), method


def _send(case: AnyCase, route: Route, url: str, cookies: dict[str, str], tried: Tried) -> int:
    answer = case.call(base_url=url, cookies=cookies)
    tried.statuses[route.name][answer.status_code] += 1
    try:
        case.validate_response(answer, checks=[*CHECKS, accepting(route)])
    except FailureGroup as group:
        tried.faults.extend(f"{case.operation.label}: {fault}" for fault in group.exceptions)
    return int(answer.status_code)


def _cases(operation: AnyOperation) -> Iterator[AnyCase]:
    """Limits of what is described; the good ones first, as long as there is something to do them to."""
    made = operation.schema.iter_coverage_cases(
        operation,
        generation_modes=list(GenerationMode),
        generation_config=operation.schema.config.generation,
    )
    good: list[AnyCase] = []
    bad: list[AnyCase] = []
    for case in made:
        (good if _is_good(case) else bad).append(case)
    return iter([*_thinned(good), *_thinned(bad)])


def _thinned(cases: list[AnyCase]) -> list[AnyCase]:
    return cases[:: -(-len(cases) // MOST) or 1]


def _is_good(case: AnyCase) -> bool:
    return case.meta is not None and case.meta.generation.mode.is_positive


def accepting(route: Route) -> CheckFunction:
    """Content that fits the description is refused by no check of its form.

    An office's own rules (a day without a session, a code that is no kecamatan) may refuse it.
    """

    def good_data_is_accepted(_context: CheckContext, answer: Response, case: AnyCase) -> None:
        if not _is_good(case):
            return
        if answer.status_code in (400, 415):
            raise AssertionError(f"good content was refused: {answer.text}")
        if answer.status_code == 422:
            wrong = [one for one in _wrong(route, case, answer) if one["type"] != "value_error"]
            if wrong:
                raise AssertionError(f"what the description allows is refused: {wrong}")

    return good_data_is_accepted


def _wrong(route: Route, case: AnyCase, answer: Response) -> list[Any]:
    """What the call's own models find wrong with what was sent."""
    try:
        if route.query:
            route.query.model_validate(case.query)
        if route.body:
            route.body.model_validate_json(cast("bytes", answer.request.body), strict=True)
    except ValidationError as error:
        return list(error.errors(include_url=False))
    return []


# Aiming at what exists

_KEY = "Idempotency-Key"
_ALSO = {"id": "workshop_id", "substitute_id": "trainer_id", "resource_id": "trainer_id"}
_SEVERAL = ("trainer", "venue", "programme", "request")  # what "ids" are of, by the path of the call
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_NOT_WORDS = re.compile(r"[\x00-\x20\x7f-\xa0\u1680\u2000-\u200a\u2028-\u202f\u205f\u3000]")


@dataclass
class _Aim:
    """Puts things that exist where a description only knows of some id. Takes turns: what one call took
    away, the next does not ask for."""

    known: Known
    turns: Counter[tuple[str, ...]] = field(default_factory=Counter)
    place: dict[str, Any] = field(default_factory=dict)  # what stands in the path
    also: dict[str, str] = field(default_factory=dict)  # name in a body → name of the thing

    def at_things(self, case: AnyCase, route: Route) -> None:
        """Wherever the case is good. A key is new each time: each is a unit of work of its own."""
        good = {place for place in ParameterLocation if not (case.meta and case.meta.is_negative_at(place))}
        several = next((kind for kind in _SEVERAL if f"/{kind}s" in route.path), "")
        self.also = {**_ALSO, "ids": f"{several}_id"}
        names = tuple(sorted(PLACEHOLDER.findall(route.path)))
        if names and ParameterLocation.PATH in good:
            case.path_parameters.update({name: str(new_id()) for name in names} | self._next(names))
        self.place = dict(case.path_parameters)
        if (_KEY in case.headers or case.meta is None) and ParameterLocation.HEADER in good:
            case.headers[_KEY] = str(new_id())
        if isinstance(case.body, dict) and ParameterLocation.BODY in good:
            case.body = self._real(case.body, "")

    def _of_its_workshop(self) -> str:
        """A session of the workshop in the path."""
        rows = self.known.get(("session_id", "workshop_id"), [])
        of_it = [row["session_id"] for row in rows if row["workshop_id"] == self.place.get("workshop_id")]
        self.turns["session_ids",] += 1
        return of_it[self.turns["session_ids",] % len(of_it)] if of_it else ""

    def _next(self, names: tuple[str, ...]) -> dict[str, str]:
        rows = self.known.get(names)
        if rows is None:
            return (
                {name: value for one in names for name, value in self._next((one,)).items()}
                if (len(names) > 1)
                else {}
            )
        self.turns[names] += 1
        return rows[self.turns[names] % len(rows)]

    def _real(self, value: Any, name: str) -> Any:
        """With words that people could have written in place of control characters and white space."""
        if isinstance(value, dict):
            return {self._real(key, name): self._real(inner, key) for key, inner in value.items()}
        if isinstance(value, list):
            return [self._real(inner, name) for inner in value]
        if not isinstance(value, str):
            return value
        if name == "workshop":
            return self._next(("slug",)).get("slug", value)
        if _ID.fullmatch(value):
            if name == "session_ids" and (of_it := self._of_its_workshop()):
                return of_it
            wanted = self.also.get(name) or name.removesuffix("s").removesuffix("_id") + "_id"
            return self._next((wanted,)).get(wanted, value)
        return _NOT_WORDS.sub("x", value)
