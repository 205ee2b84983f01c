"""What a request carries with it, by typed keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from aiohttp import web
from multidict import MultiDict

from shared.events.scheduling import Organization, Role
from shared.i18n import DEFAULT_ZONE
from shared.web.errors import NotFound
from shared.web.routes import Route

if TYPE_CHECKING:
    from jinja2 import Environment

    from shared.service import Running


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The member of staff behind a request, as the stored row or the newer cookie says."""

    staff_id: UUID
    organization_id: UUID
    role: Role
    name: str
    version: int
    issued_at: datetime  # of the session, wall clock
    expires_at: datetime  # when it ends if nothing more is done


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """One file of a form, already within the route's limit."""

    name: str
    media_type: str
    data: bytes


URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"

RUNNING: web.AppKey[Running] = web.AppKey("running")
TEMPLATES: web.AppKey[Environment] = web.AppKey("templates")
ROUTES: web.AppKey[Mapping[str, Route]] = web.AppKey("routes")
ROUTE_OF: web.AppKey[Mapping[web.AbstractRoute, Route]] = web.AppKey("route_of")

LANGUAGE: web.RequestKey[str] = web.RequestKey("language", str)
STAFF: web.RequestKey[SignedIn] = web.RequestKey("staff", SignedIn)
ORGANIZATION: web.RequestKey[Organization] = web.RequestKey("organization", Organization)
FORM: web.RequestKey[MultiDict[str]] = web.RequestKey("form", MultiDict)
FILES: web.RequestKey[MultiDict[UploadedFile]] = web.RequestKey("files", MultiDict)
BODY: web.RequestKey[bytes] = web.RequestKey("body", bytes)
TOKEN_ID: web.RequestKey[str] = web.RequestKey("token_id", str)  # of a valid posted form
TOKEN_AGE: web.RequestKey[float] = web.RequestKey("token_age", float)  # seconds since its page was made
TOKEN_EXPIRED: web.RequestKey[bool] = web.RequestKey("token_expired", bool)
NOTICES_SHOWN: web.RequestKey[bool] = web.RequestKey("notices_shown", bool)


def running(request: web.Request) -> Running:
    """The running service this request came to."""
    return request.app[RUNNING]


def route_of(request: web.Request) -> Route | None:
    """The row of the route table that matched; None for an unknown address."""
    return request.app[ROUTE_OF].get(request.match_info.route)


def staff_of(request: web.Request) -> SignedIn:
    """Who is signed in. Routes with an access other than PUBLIC guarantee it; else KeyError."""
    return request[STAFF]


def zone_of(request: web.Request) -> str:
    """The zone in which the office of whoever is signed in counts its days."""
    return request[ORGANIZATION].zone if ORGANIZATION in request else DEFAULT_ZONE


def id_in(request: web.Request, name: str) -> UUID:
    """The id in the path. What is none names nothing: raises NotFound."""
    try:
        return UUID(request.match_info[name])
    except ValueError:
        raise NotFound from None


def is_api(request: web.Request) -> bool:
    """Whether errors are answered as RFC 9457 JSON."""
    return request.path.startswith("/api/")
