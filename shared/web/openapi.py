"""OpenAPI 3.1 of a service's `/api` routes, made from its route table and the pydantic models in it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from aiohttp import web
from openapi_pydantic import OpenAPI
from openapi_pydantic.util import PydanticSchema, construct_open_api_with_schema_class
from pydantic import BaseModel, Field

from shared.web.routes import PLACEHOLDER, Handler, Kind, Route

_ERRORS = {
    401: "Nobody is signed in",
    404: "No such code or address",
    422: "Fields need mending; `errors` names them",
    429: "Too many tries; see Retry-After",
    503: "Busy or the database is away; nothing has changed, see Retry-After",
}


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


def handler(description: dict[str, Any]) -> Handler:
    """Serves the description, made once."""
    text = json.dumps(description, ensure_ascii=False)

    async def openapi(_request: web.Request) -> web.Response:
        return web.Response(text=text, content_type="application/json")

    return openapi


def document(service: str, routes: Iterable[Route]) -> dict[str, Any]:
    """The description as plain JSON data; also written to docs/openapi/<service>.json."""
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        if route.kind is Kind.API:
            path = PLACEHOLDER.sub(r"{\1}", route.path)
            paths.setdefault(path, {})[route.method.lower()] = _operation(service, route)
    raw = OpenAPI.model_validate(
        {
            "info": {
                "title": f"Bimtek: {service}",
                "version": "1",
                "description": "Errors are application/problem+json (RFC 9457). Calls that change something "
                "take an Idempotency-Key where they say so: a repeat gets the first answer.",
            },
            "paths": paths,
        }
    )
    made = construct_open_api_with_schema_class(raw)
    data: dict[str, Any] = json.loads(made.model_dump_json(by_alias=True, exclude_none=True))
    return data


def _operation(service: str, route: Route) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": route.name,
        "tags": [service],
        "summary": route.summary,
        "parameters": [
            {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
            for name in PLACEHOLDER.findall(route.path)
        ],
        "responses": {
            "200": {"description": "Done", **_content("application/json", route.answer)},
            **{str(status): _error(text) for status, text in _ERRORS.items()},
        },
    }
    if route.body:
        operation["requestBody"] = {"required": True, **_content("application/json", route.body)}
    if not route.access.is_public:
        operation["description"] = f"For staff signed in with the access “{route.access.name}”."
    return operation


def _content(media_type: str, model: type[BaseModel] | None) -> dict[str, Any]:
    if model is None:
        return {}
    return {"content": {media_type: {"schema": PydanticSchema(schema_class=model)}}}


def _error(text: str) -> dict[str, Any]:
    return {"description": text, **_content("application/problem+json", ProblemDetails)}
