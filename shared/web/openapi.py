"""OpenAPI 3.1 of a service's `/api` routes, made from its route table and the pydantic models in it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from aiohttp import web
from pydantic import BaseModel, Field

from shared.web.routes import PLACEHOLDER, Handler, Key, Kind, Route

_DESCRIPTION = (
    "Errors are application/problem+json (RFC 9457): `detail` says what is wrong and how to mend it, "
    "`errors` names fields, both in the language of `?bahasa=id` or `?bahasa=en`. A call that changes "
    "something takes an Idempotency-Key where it says so: a repeat gets the first answer, and the key with "
    "another content is refused. Texts hold no control characters but tab and line ends and at most 10,000 "
    "characters; white space around and within names counts as one space. Days lie in the years 2000 to 2100."
)
_SIGNED_IN = {
    "type": "apiKey",
    "in": "cookie",
    "name": "__Host-bimtek",
    "description": "The session of whoever signed in at /masuk; docs/api.md tells how a program does that.",
}
_CHANGING = {
    400: "No JSON, or an Idempotency-Key that cannot be one",
    404: "No such address, or something named in it is not there",
    408: "The content came too slowly",
    409: "True a moment ago, not any more; or done already",
    413: "Too much content",
    415: "Content that is not application/json",
    422: "Fields need mending, or the Idempotency-Key was used for another content; `errors` names fields",
}
_STAFF_ONLY = {401: "Nobody is signed in", 403: "Whoever is signed in may not"}
_ELSEWHERE = {403: "Sent from a page of another site"}
_NOT_THERE = {404: "No such code or address"}
_QUERY = {422: "The query needs mending; `errors` names its fields"}
_LIMITED = {429: "Too many tries; see Retry-After"}
_AWAY = {503: "Busy or the database is away; nothing has changed, see Retry-After"}


class FieldError(BaseModel):
    field: str = Field(description="Path of the field, parts joined by dots")
    message: str = Field(description="What is wrong and how to mend it, in the caller's language")


class ProblemDetails(BaseModel):
    """RFC 9457."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: list[FieldError] = []


def path_of(service: str) -> str:
    return f"/api/v1/{service}/openapi.json"


def handler(service: str, routes: tuple[Route, ...]) -> Handler:
    """Serves the description, made when somebody first asks for it."""

    async def openapi(_request: web.Request) -> web.Response:
        # In a thread: it takes a third of a second, and others have pages to wait for.
        text = await asyncio.to_thread(_text, service, routes)
        return web.Response(text=text, content_type="application/json")

    return openapi


@cache
def _text(service: str, routes: tuple[Route, ...]) -> str:
    return json.dumps(document(service, routes), ensure_ascii=False)


def document(service: str, routes: Iterable[Route]) -> dict[str, Any]:
    """The description as plain JSON data; also written to docs/openapi/<service>.json."""
    # Not above: most processes are never asked, and the library is 3 MB of each.
    from openapi_pydantic import OpenAPI
    from openapi_pydantic.util import construct_open_api_with_schema_class

    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        if route.kind is Kind.API:
            path = PLACEHOLDER.sub(r"{\1}", route.path)
            paths.setdefault(path, {})[route.method.lower()] = _operation(service, route)
    raw = OpenAPI.model_validate(
        {
            "info": {"title": f"Bimtek: {service}", "version": "1", "description": _DESCRIPTION},
            "paths": paths,
            "components": {"securitySchemes": {"staff": _SIGNED_IN}},
        }
    )
    made = construct_open_api_with_schema_class(raw)
    data: dict[str, Any] = json.loads(made.model_dump_json(by_alias=True, exclude_none=True))
    return data


def _operation(service: str, route: Route) -> dict[str, Any]:
    status, done = ("201", "Made") if route.made else ("200", "Done")
    operation: dict[str, Any] = {
        "operationId": route.name,
        "tags": [service],
        "summary": route.summary,
        "parameters": [*_path(route), *_query(route), *_key(route)],
        "responses": {
            status: {"description": done, **_content("application/json", route.answer)},
            **{
                str(error): _error(text, route.conflict if error == _CONFLICT else None)
                for error, text in sorted(_errors(route).items())
            },
        },
    }
    if route.body:
        operation["requestBody"] = {"required": True, **_content("application/json", route.body)}
    if not route.access.is_public:
        operation["description"] = f"For staff signed in with the access “{route.access.name}”."
        operation["security"] = [{"staff": []}]
    return operation


_CONFLICT = 409


def _errors(route: Route) -> dict[int, str]:
    """Every way the call can fail, by status."""
    changes = route.method != "GET"
    return {
        **(_NOT_THERE if PLACEHOLDER.search(route.path) else {}),
        **(_QUERY if route.query else {}),
        **(_CHANGING if changes else {}),
        **(_ELSEWHERE if changes else {}),
        **({} if route.access.is_public else _STAFF_ONLY),
        **(_LIMITED if route.limited else {}),
        **_AWAY,
    }


def _path(route: Route) -> Iterator[dict[str, Any]]:
    for match in PLACEHOLDER.finditer(route.path):
        name = match[1]
        pattern = match[0].removeprefix("{" + name).removesuffix("}").removeprefix(":")
        schema: dict[str, Any] = {"type": "string"}
        if name == "id" or name.endswith("_id"):
            schema["format"] = "uuid"
        elif pattern:
            schema["pattern"] = f"^({pattern})$"
        yield {"name": name, "in": "path", "required": True, "schema": schema}


def _query(route: Route) -> Iterator[dict[str, Any]]:
    """Its fields, which are plain: a model within would have to be referred to."""
    schema = route.query.model_json_schema() if route.query else {}
    for name, one in schema.get("properties", {}).items():
        one.pop("title", None)
        yield {
            "name": name,
            "in": "query",
            "required": name in schema.get("required", ()),
            **({"description": one.pop("description")} if "description" in one else {}),
            "schema": one,
        }


def _key(route: Route) -> Iterator[dict[str, Any]]:
    if route.key is not Key.NONE:
        yield {
            "name": "Idempotency-Key",
            "in": "header",
            "required": route.key is Key.MUST,
            "description": "One for each unit of work: sent again, it is done once and answers the same",
            "schema": {"type": "string", "pattern": "^[!-~]{1,128}$"},
        }


def _content(media_type: str, model: type[BaseModel] | None) -> dict[str, Any]:
    if model is None:
        return {}
    from openapi_pydantic.util import PydanticSchema

    return {"content": {media_type: {"schema": PydanticSchema(schema_class=model)}}}


def _error(text: str, model: type[BaseModel] | None) -> dict[str, Any]:
    return {"description": text, **_content("application/problem+json", model or ProblemDetails)}
