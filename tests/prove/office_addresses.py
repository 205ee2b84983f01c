"""The addresses of an office: what its desk leads to, each form there, every call for the same things."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from services.demo.stage import Stage
from services.demo.visitor import Page
from services.suite import SERVICES
from shared.web.routes import PLACEHOLDER, Kind, Route

_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")
_NEVER = ("/keluar", "/kelola/pengguna/saya")  # everybody's own


@dataclass(frozen=True)
class Address:
    """One thing that can be asked of the site: by whom it may be is in its route."""

    method: str
    path: str
    route: Route
    fields: tuple[tuple[str, str], ...] = ()  # of the form it was found in

    @property
    def names_something(self) -> bool:
        """Whether it names a thing of the office, so that another office must not find it."""
        return bool(_ID.search(self.path))


@dataclass
class Found:
    """What the admin of the story's office could reach."""

    addresses: dict[tuple[str, str], Address] = field(default_factory=dict)
    values: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # by placeholder
    opened: int = 0


async def crawl(stage: Stage, most: int) -> Found:
    """Every address and form the desk leads to, breadth first, one page for each route and then more."""
    found = Found()
    queue, seen = ["/kelola"], {"/kelola"}
    opened: Counter[str] = Counter()
    while queue and found.opened < most:
        # Routes opened least often first: a list of forty people is one route.
        queue.sort(key=lambda path: opened[_name(path)])
        path = queue.pop(0)
        opened[_name(path)] += 1
        page = await stage.office.open(path)
        found.opened += 1
        for link in _links(page, stage.suite.url):
            _keep(found, "GET", link, ())
            if link not in seen and opened[_name(link)] < 3:
                seen.add(link)
                queue.append(link)
        for form in page.forms:
            action = _local(urljoin(page.url, form.action or page.url), stage.suite.url)
            if action:
                _keep(found, form.method.upper(), action, tuple(form.fields.items()))
    return found


def _links(page: Page, base: str) -> Iterator[str]:
    for href, _words in page.links:
        path = _local(urljoin(page.url, href), base)
        if path and not path.endswith((".xlsx", ".csv", ".pdf", ".zip", ".png")):
            yield path
    for fragment in re.findall(rb'data-fragment="([^"]+)"', page.body):
        yield fragment.decode()


def _local(url: str, base: str) -> str:
    parts = urlsplit(url)
    if not url.startswith(base) or not parts.path.startswith("/kelola") or parts.path.startswith(_NEVER):
        return ""
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _keep(found: Found, method: str, path: str, fields: tuple[tuple[str, str], ...]) -> None:
    match = _matched(method, urlsplit(path).path)
    if match is None:
        return
    route, values = match
    for name, value in values.items():
        found.values[name].add(value)
    key = (method, route.path if not _ID.search(path) else urlsplit(path).path)
    found.addresses.setdefault(key, Address(method, path, route, fields))


def calls(found: Found) -> Iterator[Address]:
    """Every call of the JSON API, for one of each thing that was found."""
    for service in SERVICES:
        for route in service.routes:
            if route.kind is Kind.API and not route.access.is_public:
                names = PLACEHOLDER.findall(route.path)
                if all(found.values.get(name) for name in names):
                    values = {name: min(found.values[name]) for name in names}
                    yield Address(route.method, route.url(**values), route)


_ROUTES = [route for service in SERVICES for route in service.routes if not route.access.is_public]
_PATTERNS = [
    (route, re.compile(PLACEHOLDER.sub(lambda match: f"(?P<{match[1]}>[^/]+)", route.path)))
    for route in _ROUTES
]


def _matched(method: str, path: str) -> tuple[Route, dict[str, str]] | None:
    for route, pattern in _PATTERNS:
        match = pattern.fullmatch(path)
        if match and route.method == method:
            return route, match.groupdict()
    return None


def _name(path: str) -> str:
    match = _matched("GET", urlsplit(path).path)
    return match[0].name if match else path
