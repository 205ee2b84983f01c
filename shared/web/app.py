"""The application of one service, built from its route table."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from aiohttp import web

from shared import i18n
from shared.loops import Turns
from shared.web import middlewares, openapi, operations, static
from shared.web.access import STAFF
from shared.web.context import ROUTE_OF, ROUTES, RUNNING, TEMPLATES
from shared.web.kept import Kept
from shared.web.limit import LIMITER, Limiter
from shared.web.rendering import environment
from shared.web.routes import Kind, Route, by_name, page

if TYPE_CHECKING:
    from shared.service import Running

# Answered alike by every service, whichever is asked.
SHARED_PREFIXES = (static.PREFIX,)


def web_app(running: Running, *, templates: Path | None = None) -> web.Application:
    """One service's `web.Application`; `templates` is its folder when it is not services/<name>."""
    service = running.service
    table = (*service.routes, *_own_routes(service.name, service.routes))
    return _application(running, table, templates)


def operations_app(running: Running) -> web.Application:
    """What a process without pages answers: alive, ready, metrics."""
    return _application(running, (_static(), *_operations(running.service.name)), None)


def _application(running: Running, table: tuple[Route, ...], templates: Path | None) -> web.Application:
    i18n.load_translations()
    app = web.Application(middlewares=middlewares.IN_ORDER, client_max_size=0)
    app[RUNNING] = running
    app[TEMPLATES] = environment(templates or i18n.ROOT / "services" / running.service.name / "templates")
    app[LIMITER] = Limiter()
    app[middlewares.KEPT] = Kept(middlewares.security_headers(secure=running.settings.secure))
    app[middlewares.TURNS] = Turns()
    app[middlewares.SERIES] = {}
    app.on_response_prepare.append(middlewares.add_headers)
    app[ROUTES] = by_name(table)
    app[ROUTE_OF] = {registered: route for route in table for registered in _register(app, route)}
    return app


def _own_routes(name: str, routes: tuple[Route, ...]) -> tuple[Route, ...]:
    return (
        _static(),
        *_operations(name),
        Route("GET", f"/api/v1/{name}/here", operations.here, "here", Kind.API, STAFF),
        Route("GET", openapi.path_of(name), openapi.handler(name, routes), "openapi", Kind.API),
    )


def _static() -> Route:
    return page("/static/{hash}/{name:.+}", static.serve, "static")


def _operations(name: str) -> tuple[Route, ...]:
    return (
        Route("GET", f"/healthz/{name}", operations.healthz, "healthz", Kind.API),
        Route("GET", f"/readyz/{name}", operations.readyz, "readyz", Kind.API),
        Route("GET", f"/metrics/{name}", operations.metrics, "metrics", Kind.API),
    )


def _register(app: web.Application, route: Route) -> list[web.AbstractRoute]:
    methods = ["GET", "HEAD"] if route.method == "GET" else [route.method]
    return [app.router.add_route(method, route.path, route.handler) for method in methods]
