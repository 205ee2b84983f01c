"""One table of routes per service: every URL, who may open it, what it takes and answers.

Nothing here touches aiohttp's router; `shared.web.app` builds the application from the table, and
`shared.web.openapi` the description of the `/api` part.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from urllib.parse import quote, urlencode

from aiohttp import web
from pydantic import BaseModel

from shared.web.access import PUBLIC, Access

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

PLACEHOLDER = re.compile(r"{(\w+)(?::[^{}]*(?:{[^{}]*}[^{}]*)*)?}")


_BARE_ID = re.compile(r"{((?:\w+_)?id)}")


@cache
def _parts(path: str) -> tuple[str, ...]:
    """A path taken apart once: text, placeholder's name, text, name, …, text."""
    return tuple(PLACEHOLDER.split(path))


class Kind(StrEnum):
    PAGE = "page"  # GET, HTML
    POST = "post"  # a form
    API = "api"  # JSON


class Key(StrEnum):
    """What a call does with an Idempotency-Key."""

    NONE = "none"  # changes nothing, or is harmless to repeat
    MAY = "may"  # with one it is done at most once
    MUST = "must"


@dataclass(frozen=True, slots=True)
class Route:
    """One method on one path.

    `capability`: whoever has the link may open it, so it is noindex and never stored on the way.
    `kept`: the same bytes for everybody, at most one second old, with an ETag; the page may then show
    neither a form token, nor staff, nor a notice.
    `reads_form`: the handler calls `read_form` and shows its problems, so an expired form comes back as
    the page itself; otherwise the framework shows the posted fields again for one more press.
    `files`: most bytes of an upload; 0 refuses multipart. `files_where` is asked before a byte is read
    whether this very address takes any now. `camera`: only the phone page asks for it.

    Of a JSON call: `query`, `body`, `answer` and `conflict` (409) are its models, `made` says that it
    answers 201, `limited` that an address may be told to wait (429). Of an organizer's form: `call` names
    the call that does the same, `no_call` says why programs have none.
    """

    method: str
    path: str
    handler: Handler
    name: str
    kind: Kind
    access: Access = PUBLIC
    summary: str = ""
    query: type[BaseModel] | None = None
    body: type[BaseModel] | None = None
    answer: type[BaseModel] | None = None
    conflict: type[BaseModel] | None = None
    made: bool = False
    limited: bool = False
    key: Key = Key.NONE
    call: str = ""
    no_call: str = ""
    capability: bool = False
    kept: bool = False
    reads_form: bool = False
    files: int = 0
    files_where: Callable[[web.Request], Awaitable[bool]] | None = None
    camera: bool = False

    def url(self, **params: object) -> str:
        """The path with its placeholders filled; what is left over becomes the query, a list several times.

        Raises KeyError when a placeholder has no value.
        """
        parts = _parts(self.path)
        names = parts[1::2]
        path = parts[0] + "".join(
            quote(str(params[name]), safe="") + text for name, text in zip(names, parts[2::2], strict=True)
        )
        rest = {
            name: value if isinstance(value, list) else str(value)
            for name, value in params.items()
            if name not in names and value is not None
        }
        return f"{path}?{urlencode(rest, doseq=True)}" if rest else path


def page(
    path: str,
    handler: Handler,
    name: str,
    *,
    access: Access = PUBLIC,
    summary: str = "",
    capability: bool = False,
    kept: bool = False,
    camera: bool = False,
) -> Route:
    """A page people open: GET and HEAD, changes nothing."""
    return Route(
        "GET",
        path,
        handler,
        name,
        Kind.PAGE,
        access,
        summary,
        capability=capability,
        kept=kept,
        camera=camera,
    )


def post(
    path: str,
    handler: Handler,
    name: str,
    *,
    access: Access = PUBLIC,
    summary: str = "",
    capability: bool = False,
    reads_form: bool = False,
    files: int = 0,
    files_where: Callable[[web.Request], Awaitable[bool]] | None = None,
    call: str = "",
    no_call: str = "",
) -> Route:
    """A form people send: the form token and its origin are checked before the handler runs."""
    return Route(
        "POST",
        path,
        handler,
        name,
        Kind.POST,
        access,
        summary,
        capability=capability,
        reads_form=reads_form,
        files=files,
        files_where=files_where,
        call=call,
        no_call=no_call,
    )


def api(
    method: str,
    path: str,
    handler: Handler,
    name: str,
    *,
    access: Access = PUBLIC,
    summary: str,
    query: type[BaseModel] | None = None,
    body: type[BaseModel] | None = None,
    answer: type[BaseModel] | None = None,
    conflict: type[BaseModel] | None = None,
    made: bool = False,
    limited: bool = False,
    key: Key | None = None,
) -> Route:
    """A JSON call; errors are RFC 9457, everything is in the service's openapi.json.

    What stands for an id in its path is as long as one, so that no other call's name is taken for it.
    Unless `key` says otherwise, a call that changes something may be given an Idempotency-Key.
    """
    return Route(
        method,
        _BARE_ID.sub(r"{\1:[0-9A-Fa-f-]{36}}", path),
        handler,
        name,
        Kind.API,
        access,
        summary,
        query=query,
        body=body,
        answer=answer,
        conflict=conflict,
        made=made,
        limited=limited,
        key=key or (Key.NONE if method == "GET" else Key.MAY),
    )


def by_name(routes: Iterable[Route]) -> dict[str, Route]:
    """Routes by name. A page and the form on the same path may share one; else ValueError."""
    names: dict[str, Route] = {}
    for route in routes:
        other = names.setdefault(route.name, route)
        if other.path != route.path:
            raise ValueError(f"two routes are named {route.name!r}: {other.path} and {route.path}")
    return names
