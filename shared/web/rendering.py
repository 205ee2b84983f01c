"""Answers: a page from a template, a redirect, JSON."""

from __future__ import annotations

import json
import re
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from pydantic import BaseModel

from shared import i18n
from shared.indonesia import shown_phone
from shared.web import navigation, static, tokens
from shared.web.context import (
    NOTICES_SHOWN,
    ORGANIZATION,
    ROUTES,
    STAFF,
    TEMPLATES,
    route_of,
    running,
)
from shared.web.qr import qr_svg

FOLDER = Path(__file__).parent / "templates"
FRAGMENT = "Bimtek-Fragment"  # header of desk.js: only the rows, without the page around them


@cache
def environment(*folders: Path) -> Environment:
    """Templates of a service first, then the shared ones. A name that is not there is an error.

    One for all applications of a process that show these folders: each template is compiled once.
    """
    made = Environment(
        loader=FileSystemLoader([*(folder for folder in folders if folder.is_dir()), FOLDER]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.do"],
    )
    i18n.install(made)
    made.filters.update(phone=shown_phone, address=breakable)
    made.globals.update(static=static.url, qr_svg=qr_svg, navigation=navigation, icon=icon)
    return made


def breakable(address: str) -> Markup:
    """A mail address that goes to the next line at its "@" or a dot and not inside a word."""
    return Markup("<wbr>").join(re.split(r"(?=[@.])", address))


@cache
def icon(name: str) -> Markup:
    """An icon of shared/web/templates/icons as inline SVG; decoration, the word stands beside it."""
    return Markup((FOLDER / "icons" / f"{name}.svg").read_text(encoding="utf-8").strip())


def route_url(request: web.Request, name: str, **params: object) -> str:
    """The path of this service's route. Raises KeyError for an unknown name or missing placeholder."""
    return request.app[ROUTES][name].url(**params)


def render(request: web.Request, template: str, *, status: int = 200, **values: Any) -> web.Response:
    """A page. The context also has: url, form_token, lang, staff, organization, path, notices, fragment."""
    html = render_text(request, template, **values)
    response = web.Response(text=html, status=status, content_type="text/html", charset="utf-8")
    response.headers["Vary"] = "Cookie, Accept-Encoding"
    return response


def render_text(request: web.Request, template: str, **values: Any) -> str:
    """The HTML alone; used by `render`, and for parts sent by server-sent events."""
    route = route_of(request)
    kept = route is not None and route.kept
    notices = [] if kept else tokens.take_notices(request)
    if notices:
        request[NOTICES_SHOWN] = True
    service = running(request)
    context: dict[str, Any] = {
        "lang": i18n.language(),
        "staff": None if kept else request.get(STAFF),
        "organization": None if kept else request.get(ORGANIZATION),
        "service": service.service.name,
        "path": "/" + request.rel_url.raw_path.lstrip("/"),  # `//host` in a link would leave the site
        "method": request.method,
        "notices": notices,
        "capability": route is not None and (route.capability or not route.access.is_public),
        "fragment": FRAGMENT in request.headers,
        "public_url": service.settings.public_url.rstrip("/"),
        "now": service.clock.now(),
        "url": lambda name, **params: route_url(request, name, **params),
        "form_token": lambda: tokens.form_token(request),
        **values,
    }
    return request.app[TEMPLATES].get_template(template).render(context)


def redirect(request: web.Request, target: str, **params: object) -> web.Response:
    """303 to a route of this service by name, or to a path that starts with `/`."""
    location = target if target.startswith("/") else route_url(request, target, **params)
    return web.Response(status=303, headers={"Location": location})


def answer(content: BaseModel | dict[str, Any], status: int = 200) -> web.Response:
    """A JSON answer of the API."""
    if isinstance(content, BaseModel):
        return web.Response(text=content.model_dump_json(), status=status, content_type="application/json")
    text = json.dumps(content, ensure_ascii=False, default=_plain)
    return web.Response(text=text, status=status, content_type="application/json")


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")
